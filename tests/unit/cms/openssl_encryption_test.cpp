// SPDX-License-Identifier: Apache-2.0
// What the openssl program encrypts is opened byte for byte, for each kind of recipient, cipher and form.
#include "agent/crypto/gost_engine.hpp"
#include "encryption_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

using namespace test;

constexpr const char* kRsa = "rsa:2048";
constexpr const char* kP256 = "ec -pkeyopt ec_paramgen_curve:P-256";
constexpr const char* kP384 = "ec -pkeyopt ec_paramgen_curve:P-384";
constexpr const char* kP521 = "ec -pkeyopt ec_paramgen_curve:P-521";
constexpr const char* kGost2001 = "gost2001 -pkeyopt paramset:A -engine gost";
constexpr const char* kGost256 = "gost2012_256 -pkeyopt paramset:A -engine gost";
constexpr const char* kGost256Tca = "gost2012_256 -pkeyopt paramset:TCA -engine gost";
constexpr const char* kGost512 = "gost2012_512 -pkeyopt paramset:A -engine gost";
constexpr const char* kGost512C = "gost2012_512 -pkeyopt paramset:C -engine gost";

struct Case {
    std::string name;
    std::string key;     // for openssl req -newkey
    std::string options; // for openssl cms -encrypt
    std::size_t size = 70'001;
    std::string environment = {};
};

class OpensslEncryption : public ::testing::TestWithParam<Case> {
protected:
    void SetUp() override {
        if (GetParam().key.find("gost") != std::string::npos && !loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
        recipient_.emplace(makeOpensslRecipient(program_, GetParam().key));
        content_ = sampleContent(GetParam().size);
        program_.write("data", content_);
        const std::string engine = GetParam().key.find("gost") != std::string::npos ? " -engine gost " : " ";
        ASSERT_TRUE(program_.run("cms -encrypt" + engine +
                                     "-binary -in {}/data -out {}/message -outform DER -recip {}/cert.pem " +
                                     GetParam().options,
                                 GetParam().environment));
        message_ = program_.read("message");
    }

    OpensslProgram program_;
    std::optional<Signer> recipient_;
    Bytes content_;
    Bytes message_;
};

TEST_P(OpensslEncryption, message_isOpenedByteForByte) {
    const Opened opened = open(message_, *recipient_);
    EXPECT_EQ(opened.reason, "opened");
    EXPECT_TRUE(opened.content == content_);
}
TEST_P(OpensslEncryption, messageInSmallPieces_isOpenedAlike) {
    EXPECT_TRUE(open(message_, *recipient_, 997).content == content_);
}
TEST_P(OpensslEncryption, messageCutOff_isNotOpened) {
    message_.resize(message_.size() - message_.size() / 4 - 1);
    EXPECT_NE(open(message_, *recipient_).reason, "opened");
}

std::string nameOfCase(const ::testing::TestParamInfo<Case>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Rsa, OpensslEncryption,
    ::testing::Values(Case{"aes128", kRsa, "-aes128"}, Case{"aes192", kRsa, "-aes192"}, Case{"aes256", kRsa, "-aes256"},
                      Case{"aes256Stream", kRsa, "-aes256 -stream"}, Case{"aes256Pem", kRsa, "-aes256 -outform PEM"},
                      Case{"aes256KeyId", kRsa, "-aes256 -keyid"}, Case{"empty", kRsa, "-aes256", 0},
                      Case{"oneByte", kRsa, "-aes256", 1}, Case{"wholeBlock", kRsa, "-aes256", 16},
                      Case{"oaep", kRsa, "-aes256 -keyopt rsa_padding_mode:oaep"},
                      Case{"oaepSha256", kRsa,
                           "-aes256 -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -keyopt rsa_mgf1_md:sha1"},
                      Case{"gcm128", kRsa, "-aes-128-gcm"}, Case{"gcm192", kRsa, "-aes-192-gcm"},
                      Case{"gcm256", kRsa, "-aes-256-gcm"}, Case{"gcm256Stream", kRsa, "-aes-256-gcm -stream"},
                      Case{"des3", kRsa, "-des3"},
                      Case{"rc2With40Bits", kRsa, "-rc2-40 -provider legacy -provider default"},
                      Case{"rc2With64Bits", kRsa, "-rc2-64 -provider legacy -provider default"},
                      Case{"rc2With128Bits", kRsa, "-rc2 -provider legacy -provider default"}),
    nameOfCase);
INSTANTIATE_TEST_SUITE_P(Ec, OpensslEncryption,
                         ::testing::Values(Case{"p256", kP256, "-aes256"}, Case{"p384", kP384, "-aes256"},
                                           Case{"p521", kP521, "-aes256"},
                                           Case{"sha256", kP256, "-aes128 -keyopt ecdh_kdf_md:sha256"},
                                           Case{"sha384", kP256, "-aes256 -keyopt ecdh_kdf_md:sha384"},
                                           Case{"sha512", kP521, "-aes256 -keyopt ecdh_kdf_md:sha512"},
                                           Case{"cofactor", kP256, "-aes256 -keyopt ecdh_cofactor_mode:1"},
                                           Case{"des3", kP256, "-des3"}, Case{"gcm", kP384, "-aes-256-gcm"}),
                         nameOfCase);
INSTANTIATE_TEST_SUITE_P(Gost, OpensslEncryption,
                         ::testing::Values(Case{"gost2001", kGost2001, "-gost89"}, Case{"gost256", kGost256, "-gost89"},
                                           Case{"gost256Tca", kGost256Tca, "-gost89"},
                                           Case{"gost512", kGost512, "-gost89"}, Case{"gost512C", kGost512C, "-gost89"},
                                           Case{"kuznyechik256", kGost256, "-kuznyechik-ctr-acpkm", 600'001},
                                           Case{"kuznyechik512", kGost512, "-kuznyechik-ctr-acpkm", 600'001},
                                           Case{"kuznyechikOmac256", kGost256Tca, "-kuznyechik-ctr-acpkm-omac",
                                                600'001},
                                           Case{"kuznyechikOmac512", kGost512C, "-kuznyechik-ctr-acpkm-omac", 600'001},
                                           Case{"magma256", kGost256, "-magma-ctr-acpkm", 60'001},
                                           Case{"magma512", kGost512, "-magma-ctr-acpkm", 60'001},
                                           Case{"magmaOmac256", kGost256, "-magma-ctr-acpkm-omac", 60'001},
                                           Case{"magmaOmac512", kGost512, "-magma-ctr-acpkm-omac -stream", 60'001}),
                         nameOfCase);

// gost-engine takes the S-box of its messages from the environment.
Case withSBox(const std::string& letter) {
    return {"sBox" + letter, kGost256, "-gost89", 5'001,
            "CRYPT_PARAMS=id-Gost28147-89-CryptoPro-" + letter + "-ParamSet"};
}
INSTANTIATE_TEST_SUITE_P(SBoxes, OpensslEncryption, ::testing::Values(withSBox("B"), withSBox("C"), withSBox("D")),
                         nameOfCase);

} // namespace
} // namespace reseal::crypto
