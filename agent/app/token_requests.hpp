// SPDX-License-Identifier: Apache-2.0
// The requests about tokens, a part of Requests (requests.hpp):
//   token_list                         every reader and token with what lies on it
//   token_info {"uri"}                 one token, and how many tries its PIN has left
//   token_pin {"uri", "last_try"}      secret: the PIN, a newline, the new PIN
//   token_certificate {"uri"}          the one key that the URI means: its certificate in hex, or "messages": true
//   where
//                                      the token makes whole messages only
//   token_sign {"uri", "digest", "value_hex", "last_try"}   secret: the PIN, or none
//   token_open                         see key_requests.hpp
//   token_message {"uri", "file_hex" or "fields_hex" and "text_hex", "output_hex", "attached", "new_signer",
//   "last_try"}
//                                      secret: the PIN, or none; a refused signer comes back as "signer"
// What waits on a token runs on the engine's TokenWork, and its answer comes later.
#pragma once

#include "agent/app/engine.hpp"
#include "agent/app/token_message.hpp"
#include "agent/base/bytes.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace reseal::app {

// Engine thread. A copy goes with each piece of work.
class TokenRequests {
public:
    using Reply = std::function<void(nlohmann::ordered_json answer)>; // once, on the engine's thread

    explicit TokenRequests(Engine& engine) : engine_(&engine) {}

    // {"exit": N, "document": {...}}; throws the JSON library's exceptions for what is not understood.
    void answer(const std::string& command, const nlohmann::ordered_json& request, const Secret& secret,
                const Reply& reply) const;

    // The one token that a URI, a label or a serial number means. Errors: unknown_token, ambiguous_uri.
    [[nodiscard]] Result<core::Token> findToken(const std::string& uri) const;
    [[nodiscard]] nlohmann::ordered_json failed(const Error& error) const;
    [[nodiscard]] nlohmann::ordered_json failed(const plugins::TokenFailure& failure) const;
    // What the person gave as PIN: null where that is none.
    [[nodiscard]] static std::shared_ptr<const Secret> entered(const core::Token& token, std::string_view pin);

private:
    [[nodiscard]] nlohmann::ordered_json list() const;
    [[nodiscard]] nlohmann::ordered_json certificate(const std::string& uri) const;
    void info(const std::string& uri, const Reply& reply) const;
    void changePin(const nlohmann::ordered_json& request, const Secret& secret, const Reply& reply) const;
    void sign(const nlohmann::ordered_json& request, const Secret& secret, const Reply& reply) const;
    void openWithKey(const nlohmann::ordered_json& request, const Secret& secret, const Reply& reply) const;
    void makeMessage(const nlohmann::ordered_json& request, const Secret& secret, const Reply& reply) const;
    [[nodiscard]] nlohmann::ordered_json messageMade(const MessageTask& task, const MessageOutcome& outcome) const;
    [[nodiscard]] Status keepPin(const MessageTask& task, const MessageOutcome& outcome) const;
    [[nodiscard]] Result<std::pair<core::Token, core::TokenObject>> findKey(const std::string& uri) const;

    Engine* engine_;
};

} // namespace reseal::app
