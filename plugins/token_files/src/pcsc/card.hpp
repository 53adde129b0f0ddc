// SPDX-License-Identifier: Apache-2.0
// Readers and cards through PC/SC (pcsc-lite, winscard). A card is held in one transaction from connect to the end.
// Throws sdk::Failure in words.
#pragma once

#include "apdu.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace token_files {

struct Reader {
    std::string name;
    Bytes atr;
};

// Readers with a card in them, without touching the card; nothing where the service does not run.
std::optional<std::vector<Reader>> readersWithCards();

class PcscCard : public Channel {
public:
    // Nothing where another program keeps the card to itself, or it is gone.
    static std::unique_ptr<PcscCard> connect(const std::string& reader);
    ~PcscCard() override;

    Bytes exchange(const Bytes& command) override;

private:
    struct State;
    explicit PcscCard(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace token_files
