// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/vault/sealing.hpp"

#include "agent/crypto/vault/argon2id.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

const Bytes kAssociated{1, 2, 3};

Bytes sealed(const LockedKey& key) { return seal(key, asBytes("the key"), kAssociated); }

TEST(Sealing, opened_givesWhatWasSealed) {
    const auto key = LockedKey::random();
    EXPECT_EQ(unseal(key, sealed(key), kAssociated).value().view(), "the key");
}
TEST(Sealing, twice_differs) {
    const auto key = LockedKey::random();
    EXPECT_NE(sealed(key), sealed(key));
}
TEST(Sealing, anyFlippedBit_isFound) {
    const auto key = LockedKey::random();
    const Bytes good = sealed(key);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        Bytes bad = good;
        bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        EXPECT_FALSE(unseal(key, bad, kAssociated).ok()) << bit;
    }
}
TEST(Sealing, otherAssociatedData_isFound) {
    const auto key = LockedKey::random();
    EXPECT_FALSE(unseal(key, sealed(key), Bytes{1, 2}).ok());
}
TEST(Sealing, cutOff_isFound) {
    const auto key = LockedKey::random();
    const Bytes good = sealed(key);
    for (std::size_t size = 0; size < good.size(); ++size) {
        EXPECT_FALSE(unseal(key, ByteView(good).first(size), kAssociated).ok()) << size;
    }
}
// printf password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32 -r
TEST(Argon2id, knownAnswer_isThatOfTheProgram) {
    EXPECT_EQ(toHex(argon2id("password", "somesalt", {65536, 2, 1}).value().view()),
              "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
}
TEST(Argon2id, costBeyondReason_isRefused) {
    EXPECT_EQ(argon2id("password", "somesalt", {4U << 20, 2, 1}).error().reason, "cost_unfit");
}

} // namespace
} // namespace reseal::crypto
