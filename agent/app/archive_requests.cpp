// SPDX-License-Identifier: Apache-2.0
#include "agent/app/archive_requests.hpp"

#include "agent/app/documents.hpp"
#include "agent/app/plugin_requests.hpp"
#include "agent/app/requests.hpp"
#include "agent/archive/archive_export.hpp"
#include "agent/archive/backup_bundle.hpp"
#include "agent/archive/entry_making.hpp"
#include "agent/archive/recovery_page.hpp"
#include "agent/crypto/vault/sealing.hpp"
#include "agent/platform/document_file.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reseal::app {
namespace {

Json done(Json document) { return Json{{"exit", 0}, {"document", std::move(document)}}; }

Json rowsOf(const std::vector<archive::ImportedKey>& keys) {
    Json rows = Json::array();
    for (const archive::ImportedKey& key : keys) {
        rows.push_back({{"id", toHex(key.certificate)}, {"place", key.place}, {"kind", key.kind}});
    }
    return rows;
}

std::vector<Secret> linesOf(const Secret& secret) {
    std::vector<Secret> lines;
    std::string_view rest = secret.view();
    while (true) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        lines.emplace_back(std::string(rest.substr(0, end)));
        if (end == rest.size()) {
            return lines;
        }
        rest.remove_prefix(end + 1);
    }
}

std::string pathIn(const Json& request, const char* name) { return fromHex(request.at(name).get<std::string>()); }

} // namespace

Json documentOfImport(const archive::ImportSummary& summary) {
    Json damaged = Json::array();
    for (const core::Refusal& refusal : summary.damaged) {
        damaged.push_back(app::documentOf(refusal));
    }
    return {{"new", rowsOf(summary.fresh)},
            {"known", rowsOf(summary.known)},
            {"on_token", rowsOf(summary.onToken)},
            {"locked", summary.locked},
            {"refused", std::move(damaged)}};
}

int exitOfImport(const archive::ImportSummary& summary) {
    const bool nothing = summary.fresh.empty() && summary.known.empty();
    return !nothing || (summary.locked.empty() && summary.damaged.empty()) ? 0
           : !summary.locked.empty()                                       ? exitCode(Category::waiting)
                                                                           : exitCode(Category::damaged);
}

ArchiveRequests::ArchiveRequests(Engine& engine) : engine_(engine) {}

Json ArchiveRequests::failure(const Error& error) { return failureAnswer(engine_, error); }

Json ArchiveRequests::doneOr(const Status& status, Json document) {
    return status ? done(std::move(document)) : failure(status.error());
}

Status ArchiveRequests::open() { return engine_.archive().vault().open(secrets_.front()); }

const Secret& ArchiveRequests::given(std::size_t index) const {
    static const Secret kNone;
    return index + 1 < secrets_.size() ? secrets_[index + 1] : kNone;
}

Json ArchiveRequests::answer(const std::string& command, const Json& request, const Secret& secret) {
    return within(secret, [&] { return dispatch(command, request); });
}

Json ArchiveRequests::within(const Secret& secret, const std::function<Json()>& work) {
    secrets_ = linesOf(secret);
    Json answered = work();
    engine_.closeArchive(); // each command brings its own way in
    return answered;
}

Json ArchiveRequests::dispatch(const std::string& command, const Json& request) {
    if (command == "archive_import") {
        return import(request);
    }
    if (command == "archive_list" || command == "archive_find") {
        return list(request, command == "archive_find");
    }
    if (command == "archive_export") {
        return exportKey(request);
    }
    if (command == "archive_restore_key") {
        return restoreKey(request);
    }
    if (command == "archive_open") {
        const auto opened = openWithKey(request);
        return opened ? done({{"masked_hex", opened.value()}}) : failure(opened.error());
    }
    if (command == "archive_verify") {
        return verify();
    }
    if (command == "archive_events") {
        return events();
    }
    if (command == "archive_lock") {
        engine_.lockArchiveNow();
        return done({{"locked", true}});
    }
    if (command == "archive_delete" || command == "archive_undelete") {
        return remove(request, command == "archive_undelete");
    }
    if (command == "archive_backup") {
        return backup(request);
    }
    if (command == "archive_restore") {
        return restore(request);
    }
    if (command == "archive_slots") {
        return slots();
    }
    if (command == "archive_slot_add") {
        return addSlot(request);
    }
    if (command.starts_with("archive_slot_")) {
        return changeSlot(command, request);
    }
    return failure({Category::usage, "bad_request", N_("The request is not understood.")});
}

Json ArchiveRequests::import(const Json& request) {
    std::vector<std::string> paths;
    for (const auto& path : request.at("paths_hex")) {
        paths.push_back(platform::absolutePath(fromHex(path.get<std::string>())));
    }
    archive::Vault& vault = engine_.archive().vault();
    archive::ArchiveImport importer(vault, *engine_.parts().files,
                                    [&] { return vault.openOrCreate(secrets_.front()); });
    const std::span<const Secret> passwords(secrets_);
    auto summary = importer.sweep(paths, {engine_.profile().folder()}, passwords.subspan(1));
    if (!summary) {
        return failure(summary.error());
    }
    if (request.value("tokens", false)) {
        engine_.tokens().lookNow();
        auto onTokens = importer.tokens(engine_.tokens().tokens());
        if (!onTokens) {
            return failure(onTokens.error());
        }
        archive::ImportSummary& all = summary.value();
        std::ranges::move(onTokens.value().fresh, std::back_inserter(all.fresh));
        std::ranges::move(onTokens.value().known, std::back_inserter(all.known));
        std::ranges::move(onTokens.value().onToken, std::back_inserter(all.onToken));
    }
    engine_.keepCopy();
    engine_.publish();
    const archive::ImportSummary& all = summary.value();
    return Json{{"exit", exitOfImport(all)}, {"document", documentOfImport(all)}};
}

Json ArchiveRequests::documentOf(const core::ArchiveEntry& entry) {
    Json seen = Json::array();
    if (const auto sightings = engine_.archive().store().sightings(entry.number)) {
        for (const core::ArchiveSighting& sighting : sightings.value()) {
            seen.push_back({{"place", sighting.place},
                            {"kind", sighting.kind},
                            {"first_seen", isoTime(sighting.firstSeen)},
                            {"last_seen", isoTime(sighting.lastSeen)}});
        }
    }
    const auto read = archive::certificateOf(entry);
    const core::Certificate certificate = read ? read.value() : core::Certificate{};
    const auto orNull = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
    return {{"id", toHex(entry.sha256)},
            {"subject", certificate.subject},
            {"issuer", certificate.issuer},
            {"serial", certificate.serial},
            {"holder",
             {{"name", orNull(certificate.holder.name)},
              {"organization", orNull(certificate.holder.organization)},
              {"inn", orNull(certificate.holder.inn)},
              {"iin", orNull(certificate.holder.iin)}}},
            {"algorithm", certificate.algorithm},
            {"not_before", isoTime(certificate.notBefore)},
            {"not_after", isoTime(certificate.notAfter)},
            {"key", !entry.sealedKey.empty() ? Json("vault") : Json("token")},
            {"token", orNull(entry.keyPlace)},
            {"archived", isoTime(entry.archived)},
            {"damaged", !read},
            {"seen", std::move(seen)}};
}

Json ArchiveRequests::list(const Json& request, bool search) {
    auto& archive = engine_.archive().archive();
    const auto entries = search ? archive.search(request.at("text").get<std::string>()) : archive.all();
    if (!entries) {
        return failure(entries.error());
    }
    Json rows = Json::array();
    for (const core::ArchiveEntry& entry : entries.value()) {
        rows.push_back(documentOf(entry));
    }
    const int exit = search && rows.empty() ? exitCode(Category::notFound) : 0;
    return Json{{"exit", exit}, {"document", {{"entries", std::move(rows)}}}};
}

Json ArchiveRequests::exportKey(const Json& request) {
    ArchiveKeeper& keeper = engine_.archive();
    const auto entry = keeper.archive().byId(request.at("id").get<std::string>());
    if (!entry) {
        return failure(entry.error());
    }
    if (const Status opened = open(); !opened) {
        return failure(opened.error());
    }
    const std::string path = pathIn(request, "output_hex");
    return doneOr(archive::exportKey(keeper.archive(), keeper.vault(), entry.value(), path, given(0)),
                  {{"output", path}, {"id", toHex(entry.value().sha256)}});
}

Json ArchiveRequests::restoreKey(const Json& request) {
    ArchiveKeeper& keeper = engine_.archive();
    const auto entry = keeper.archive().byId(request.at("id").get<std::string>());
    if (!entry) {
        return failure(entry.error());
    }
    if (const Status opened = open(); !opened) {
        return failure(opened.error());
    }
    const auto restored =
        archive::restoreKey(keeper.archive(), keeper.vault(), entry.value(), pathIn(request, "folder_hex"), given(0));
    return restored ? done({{"output", restored.value().path}, {"kind", restored.value().kind}})
                    : failure(restored.error());
}

Json ArchiveRequests::verify() {
    if (const Status opened = open(); !opened) {
        return failure(opened.error());
    }
    const auto result = engine_.keeping().verifyNow();
    if (!result) {
        return failure(result.error());
    }
    const auto texts = engine_.texts();
    Json rotten = Json::array();
    for (const archive::Rot& rot : result.value().rotten) {
        rotten.push_back({{"what", rot.what},
                          {"name", rot.name},
                          {"holder", rot.holder},
                          {"reason", rot.why.reason},
                          {"detail", texts->translate(rot.why.detail)}});
    }
    const int exit = rotten.empty() ? 0 : exitCode(Category::damaged);
    return Json{{"exit", exit},
                {"document",
                 {{"entries", result.value().entries}, {"keys", result.value().keys}, {"damaged", std::move(rotten)}}}};
}

Json ArchiveRequests::events() {
    const auto events = engine_.archive().store().events();
    if (!events) {
        return failure(events.error());
    }
    Json rows = Json::array();
    for (const core::ArchiveEvent& event : events.value()) {
        rows.push_back({{"at", isoTime(event.at)},
                        {"who", event.who},
                        {"act", event.act},
                        {"id", event.entry},
                        {"detail", event.detail}});
    }
    return done({{"events", std::move(rows)}});
}

Json ArchiveRequests::remove(const Json& request, bool undo) {
    auto& archive = engine_.archive().archive();
    (void)archive.purge();
    const std::string id = request.at("id").get<std::string>();
    if (undo) {
        return doneOr(archive.undelete(id), {{"id", id}});
    }
    const auto entry = archive.byId(id);
    if (!entry) {
        return failure(entry.error());
    }
    const TimePoint until = engine_.parts().clock->now() + archive::kUndoPeriod;
    return doneOr(archive.remove(entry.value()), {{"id", toHex(entry.value().sha256)}, {"until", isoTime(until)}});
}

Json ArchiveRequests::backup(const Json& request) {
    if (const Status opened = open(); !opened) {
        return failure(opened.error());
    }
    const auto backup = engine_.keeping().backUpNow(pathIn(request, "folder_hex"));
    if (!backup) {
        return failure(backup.error());
    }
    const archive::BackupResult& made = backup.value().made;
    return done({{"output", made.path},
                 {"added", made.added},
                 {"entries", made.entries},
                 {"elsewhere", backup.value().elsewhere}});
}

Json ArchiveRequests::restore(const Json& request) {
    archive::Vault& vault = engine_.archive().vault();
    const auto restored = archive::restore(vault, pathIn(request, "folder_hex"), secrets_.front(), given(0));
    if (!restored) {
        return failure(restored.error());
    }
    engine_.keepCopy();
    Json damaged = Json::array();
    for (const auto& [name, why] : restored.value().damaged) {
        damaged.push_back({{"name", name}, {"reason", why.reason}, {"detail", engine_.texts()->translate(why.detail)}});
    }
    const int exit = damaged.empty() ? 0 : exitCode(Category::damaged);
    return Json{
        {"exit", exit},
        {"document",
         {{"new", restored.value().added}, {"known", restored.value().known}, {"damaged", std::move(damaged)}}}};
}

Json ArchiveRequests::slots() {
    const auto slots = engine_.archive().vault().slots();
    if (!slots) {
        return failure(slots.error());
    }
    Json rows = Json::array();
    for (const core::VaultSlot& slot : slots.value()) {
        rows.push_back({{"slot", slot.id},
                        {"kind", core::name(slot.kind)},
                        {"label", slot.label},
                        {"created", isoTime(slot.created)},
                        {"confirmed", slot.confirmed}});
    }
    return done({{"slots", std::move(rows)}});
}

Json ArchiveRequests::addSlot(const Json& request) {
    archive::Vault& vault = engine_.archive().vault();
    if (const Status opened = open(); !opened) {
        return failure(opened.error());
    }
    const std::string kind = request.at("kind").get<std::string>();
    const std::string label = request.value("label", "");
    if (kind == "recovery") {
        const std::string page = pathIn(request, "page_hex");
        auto file = platform::createDocument(page); // before the slot: a page that cannot be written makes none
        if (!file) {
            return failure(file.error());
        }
        const auto made = vault.addRecovery(label);
        if (!made) {
            return failure(made.error());
        }
        const Secret html = archive::recoveryPage(made.value().code, *engine_.texts());
        Status written = file.value()->write(asBytes(html.view()));
        written = written ? file.value()->commit() : written;
        if (!written) {
            (void)vault.removeSlot(made.value().slot);
        }
        return doneOr(written, {{"slot", made.value().slot}, {"page", page}, {"confirmed", false}});
    }
    const auto slot = kind == "keyring" ? vault.addKeyring() : kind == "organisation" ? [&]() -> Result<std::int64_t> {
        const auto key = crypto::publicKeyOfPem(request.at("public_key").get<std::string>());
        return key ? vault.addOrganisation(label, key.value()) : Result<std::int64_t>(key.error());
    }()
        : vault.addPassword(label, given(0));
    return slot ? done({{"slot", slot.value()}}) : failure(slot.error());
}

Json ArchiveRequests::changeSlot(const std::string& command, const Json& request) {
    archive::Vault& vault = engine_.archive().vault();
    if (command == "archive_slot_confirm") {
        return doneOr(vault.confirmRecovery(given(0)), {{"confirmed", true}});
    }
    if (const Status opened = open(); !opened) {
        return failure(opened.error());
    }
    const std::int64_t slot = request.at("slot").get<std::int64_t>();
    if (command == "archive_slot_remove") {
        return doneOr(vault.removeSlot(slot), {{"slot", slot}});
    }
    if (command == "archive_slot_change") {
        return doneOr(vault.changePassword(slot, given(0)), {{"slot", slot}});
    }
    return failure({Category::usage, "bad_request", N_("The request is not understood.")});
}

} // namespace reseal::app
