// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/search_fold.hpp"

#include <cstdint>
#include <sstream>

namespace reseal::ui {
namespace {

// Simple case folding of the two-byte letters in use here: Latin-1 and Cyrillic with the Kazakh additions.
std::uint32_t foldLetter(std::uint32_t letter) {
    if (letter >= 0xC0 && letter <= 0xDE && letter != 0xD7) {
        return letter + 0x20;
    }
    if (letter == 0x401 || letter == 0x451) {
        return 0x435; // ё is searched as е
    }
    if (letter >= 0x400 && letter <= 0x40F) {
        return letter + 0x50;
    }
    if (letter >= 0x410 && letter <= 0x42F) {
        return letter + 0x20;
    }
    const bool pairs = (letter >= 0x460 && letter <= 0x481) || (letter >= 0x48A && letter <= 0x4BF) ||
                       (letter >= 0x4D0 && letter <= 0x52F);
    return pairs ? letter | 1U : letter;
}

} // namespace

std::string foldForSearch(std::string_view text) {
    std::string folded;
    folded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<std::uint8_t>(text[at]);
        if (byte >= 'A' && byte <= 'Z') {
            folded += static_cast<char>(byte + ('a' - 'A'));
        } else if ((byte & 0xE0) == 0xC0 && at + 1 < text.size()) {
            const auto next = static_cast<std::uint8_t>(text[++at]);
            const std::uint32_t letter = foldLetter(((byte & 0x1FU) << 6) | (next & 0x3FU));
            folded += static_cast<char>(0xC0 | (letter >> 6));
            folded += static_cast<char>(0x80 | (letter & 0x3F));
        } else {
            folded += static_cast<char>(byte);
        }
    }
    return folded;
}

bool matchesSearch(std::string_view folded, std::string_view query) {
    std::istringstream words(foldForSearch(query));
    for (std::string word; words >> word;) {
        if (folded.find(word) == std::string_view::npos) {
            return false;
        }
    }
    return true;
}

} // namespace reseal::ui
