// SPDX-License-Identifier: Apache-2.0
#include "agent/app/archive_errands.hpp"

#include "agent/app/archive_requests.hpp"
#include "agent/app/archive_tokens.hpp"
#include "agent/app/documents.hpp"
#include "agent/base/iso_time.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reseal::app {
namespace {

using core::Errand;

const char* commandOf(Errand act) {
    switch (act) {
    case Errand::exportKey:
        return "archive_export";
    case Errand::restoreToFolder:
        return "archive_restore_key";
    case Errand::restoreToToken:
        return "archive_restore_token";
    case Errand::remove:
        return "archive_delete";
    case Errand::bringBack:
        return "archive_undelete";
    case Errand::makeRecovery:
        return "archive_slot_add";
    case Errand::confirmRecovery:
        return "archive_slot_confirm";
    case Errand::takeIn:
        return "archive_import";
    case Errand::backUp:
        break;
    }
    return "archive_backup";
}

Json requestOf(const core::ArchiveErrand& errand) {
    const std::string place = toHex(asBytes(errand.place)); // paths need not be UTF-8
    return {{"command", commandOf(errand.act)},
            {"id", errand.entry},
            {"output_hex", place},
            {"folder_hex", place},
            {"paths_hex", Json::array({place})},
            {"kind", core::name(core::SlotKind::recovery)}, // of the slot that is added
            {"page_hex", place},
            {"uri", errand.place},
            {"last_try", errand.allowLastTry}};
}

std::string_view viewOf(const std::shared_ptr<const Secret>& secret) {
    return secret ? secret->view() : std::string_view();
}

// As the requests want it: the vault's password, then the new one or the PIN.
Secret linesOf(const core::ArchiveErrand& errand) {
    const std::string_view vault = viewOf(errand.vaultPassword);
    const std::string_view second = viewOf(errand.act == Errand::restoreToToken ? errand.pin : errand.newPassword);
    std::string lines;
    lines.reserve(vault.size() + second.size() + 1);
    lines += vault;
    lines += '\n';
    lines += second;
    return Secret(std::move(lines));
}

std::string textIn(const Json& document, const char* name) {
    const auto found = document.find(name);
    return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool holds(const Json& rows, const std::string& id) {
    return std::ranges::any_of(rows, [&](const Json& row) { return row.at("id") == id; });
}

// Why the wanted key did not come out of its file; nothing where it did.
std::optional<Error> notTakenIn(const core::ArchiveErrand& errand, const Json& document, const core::Texts& texts) {
    if (holds(document.at("new"), errand.entry) || holds(document.at("known"), errand.entry)) {
        return std::nullopt;
    }
    const auto because = [&](const char* reason, const char* detail) {
        return Error{Category::refused, reason, texts.translate(detail), errand.place};
    };
    if (!document.at("locked").empty()) {
        return viewOf(errand.newPassword).empty()
                   ? because("file_password_required", N_("This file needs its password."))
                   : because("file_password_wrong", N_("This password does not open the file."));
    }
    return because("key_missing", N_("This file does not hold the key of that certificate. Choose another file."));
}

core::ErrandOutcome outcomeOf(const core::ArchiveErrand& errand, const Json& answer, const core::Texts& texts) {
    const Json& document = answer.at("document");
    core::ErrandOutcome outcome{.act = errand.act, .ticket = errand.ticket, .entry = errand.entry};
    if (const std::string reason = textIn(document, "error"); !reason.empty()) {
        outcome.error = Error{Category::failed, reason, textIn(document, "detail"), textIn(document, "subject")};
        if (const Json tries = document.value("tries_left", Json()); tries.is_number_integer()) {
            outcome.triesLeft = tries.get<int>();
        }
        return outcome;
    }
    if (errand.act == Errand::takeIn) {
        outcome.place = errand.place;
        outcome.error = notTakenIn(errand, document, texts);
        return outcome;
    }
    outcome.place = textIn(document, errand.act == Errand::restoreToToken ? "token"
                                     : errand.act == Errand::makeRecovery ? "page"
                                                                          : "output");
    outcome.until = readIsoTime(textIn(document, "until"));
    return outcome;
}

} // namespace

void runErrand(Engine& engine, const core::ArchiveErrand& errand, std::function<void(core::ErrandOutcome)> done) {
    const Json request = requestOf(errand);
    const std::string command = request.at("command").get<std::string>();
    const Secret secret = linesOf(errand);
    const auto tell = [errand, done = std::move(done), texts = std::shared_ptr<core::Texts>(engine.texts())](
                          const Json& answer) { done(outcomeOf(errand, answer, *texts)); };
    if (isArchiveTokenCommand(command)) {
        answerArchiveToken(engine, request, secret, tell);
    } else {
        tell(ArchiveRequests(engine).answer(command, request, secret));
    }
}

} // namespace reseal::app
