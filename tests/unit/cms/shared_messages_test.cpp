// SPDX-License-Identifier: Apache-2.0
// Real signed messages of Kazakhstan and Russia, where the machine has the folder of public fixtures.
#include "signing_fixtures.hpp"

#include "tests/unit/crypto/shared_data.hpp"

#include "agent/crypto/certificate_file.hpp"

namespace reseal::crypto {
namespace {

using namespace test;

using SharedMessages = SharedDataTest;

std::vector<Bytes> certificatesIn(std::initializer_list<const char*> files) {
    std::vector<Bytes> all;
    for (const char* file : files) {
        const auto read = readCertificateFile(asBytes(sharedFile(file)), file, {});
        if (read) {
            for (const auto& certificate : read.value().certificates) {
                all.push_back(certificate.der);
            }
        }
    }
    return all;
}

Checked checkShared(const char* file, const CheckOptions& options = {}) {
    return check(asBytes(sharedFile(file)), options);
}

Bytes bytesOfText(std::string_view text) { return {text.begin(), text.end()}; }

const char* const kKazakhKeys[] = {"kz/keys/AUTH_RSA256_b2c70a9ff7a5dc59de0ccc3c0ddde3437cc1f12d.cms",
                                   "kz/keys/AUTH_RSA256_d682726b55b3e62600ea8fe1c74e75fc96f47790.cms",
                                   "kz/keys/RSA256_11c707bd54cbfcccb3815e39c4eb57b1dc7dfea9.cms",
                                   "kz/keys/GOSTKNCA_13a3741b52d7bf860aab199b56fad1f4652e357b.cms"};

TEST_F(SharedMessages, messagesOfKazakhKeys_areSoundAndTrusted) {
    const CheckOptions options{
        .trusted = certificatesIn({"kz/chain/test/nca_rsa_test.crt", "kz/chain/test/nca_gost_test.crt"})};
    for (const char* file : kKazakhKeys) {
        const auto checked = checkShared(file, options);
        ASSERT_EQ(checked.verdict(), "sound") << file;
        EXPECT_EQ(checked.content, bytesOfText("asdasd")) << file;
        EXPECT_EQ(checked.signers[0].path.state, PathState::trusted) << file;
    }
}

TEST_F(SharedMessages, messagesOfKazakhKeysWithOtherAnchors_haveAnUnknownIssuer) {
    const CheckOptions options{.trusted = certificatesIn({"kz/chain/prod/root_gost_2022.pem"})};
    for (const char* file : kKazakhKeys) {
        const auto checked = checkShared(file, options);
        EXPECT_EQ(checked.verdict(), "sound") << file;
        EXPECT_EQ(checked.signers.at(0).path.state, PathState::unknown) << file;
    }
}

class SharedStampedMessages : public SharedDataTest {
protected:
    static CheckOptions anchors() {
        return {.trusted =
                    certificatesIn({"kz/chain/test/root_test_gost_2022.cer", "kz/chain/test/nca_gost2022_test.cer",
                                    "kz/chain/prod/root_gost_2022.pem", "kz/chain/prod/nca_gost_2022.pem"})};
    }
    static void expectStamped(const Checked& checked) {
        ASSERT_EQ(checked.verdict(), "sound");
        EXPECT_EQ(checked.signers[0].path.state, PathState::trusted);
        ASSERT_TRUE(checked.signers[0].timeStamp);
        const TimeStampFacts& stamp = *checked.signers[0].timeStamp;
        EXPECT_EQ(stamp.state, SignatureState::sound);
        EXPECT_EQ(stamp.path.state, PathState::trusted);
        EXPECT_EQ(std::chrono::floor<std::chrono::days>(stamp.time),
                  std::chrono::sys_days{std::chrono::year{2026} / 7 / 20});
    }
};

TEST_F(SharedStampedMessages, attachedMessage_isSoundWithItsTimeStamp) {
    const auto checked = checkShared("kz/signed/skarm_individual_attached.der", anchors());
    expectStamped(checked);
    EXPECT_EQ(checked.content, bytesOfText(sharedFile("kz/signed/skarm_individual_document.txt")));
}

TEST_F(SharedStampedMessages, detachedMessage_isSoundWithItsTimeStamp) {
    const std::string message = sharedFile("kz/signed/skarm_individual_detached.der");
    const std::string document = sharedFile("kz/signed/skarm_individual_document.txt");
    expectStamped(checkDetached(asBytes(message), asBytes(document), anchors()));
}

TEST_F(SharedStampedMessages, detachedMessageOverAnotherText_isNot) {
    const std::string message = sharedFile("kz/signed/skarm_individual_detached.der");
    const std::string text = sharedFile("kz/signed/skarm_text.txt");
    EXPECT_EQ(checkDetached(asBytes(message), asBytes(text)).verdict(), "content_changed");
}

TEST_F(SharedMessages, detachedMessageOfGost2001_isSound) {
    const std::string message = sharedFile("ru/cms/pycryptoprosdk-doc.txt.sgn");
    const std::string document = sharedFile("ru/cms/pycryptoprosdk-doc.txt");
    EXPECT_EQ(checkDetached(asBytes(message), asBytes(document)).verdict(), "sound");
    EXPECT_EQ(checkDetached(asBytes(message), asBytes(document + " ")).verdict(), "content_changed");
}

TEST_F(SharedMessages, attachedMessageOfGost2012_isSound) {
    const auto checked = checkShared("ru/cms/pycryptoprosdk-sign.sig");
    EXPECT_EQ(checked.verdict(), "sound");
    EXPECT_EQ(checked.content, bytesOfText("qwerty"));
}

TEST_F(SharedMessages, messageOfTheRussianRecommendations_isSoundByTheCertificateBesideIt) {
    const char* file = "ru/vectors/test_cms.TestSigned.test_256.1.der";
    const auto certificates = certificatesIn({"ru/vectors/test_x509.TestCertificate.test_256.1.der"});
    const auto checked = checkShared(file, {.certificates = certificates});
    EXPECT_EQ(checked.verdict(), "sound");
    EXPECT_EQ(checked.content, bytesOfText("Test message"));
    EXPECT_EQ(checkShared(file).verdict(), "no_signer_certificate");
}

TEST_F(SharedMessages, messagesThatNobodySigned_saySo) {
    for (const char* file :
         {"ru/vectors/test_cms.TestDigested.test_256.1.der", "ru/vectors/test_cms.TestEnvelopedKTRI.test_256.1.der",
          "ru/vectors/test_cms.TestEnvelopedKARI.test_256.1.der"}) {
        EXPECT_EQ(checkShared(file).verdict(), "not_signed") << file;
    }
}

} // namespace
} // namespace reseal::crypto
