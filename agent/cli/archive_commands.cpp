// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/archive_commands.hpp"

#include "agent/cli/archive_tokens.hpp"
#include "agent/cli/secrets.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <vector>

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string safe(const Json& value) {
    constexpr std::size_t kLongest = 8192;
    return value.is_string() ? core::displaySafe(value.get<std::string>(), kLongest) : std::string();
}

std::string hexOf(const std::string& path) { return toHex(asBytes(path)); } // paths need not be UTF-8

// As the requests want it: a line each.
Secret joined(const std::vector<const Secret*>& secrets) {
    std::size_t size = 1;
    for (const Secret* secret : secrets) {
        size += secret->view().size() + 1;
    }
    std::string lines;
    lines.reserve(size);
    for (std::size_t i = 0; i < secrets.size(); ++i) {
        lines += i == 0 ? "" : "\n";
        lines += secrets[i]->view();
    }
    return Secret(std::move(lines));
}

bool wantsNewPassword(const std::string& command) {
    return command == "archive_export" || command == "archive_restore-key" || command == "archive_slots_add-password" ||
           command == "archive_slots_change-password";
}

// The secret that stands behind the vault's own: typed where no file names it and the command cannot do without.
Result<Secret> secondSecret(const Options& options, const core::Texts& texts) {
    const std::string& file = options.newPasswordFile.empty() ? options.passwordFile : options.newPasswordFile;
    if (!file.empty()) {
        return readPassword(file);
    }
    const bool code = options.command == "archive_slots_confirm-recovery";
    if (!code && !wantsNewPassword(options.command)) {
        return Secret();
    }
    auto typed = platform::askSecretOnTerminal(
        texts.translate(code ? N_("The printed recovery code: ") : N_("The new password: ")));
    if (!typed || code || typed.value().empty()) {
        return typed || code ? std::move(typed) : Result<Secret>(Secret());
    }
    const auto again = platform::askSecretOnTerminal(texts.translate(N_("The new password once more: ")));
    if (!again || again.value().view() != typed.value().view()) {
        return Error{Category::usage, "passwords_differ", N_("The two passwords differ; nothing was changed."), {}};
    }
    return typed;
}

Json requestOf(const Options& options) {
    Json paths = Json::array();
    for (const std::string& path : options.paths) {
        paths.push_back(hexOf(path));
    }
    Json request{{"command", options.command},
                 {"paths_hex", std::move(paths)},
                 {"tokens", options.tokens},
                 {"text", options.value},
                 {"id", options.id},
                 {"output_hex", hexOf(options.output)},
                 {"page_hex", hexOf(options.output)},
                 {"folder_hex", hexOf(options.folder)},
                 {"label", options.label},
                 {"slot", options.slot}};
    const std::string slots = "archive_slots_";
    if (options.command.starts_with(slots)) {
        const std::string word = options.command.substr(slots.size());
        const bool adds = word.starts_with("add-");
        request["command"] = word == "list"               ? "archive_slots"
                             : adds                       ? "archive_slot_add"
                             : word == "confirm-recovery" ? "archive_slot_confirm"
                             : word == "change-password"  ? "archive_slot_change"
                                                          : "archive_slot_remove";
        request["kind"] = adds ? word.substr(4) : word;
    } else if (options.command == "archive_restore-key") {
        request["command"] = "archive_restore_key";
    }
    return request;
}

bool needsTyping(const Json& answer) {
    return answer.at("document").contains("error") && answer.at("document").at("error") == "no_way_in";
}

// Files that no password opened are asked about one by one, until each is open or skipped; each password is tried on
// all of them.
void unlockByHand(EngineAccess& engine, Json& answer, const Secret& vault, const core::Texts& texts) {
    Json& document = answer["document"];
    std::vector<Json> skipped;
    while (document.contains("locked")) {
        const Json paths = document.at("locked");
        const auto next = std::ranges::find_if(
            paths, [&](const Json& path) { return std::ranges::find(skipped, path) == skipped.end(); });
        if (next == paths.end()) {
            return;
        }
        const std::string first = next->get<std::string>();
        const auto password = platform::askSecretOnTerminal(core::fill(
            texts.translate(N_("Password of {path} (Enter to skip): ")), {{"path", core::displaySafe(first, 4096)}}));
        if (!password) {
            return;
        }
        if (password.value().empty()) {
            skipped.push_back(*next);
            continue;
        }
        Json request{{"command", "archive_import"}, {"paths_hex", Json::array()}};
        for (const auto& path : paths) {
            request["paths_hex"].push_back(hexOf(path.get<std::string>()));
        }
        const auto again = engine.ask(request, joined({&vault, &password.value()}));
        if (!again || again.value().at("document").contains("error")) {
            return;
        }
        const Json& more = again.value().at("document");
        for (const char* list : {"new", "known", "on_token", "refused"}) {
            for (const auto& row : more.at(list)) {
                document[list].push_back(row);
            }
        }
        if (more.at("locked").size() == paths.size()) {
            std::fprintf(stderr, "%s\n", texts.translate(N_("This password does not open the file.")).c_str());
        }
        document["locked"] = more.at("locked");
        answer["exit"] = document.at("new").empty() && document.at("known").empty() ? answer.at("exit") : Json(0);
    }
}

std::string printEntry(const Json& entry, const core::Texts& texts) {
    const std::string name = safe(entry.at("holder").at("name"));
    std::string text = safe(entry.at("id")).substr(0, 12) + "  " + (name.empty() ? safe(entry.at("subject")) : name) +
                       "  " + safe(entry.at("not_before")).substr(0, 10) + " - " +
                       safe(entry.at("not_after")).substr(0, 10) + "\n";
    if (entry.at("key") == "token") {
        text +=
            "    " +
            core::fill(texts.translate(N_("the key is on the token {token}")), {{"token", safe(entry.at("token"))}}) +
            "\n";
    }
    for (const auto& seen : entry.at("seen")) {
        text += "    " + safe(seen.at("place")) + "\n";
    }
    return text;
}

std::string count(const char* text, const Json& number, const core::Texts& texts) {
    return core::fill(texts.translate(text), {{"count", std::to_string(number.get<std::size_t>())}}) + "\n";
}

std::string printImport(const Json& document, const core::Texts& texts) {
    std::string text = count(N_("New in the archive: {count}"), document.at("new").size(), texts) +
                       count(N_("Known already: {count}"), document.at("known").size(), texts);
    for (const auto& path : document.at("locked")) {
        text += core::fill(texts.translate(N_("Needs its password: {path}")), {{"path", safe(path)}}) + "\n";
    }
    for (const auto& key : document.at("on_token")) {
        text +=
            core::fill(texts.translate(N_("Cannot leave its token: {path}")), {{"path", safe(key.at("place"))}}) + "\n";
    }
    return text;
}

std::string printDamage(const Json& document) {
    std::string text;
    for (const auto& row : document.at("damaged")) {
        const std::string holder = row.contains("holder") ? safe(row.at("holder")) : std::string();
        text += safe(row.at("name")) + (holder.empty() ? "" : "  " + holder) + ": " + safe(row.at("detail")) + "\n";
    }
    return text;
}

std::string printSlots(const Json& slots, const core::Texts& texts) {
    std::string text;
    for (const auto& slot : slots) {
        const std::string kind = safe(slot.at("kind"));
        const char* words = kind == "password"   ? N_("password")
                            : kind == "keyring"  ? N_("this desktop's keyring")
                            : kind == "recovery" ? N_("recovery code")
                                                 : N_("your organisation can open the archive");
        text += std::to_string(slot.at("slot").get<long long>()) + "  " + texts.translate(words) + "  " +
                safe(slot.at("label")) + "  " + safe(slot.at("created")).substr(0, 10);
        text += slot.at("confirmed").get<bool>() ? "\n" : "  " + texts.translate(N_("not typed back yet")) + "\n";
    }
    return text;
}

} // namespace

bool isArchiveCommand(const std::string& command) { return command.starts_with("archive_"); }

Result<Json> runArchiveCommand(EngineAccess& engine, const Options& options, const core::Texts& texts) {
    auto vault = vaultPassword();
    if (vault && goesToToken(options)) {
        return askWithToken(engine, options, std::move(vault).value(), texts);
    }
    auto second = vault ? secondSecret(options, texts) : Result<Secret>(vault.error());
    if (!vault || !second) {
        return second.error();
    }
    const Json request = requestOf(options);
    auto answer = engine.ask(request, joined({&vault.value(), &second.value()}));
    if (answer && needsTyping(answer.value()) && vault.value().empty()) {
        auto typed = platform::askSecretOnTerminal(texts.translate(N_("Password of the archive: ")));
        if (typed && !typed.value().empty()) {
            vault = std::move(typed);
            answer = engine.ask(request, joined({&vault.value(), &second.value()}));
        }
    }
    if (answer && options.command == "archive_import" && !options.json) {
        unlockByHand(engine, answer.value(), vault.value(), texts);
    }
    return answer;
}

std::string printArchive(const std::string& command, const Json& document, const core::Texts& texts) {
    if (document.contains("error")) {
        return {};
    }
    if (command == "archive_import") {
        return printImport(document, texts);
    }
    if (document.contains("entries") && document.at("entries").is_array()) {
        std::string text;
        for (const auto& entry : document.at("entries")) {
            text += printEntry(entry, texts);
        }
        return text.empty() ? texts.translate(N_("The archive holds nothing like that.")) + "\n" : text;
    }
    if (document.contains("slots")) {
        return printSlots(document.at("slots"), texts);
    }
    if (document.contains("events")) {
        std::string text;
        for (const auto& event : document.at("events")) {
            text += safe(event.at("at")) + "  " + safe(event.at("who")) + "  " + safe(event.at("act")) + "  " +
                    safe(event.at("id")).substr(0, 12) + "  " + safe(event.at("detail")) + "\n";
        }
        return text;
    }
    if (command == "archive_verify") {
        return count(N_("Entries read back: {count}"), document.at("entries"), texts) +
               count(N_("Damaged: {count}"), document.at("damaged").size(), texts) + printDamage(document);
    }
    if (command == "archive_restore") {
        return count(N_("New in the archive: {count}"), document.at("new"), texts) + printDamage(document);
    }
    if (command == "archive_backup") {
        return count(N_("Added to the backup: {count}"), document.at("added"), texts);
    }
    const char* field = document.contains("output") ? "output" : "page";
    return document.contains(field)
               ? core::fill(texts.translate(N_("Written: {path}")), {{"path", safe(document.at(field))}}) + "\n"
               : texts.translate(N_("Done.")) + "\n";
}

} // namespace reseal::cli
