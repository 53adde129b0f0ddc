// SPDX-License-Identifier: Apache-2.0
#include "agent/app/documents.hpp"

#include "agent/core/known_authorities.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <sstream>

namespace reseal::app {
namespace {

Json orNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json usageOf(core::Usage usage) {
    Json list = Json::array();
    for (const auto& [use, word] : {std::pair{core::Use::sign, "sign"},
                                    {core::Use::authenticate, "authenticate"},
                                    {core::Use::encrypt, "encrypt"}}) {
        if (usage.has(use)) {
            list.push_back(word);
        }
    }
    return list;
}

Json holderOf(const core::Holder& holder) {
    return Json{{"name", orNull(holder.name)},     {"organization", orNull(holder.organization)},
                {"inn", orNull(holder.inn)},       {"innle", orNull(holder.innle)},
                {"snils", orNull(holder.snils)},   {"ogrn", orNull(holder.ogrn)},
                {"ogrnip", orNull(holder.ogrnip)}, {"iin", orNull(holder.iin)},
                {"bin", orNull(holder.bin)},       {"email", orNull(holder.email)}};
}

Json rolesOf(const std::string& codes) {
    Json roles = Json::array();
    std::istringstream words(codes);
    for (std::string code; words >> code;) {
        roles.push_back(code);
    }
    return roles;
}

Json keyOf(const core::InventoryEntry& entry) {
    if (!entry.keyKnown()) {
        return nullptr;
    }
    Json where = Json::array();
    bool present = false;
    for (const core::KeyLocation& key : entry.keys) {
        present = present || key.present;
        where.push_back({{"path", key.path},
                         {"kind", core::name(key.kind)},
                         {"locked", key.locked},
                         {"present", key.present},
                         {"last_seen", isoTime(key.lastSeen)}});
    }
    return Json{{"present", present}, {"where", where}};
}

Json seenOf(const core::InventoryEntry& entry) {
    Json seen = Json::array();
    for (const core::Sighting& sighting : entry.seen) {
        seen.push_back({{"source", "file"},
                        {"path", sighting.path},
                        {"kind", core::name(sighting.kind)},
                        {"first_seen", isoTime(sighting.firstSeen)},
                        {"last_seen", isoTime(sighting.lastSeen)},
                        {"present", sighting.present}});
    }
    return seen;
}

} // namespace

Json authorityOf(const core::Certificate& certificate) {
    const core::KnownAuthority* itself = core::authorityWithKey(certificate.spkiSha256);
    const core::KnownAuthority* known = itself != nullptr ? itself : core::authorityNamedBy(certificate);
    return known == nullptr ? Json(nullptr)
                            : Json{{"name", core::englishNameOf(*known)},
                                   {"key", known->key},
                                   {"itself", itself != nullptr},
                                   {"test", known->test}};
}

std::string isoTime(TimePoint instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(instant - day);
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

std::string stateOf(const core::InventoryEntry& entry, const core::Settings& settings, TimePoint now) {
    const TimePoint due = core::dueOf(entry.certificate).at;
    if (!entry.supersededBy.empty()) {
        return "superseded";
    }
    if (due <= now) {
        return "expired";
    }
    if (entry.certificate.notBefore > now) {
        return "not_yet_valid";
    }
    const int soon = settings.thresholds.empty() ? 30 : std::max(settings.thresholds.front(), 1);
    return due - std::chrono::days(soon) <= now ? "due_soon" : "valid";
}

Json documentOf(const core::InventoryEntry& entry, const core::Settings& settings, TimePoint now) {
    const core::Certificate& certificate = entry.certificate;
    const core::Due due = core::dueOf(certificate);
    return Json{{"id", certificate.id},
                {"subject", certificate.subject},
                {"issuer", certificate.issuer},
                {"authority", authorityOf(certificate)},
                {"serial", certificate.serial},
                {"holder", holderOf(certificate.holder)},
                {"roles", rolesOf(certificate.holderRoles)},
                {"usage", usageOf(certificate.usage)},
                {"algorithm", certificate.algorithm},
                {"not_before", isoTime(certificate.notBefore)},
                {"not_after", isoTime(certificate.notAfter)},
                {"key_not_after", certificate.keyNotAfter ? Json(isoTime(*certificate.keyNotAfter)) : Json(nullptr)},
                {"due", isoTime(due.at)},
                {"due_reason", due.reason == core::DueReason::notAfter ? "not_after" : "private_key_usage"},
                {"state", stateOf(entry, settings, now)},
                {"ca", certificate.isCa},
                {"key", keyOf(entry)},
                {"superseded_by", orNull(entry.supersededBy)},
                {"seen", seenOf(entry)}};
}

Json documentOf(const core::LockedFile& file) {
    const std::string name = file.path.substr(file.path.find_last_of('/') + 1);
    Json row{{"id", nullptr}, {"subject", name}};
    for (const char* unknown : {"issuer", "authority", "serial", "holder"}) {
        row[unknown] = nullptr;
    }
    row["roles"] = Json::array();
    row["usage"] = Json::array();
    for (const char* unknown : {"algorithm", "not_before", "not_after", "key_not_after", "due", "due_reason"}) {
        row[unknown] = nullptr;
    }
    row["state"] = "locked";
    row["ca"] = false;
    row["key"] = nullptr;
    row["superseded_by"] = nullptr;
    row["seen"] = Json::array({{{"source", "file"},
                                {"path", file.path},
                                {"kind", "pkcs12"},
                                {"last_seen", isoTime(file.lastSeen)},
                                {"present", file.present}}});
    return row;
}

Json documentOf(const core::Refusal& refusal) {
    return Json{{"path", refusal.path}, {"reason", refusal.reason}, {"detail", refusal.detail}};
}

Json documentOf(const core::Notice& notice, const core::Wording& wording) {
    Json certificates = Json::array();
    for (const core::NoticeItem& item : notice.items) {
        const core::Certificate& certificate = item.entry.certificate;
        certificates.push_back(
            {{"id", certificate.id},
             {"who", wording.who(certificate)},
             {"subject", certificate.subject},
             {"issuer", certificate.issuer},
             {"serial", certificate.serial},
             {"due", isoTime(item.due.at)},
             {"due_reason", item.due.reason == core::DueReason::notAfter ? "not_after" : "private_key_usage"},
             {"days_left", item.daysLeft},
             {"threshold", item.threshold == core::kLastChance ? Json("last_chance") : Json(item.threshold)},
             {"last_chance", item.lastChance},
             {"remote_renewal_ends", item.remoteRenewalEnds ? Json(isoTime(*item.remoteRenewalEnds)) : Json(nullptr)}});
    }
    return Json{{"id", notice.id},
                {"at", isoTime(notice.at)},
                {"language", wording.texts().language()},
                {"title", wording.noticeTitle(notice)},
                {"body", wording.noticeBody(notice)},
                {"last_chance", notice.lastChance()},
                {"certificates", std::move(certificates)}};
}

Json documentOf(const core::HealthItem& item, const core::Wording& wording) {
    return Json{{"code", item.code},
                {"severity", core::name(item.severity)},
                {"title", wording.healthTitle(item)},
                {"text", core::fill(wording.texts().translate(item.text), item.gaps)},
                {"mend", core::fill(wording.texts().translate(item.mend), item.gaps)},
                {"subject", orNull(item.subject)}};
}

Json documentOf(const Error& error, const core::Wording& wording) {
    return Json{{"error", error.reason},
                {"detail", wording.reason(error.reason, error.detail)},
                {"subject", orNull(error.subject)}};
}

std::string dump(const Json& document, int indent) {
    return document.dump(indent, ' ', false, Json::error_handler_t::replace);
}

} // namespace reseal::app
