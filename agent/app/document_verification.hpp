// SPDX-License-Identifier: Apache-2.0
// `reseal verify`: a signed file against its content and the authorities that count, as a JSON document. Needs no
// engine and no profile; reads files in pieces. Any one thread.
#pragma once

#include "agent/core/clock.hpp"
#include "agent/core/signature_verdict.hpp"
#include "agent/core/texts.hpp"
#include "agent/crypto/cms/signed_message.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace reseal::app {

using Json = nlohmann::ordered_json;

// Paths are absolute.
struct VerifyOrder {
    std::string file;
    std::string content;                        // of a signature that stands apart; empty: beside `file`, by its name
    std::string fields;                         // JSON of the fields that were signed, instead of `content`
    std::vector<std::string> authorities = {};  // empty: those of the system, whose absence is only remarked
    std::vector<std::string> certificates = {}; // of signers, where the message leaves them out
    std::vector<std::string> lists = {};        // revocation lists, saved
    std::vector<std::string> answers = {};      // OCSP responses, saved
};

// {"exit": N, "document": {...}}: 0 where every signature is valid, 6 where one is wrong or the file is damaged,
// 1 where nothing can be said.
[[nodiscard]] Json verifyDocument(const VerifyOrder& order, const core::Texts& texts, const core::Clock& clock);

// What the worst signature of `message`, which has its digests, is worth by the authorities, lists and answers of
// `order`; puts each into the array `signatures`. Errors: those of reading these files.
[[nodiscard]] Result<core::Judgement> judgeSignatures(crypto::SignedMessage& message, const VerifyOrder& order,
                                                      const core::Texts& texts, const core::Clock& clock,
                                                      Json& signatures);

} // namespace reseal::app
