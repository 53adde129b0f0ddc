// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/message_digest.hpp"

#include "agent/crypto/gost/libgcrypt.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

std::string digestHex(DigestAlgorithm algorithm, std::string_view text) {
    const auto digest = digestOf(algorithm, asBytes(text));
    return digest ? toHex(digest.value()) : digest.error().reason;
}

constexpr std::string_view k32Bytes = "This is message, length=32 bytes";
constexpr std::string_view kM1 = "012345678901234567890123456789012345678901234567890123456789012"; // RFC 6986

TEST(MessageDigest, sha1_givesItsVector) {
    EXPECT_EQ(digestHex(DigestAlgorithm::sha1, "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
}
TEST(MessageDigest, sha256_givesItsVector) {
    EXPECT_EQ(digestHex(DigestAlgorithm::sha256, "abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
TEST(MessageDigest, gost94_givesTheVectorOfCryptoPro) {
    EXPECT_EQ(digestHex(DigestAlgorithm::gost94, k32Bytes),
              "2cefc2f7b7bdc514e18ea57fa74ff357e7fa17d652c75f69cb1be7893ede48eb");
}
TEST(MessageDigest, gost34311_givesTheVectorOfTheTestSBox) {
    EXPECT_EQ(digestHex(DigestAlgorithm::gost34311, k32Bytes),
              "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa");
}
TEST(MessageDigest, streebog256_givesItsVector) {
    EXPECT_EQ(digestHex(DigestAlgorithm::streebog256, kM1),
              "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500");
}
TEST(MessageDigest, streebog512_givesItsVector) {
    EXPECT_EQ(digestHex(DigestAlgorithm::streebog512, kM1),
              "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa00ad30f8767b3a82384c6574f024c311e2a48133"
              "2b08ef7f41797891c1646f48");
}
// Runs of ones carry through the whole sum, which implementations have got wrong.
TEST(MessageDigest, streebogOfBothLibraries_agreesOnCarries) {
    const Bytes ones(4096, 0xFF);
    gost::Digest other(DigestAlgorithm::streebog512);
    other.add(ones);
    EXPECT_EQ(toHex(digestOf(DigestAlgorithm::streebog512, ones).value()), toHex(other.finish()));
}
TEST(MessageDigest, pieces_giveTheDigestOfTheWhole) {
    auto digest = std::move(MessageDigest::start(DigestAlgorithm::gost34311)).value();
    digest.add(asBytes(k32Bytes.substr(0, 5)));
    digest.add(asBytes(k32Bytes.substr(5)));
    EXPECT_EQ(toHex(digest.finish()), digestHex(DigestAlgorithm::gost34311, k32Bytes));
}
TEST(MessageDigest, md5_isRefused) { EXPECT_EQ(digestHex(DigestAlgorithm::md5, "abc"), "digest_too_weak"); }
TEST(MessageDigest, sizes_areThoseOfTheDigests) {
    for (const auto algorithm : {DigestAlgorithm::sha1, DigestAlgorithm::sha384, DigestAlgorithm::sha512,
                                 DigestAlgorithm::gost94, DigestAlgorithm::streebog256}) {
        EXPECT_EQ(digestOf(algorithm, {}).value().size(), digestSize(algorithm)) << name(algorithm);
    }
}
TEST(DigestNames, kazakhStreebog_isStreebog) {
    EXPECT_EQ(digestNamed("1.2.398.3.10.1.3.3"), DigestAlgorithm::streebog512);
}
TEST(DigestNames, emptyOid_isNone) { EXPECT_EQ(digestNamed(""), std::nullopt); }
TEST(DigestNames, everyName_isFoundAgain) {
    for (const auto algorithm :
         {DigestAlgorithm::md5, DigestAlgorithm::sha256, DigestAlgorithm::gost34311, DigestAlgorithm::streebog512}) {
        EXPECT_EQ(digestCalled(name(algorithm)), algorithm);
    }
}

} // namespace
} // namespace reseal::crypto
