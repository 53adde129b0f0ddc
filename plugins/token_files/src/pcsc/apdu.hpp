// SPDX-License-Identifier: Apache-2.0
// Commands to a card and its answers (ISO/IEC 7816-4), whatever carries them.
#pragma once

#include <reseal/cxx/values.hpp>

#include <cstdint>

namespace token_files {

using reseal::sdk::Bytes;

class Channel {
public:
    virtual ~Channel() = default;
    // The whole answer, status octets included. Throws Failure(RESEAL_E_TOKEN_ABSENT) where the card is gone.
    virtual Bytes exchange(const Bytes& command) = 0;
};

struct Answer {
    Bytes data;
    std::uint16_t status = 0;

    bool ok() const { return status == 0x9000; }
};

inline constexpr std::uint16_t kBlocked = 0x6983;

} // namespace token_files
