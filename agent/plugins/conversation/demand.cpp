// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/conversation/demand.hpp"

#include <reseal/ext/ca.h>
#include <reseal/keys.h>

#include <algorithm>
#include <array>

namespace reseal::plugins {
namespace {

using wire::Item;
using wire::Items;

constexpr std::size_t kMaxGroups = 16;
constexpr std::array<std::string_view, 9> kAlgorithms{"rsa-2048",      "rsa-3072",         "rsa-4096",
                                                      "ec-p256",       "ec-p384",          "gost-2012-256",
                                                      "gost-2012-512", "kz-gost-2015-256", "kz-gost-2015-512"};
constexpr std::array<std::string_view, 4> kPayloadForms{"raw", "raw-digest", "cms-attached", "cms-detached"};
constexpr std::array<std::string_view, 7> kDigests{
    "", "sha256", "sha384", "sha512", "streebog-256", "streebog-512", "gost-34.311"};

template <typename Range>
bool holds(const Range& range, std::string_view value) {
    return std::ranges::find(range, value) != std::ranges::end(range);
}

// Groups "prefix<n>.rest" by <n>; items of other keys are passed over. Nothing where a group has no good name.
std::optional<std::map<std::string, Items>> groupsOf(const Items& items, std::string_view prefix) {
    std::map<std::string, Items> groups;
    for (const Item& item : items) {
        if (!item.key.starts_with(prefix)) {
            continue;
        }
        const std::string_view rest = std::string_view(item.key).substr(prefix.size());
        const auto dot = rest.find('.');
        const std::string_view group = rest.substr(0, dot);
        if (group.empty() || group.size() > 32 || group.find('_') != std::string_view::npos) {
            return std::nullopt;
        }
        Item part = item;
        part.key = dot == std::string_view::npos ? "" : rest.substr(dot);
        groups[std::string(group)].push_back(std::move(part));
    }
    return groups.size() <= kMaxGroups ? std::optional(std::move(groups)) : std::nullopt;
}

std::vector<std::string> textsOf(const Items& items, std::string_view key) {
    std::vector<std::string> texts;
    for (const Item& item : items) {
        if (item.key == key) {
            texts.emplace_back(item.text());
        }
    }
    return texts;
}

Bytes bytesOf(const Items& items, std::string_view key) {
    const Item* const item = wire::find(items, key);
    return item == nullptr ? Bytes() : item->value;
}

LocalizedText localOf(const Items& items, const std::string& key) {
    LocalizedText text;
    for (const std::string language : {"en", "ru", "kk"}) {
        if (const Item* const item = wire::find(items, language == "en" ? key : key + "." + language)) {
            text.emplace(language, item->text());
        }
    }
    return text;
}

std::optional<TimePoint> timeOf(const Items& items, std::string_view key) {
    const Item* const item = wire::find(items, key);
    return item == nullptr ? std::nullopt : std::optional(TimePoint(std::chrono::seconds(item->number / 1000)));
}

Error bad() {
    return {Category::damaged, "bad_demand",
            N_("The plugin answered in a way that makes no sense. Tell its vendor; nothing was changed.")};
}

using What = decltype(Demand::what);

Result<What> keysOf(const Items& items) {
    const auto groups = groupsOf(items, RESEAL_KEY_KEY);
    std::vector<KeyDemand> keys;
    for (const auto& [id, parts] : groups.value_or(std::map<std::string, Items>())) {
        KeyDemand key{id,
                      textsOf(parts, RESEAL_KEY_KEY_ALGORITHM),
                      bytesOf(parts, RESEAL_KEY_KEY_SUBJECT),
                      bytesOf(parts, RESEAL_KEY_KEY_EXTENSIONS),
                      bytesOf(parts, RESEAL_KEY_KEY_ATTRIBUTES),
                      std::string(wire::textOf(parts, RESEAL_KEY_KEY_FORM)),
                      textsOf(parts, RESEAL_KEY_KEY_MEDIUM)};
        std::erase_if(key.algorithms, [](const std::string& name) { return !holds(kAlgorithms, name); });
        key.form = key.form.empty() ? "pkcs10" : key.form;
        if (key.algorithms.empty() || (key.form != "pkcs10" && key.form != "public-key")) {
            return bad();
        }
        keys.push_back(std::move(key));
    }
    return keys.empty() ? Result<What>(bad()) : Result<What>(What(std::move(keys)));
}

Result<What> payloadsOf(const Items& items) {
    const auto groups = groupsOf(items, RESEAL_KEY_PAYLOAD);
    std::vector<PayloadDemand> payloads;
    for (const auto& [id, parts] : groups.value_or(std::map<std::string, Items>())) {
        PayloadDemand payload{id,
                              bytesOf(parts, RESEAL_KEY_PAYLOAD_DATA),
                              std::string(wire::textOf(parts, RESEAL_KEY_PAYLOAD_FORM)),
                              std::string(wire::textOf(parts, RESEAL_KEY_PAYLOAD_DIGEST)),
                              bytesOf(parts, RESEAL_KEY_PAYLOAD_SIGNER),
                              localOf(parts, RESEAL_KEY_PAYLOAD_TITLE)};
        if (payload.data.empty() || !holds(kPayloadForms, payload.form) || !holds(kDigests, payload.digest) ||
            (!payload.signer.empty() && payload.signer.size() != sizeof(Sha256))) {
            return bad();
        }
        payloads.push_back(std::move(payload));
    }
    return payloads.empty() ? Result<What>(bad()) : Result<What>(What(std::move(payloads)));
}

bool isKeyFileName(std::string_view name) {
    constexpr std::size_t kLongest = 100;
    return name.size() <= kLongest && (name.ends_with(".p12") || name.ends_with(".pfx")) && name.front() != '.' &&
           name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") ==
               std::string_view::npos;
}

std::optional<KeyFileRules> keyFileOf(const Items& parts) {
    KeyFileRules rules{std::string(wire::textOf(parts, RESEAL_KEY_CERTIFICATE_FILE_NAME))};
    const std::string_view form = wire::textOf(parts, RESEAL_KEY_CERTIFICATE_FILE_FORM);
    rules.kazakh = form == "pkcs12-kz";
    if ((!rules.name.empty() && !isKeyFileName(rules.name)) || (!rules.kazakh && !form.empty() && form != "pkcs12")) {
        return std::nullopt;
    }
    return rules;
}

Result<What> certificatesOf(const Items& items) {
    IssuedCertificates issued;
    const auto groups = groupsOf(items, RESEAL_KEY_CERTIFICATE);
    for (const auto& [id, parts] : groups.value_or(std::map<std::string, Items>())) {
        issued.certificates.emplace(id, bytesOf(parts, ""));
        const auto file = keyFileOf(parts);
        if (issued.certificates[id].empty() || !file) {
            return bad();
        }
        issued.files.emplace(id, *file);
    }
    for (const Item& item : items) {
        if (item.key == RESEAL_KEY_CHAIN) {
            issued.chain.push_back(item.value);
        }
    }
    return issued.certificates.empty() ? Result<What>(bad()) : Result<What>(What(std::move(issued)));
}

Result<What> whatOf(const Items& items) {
    const std::string_view demand = wire::textOf(items, RESEAL_KEY_DEMAND);
    if (demand == RESEAL_DEMAND_INPUT) {
        auto form = readForm(wire::textOf(items, RESEAL_KEY_FORM));
        return form ? Result<What>(What(std::move(form).value())) : Result<What>(form.error());
    }
    if (demand == RESEAL_DEMAND_KEY) {
        return keysOf(items);
    }
    if (demand == RESEAL_DEMAND_SIGNATURE) {
        return payloadsOf(items);
    }
    if (demand == RESEAL_DEMAND_WAIT) {
        WaitDemand wait{timeOf(items, RESEAL_KEY_WAIT_UNTIL_MS),
                        std::string(wire::textOf(items, RESEAL_KEY_WAIT_FOLDER)), localOf(items, RESEAL_KEY_WAIT_TEXT),
                        timeOf(items, RESEAL_KEY_WAIT_DEADLINE_MS),
                        std::string(wire::textOf(items, RESEAL_KEY_WAIT_PRINT))};
        return (wait.until || !wait.folder.empty()) && !wait.text.empty() ? Result<What>(What(std::move(wait)))
                                                                          : Result<What>(bad());
    }
    if (demand == RESEAL_DEMAND_DONE) {
        return certificatesOf(items);
    }
    if (demand == RESEAL_DEMAND_FAILED) {
        FailedDemand failed{localOf(items, RESEAL_KEY_FAILED_TEXT), localOf(items, RESEAL_KEY_FAILED_MEND),
                            std::string(wire::textOf(items, RESEAL_KEY_FAILED_REASON))};
        return failed.text.empty() ? Result<What>(bad()) : Result<What>(What(std::move(failed)));
    }
    return bad();
}

} // namespace

Result<Demand> readDemand(const Items& items) {
    if (std::ranges::count(items, RESEAL_KEY_DEMAND, &Item::key) != 1 ||
        std::ranges::count(items, RESEAL_KEY_COOKIE, &Item::key) > 1) {
        return bad();
    }
    auto what = whatOf(items);
    if (!what) {
        return what.error();
    }
    Demand demand{std::move(what).value(), bytesOf(items, RESEAL_KEY_COOKIE), localOf(items, RESEAL_KEY_STEP),
                  localOf(items, RESEAL_KEY_NEXT)};
    const bool ends =
        std::holds_alternative<IssuedCertificates>(demand.what) || std::holds_alternative<FailedDemand>(demand.what);
    if (demand.cookie.size() > RESEAL_COOKIE_MAX || (demand.cookie.empty() && !ends)) {
        return bad();
    }
    return demand;
}

} // namespace reseal::plugins
