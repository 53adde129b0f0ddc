// SPDX-License-Identifier: Apache-2.0
#include "storage/vault/row_sums.hpp"

#include <array>
#include <cstddef>

namespace reseal::storage::vault {
namespace {

constexpr unsigned kOctet = 8;

// As they are summed: length or eight octets of the number first, big-endian.
template <typename Take>
void octetsOf(std::uint64_t number, Take take) {
    for (unsigned i = sizeof number; i-- > 0;) {
        take(static_cast<std::uint8_t>(number >> (i * kOctet)));
    }
}

template <typename Take>
void octetsOf(const RowFields& fields, Take take) {
    for (const RowField& field : fields) {
        if (const auto* number = std::get_if<std::int64_t>(&field)) {
            octetsOf(static_cast<std::uint64_t>(*number), take);
            continue;
        }
        const auto& text = std::get<std::string>(field);
        octetsOf(text.size(), take);
        for (const char octet : text) {
            take(static_cast<std::uint8_t>(octet));
        }
    }
}

bool mendText(RowFields& fields, std::string& text, std::int64_t sum) {
    for (char& octet : text) {
        const char good = octet;
        for (unsigned bit = 0; bit < kOctet; ++bit) {
            octet = static_cast<char>(static_cast<unsigned char>(good) ^ (1U << bit));
            if (sumOf(fields) == sum) {
                return true;
            }
        }
        octet = good;
    }
    return false;
}

// SQLite keeps numbers in as few octets as they need: their top bit is that of all octets above, too.
bool mendNumber(RowFields& fields, std::int64_t& number, std::int64_t sum) {
    const auto was = static_cast<std::uint64_t>(number);
    for (unsigned bit = 0; bit < sizeof was * kOctet; ++bit) {
        for (const std::uint64_t mask : {std::uint64_t{1} << bit, ~std::uint64_t{0} << bit}) {
            number = static_cast<std::int64_t>(was ^ mask);
            if (sumOf(fields) == sum) {
                return true;
            }
        }
    }
    number = static_cast<std::int64_t>(was);
    return false;
}

} // namespace

std::int64_t sumOf(const RowFields& fields) {
    std::uint64_t sum = 0xcbf29ce484222325U;
    octetsOf(fields, [&](std::uint8_t octet) { sum = (sum ^ octet) * 0x100000001b3U; });
    return static_cast<std::int64_t>(sum);
}

std::int64_t smallSumOf(const RowFields& fields) {
    unsigned sum = 0x5a; // a row of zeros is not its own sum
    octetsOf(fields, [&](std::uint8_t octet) {
        sum ^= octet;
        for (unsigned bit = 0; bit < kOctet; ++bit) {
            sum = (sum & 0x80U) != 0 ? (sum << 1U ^ 0x07U) & 0xffU : sum << 1U;
        }
    });
    return static_cast<std::int8_t>(sum); // one octet on the disk
}

bool mend(RowFields& fields, std::int64_t sum) {
    for (RowField& field : fields) {
        auto* number = std::get_if<std::int64_t>(&field);
        auto* text = std::get_if<std::string>(&field);
        if ((number != nullptr && mendNumber(fields, *number, sum)) ||
            (text != nullptr && mendText(fields, *text, sum))) {
            return true;
        }
    }
    return false;
}

} // namespace reseal::storage::vault
