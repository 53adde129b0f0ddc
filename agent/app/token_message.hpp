// SPDX-License-Identifier: Apache-2.0
// `reseal sign` with a token that makes whole messages (reseal.token-cms/1): the document goes to the plugin as a
// source, the message comes back in pieces and becomes a new file, once its signer is one that the person confirmed.
// Away from the engine, on any one thread.
#pragma once

#include "agent/app/document_signing.hpp"
#include "agent/app/token_calls.hpp"
#include "agent/core/token.hpp"

#include <memory>
#include <optional>
#include <string>

namespace reseal::app {

struct MessageTask {
    ReadyPlugin plugin;
    core::Token token;
    std::string key;
    SignOrder order;                      // its file and output; of fields only the name
    std::optional<std::string> text = {}; // what the fields are signed as, instead of a file
    std::shared_ptr<const Secret> pin = {};
    bool lastTry = false;
    std::string newSigner = {}; // SHA-256 in hex of a certificate that the person confirms with this; or empty
};

struct MessageOutcome {
    std::optional<plugins::TokenFailure> failure; // and no file
    Bytes signer;                                 // also beside signer_unconfirmed; empty where no message came
    bool confirmed = false;                       // `newSigner` was needed, and is the signer
    std::string output;
};

// failure signer_unconfirmed (refused): the message was dropped, `signer` is its signer's certificate.
[[nodiscard]] MessageOutcome makeMessage(PluginCalls& calls, const MessageTask& task);

// The setting `pins` of a plugin with one more entry. Whoever is named there already keeps what he has.
[[nodiscard]] std::string withPin(const std::string& pins, const std::string& key, const std::string& sha256);

} // namespace reseal::app
