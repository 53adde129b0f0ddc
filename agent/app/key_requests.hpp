// SPDX-License-Identifier: Apache-2.0
// What an engine is asked about keys that open messages; the message itself never comes to it.
//   key_places {"recipients": [{"issuer_hex", "serial_hex", "key_id_hex"}], "tokens": look at them before}
//        -> {"places": [{"recipient": index, "id", "certificate_hex", "where", "here", ...}]}, best first for each
//   archive_open {"id"}, token_open {"uri", "last_try"}, both with {"act": "decrypt" or "derive", "algorithm_hex",
//   "ciphertext_hex", "peer_hex", "ukm_hex", "digest", "file_hex"} -> {"masked_hex"}
//        secret: lines with the vault's password or the PIN, then the mask in hex
// What a key gives is a secret: it goes back covered by the mask (an exclusive or), which came as a secret and is used
// once, so that no copy made on the way tells anything. Engine thread.
#pragma once

#include "agent/app/engine.hpp"
#include "agent/base/bytes.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>

namespace reseal::app {

inline constexpr std::size_t kMaskBytes = 1024;
inline constexpr std::size_t kMaxAskedRecipients = 1000;

// bad_request (usage) where it is not understood.
[[nodiscard]] Result<KeyUse> keyUseOf(const nlohmann::ordered_json& request);
[[nodiscard]] nlohmann::ordered_json documentOf(const KeyUse& use);

// `secret` under the mask in hex, itself in hex. answer_too_long (failed) where the mask is shorter.
[[nodiscard]] Result<std::string> cover(const Secret& secret, const Secret& maskHex);
// The other way round.
[[nodiscard]] Result<Secret> uncover(std::string_view maskedHex, ByteView mask);

// Calls back once, on the engine's thread.
void answerKeyPlaces(Engine& engine, const nlohmann::ordered_json& request,
                     const std::function<void(nlohmann::ordered_json answer)>& reply);

} // namespace reseal::app
