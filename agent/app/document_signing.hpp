// SPDX-License-Identifier: Apache-2.0
// `reseal sign`: a file or a set of fields, signed by a key wherever it lies, into a new file. Needs no engine and no
// profile by itself; reads files in pieces. Any one thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/core/clock.hpp"
#include "agent/core/texts.hpp"
#include "agent/crypto/cms/signed_message_writer.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace reseal::app {

using Json = nlohmann::ordered_json;

// Paths are absolute.
struct SignOrder {
    std::string file;   // or `fields`
    std::string fields; // JSON: one object of texts
    std::string output; // empty: the name of what is signed, with .p7s, or .p7m where it is attached
    bool attached = false;
};

[[nodiscard]] std::string outputOf(const SignOrder& order);

// What signs: the callback may lead to a plugin.
struct SigningMeans {
    Bytes certificate;
    std::vector<Bytes> others = {};
    Bytes signatureAlgorithm = {}; // of the key's owner, or empty
    crypto::SignDigest sign;
};

// A key file and, where it lacks the certificate, another file with that. password_required (waiting) where it is
// locked and the password is empty; bad_passphrase; no_private_key; no_certificate; and others.
[[nodiscard]] Result<SigningMeans> meansOfKeyFile(const std::string& keyFile, const std::string& certificateFile,
                                                  const Secret& password);

// Every certificate of a file.
[[nodiscard]] Result<std::vector<Bytes>> certificatesIn(const std::string& path);

// What `fields` will be signed as. Errors: bad_json (damaged), fields_unfit (usage), and those of reading.
[[nodiscard]] Result<std::string> textOfFields(const std::string& fieldsFile);

// {"exit": N, "document": {...}}
[[nodiscard]] Json signDocument(const SignOrder& order, const SigningMeans& means, const core::Texts& texts,
                                const core::Clock& clock);

// What is said of a signer: id, subject, issuer, serial number; null where the certificate is damaged.
[[nodiscard]] Json signerDocument(ByteView certificate);

// The answer to a failure, in the same form.
[[nodiscard]] Json documentFailure(const Error& error, const core::Texts& texts, const core::Clock& clock);

} // namespace reseal::app
