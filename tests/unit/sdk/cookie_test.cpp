// SPDX-License-Identifier: Apache-2.0
#include "reseal/cxx/cookie.hpp"

#include <gtest/gtest.h>

#include <random>

namespace reseal::sdk {

namespace {

reseal_status statusOf(const Bytes& bytes, std::uint8_t oldest = 1, std::uint8_t newest = 3) {
    try {
        Cookie::read(bytes, oldest, newest);
        return RESEAL_OK;
    } catch (const Failure& failure) {
        return failure.status();
    }
}

Bytes sample() {
    return Cookie(2).set("state", "wait").set("folder", "/tmp/Запросы, 100% \n новые").set("tries", 7).bytes();
}

} // namespace

TEST(Cookie, comes_back_as_it_was) {
    const Bytes bytes = sample();
    EXPECT_EQ(bytes[0], 2);
    const Cookie cookie = Cookie::read(bytes, 1, 3);
    EXPECT_EQ(cookie.version(), 2);
    EXPECT_EQ(cookie.get("state"), "wait");
    EXPECT_EQ(cookie.get("folder"), "/tmp/Запросы, 100% \n новые");
    EXPECT_EQ(cookie.integer("tries"), 7);
    EXPECT_EQ(cookie.integer("absent", 5), 5);
    EXPECT_EQ(cookie.get("absent", "x"), "x");
    EXPECT_THROW(cookie.require("absent"), Failure);
    EXPECT_THROW(cookie.integer("state"), Failure);
    EXPECT_EQ(Cookie::read(Cookie(1).bytes(), 1, 1).get("any"), "");
}

TEST(Cookie, of_another_version_is_refused) {
    EXPECT_EQ(statusOf(sample(), 3, 4), RESEAL_E_INVALID);
    EXPECT_EQ(statusOf(sample(), 1, 1), RESEAL_E_INVALID);
}

TEST(Cookie, every_cut_and_every_flipped_bit_is_noticed) {
    const Bytes whole = sample();
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(statusOf(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))), RESEAL_E_INVALID);
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        Bytes flipped = whole;
        flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ 1u << bit % 8);
        EXPECT_EQ(statusOf(flipped), RESEAL_E_INVALID) << bit;
    }
}

TEST(Cookie, rubbish_is_refused) {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        Bytes bytes(random() % 200);
        for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(random());
        if (!bytes.empty())
            bytes[0] = 1;
        EXPECT_EQ(statusOf(bytes), RESEAL_E_INVALID);
    }
    EXPECT_EQ(statusOf(Bytes(1 << 20, 1)), RESEAL_E_INVALID);
}

TEST(Cookie, holds_no_more_than_the_host_takes) {
    Cookie cookie(1);
    cookie.set("a", std::string(70000, 'x'));
    EXPECT_THROW(cookie.bytes(), Failure);
    EXPECT_THROW(cookie.set("no key!", "x"), Failure);
    EXPECT_THROW(cookie.set("a", "\xFF"), Failure);
    Cookie many(1);
    for (int i = 0; i < 65; ++i)
        many.set("k" + std::to_string(i), "v");
    EXPECT_THROW(many.bytes(), Failure);
}

} // namespace reseal::sdk
