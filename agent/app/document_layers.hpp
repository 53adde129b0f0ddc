// SPDX-License-Identifier: Apache-2.0
// The layers of an encrypted document, from the outside in: encrypted, signed, compressed, clear-signed mail. Each one
// is written whole and checked before the next is looked at, so nothing is parsed that is not authentic where it could
// be. Any one thread.
#pragma once

#include "agent/app/document_decryption.hpp"
#include "agent/core/signature_verdict.hpp"
#include "agent/platform/document_file.hpp"

#include <nlohmann/json.hpp>

namespace reseal::app {

struct LayerOpening {
    const DecryptOrder& order;
    const FindMeans& find;
    const core::Texts& texts;
    const core::Clock& clock;
};

struct DecryptedLayer {
    crypto::Recipient recipient; // without its key bytes
    crypto::RecipientName part;
    std::string cipher;
    bool protectedContent = false;
};

struct DecryptedLayers {
    std::vector<DecryptedLayer> decrypted;
    std::vector<crypto::Recipient> recipients = {}; // of the encryption that could not be opened
    std::vector<std::string> names = {};            // "encrypted", "signed", "compressed", "clear_signed"
    Json signatures = {};
    std::optional<core::Judgement> worst = {};
    std::optional<Error> problem = {}; // why a layer inside was left as it is
    std::uint64_t size = 0;            // of the innermost
};

// What is inside the file, written beside `output` and not yet under its name. Errors: not_encrypted (damaged),
// cancelled (failed), those of `find`, and those of reading, decrypting and writing. `layers` tells how far it went.
[[nodiscard]] Result<std::unique_ptr<platform::NewDocument>>
openLayers(const LayerOpening& opening, const std::string& output, DecryptedLayers& layers);

} // namespace reseal::app
