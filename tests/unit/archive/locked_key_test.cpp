// SPDX-License-Identifier: Apache-2.0
// What the kernel says of the memory that keys lie in.
#include "agent/crypto/vault/locked_key.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/mman.h>

namespace reseal::crypto {
namespace {

std::uintptr_t placeOf(const LockedKey& key) { return reinterpret_cast<std::uintptr_t>(key.view().data()); }

// "VmFlags:" of the mapping that holds `place`, each between blanks (proc(5)).
std::string flagsAt(std::uintptr_t place) {
    std::ifstream maps("/proc/self/smaps");
    bool inside = false;
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t from = 0, to = 0;
        char dash = 0;
        if (std::istringstream head(line); head >> std::hex >> from >> dash >> to && dash == '-') {
            inside = from <= place && place < to;
        } else if (inside && line.starts_with("VmFlags:")) {
            return line.substr(line.find(':') + 1) + " ";
        }
    }
    return {};
}

std::string octetsAt(std::uintptr_t place, std::size_t size) {
    std::ifstream memory("/proc/self/mem", std::ios::binary);
    std::string octets(size, '?');
    memory.seekg(static_cast<std::streamoff>(place));
    memory.read(octets.data(), static_cast<std::streamsize>(size));
    return memory ? octets : std::string();
}

TEST(LockedKeys, lieInMemoryThatIsNeitherSwappedNorDumped) {
    std::array<char, 4096> page{};
    if (::mlock(page.data(), page.size()) != 0) {
        GTEST_SKIP() << "this system locks no memory for programs";
    }
    const auto key = LockedKey::random();
    const std::string flags = flagsAt(placeOf(key));
    EXPECT_NE(flags.find(" lo "), std::string::npos) << flags;
    EXPECT_NE(flags.find(" dd "), std::string::npos) << flags;
}

TEST(LockedKeys, thatGo_leaveZeros) {
    std::uintptr_t place = 0;
    {
        const auto key = LockedKey::random();
        place = placeOf(key);
        const std::string there = octetsAt(place, kVaultKeyOctets);
        ASSERT_TRUE(std::ranges::equal(key.view(), asBytes(there)));
    }
    const std::string left = octetsAt(place, kVaultKeyOctets);
    ASSERT_EQ(left.size(), kVaultKeyOctets);
    EXPECT_TRUE(std::ranges::none_of(left.substr(2 * sizeof(void*)), [](char c) { return c != 0; }));
}

} // namespace
} // namespace reseal::crypto
