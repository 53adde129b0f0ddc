// SPDX-License-Identifier: Apache-2.0
// A card that is only memory as a token: its containers are listed without the PIN, and opened with one VERIFY. Throws
// sdk::Failure in words.
#pragma once

#include "agent/crypto/containers/container.hpp"
#include "pcsc/memory_card.hpp"
#include "values.hpp"

#include <reseal/cxx/token.hpp>

#include <string>
#include <vector>

namespace token_files {

inline constexpr const char* kCardId = "card-";

class CardToken {
public:
    static std::vector<reseal::sdk::TokenInfo> list(const reseal::sdk::Call& call);
    static CardToken find(const reseal::sdk::TokenCall& call); // call.token()
    static bool readersAnswer();

    std::vector<reseal::sdk::ObjectInfo> objects(const reseal::sdk::TokenCall& call) const;
    reseal::crypto::PrivateKey open(const reseal::sdk::TokenCall& call) const;
    // call.key() and call.furtherKeys(), all in one log-in. Where one key alone is asked for, what keeps it is thrown.
    std::vector<reseal::sdk::ExportedKey> exportKeys(const reseal::sdk::TokenCall& call) const;
    std::int64_t triesLeft() const;

private:
    CardToken(std::string reader, CardModel model) : reader_(std::move(reader)), model_(model) {}

    std::string reader_;
    CardModel model_;
};

// The objects of a card behind any channel; with a PIN also what shows only after VERIFY.
std::vector<reseal::sdk::ObjectInfo> objectsOf(MemoryCard& card, const reseal::sdk::TokenCall& call);

} // namespace token_files
