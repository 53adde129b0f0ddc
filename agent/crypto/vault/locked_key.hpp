// SPDX-License-Identifier: Apache-2.0
// 32 octets of key material in memory that is neither swapped nor dumped (OpenSSL's secure heap: mlock, MADV_DONTDUMP,
// guard pages), wiped when they go. Any one thread at a time.
#pragma once

#include "agent/base/bytes.hpp"

#include <cstdint>
#include <span>

namespace reseal::crypto {

inline constexpr std::size_t kVaultKeyOctets = 32;

class LockedKey {
public:
    LockedKey(); // all zero
    ~LockedKey();
    LockedKey(LockedKey&& other) noexcept;
    LockedKey& operator=(LockedKey&& other) noexcept;
    LockedKey(const LockedKey&) = delete;
    LockedKey& operator=(const LockedKey&) = delete;

    [[nodiscard]] static LockedKey random();
    // Precondition: kVaultKeyOctets of them.
    [[nodiscard]] static LockedKey of(ByteView octets);

    [[nodiscard]] ByteView view() const { return {octets_, octets_ == nullptr ? 0 : kVaultKeyOctets}; }
    [[nodiscard]] std::span<std::uint8_t> fill() { return {octets_, octets_ == nullptr ? 0 : kVaultKeyOctets}; }
    [[nodiscard]] LockedKey duplicate() const { return of(view()); }

private:
    std::uint8_t* octets_ = nullptr;
};

// Random octets of the system; ends the program where it gives none.
void fillRandom(std::span<std::uint8_t> into);

} // namespace reseal::crypto
