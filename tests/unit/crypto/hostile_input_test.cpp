// SPDX-License-Identifier: Apache-2.0
// Input that no honest program wrote. Each case must end quickly with an answer; the sanitizers watch the rest.
#include "reading.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

namespace reseal::crypto {
namespace {

using test::makeCertificate;

// Files cut at every length that were taken for whole ones.
std::size_t acceptedWhenCut(const Bytes& whole, std::string_view name) {
    std::size_t accepted = 0;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        // A copy of exactly this size, so that the sanitizer sees a read behind it.
        const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        accepted += readFile(part, name).ok() ? 1U : 0U;
    }
    return accepted;
}

Bytes repeated(const Bytes& unit, std::size_t count) {
    Bytes data;
    data.reserve(unit.size() * count);
    for (std::size_t i = 0; i < count; ++i) {
        data.insert(data.end(), unit.begin(), unit.end());
    }
    return data;
}

TEST(HostileInput_certificateCutAnywhere, isRefused) {
    EXPECT_EQ(acceptedWhenCut(makeCertificate({}).der, "a.cer"), 0U);
}
TEST(HostileInput_headerKeyCutAnywhere, isRefused) {
    const Bytes header = test::makeHeaderKey({.certificates = {makeCertificate({}).der}});
    EXPECT_EQ(acceptedWhenCut(header, "header.key"), 0U);
}
TEST(HostileInput_pkcs12CutAnywhere, isRefused) {
    const Bytes file = test::makePkcs12(makeCertificate({}), {.password = "", .encryptCertificates = false});
    EXPECT_EQ(acceptedWhenCut(file, "a.p12"), 0U);
}
TEST(HostileInput_pkcs7CutAnywhere, isRefused) {
    EXPECT_EQ(acceptedWhenCut(test::makePkcs7({makeCertificate({}).der}), "a.p7b"), 0U);
}
TEST(HostileInput_certificateWithAnyOctetChanged, givesAnAnswer) {
    const Bytes whole = makeCertificate({}).der;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        Bytes changed = whole;
        changed[i] ^= 0x80U;
        const auto result = readFile(changed);
        EXPECT_TRUE(result.ok() || !result.error().detail.empty());
    }
}
TEST(HostileInput_randomBytes, areRefused) {
    std::mt19937 random(1); // the same bytes in every run
    for (int i = 0; i < 2000; ++i) {
        Bytes data(random() % 300);
        for (std::uint8_t& octet : data) {
            octet = static_cast<std::uint8_t>(random());
        }
        EXPECT_FALSE(readFile(data).ok());
    }
}
TEST(HostileInput_sequencesHundredThousandDeep, areRefused) {
    Bytes data;
    for (int i = 0; i < 100'000; ++i) { // outermost last: every length must cover what is inside
        const std::size_t size = data.size();
        Bytes header = {0x30, 0x83, static_cast<std::uint8_t>(size >> 16U), static_cast<std::uint8_t>(size >> 8U),
                        static_cast<std::uint8_t>(size)};
        data.insert(data.end(), header.rbegin(), header.rend());
    }
    const Bytes nested(data.rbegin(), data.rend());
    EXPECT_FALSE(readFile(nested).ok());
}
TEST(HostileInput_indefiniteSequencesHundredThousandDeep, areRefused) {
    EXPECT_FALSE(readFile(repeated({0x30, 0x80}, 100'000)).ok());
}
TEST(HostileInput_nestedSequencesInHeaderKey, areRefused) {
    EXPECT_FALSE(readFile(repeated({0x30, 0x80}, 100'000), "header.key").ok());
}
TEST(HostileInput_manyBeginLines, takeLinearTime) {
    std::string text;
    for (int i = 0; i < 200'000; ++i) {
        text += "-----BEGIN CERTIFICATE-----\n";
    }
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(readFile(text).ok());
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}
TEST(HostileInput_manyBadCertificates, takeLinearTime) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        text += test::toPem("CERTIFICATE", Bytes{0x30, 0x02, 0x05, 0x00});
    }
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(readFile(text).ok());
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

} // namespace
} // namespace reseal::crypto
