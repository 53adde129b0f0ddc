// SPDX-License-Identifier: Apache-2.0
// The keys that `reseal decrypt` finds by itself: in the archive, on tokens, in watched files. The engine uses them and
// hands back only what opens this one message, under a mask made for it (app/key_requests.hpp).
#pragma once

#include "agent/app/document_decryption.hpp"
#include "agent/cli/engine_access.hpp"
#include "agent/cli/options.hpp"

#include <nlohmann/json.hpp>

#include <memory>

namespace reseal::cli {

class DocumentKeys {
public:
    // Borrows the options and the texts. The engine is opened with the first message that names somebody.
    DocumentKeys(const Options& options, const core::Texts& texts) : options_(options), texts_(texts) {}

    // Usable while this is. Errors: no_key_fits; key_elsewhere (notFound) where a key is known and not here; those of
    // opening the archive, of a PIN, of a file's password.
    [[nodiscard]] app::FindMeans find();

    // The rows of key_places of the last message, for who it could not be opened.
    [[nodiscard]] const nlohmann::ordered_json& places() const { return places_; }

    // Recipients of messages to rows of key_places; "recipient" counts all parts of all recipients.
    [[nodiscard]] Result<nlohmann::ordered_json> placesOf(const std::vector<crypto::Recipient>& recipients);

private:
    [[nodiscard]] Result<crypto::OpeningMeans> means(const crypto::EnvelopeHead& head);
    [[nodiscard]] Result<crypto::OpeningMeans> meansAt(const crypto::EnvelopeHead& head,
                                                       const nlohmann::ordered_json& place);
    [[nodiscard]] Result<std::shared_ptr<const crypto::RecipientKey>> keyInFile(const nlohmann::ordered_json& place);
    [[nodiscard]] Status reach();

    const Options& options_;
    const core::Texts& texts_;
    std::unique_ptr<EngineAccess> engine_;
    bool tokensLookedAt_ = false;
    nlohmann::ordered_json places_ = nlohmann::ordered_json::array();
};

} // namespace reseal::cli
