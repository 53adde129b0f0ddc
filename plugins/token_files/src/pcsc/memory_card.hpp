// SPDX-License-Identifier: Apache-2.0
// Rutoken Lite and Rutoken S as memory for CryptoPro containers (facts/gost-cryptopro-kontur.md 4.2, 4.3). Reads only.
// Answers of a card are hostile: sizes are bounded, every shape is checked. Throws sdk::Failure in words.
#pragma once

#include "apdu.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace token_files {

enum class CardModel { rutokenLite, rutokenS };

// Nothing: not one of these.
std::optional<CardModel> cardModel(const Bytes& atr);
const char* nameOf(CardModel model);

class MemoryCard {
public:
    static constexpr int kFirstContainer = 1, kLastContainer = 0x40; // numbers of their folders
    enum File : std::uint8_t { masks = 1, primary, header, masks2, primary2, name };

    MemoryCard(Channel& channel, CardModel model) : channel_(channel), model_(model) {}

    std::string serial(); // hex, or empty
    // Without padding after its DER; empty where there is none, or it needs the PIN.
    Bytes read(int container, File file);
    bool has(int container, File file);

    // Without spending one; nothing where the card does not say. 0: locked.
    std::optional<int> triesLeft();
    // One VERIFY, once: none where it would be the last try and that was not allowed, or the tries are unknown.
    void verify(std::string_view pin, bool allowLastTry);
    void forgetPin() noexcept;

private:
    Answer send(const Bytes& command);
    std::optional<std::size_t> select(int container, File file); // its size

    Channel& channel_;
    CardModel model_;
};

// Of a file control template: tag 80, two octets.
std::optional<std::size_t> fileSize(const Bytes& fcp, CardModel model);
// The first DER element; empty where there is none.
Bytes withoutPadding(Bytes content);

} // namespace token_files
