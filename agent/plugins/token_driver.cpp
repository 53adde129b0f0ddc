// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/token_driver.hpp"

#include <algorithm>
#include <bit>

namespace reseal::plugins {
namespace {

int bitsOf(const AtrPattern& pattern) {
    int bits = 0;
    for (const std::uint8_t byte : pattern.mask) {
        bits += std::popcount(byte);
    }
    return bits;
}

} // namespace

bool fits(const AtrPattern& pattern, ByteView atr) {
    if (atr.size() != pattern.atr.size() || atr.size() != pattern.mask.size()) {
        return false;
    }
    for (std::size_t at = 0; at < atr.size(); ++at) {
        if (((atr[at] ^ pattern.atr[at]) & pattern.mask[at]) != 0) {
            return false;
        }
    }
    return true;
}

void TokenDrivers::add(TokenDriver driver) {
    const auto same = std::ranges::find(drivers_, driver.id, &TokenDriver::id);
    if (same == drivers_.end()) {
        drivers_.push_back(std::move(driver));
    } else {
        *same = std::move(driver);
    }
}

const TokenDriver* TokenDrivers::find(ByteView atr) const {
    const TokenDriver* best = nullptr;
    int most = -1;
    for (const TokenDriver& driver : drivers_) {
        for (const AtrPattern& pattern : driver.cards) {
            if (const int bits = bitsOf(pattern); bits > most && fits(pattern, atr)) {
                best = &driver;
                most = bits;
            }
        }
    }
    return best;
}

std::string newDriverEntry(ByteView atr) {
    return "{\n"
           "  \"id\": \"...\",\n"
           "  \"name\": \"...\",\n"
           "  \"cards\": [{\"atr\": \"" +
           toHex(atr) +
           "\", \"source\": \"...\"}],\n"
           "  \"modules\": {\"linux-x86_64\": [\"/usr/lib/....so\"]},\n"
           "  \"can\": [\"rsa\", \"ec\", \"gost\"],\n"
           "  \"mend\": \"Install ...\"\n"
           "}\n";
}

} // namespace reseal::plugins
