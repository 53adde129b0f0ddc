// SPDX-License-Identifier: Apache-2.0
#include "agent/app/requests.hpp"

#include "agent/app/archive_requests.hpp"
#include "agent/app/archive_tokens.hpp"
#include "agent/app/documents.hpp"
#include "agent/app/health_check.hpp"
#include "agent/app/help_bundle.hpp"
#include "agent/app/key_requests.hpp"
#include "agent/app/metrics_text.hpp"
#include "agent/app/plugin_requests.hpp"
#include "agent/app/renewal_requests.hpp"
#include "agent/app/token_requests.hpp"
#include "agent/app/version.hpp"
#include "agent/base/paths.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <exception>

namespace reseal::app {
namespace {

constexpr std::size_t kShortestId = 4;

Json done(Json document) { return Json{{"exit", 0}, {"document", std::move(document)}}; }

bool liesIn(const std::string& path, const std::vector<std::string>& roots) {
    return std::ranges::any_of(roots, [&](const std::string& root) { return isWithin(path, root); });
}

bool liesIn(const core::InventoryEntry& entry, const std::vector<std::string>& roots) {
    return std::ranges::any_of(
        entry.seen, [&](const core::Sighting& sighting) { return sighting.present && liesIn(sighting.path, roots); });
}

// Each path once. Names need not be UTF-8, so they travel in hexadecimal ("paths_hex") between processes.
std::vector<std::string> absolutePaths(const Json& request) {
    std::vector<std::string> paths;
    const bool hex = request.contains("paths_hex");
    for (const auto& item : request.at(hex ? "paths_hex" : "paths")) {
        const std::string text = item.get<std::string>();
        const std::string path = platform::absolutePath(hex ? fromHex(text) : text);
        if (!path.empty() && std::ranges::find(paths, path) == paths.end()) {
            paths.push_back(path);
        }
    }
    return paths;
}

// What is wrong with the place itself is a refusal; anything else (the disk, the history) ends the command.
bool isRefusal(const Error& error) {
    static constexpr std::array kReasons{"not_found", "broken_symlink", "permission_denied", "read_failed",
                                         "walk_error"};
    return std::ranges::find(kReasons, error.reason) != kReasons.end();
}

} // namespace

int exitCode(Category category) {
    switch (category) {
    case Category::failed:
        return 1;
    case Category::usage:
        return 2;
    case Category::notFound:
        return 3;
    case Category::waiting:
        return 4;
    case Category::refused:
        return 5;
    case Category::damaged:
        return 6;
    }
    return 1;
}

Category categoryOf(int code) {
    static constexpr std::array kAll{Category::usage, Category::notFound, Category::waiting, Category::refused,
                                     Category::damaged};
    const auto* const found = std::ranges::find(kAll, code, exitCode);
    return found == kAll.end() ? Category::failed : *found;
}

std::string packRequest(const Json& request, const Secret& secret) {
    std::string text = dump(request);
    if (!secret.empty()) {
        text.push_back('\n');
        text += secret.view();
    }
    return text;
}

void Requests::answer(const std::string& request, std::function<void(std::string answer)> reply) {
    const std::size_t newline = request.find('\n');
    const Secret secret(newline == std::string::npos ? std::string() : request.substr(newline + 1));
    const Json parsed = Json::parse(
        request.begin(),
        newline == std::string::npos ? request.end() : request.begin() + static_cast<std::ptrdiff_t>(newline), nullptr,
        false);
    if (!parsed.is_object()) {
        return reply(dump(failure({Category::usage, "bad_request", N_("The request is not understood.")})));
    }
    answer(parsed, secret, [reply = std::move(reply)](const Json& answer) { reply(dump(answer)); });
}

Json Requests::answer(const Json& request, const Secret& secret) {
    Json told = failure({Category::failed, "engine_lost", N_("Reseal stopped while it was asked; try again.")});
    answer(request, secret, [&told](Json answer) { told = std::move(answer); });
    return told;
}

void Requests::answer(const Json& request, const Secret& secret, const std::function<void(Json answer)>& reply) try {
    const std::string command = request.value("command", "");
    if (command.starts_with("token_")) {
        return TokenRequests(engine_).answer(command, request, secret, reply);
    }
    if (isArchiveTokenCommand(command)) {
        return answerArchiveToken(engine_, request, secret, reply);
    }
    if (command.starts_with("renewal_")) {
        return RenewalRequests(engine_).answer(command, request, secret, reply);
    }
    if (command == "key_places") {
        return answerKeyPlaces(engine_, request, reply);
    }
    reply(answerNow(command, request, secret));
} catch (const Json::exception&) {
    reply(failure({Category::usage, "bad_request", N_("The request is not understood.")}));
}

Json Requests::answerNow(const std::string& command, const Json& request, const Secret& secret) {
    if (command == "scan") {
        return scan(request, secret);
    }
    if (command == "list") {
        return list(request);
    }
    if (command == "show") {
        return show(request);
    }
    if (command == "check") {
        return check();
    }
    if (command == "note_delivery") {
        return noteDelivery(request);
    }
    if (command == "doctor") {
        return doctor();
    }
    if (command == "bundle") {
        const auto bundle = helpBundle(engine_);
        return bundle ? done({{"text", bundle.value()}}) : failure(bundle.error());
    }
    if (command == "metrics") {
        return metrics();
    }
    if (command == "sources") {
        return sources();
    }
    if (command == "source_add" || command == "source_remove") {
        return changeSource(request, command == "source_add");
    }
    if (command == "settings") {
        return settings();
    }
    if (command == "setting_set") {
        return setSetting(request);
    }
    if (command == "snooze") {
        return snooze(request);
    }
    if (command.starts_with("plugin_")) {
        return PluginRequests(engine_).answer(command, request, secret);
    }
    if (command.starts_with("archive_")) {
        return ArchiveRequests(engine_).answer(command, request, secret);
    }
    if (command == "ping") {
        return done(Json::object());
    }
    if (command == "open_document") {
        if (!engine_.isLive() || engine_.parts().observer == nullptr) {
            return failure({Category::failed, "no_desktop", N_("There is no window here to open it in."), {}});
        }
        engine_.openDocument({.file = platform::absolutePath(fromHex(request.at("file_hex").get<std::string>()))});
        return done(Json::object());
    }
    if (command == "follow_link") {
        if (!engine_.isLive() || engine_.parts().observer == nullptr) {
            return failure({Category::failed, "no_desktop", N_("There is no window here to open it in."), {}});
        }
        engine_.followLink(fromHex(request.at("link_hex").get<std::string>()));
        return done(Json::object());
    }
    if (command == "raise") {
        if (engine_.parts().observer != nullptr) {
            engine_.parts().observer->raised();
        }
        return done(Json::object());
    }
    return failure({Category::usage, "bad_request", N_("The request is not understood.")});
}

Json Requests::failure(const Error& error) { return failureAnswer(engine_, error); }

Json Requests::scan(const Json& request, const Secret& secret) {
    const std::vector<std::string> paths = absolutePaths(request);
    if (paths.empty()) {
        return failure({Category::usage, "no_path", N_("Name the files and folders to read.")});
    }
    std::vector<core::Refusal> rootRefusals;
    std::size_t refusedRoots = 0;
    PasswordOutcome passwords;
    for (const std::string& path : paths) {
        const Status scanned = engine_.scanNow(path, secret.empty() ? nullptr : &secret, &passwords);
        if (scanned) {
            continue;
        }
        if (!isRefusal(scanned.error())) {
            return failure(scanned.error());
        }
        rootRefusals.push_back({path, scanned.error().reason, scanned.error().detail});
        ++refusedRoots;
    }
    const auto snapshot = engine_.snapshot();
    if (!snapshot) {
        return failure(snapshot.error());
    }
    const core::Snapshot& all = snapshot.value();
    Json certificates = Json::array();
    for (const core::InventoryEntry& entry : all.entries) {
        if (liesIn(entry, paths)) {
            certificates.push_back(documentOf(entry, all.settings, all.at));
        }
    }
    for (const core::LockedFile& file : all.locked) {
        if (file.present && liesIn(file.path, paths)) {
            certificates.push_back(documentOf(file));
        }
    }
    Json refused = Json::array();
    for (const core::Refusal& refusal : rootRefusals) {
        refused.push_back(documentOf(refusal));
    }
    // A password that does not fit is said even where the file could be read without one.
    for (const std::string& path : passwords.refused) {
        const bool stored = std::ranges::find(all.refusals, path, &core::Refusal::path) != all.refusals.end();
        if (!stored) {
            rootRefusals.push_back({path, "bad_passphrase", N_("the password does not fit")});
            refused.push_back(documentOf(rootRefusals.back()));
        }
    }
    if (request.value("remember", false)) {
        for (const std::string& path : passwords.fitted) {
            (void)engine_.parts().keyring->store("file:" + path, "Reseal: " + path, secret);
        }
    }
    for (const core::Refusal& refusal : all.refusals) {
        const bool isRoot = std::ranges::find(paths, refusal.path) != paths.end();
        const bool known = std::ranges::find(rootRefusals, refusal.path, &core::Refusal::path) != rootRefusals.end();
        if (!known && liesIn(refusal.path, paths)) {
            refused.push_back(documentOf(refusal));
            const bool gaveSome = std::ranges::any_of(
                all.entries, [&](const core::InventoryEntry& entry) { return liesIn(entry, {refusal.path}); });
            refusedRoots += isRoot && !gaveSome ? 1 : 0;
        }
    }
    engine_.publish();
    const bool nothingUsable = !paths.empty() && refusedRoots >= paths.size();
    return Json{{"exit", nothingUsable ? exitCode(Category::damaged) : 0},
                {"document", {{"certificates", std::move(certificates)}, {"refused", std::move(refused)}}}};
}

Json Requests::list(const Json& request) {
    const auto snapshot = engine_.snapshot();
    if (!snapshot) {
        return failure(snapshot.error());
    }
    const core::Snapshot& all = snapshot.value();
    const bool everything = request.value("all", false);
    const long long within = request.value("within_seconds", -1LL);
    Json rows = Json::array();
    for (const core::InventoryEntry& entry : all.entries) {
        const TimePoint due = core::dueOf(entry.certificate).at;
        const std::string state = stateOf(entry, all.settings, all.at);
        const bool othersCa = entry.certificate.isCa && !entry.keyKnown();
        const bool current = state != "superseded" && state != "expired" && !othersCa;
        const bool inTime = within < 0 || due <= all.at + std::chrono::seconds(within);
        if ((everything || current) && inTime) {
            rows.push_back(documentOf(entry, all.settings, all.at));
        }
    }
    for (const core::LockedFile& file : all.locked) {
        if (within < 0 && (everything || file.present)) {
            rows.push_back(documentOf(file));
        }
    }
    return done({{"certificates", std::move(rows)}});
}

Json Requests::show(const Json& request) {
    std::string wanted = request.value("id", "");
    std::ranges::transform(wanted, wanted.begin(),
                           [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    const auto snapshot = engine_.snapshot();
    if (!snapshot) {
        return failure(snapshot.error());
    }
    std::vector<const core::InventoryEntry*> found;
    for (const core::InventoryEntry& entry : snapshot.value().entries) {
        if (wanted.size() >= kShortestId && entry.certificate.id.starts_with(wanted)) {
            found.push_back(&entry);
        }
    }
    if (found.empty()) {
        return failure({Category::notFound, "unknown_certificate",
                        N_("No certificate has this id; 'reseal list --all' shows all ids."), wanted});
    }
    if (found.size() > 1) {
        return failure({Category::usage, "ambiguous_id",
                        N_("Several certificates have an id that begins so; give more of it."), wanted});
    }
    return done(documentOf(*found.front(), snapshot.value().settings, snapshot.value().at));
}

Json Requests::check() {
    engine_.scanAllNow();
    // A resident tells by itself again what was not delivered; a command on its own does it here.
    auto due =
        engine_.isLive() ? Result<std::vector<core::Notice>>(std::vector<core::Notice>{}) : engine_.undeliveredNow();
    auto fresh = engine_.evaluateNow();
    if (!due || !fresh) {
        return failure(due ? fresh.error() : due.error());
    }
    if (fresh.value()) {
        engine_.tell(*fresh.value());
        due.value().push_back(std::move(*fresh.value()));
    }
    const auto texts = engine_.texts();
    const core::Wording wording(*texts, *engine_.parts().clock);
    Json notices = Json::array();
    for (const core::Notice& notice : due.value()) {
        notices.push_back(documentOf(notice, wording));
    }
    engine_.publish();
    return done({{"notices", std::move(notices)}});
}

Json Requests::noteDelivery(const Json& request) {
    for (const auto& id : request.at("ids")) {
        if (const Status noted = engine_.noteDeliveryNow(id.get<std::string>(), true, "terminal"); !noted) {
            return failure(noted.error());
        }
    }
    return done(Json::object());
}

Json Requests::doctor() {
    engine_.plugins().judge();
    const auto snapshot = engine_.snapshot();
    if (!snapshot) {
        return failure(snapshot.error());
    }
    const auto texts = engine_.texts();
    const core::Wording wording(*texts, *engine_.parts().clock);
    Json items = Json::array();
    core::Severity worst = core::Severity::fine;
    auto all = checkWorkplace();
    all.insert(all.end(), snapshot.value().health.begin(), snapshot.value().health.end());
    std::ranges::move(PluginRequests(engine_).examineAll(), std::back_inserter(all));
    for (const core::HealthItem& item : all) {
        worst = std::max(worst, item.severity);
        items.push_back(documentOf(item, wording));
    }
    const Status sound = engine_.profile().database().checkIntegrity();
    (void)engine_.profile().database().forgetRestore(); // now it has been seen
    Json settingTexts = Json::object();
    for (const auto& [key, value] : core::toTexts(engine_.profile().settings())) {
        settingTexts[key] = key == "notice_command" && !value.empty() ? "(set)" : value;
    }
    return done({{"version", kVersion},
                 {"system", platform::systemDescription()},
                 {"profile", engine_.profile().folder()},
                 {"integrity", sound ? "ok" : sound.error().reason},
                 {"certificates", snapshot.value().entries.size()},
                 {"worst", core::name(worst)},
                 {"checks", std::move(items)},
                 {"settings", std::move(settingTexts)}});
}

Json Requests::metrics() {
    const auto snapshot = engine_.snapshot();
    return snapshot ? done({{"text", metricsText(snapshot.value())}}) : failure(snapshot.error());
}

Json Requests::sources() {
    const auto snapshot = engine_.snapshot();
    if (!snapshot) {
        return failure(snapshot.error());
    }
    Json rows = Json::array();
    for (const core::SourceState& state : snapshot.value().sources) {
        rows.push_back({{"path", state.source.path}, {"mode", state.mode}, {"added", isoTime(state.source.added)}});
    }
    return done({{"sources", std::move(rows)}});
}

Json Requests::changeSource(const Json& request, bool add) {
    for (const std::string& path : absolutePaths(request)) {
        const Status changed = add ? engine_.addSourceNow(path) : engine_.removeSourceNow(path);
        if (!changed) {
            return failure(changed.error());
        }
    }
    engine_.publish();
    return sources();
}

Json Requests::settings() {
    Json rows = Json::object();
    for (const auto& [key, value] : core::toTexts(engine_.profile().settings())) {
        rows[key] = value;
    }
    Json locked = Json::array();
    for (const auto& [key, given] : engine_.profile().given()) {
        if (given.locked) {
            locked.push_back(key);
        }
    }
    return done({{"settings", std::move(rows)}, {"locked", std::move(locked)}});
}

Json Requests::setSetting(const Json& request) {
    core::Settings changed = engine_.profile().settings();
    if (Status set =
            core::setFromText(changed, request.at("key").get<std::string>(), request.at("value").get<std::string>());
        !set) {
        return failure(set.error());
    }
    if (Status saved = engine_.saveSettingsNow(changed); !saved) {
        return failure(saved.error());
    }
    engine_.publish();
    return settings();
}

Json Requests::snooze(const Json& request) {
    const TimePoint until = engine_.parts().clock->now() + std::chrono::seconds(request.at("seconds").get<long long>());
    const Status snoozed = engine_.snoozeNow(request.at("ids").get<std::vector<std::string>>(), until);
    engine_.publish();
    return snoozed ? done({{"until", isoTime(until)}}) : failure(snoozed.error());
}

} // namespace reseal::app
