// SPDX-License-Identifier: Apache-2.0
// Between the values of core and what a column holds. Inside storage/ only.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/core/inventory.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace reseal::storage {

// A certificate's id (64 hex digits, either case) as its 32 bytes.
[[nodiscard]] inline std::optional<Sha256> parseId(std::string_view id) {
    Sha256 bytes{};
    if (id.size() != bytes.size() * 2) {
        return std::nullopt;
    }
    const auto digit = [](char c) {
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                      : -1;
    };
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = digit(id[2 * i]);
        const int low = digit(id[2 * i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return bytes;
}

// An unknown name (of a newer version) reads as none.
[[nodiscard]] inline core::FileKind parseKind(std::string_view text) {
    using enum core::FileKind;
    for (const core::FileKind kind : {pem, der, pkcs7, pkcs12, cryptopro, token, vault}) {
        if (text == core::name(kind)) {
            return kind;
        }
    }
    return none;
}

[[nodiscard]] inline bool isKnown(const Sha256& fingerprint) {
    return std::ranges::any_of(fingerprint, [](std::uint8_t byte) { return byte != 0; });
}

} // namespace reseal::storage
