// SPDX-License-Identifier: Apache-2.0
// The requests that have a token do something: they run on the engine's TokenWork, and what the engine has to know of
// them is done when they come back.
#include "agent/app/token_requests.hpp"

#include "agent/app/key_requests.hpp"
#include "agent/app/plugin_requests.hpp"
#include "agent/app/requests.hpp"
#include "agent/app/token_documents.hpp"
#include "agent/base/log.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/signature_names.hpp"

#include <reseal/keys.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reseal::app {
namespace {

constexpr const char* kPins = "pins"; // the setting of a plugin that makes whole messages: confirmed signers

Json done(Json document) { return Json{{"exit", 0}, {"document", std::move(document)}}; }

std::string textOf(const Json& request, const char* hexName) { return fromHex(request.value(hexName, "")); }

Bytes bytesOf(const Json& request, const char* hexName) {
    const std::string bytes = textOf(request, hexName);
    return {bytes.begin(), bytes.end()};
}

} // namespace

// An empty PIN is none, except where it is typed at the reader: there it stands for the person's word.
std::shared_ptr<const Secret> TokenRequests::entered(const core::Token& token, std::string_view pin) {
    return pin.empty() && !token.pinIs("pinpad") ? nullptr : std::make_shared<const Secret>(std::string(pin));
}

void TokenRequests::info(const std::string& uri, const Reply& reply) const {
    const auto token = findToken(uri);
    if (!token) {
        return reply(failed(token.error()));
    }
    const auto texts = engine_->texts();
    Json document = documentOf(token.value(), core::Wording(*texts, *engine_->parts().clock));
    document["tries_left"] = nullptr;
    const auto plugin = engine_->tokenPlugin(token.value().plugin);
    if (!plugin) {
        return reply(done({{"token", std::move(document)}}));
    }
    engine_->tokenWork().run(
        plugin.value().plugin.id,
        [plugin = plugin.value(), id = token.value().id, &calls = *engine_->parts().pluginCalls] {
            return TokenCalls(calls).triesLeft(plugin, id);
        },
        [reply, document](const std::optional<int>& tries) mutable {
            document["tries_left"] = tries ? Json(*tries) : Json(nullptr);
            reply(done({{"token", std::move(document)}}));
        });
}

void TokenRequests::changePin(const Json& request, const Secret& secret, const Reply& reply) const {
    const auto token = findToken(request.value("uri", ""));
    const auto plugin = token ? engine_->tokenPlugin(token.value().plugin) : Result<ReadyPlugin>(token.error());
    if (!plugin) {
        return reply(failed(plugin.error()));
    }
    const std::size_t line = secret.view().find('\n');
    if (line == std::string_view::npos) {
        return reply(failed(Error{Category::usage, "pin_required", N_("Give the PIN and the new one."), {}}));
    }
    const auto pin = entered(token.value(), secret.view().substr(0, line));
    const auto newPin = std::make_shared<const Secret>(std::string(secret.view().substr(line + 1)));
    engine_->tokenWork().run(
        plugin.value().plugin.id,
        [plugin = plugin.value(), id = token.value().id, pin, newPin, lastTry = request.value("last_try", false),
         &calls = *engine_->parts().pluginCalls] {
            return TokenCalls(calls).changePin(plugin, id, {pin.get(), lastTry}, *newPin);
        },
        [self = *this, reply, uri = core::uriOf(token.value())](const TokenResult<std::monostate>& changed) {
            const auto* failure = std::get_if<plugins::TokenFailure>(&changed);
            reply(failure != nullptr ? self.failed(*failure) : done({{"uri", uri}, {"changed", true}}));
        });
}

void TokenRequests::sign(const Json& request, const Secret& secret, const Reply& reply) const {
    const auto key = findKey(request.at("uri").get<std::string>());
    const auto plugin = key ? engine_->tokenPlugin(key.value().first.plugin) : Result<ReadyPlugin>(key.error());
    if (!plugin) {
        return reply(failed(plugin.error()));
    }
    const auto& [token, object] = key.value();
    const auto digest = crypto::digestCalled(request.value("digest", ""));
    const auto kind = crypto::kindOfPublicKey(crypto::publicKeyInfoIn(object.certificate));
    if (!digest || !kind || !crypto::digestFits(*kind, *digest)) {
        return reply(failed(Error{Category::refused, "key_unfit", N_("This key cannot sign that."), {}}));
    }
    engine_->tokenWork().run(
        token.plugin,
        [plugin = plugin.value(), token = token.id, key = object.key, pin = entered(token, secret.view()),
         algorithm = crypto::signatureAlgorithmOf(*kind, *digest), value = bytesOf(request, "value_hex"),
         lastTry = request.value("last_try", false), &calls = *engine_->parts().pluginCalls] {
            return TokenCalls(calls).sign(plugin, token, key, algorithm, value, {pin.get(), lastTry});
        },
        [self = *this, reply](const TokenResult<Bytes>& signedNow) {
            const auto* failure = std::get_if<plugins::TokenFailure>(&signedNow);
            reply(failure != nullptr ? self.failed(*failure)
                                     : done({{"signature_hex", toHex(std::get<Bytes>(signedNow))}}));
        });
}

void TokenRequests::openWithKey(const Json& request, const Secret& secret, const Reply& reply) const {
    const auto key = findKey(request.at("uri").get<std::string>());
    const auto plugin = key ? engine_->tokenPlugin(key.value().first.plugin) : Result<ReadyPlugin>(key.error());
    const auto use = plugin ? keyUseOf(request) : Result<KeyUse>(plugin.error());
    if (!use) {
        return reply(failed(use.error()));
    }
    const auto& [token, object] = key.value();
    const std::size_t line = std::min(secret.view().find('\n'), secret.view().size());
    const auto pin = entered(token, secret.view().substr(0, line));
    const auto mask =
        std::make_shared<const Secret>(std::string(secret.view().substr(std::min(line + 1, secret.view().size()))));
    engine_->tokenWork().run(
        token.plugin,
        [plugin = plugin.value(), token = token.id, key = object.key, pin, use = use.value(),
         lastTry = request.value("last_try", false), &calls = *engine_->parts().pluginCalls] {
            return TokenCalls(calls).open(plugin, token, key, use, {pin.get(), lastTry});
        },
        [self = *this, reply, mask](const TokenResult<Secret>& opened) {
            if (const auto* failure = std::get_if<plugins::TokenFailure>(&opened)) {
                return reply(self.failed(*failure));
            }
            const auto covered = cover(std::get<Secret>(opened), *mask);
            reply(covered ? done({{"masked_hex", covered.value()}}) : self.failed(covered.error()));
        });
}

void TokenRequests::makeMessage(const Json& request, const Secret& secret, const Reply& reply) const {
    const auto key = findKey(request.at("uri").get<std::string>());
    auto plugin = key ? engine_->tokenPlugin(key.value().first.plugin) : Result<ReadyPlugin>(key.error());
    if (!plugin) {
        return reply(failed(plugin.error()));
    }
    if (!key.value().first.makesMessages()) {
        return reply(failed(Error{Category::refused, "key_unfit", N_("This key cannot sign that."), {}}));
    }
    MessageTask task{.plugin = std::move(plugin).value(),
                     .token = key.value().first,
                     .key = key.value().second.key,
                     .order = {.file = textOf(request, "file_hex"),
                               .fields = textOf(request, "fields_hex"),
                               .output = textOf(request, "output_hex"),
                               .attached = request.value("attached", false)},
                     .pin = entered(key.value().first, secret.view()),
                     .lastTry = request.value("last_try", false),
                     .newSigner = request.value("new_signer", "")};
    if (!task.order.fields.empty()) {
        task.text = textOf(request, "text_hex");
    }
    engine_->tokenWork().run(
        task.plugin.plugin.id, [task, &calls = *engine_->parts().pluginCalls] { return app::makeMessage(calls, task); },
        [self = *this, reply, task](const MessageOutcome& outcome) { reply(self.messageMade(task, outcome)); });
}

// The setting as it is now: another message may have been made meanwhile.
Status TokenRequests::keepPin(const MessageTask& task, const MessageOutcome& outcome) const {
    const auto ready = engine_->tokenPlugin(task.plugin.plugin.id);
    if (!ready) {
        return ready.error();
    }
    const std::string now(wire::textOf(ready.value().params, std::string(RESEAL_KEY_SETTING) + kPins));
    const std::string sha256 = signerDocument(outcome.signer).value("id", "");
    const auto kept =
        engine_->plugins().set(task.plugin.plugin.id, {{kPins, withPin(now, task.key, sha256)}}, {}, Secret());
    return kept ? Status() : Status(kept.error());
}

Json TokenRequests::messageMade(const MessageTask& task, const MessageOutcome& outcome) const {
    if (outcome.failure) {
        Json answer = failed(*outcome.failure);
        if (!outcome.signer.empty()) {
            answer["document"]["signer"] = signerDocument(outcome.signer);
        }
        return answer;
    }
    if (const Status kept = outcome.confirmed ? keepPin(task, outcome) : Status(); !kept) {
        log(LogLevel::warning, "a confirmed signer could not be kept: " + kept.error().reason);
    }
    engine_->tokens().noteSigner(task.token, task.key, outcome.signer);
    engine_->publish();
    Json document{{"file", task.order.fields.empty() ? task.order.file : task.order.fields},
                  {"output", outcome.output},
                  {"attached", task.order.attached},
                  {"signer", signerDocument(outcome.signer)},
                  {"signing_time", nullptr}};
    if (task.text) {
        document["text"] = *task.text;
    }
    return done(std::move(document));
}

} // namespace reseal::app
