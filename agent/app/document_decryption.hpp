// SPDX-License-Identifier: Apache-2.0
// `reseal decrypt`: an encrypted file or mail into a new file, layer by layer: what is signed or compressed inside is
// verified and unpacked. Needs no engine and no profile by itself; reads files in pieces. Any one thread.
#pragma once

#include "agent/base/cancellation.hpp"
#include "agent/core/clock.hpp"
#include "agent/core/texts.hpp"
#include "agent/crypto/cms/enveloped_message.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace reseal::app {

using Json = nlohmann::ordered_json;

// The name without .p7m or .enc, else with .decrypted.
[[nodiscard]] std::string outputFor(const std::string& file);

// Paths are absolute.
struct DecryptOrder {
    std::string file;
    std::string output;                        // empty: outputFor(file)
    std::vector<std::string> authorities = {}; // for signatures inside, as with `verify`
    Cancellation cancellation = {};
    std::function<void(std::uint64_t done, std::uint64_t whole)> progress = {}; // bytes of the file; may be empty
};

// Where keys come from: given whom a message is for, what opens it. no_key_fits (notFound) where nothing here does.
using FindMeans = std::function<Result<crypto::OpeningMeans>(const crypto::EnvelopeHead&)>;

[[nodiscard]] Error noKeyFits();

// The key of a file and its certificate, which another file may have. Errors as of meansOfKeyFile().
[[nodiscard]] Result<FindMeans> findInKeyFile(const std::string& keyFile, const std::string& certificateFile,
                                              const Secret& password);
// That key itself; `certificate` where the file may lack it, or empty.
[[nodiscard]] Result<std::shared_ptr<const crypto::RecipientKey>>
keyOfFile(const std::string& keyFile, const Bytes& certificate, const Secret& password);
// The password that a message was encrypted with; password_required (waiting) where it is empty.
[[nodiscard]] FindMeans findByPassword(Secret password);

// [{"kind": "key_transport", "issuer": ..., "serial": ..., "key_id": ...}]
[[nodiscard]] Json documentOf(const std::vector<crypto::Recipient>& recipients);

// {"exit": N, "document": {...}}: 0 done, 3 no key fits (the document names the recipients), 6 damaged, or written but
// what is signed inside is not valid, 1 failed.
[[nodiscard]] Json decryptDocument(const DecryptOrder& order, const FindMeans& find, const core::Texts& texts,
                                   const core::Clock& clock);

} // namespace reseal::app
