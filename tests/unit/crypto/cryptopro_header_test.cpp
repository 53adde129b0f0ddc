// SPDX-License-Identifier: Apache-2.0
#include "reading.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

namespace reseal::crypto {
namespace {

using test::HeaderKeySpec;
using test::makeCertificate;
using test::makeHeaderKey;

FileContents readHeader(const HeaderKeySpec& spec) { return readFile(makeHeaderKey(spec), "header.key").value(); }

TEST(HeaderKey_withCertificate, givesIt) {
    const auto made = makeCertificate({});
    EXPECT_EQ(readHeader({.certificates = {made.der}}).certificates.at(0).der, made.der);
}
TEST(HeaderKey_withTwoCertificates, givesBoth) {
    const auto made = makeCertificate({});
    EXPECT_EQ(readHeader({.certificates = {made.der, made.der}}).certificates.size(), 2U);
}
TEST(HeaderKey_withoutCertificate, givesItsKey) { EXPECT_EQ(readHeader({}).keys.size(), 1U); }
TEST(HeaderKey_fingerprint, isTheKeys) {
    EXPECT_EQ(toHex(readHeader({.fingerprint = {9, 8, 7, 6, 5, 4, 3, 2}}).keys.at(0).gostFingerprint),
              "0908070605040302");
}
TEST(HeaderKey_withPassword, isLocked) { EXPECT_TRUE(readHeader({.password = true}).keys.at(0).locked); }
TEST(HeaderKey_withoutPassword, isNotLocked) { EXPECT_FALSE(readHeader({}).keys.at(0).locked); }
TEST(HeaderKey_validity, isTheKeys) {
    const TimePoint end = std::chrono::sys_days{std::chrono::year{2027} / 3 / 31};
    EXPECT_EQ(readHeader({.keyValidityEnd = end}).keys.at(0).notAfter, end);
}
TEST(HeaderKey_withoutValidity, hasNoEnd) { EXPECT_FALSE(readHeader({}).keys.at(0).notAfter); }
TEST(HeaderKey_withDamagedCertificate, keepsItsKey) {
    EXPECT_EQ(readHeader({.certificates = {Bytes(30, 0x11)}}).keys.size(), 1U);
}
TEST(HeaderKey_longName, movesNothing) {
    const auto made = makeCertificate({});
    EXPECT_EQ(readHeader({.certificates = {made.der}, .containerName = std::string(300, 'x')}).certificates.size(), 1U);
}
TEST(HeaderKey_paddedByToken, isRead) {
    EXPECT_TRUE(readFile(test::joined({makeHeaderKey({}), Bytes(100, 0xFF)}), "header.key").ok());
}
TEST(HeaderKey_nameInCapitals, isRecognised) {
    EXPECT_EQ(readFile(makeHeaderKey({}), "HEADER.KEY").value().format, Format::cryptoproHeader);
}
TEST(HeaderKey_otherContent, isDecodeFailed) {
    EXPECT_EQ(reasonOf(readFile(std::string("hello"), "header.key")), "decode_failed");
}
TEST(HeaderKey_withoutPrimaryKeyAndCertificate, isAnEmptyContainer) { // found by fuzz_header_key
    Bytes header = makeHeaderKey({});
    const Bytes attributes = {0x03, 0x02, 0x06, 0x40};
    *std::next(std::search(header.begin(), header.end(), attributes.begin(), attributes.end()), 3) = 0x60;
    EXPECT_EQ(detailOf(readFile(header, "header.key")), "the key container is empty");
}
TEST(HeaderKey_empty, saysSo) { EXPECT_EQ(detailOf(readFile(std::string(), "header.key")), "the file is empty"); }

} // namespace
} // namespace reseal::crypto
