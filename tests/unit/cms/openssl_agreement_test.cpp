// SPDX-License-Identifier: Apache-2.0
// What this program signs, the openssl program verifies, and the other way round, for each kind of key and form.
#include "signing_fixtures.hpp"

#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

using namespace test;

const std::string kText = "The quick brown fox\nsigns a document.\r\n";

class OpensslAgreement : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        signer_ = std::make_unique<Signer>(makeSigner({.algorithm = GetParam()}));
        program_.writeSigner(*signer_);
        program_.write("data", asBytes(kText));
    }
    [[nodiscard]] std::string engine() const {
        return GetParam().starts_with("gost") ? " -engine gost " : std::string(" ");
    }
    [[nodiscard]] std::string digest() const {
        return GetParam() == "gost-2012-256"   ? " -md md_gost12_256 "
               : GetParam() == "gost-2012-512" ? " -md md_gost12_512 "
                                               : " -md sha256 ";
    }
    [[nodiscard]] bool opensslVerifies(const std::string& more) const {
        return program_.run("cms -verify -binary -inform DER -in {}/message -CAfile {}/cert.pem -purpose any "
                            "-no_check_time -out {}/out" +
                            engine() + more);
    }
    [[nodiscard]] Bytes opensslSigns(const std::string& more, const std::string& form = "DER") const {
        const bool done = program_.run("cms -sign -binary -in {}/data -signer {}/cert.pem -inkey {}/key.pem -outform " +
                                       form + " -out {}/message" + engine() + digest() + more);
        EXPECT_TRUE(done) << std::string(reinterpret_cast<const char*>(program_.read("said").data()),
                                         program_.read("said").size());
        return program_.read("message");
    }

    OpensslProgram program_;
    std::unique_ptr<Signer> signer_;
};

TEST_P(OpensslAgreement, ourDetachedSignature_isVerifiedByOpenssl) {
    program_.write("message", signDocument(*signer_, asBytes(kText), false));
    EXPECT_TRUE(opensslVerifies("-content {}/data"));
}
TEST_P(OpensslAgreement, ourDetachedSignature_isVerifiedByOpensslAsCades) {
    program_.write("message", signDocument(*signer_, asBytes(kText), false));
    EXPECT_TRUE(opensslVerifies("-cades -content {}/data"));
}
TEST_P(OpensslAgreement, ourAttachedSignature_isVerifiedByOpensslAndGivesTheContent) {
    program_.write("message", signDocument(*signer_, asBytes(kText), true));
    ASSERT_TRUE(opensslVerifies(""));
    EXPECT_EQ(program_.read("out"), Bytes(kText.begin(), kText.end()));
}
TEST_P(OpensslAgreement, ourSignatureOverOtherContent_isRefusedByOpenssl) {
    program_.write("message", signDocument(*signer_, asBytes("other"), false));
    EXPECT_FALSE(opensslVerifies("-content {}/data"));
}
TEST_P(OpensslAgreement, opensslsDetachedSignature_isSound) {
    EXPECT_EQ(checkDetached(opensslSigns(""), asBytes(kText)).verdict(), "sound");
}
TEST_P(OpensslAgreement, opensslsAttachedSignature_isSoundAndGivesTheContent) {
    const auto checked = check(opensslSigns("-nodetach"));
    EXPECT_EQ(checked.verdict(), "sound");
    EXPECT_EQ(checked.content, Bytes(kText.begin(), kText.end()));
}
TEST_P(OpensslAgreement, opensslsStream_isSound) {
    const Bytes message = opensslSigns("-nodetach -stream");
    ASSERT_EQ(message.at(1), 0x80); // indefinite
    EXPECT_EQ(check(message).verdict(), "sound");
    EXPECT_EQ(check(message, {.piece = 1}).verdict(), "sound");
}
TEST_P(OpensslAgreement, opensslsSignatureWithoutAttributes_isSound) {
    EXPECT_EQ(checkDetached(opensslSigns("-noattr"), asBytes(kText)).verdict(), "sound");
}
TEST_P(OpensslAgreement, opensslsSignatureWithoutAttributesOverOtherContent_isWrong) {
    EXPECT_EQ(checkDetached(opensslSigns("-noattr"), asBytes("other")).verdict(), "signature_wrong");
}
TEST_P(OpensslAgreement, opensslsCades_isSound) {
    EXPECT_EQ(checkDetached(opensslSigns("-cades"), asBytes(kText)).verdict(), "sound");
}
TEST_P(OpensslAgreement, opensslsSignatureByKeyIdentifier_isSound) {
    EXPECT_EQ(checkDetached(opensslSigns("-keyid"), asBytes(kText)).verdict(), "sound");
}
TEST_P(OpensslAgreement, opensslsPem_isSound) { EXPECT_EQ(check(opensslSigns("-nodetach", "PEM")).verdict(), "sound"); }

INSTANTIATE_TEST_SUITE_P(Keys, OpensslAgreement,
                         ::testing::Values("rsa-2048", "ec-p256", "gost-2012-256", "gost-2012-512"),
                         [](const auto& chosen) {
                             std::string name = chosen.param;
                             std::erase(name, '-');
                             return name;
                         });

TEST(OpensslVerifies, everySizeAroundAChangeOfLength) {
    OpensslProgram program;
    const Signer signer = makeSigner({});
    program.writeSigner(signer);
    const std::size_t rest = signDocument(signer, Bytes(60'000, 'x'), true).size() - 60'000;
    for (std::size_t size = 65'536 - rest - 8; size < 65'536 - rest + 8; ++size) {
        program.write("message", signDocument(signer, Bytes(size, 'x'), true));
        EXPECT_TRUE(program.run("cms -verify -binary -inform DER -in {}/message -CAfile {}/cert.pem -purpose any "
                                "-no_check_time -out {}/out"))
            << size;
        EXPECT_EQ(program.read("out").size(), size);
    }
}

TEST(OpensslSigns, withTwoSignersAndDigests_bothAreSound) {
    OpensslProgram program;
    program.writeSigner(makeSigner({.algorithm = "gost-2012-512", .name = "Second"}), "second-");
    program.writeSigner(makeSigner({.algorithm = "rsa-2048", .name = "First"}));
    program.write("data", asBytes(kText));
    ASSERT_TRUE(program.run("cms -sign -binary -engine gost -nodetach -in {}/data -outform DER -out {}/message "
                            "-signer {}/cert.pem -inkey {}/key.pem "
                            "-signer {}/second-cert.pem -inkey {}/second-key.pem"));
    const auto checked = check(program.read("message"));
    ASSERT_EQ(checked.signers.size(), 2U);
    EXPECT_EQ(checked.signers[0].state, SignatureState::sound);
    EXPECT_EQ(checked.signers[1].state, SignatureState::sound);
    EXPECT_NE(checked.signers[0].digest, checked.signers[1].digest);
}

TEST(OpensslSigns, withPss_isSound) {
    OpensslProgram program;
    program.writeSigner(makeSigner({.algorithm = "rsa-2048"}));
    program.write("data", asBytes(kText));
    ASSERT_TRUE(program.run("cms -sign -binary -in {}/data -signer {}/cert.pem -inkey {}/key.pem -outform DER "
                            "-keyopt rsa_padding_mode:pss -md sha256 -out {}/message"));
    EXPECT_EQ(checkDetached(program.read("message"), asBytes(kText)).verdict(), "sound");
}

TEST(OpensslEncrypts, andTheMessageIsNotSigned) {
    const Bytes message = makeEnveloped(makeCertificate({.key = test::KeyKind::rsa2048}));
    EXPECT_EQ(check(message).verdict(), "not_signed");
}

} // namespace
} // namespace reseal::crypto
