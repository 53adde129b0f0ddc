// SPDX-License-Identifier: Apache-2.0
#include "agent/app/archive_tokens.hpp"

#include "agent/app/archive_requests.hpp"
#include "agent/app/documents.hpp"
#include "agent/app/key_transfer.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reseal::app {
namespace {

constexpr const char* kImport = "archive_import_token";
constexpr const char* kRestore = "archive_restore_token";

Json done(Json document) { return Json{{"exit", 0}, {"document", std::move(document)}}; }

// What goes with one request from step to step.
struct Task {
    Engine& engine;
    TokenRequests tokens;
    TokenRequests::Reply reply;
    std::shared_ptr<const Secret> secret;
    std::string id;
    std::string uri;
    bool lastTry = false;

    [[nodiscard]] std::shared_ptr<const Secret> pin(const core::Token& token) const {
        const std::string_view lines = secret->view();
        return TokenRequests::entered(token, lines.substr(std::min(lines.find('\n') + 1, lines.size())));
    }
    void refuse(const Error& error) const { reply(tokens.failed(error)); }
    // `work` with the vault; what it gives is the answer.
    [[nodiscard]] Json within(const std::function<Json()>& work) const {
        return ArchiveRequests(engine).within(*secret, work);
    }
    // Empty where `work` went well.
    [[nodiscard]] Json tried(const std::function<Status()>& work) const {
        return within([&] {
            const Status status = work();
            return status ? Json() : tokens.failed(status.error());
        });
    }
};

std::vector<core::TokenObject> keysOn(const core::Token& token) {
    std::vector<core::TokenObject> keys;
    std::ranges::copy_if(token.objects, std::back_inserter(keys),
                         [](const core::TokenObject& object) { return !object.key.empty(); });
    return keys;
}

// Certificates that the inventory has seen, for keys whose token keeps none beside them.
std::vector<Bytes> certificatesFor(Engine& engine, const std::vector<core::TokenObject>& keys) {
    std::vector<Bytes> known;
    const bool lacking = std::ranges::any_of(keys, [](const auto& key) { return key.certificate.empty(); });
    const auto entries = lacking ? engine.profile().certificates().entries() : std::vector<core::InventoryEntry>();
    for (const core::InventoryEntry& entry : entries ? entries.value() : std::vector<core::InventoryEntry>()) {
        if (auto der = engine.profile().certificates().der(entry.certificate.id)) {
            known.push_back(std::move(der).value());
        }
    }
    return known;
}

Json keepImported(const Task& task, const core::Token& token, const std::vector<core::TokenObject>& keys,
                  std::vector<ExportedKey>& exported) {
    std::vector<archive::KeyFromToken> given;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        given.push_back(
            {keys[i].label, keys[i].certificate, std::move(exported[i].pkcs8), exported[i].kept, exported[i].damaged});
    }
    Json answer = task.within([&] {
        archive::Vault& vault = task.engine.archive().vault();
        archive::ArchiveImport importer(vault, *task.engine.parts().files,
                                        [&] { return vault.openOrCreate(firstLineOf(*task.secret)); });
        const auto summary = importer.handedOut(token.name(), given, certificatesFor(task.engine, keys));
        return summary ? Json{{"exit", exitOfImport(summary.value())}, {"document", documentOfImport(summary.value())}}
                       : task.tokens.failed(summary.error());
    });
    task.engine.keepCopy();
    task.engine.publish();
    return answer;
}

void importFound(const Task& task) {
    const auto token = task.tokens.findToken(task.uri);
    const auto plugin = token ? task.engine.tokenPlugin(token.value().plugin) : Result<ReadyPlugin>(token.error());
    if (!plugin) {
        return task.refuse(plugin.error());
    }
    const auto keys = keysOn(token.value());
    if (keys.empty()) {
        return task.refuse(token.value().problem.value_or(
            Error{Category::notFound, "no_keys", N_("No key shows on this token; nothing was taken in."), task.uri}));
    }
    const Json unready = task.tried([&] { return task.engine.archive().vault().readyFor(firstLineOf(*task.secret)); });
    if (!unready.empty()) {
        return task.reply(unready);
    }
    if (!token.value().does("export_key")) {
        std::vector<ExportedKey> kept = allKept(keys.size());
        return task.reply(keepImported(task, token.value(), keys, kept));
    }
    std::vector<std::string> ids;
    std::ranges::transform(keys, std::back_inserter(ids), &core::TokenObject::key);
    task.engine.tokenWork().run(
        token.value().plugin,
        [plugin = plugin.value(), token = token.value().id, ids, pin = task.pin(token.value()), lastTry = task.lastTry,
         &calls = *task.engine.parts().pluginCalls] {
            return std::make_shared<TokenResult<std::vector<ExportedKey>>>(
                TokenCalls(calls).exportKeys(plugin, token, ids, {pin.get(), lastTry}));
        },
        [task, token = token.value(), keys](const std::shared_ptr<TokenResult<std::vector<ExportedKey>>>& exported) {
            const auto* failure = std::get_if<plugins::TokenFailure>(exported.get());
            task.reply(failure != nullptr
                           ? task.tokens.failed(*failure)
                           : keepImported(task, token, keys, std::get<std::vector<ExportedKey>>(*exported)));
        });
}

Json noteRestored(const Task& task, const core::Token& token, const Sha256& certificate) {
    archive::Vault& vault = task.engine.archive().vault();
    const Status noted = vault.store().note(vault.event("restore_key", toHex(certificate), token.name()));
    task.engine.tokens().look();
    return noted ? done({{"output", core::uriOf(token)}, {"kind", "token"}, {"token", token.name()}})
                 : task.tokens.failed(noted.error());
}

void restoreFound(const Task& task) {
    const auto token = task.tokens.findToken(task.uri);
    const auto plugin = token ? task.engine.tokenPlugin(token.value().plugin) : Result<ReadyPlugin>(token.error());
    if (!plugin) {
        return task.refuse(plugin.error());
    }
    if (!token.value().does("import_object")) {
        return task.refuse(
            {Category::refused, "token_cannot",
             N_("This token takes no keys from outside. Put the key into a folder instead: --to FOLDER."), task.uri});
    }
    KeyTransferTask transfer{
        .plugin = plugin.value(), .token = token.value(), .pin = task.pin(token.value()), .lastTry = task.lastTry};
    Sha256 certificate{};
    const Json refused = task.tried([&] {
        ArchiveKeeper& keeper = task.engine.archive();
        const auto entry = keeper.archive().byId(task.id);
        const Status opened = entry ? keeper.vault().open(firstLineOf(*task.secret)) : Status(entry.error());
        const auto key = opened ? keeper.archive().keyOf(entry.value()) : Result<crypto::PrivateKey>(opened.error());
        if (!key) {
            return Status(key.error());
        }
        certificate = entry.value().sha256;
        auto made = transferOf(key.value(), entry.value());
        if (made) {
            transfer.transfer = std::make_shared<const KeyTransfer>(std::move(made).value());
        }
        return made ? Status() : Status(made.error());
    });
    if (!refused.empty()) {
        return task.reply(refused);
    }
    task.engine.tokenWork().run(
        transfer.token.plugin,
        [transfer, &calls = *task.engine.parts().pluginCalls] { return putOnToken(TokenCalls(calls), transfer); },
        [task, token = token.value(), certificate](const std::optional<plugins::TokenFailure>& failure) {
            task.reply(failure ? task.tokens.failed(*failure) : noteRestored(task, token, certificate));
        });
}

} // namespace

bool isArchiveTokenCommand(const std::string& command) { return command == kImport || command == kRestore; }

void answerArchiveToken(Engine& engine, const Json& request, const Secret& secret, const TokenRequests::Reply& reply) {
    const Task task{engine,
                    TokenRequests(engine),
                    reply,
                    std::make_shared<const Secret>(secret.duplicate()),
                    request.value("id", ""),
                    request.at("uri").get<std::string>(),
                    request.value("last_try", false)};
    const bool import = request.at("command") == kImport;
    engine.tokens().lookThen([task, import] { import ? importFound(task) : restoreFound(task); });
}

} // namespace reseal::app
