// SPDX-License-Identifier: Apache-2.0
// What is written here opens with the openssl program, with gost-engine where it must.
#include "agent/crypto/certificate_request.hpp"
#include "agent/crypto/pkcs12_writer.hpp"
#include "key_fixtures.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdlib>

namespace reseal::crypto {
namespace {

class OpensslProgram : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (std::system("openssl version > /dev/null 2>&1") != 0) {
            GTEST_SKIP() << "the openssl program is missing";
        }
        if (needsMissingEngine(GetParam())) {
            GTEST_SKIP() << "gost-engine is missing";
        }
        key_.emplace(std::move(PrivateKey::generate(GetParam())).value());
    }
    // Whether it ends well; `arguments` may name files of the folder as $F/name.
    [[nodiscard]] bool runs(const std::string& arguments) const {
        const bool gost = std::string_view(GetParam()).find("gost") != std::string_view::npos;
        const std::size_t space = arguments.find(' ');
        const std::string command = "F='" + folder_.path() + "'; openssl " + arguments.substr(0, space) +
                                    (gost ? " -engine gost" : "") + arguments.substr(space) + " > \"$F/out\" 2>&1";
        return std::system(command.c_str()) == 0;
    }
    [[nodiscard]] bool opens(Pkcs12Lock lock) const {
        const auto file = writePkcs12({*key_, selfSigned(*key_, "Holder")}, Secret("pass"), lock);
        folder_.write("key.p12", file.value());
        return runs("pkcs12 -legacy -in \"$F/key.p12\" -passin pass:pass -nodes -out \"$F/key.pem\"") &&
               runs("pkey -in \"$F/key.pem\" -noout");
    }
    std::optional<PrivateKey> key_;
    test::TemporaryFolder folder_;
};

TEST_P(OpensslProgram, request_isVerified) {
    folder_.write("req.der", makeCertificateRequest({nameOf("Holder"), {}, {}}, *key_).value());
    EXPECT_TRUE(runs("req -inform DER -in \"$F/req.der\" -verify -noout"));
}
TEST_P(OpensslProgram, pkcs8_isRead) {
    const Secret pkcs8 = std::move(key_->toPkcs8()).value();
    folder_.write("key.der", pkcs8.view());
    EXPECT_TRUE(runs("pkey -inform DER -in \"$F/key.der\" -noout"));
}
TEST_P(OpensslProgram, fileUnderAes_isOpened) { EXPECT_TRUE(opens(Pkcs12Lock::aes)); }
TEST_P(OpensslProgram, fileAsTheNcaMakesThem_isOpened) { EXPECT_TRUE(opens(Pkcs12Lock::kazakh)); }
INSTANTIATE_TEST_SUITE_P(Keys, OpensslProgram,
                         ::testing::Values("rsa-2048", "ec-p256", "gost-2012-256", "gost-2012-512"), named);

class OpensslWithGost : public OpensslProgram {};
TEST_P(OpensslWithGost, fileUnderGost_isOpened) { EXPECT_TRUE(opens(Pkcs12Lock::russian)); }
INSTANTIATE_TEST_SUITE_P(Keys, OpensslWithGost, ::testing::Values("gost-2012-256", "gost-2012-512"), named);

} // namespace
} // namespace reseal::crypto
