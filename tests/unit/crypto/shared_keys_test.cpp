// SPDX-License-Identifier: Apache-2.0
// Real key files: those of the NCA of Kazakhstan, CryptoPro's and the examples of Russian standards.
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/key_store.hpp"
#include "agent/crypto/pkcs12_opening.hpp"
#include "agent/crypto/pkcs12_writer.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/signature_check.hpp"
#include "shared_data.hpp"

namespace reseal::crypto {
namespace {

class SharedKeys : public test::SharedDataTest {
protected:
    void SetUp() override {
        SharedDataTest::SetUp();
        if (!IsSkipped() && !loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
    static Result<KeyStore> open(const std::filesystem::path& file, std::string_view password) {
        return readKeyStore(asBytes(test::sharedFile(file)), Secret(std::string(password)));
    }
    static std::string answer(const Result<bool>& result) {
        return !result ? result.error().reason : result.value() ? "verifies" : "does not verify";
    }
    // Signs with the key, verifies with the certificate: d * G = Q.
    static std::string signedAndVerified(const StoredKey& stored) {
        const PrivateKey& key = stored.key;
        const Bytes digest = digestOf(key.usualDigest(), asBytes("text")).value();
        return answer(verifyDigestSignature(publicKeyInfoIn(stored.certificate),
                                            key.signatureAlgorithm(key.usualDigest()), key.usualDigest(), digest,
                                            key.sign(key.usualDigest(), digest).value()));
    }
    static std::vector<std::filesystem::path> kazakhFiles() {
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator(test::dataFolder() / "kz/keys")) {
            if (entry.path().extension() == ".p12") {
                files.push_back(entry.path());
            }
        }
        return files;
    }
};

TEST_F(SharedKeys, kazakhKeys_belongToTheirCertificates) {
    for (const auto& file : kazakhFiles()) {
        const auto store = open(file, "Qwerty12");
        EXPECT_EQ(store ? signedAndVerified(store.value().keys.at(0)) : store.error().reason, "verifies") << file;
    }
}
TEST_F(SharedKeys, kazakhFriendlyName_isInTheFileName) {
    for (const auto& file : kazakhFiles()) {
        const auto store = open(file, "Qwerty12");
        EXPECT_NE(file.string().find(store.value().keys.at(0).friendlyName), std::string::npos);
    }
}
TEST_F(SharedKeys, kazakhLocalKeyId_isTheFriendlyName) {
    for (const auto& file : kazakhFiles()) {
        const auto store = open(file, "Qwerty12");
        EXPECT_EQ(toHex(store.value().keys.at(0).localKeyId), store.value().keys.at(0).friendlyName);
    }
}
TEST_F(SharedKeys, kazakhPkcs8_isEncodedAsItWas) {
    for (const auto& file : kazakhFiles()) {
        const std::string bytes = test::sharedFile(file);
        const auto opened = openPkcs12(asBytes(bytes), {std::string_view("Qwerty12")}, KeyBytes::keep);
        const Secret& original = opened.value().keys.at(0).pkcs8;
        const auto key = PrivateKey::fromPkcs8(asBytes(original.view()));
        EXPECT_EQ(toHex(asBytes(key.value().toPkcs8().value().view())), toHex(asBytes(original.view()))) << file;
    }
}
TEST_F(SharedKeys, kazakhPublicKey_isEncodedAsInItsCertificate) {
    for (const auto& file : kazakhFiles()) {
        const auto store = open(file, "Qwerty12");
        const StoredKey& key = store.value().keys.at(0);
        EXPECT_EQ(toHex(key.key.publicKeyInfo().value()), toHex(publicKeyInfoIn(key.certificate))) << file;
    }
}
TEST_F(SharedKeys, kazakhFileWrittenAnew_hasTheNamesOfTheFirst) {
    for (const auto& file : kazakhFiles()) {
        const auto store = open(file, "Qwerty12");
        const StoredKey& key = store.value().keys.at(0);
        const Bytes again = writePkcs12({key.key, key.certificate}, Secret("1"), Pkcs12Lock::kazakh).value();
        const auto read = readKeyStore(again, Secret("1"));
        EXPECT_EQ(read.value().keys.at(0).friendlyName, key.friendlyName) << file;
        EXPECT_EQ(read.value().keys.at(0).localKeyId, key.localKeyId) << file;
        EXPECT_EQ(read.value().keys.at(0).certificate, key.certificate) << file;
    }
}
TEST_F(SharedKeys, kazakhFileUnderAWrongPassword_isBadPassphrase) {
    for (const auto& file : kazakhFiles()) {
        EXPECT_EQ(open(file, "Qwerty13").error().reason, "bad_passphrase") << file;
    }
}
TEST_F(SharedKeys, cryptoProPfx_givesTheExpectedKey) {
    const auto store = open("ru/pfx/loadtestingru-pfx1_12345.pfx", "12345");
    ASSERT_TRUE(store) << store.error().detail;
    const std::string text = test::sharedFile("ru/pfx/loadtestingru-pfx1_12345.expected.pem");
    const auto expected = readCertificateFile(asBytes(text), "expected.pem", {});
    EXPECT_EQ(readPublicKeyInfo(store.value().keys.at(0).key.publicKeyInfo().value()).gostFingerprint,
              expected.value().keys.at(0).gostFingerprint);
}
TEST_F(SharedKeys, cryptoProPfx_givesTheCertificateOfItsKey) {
    const auto store = open("ru/pfx/loadtestingru-pfx1_12345.pfx", "12345");
    EXPECT_EQ(store ? signedAndVerified(store.value().keys.at(0)) : store.error().reason, "verifies");
}
TEST_F(SharedKeys, r501112_givesItsKey) {
    const auto store = open("ru/pfx/r50.1.112-2016.pfx", "Пароль для PFX");
    EXPECT_EQ(store ? signedAndVerified(store.value().keys.at(0)) : store.error().reason, "verifies");
}
TEST_F(SharedKeys, rfc9548_givesItsKey) {
    const auto store = open("ru/pfx/rfc9548-A2.pfx", "Пароль для PFX");
    EXPECT_EQ(store ? signedAndVerified(store.value().keys.at(0)) : store.error().reason, "verifies");
}
TEST_F(SharedKeys, rfc9548UnderAWrongPassword_isBadPassphrase) {
    EXPECT_EQ(open("ru/pfx/rfc9548-A2.pfx", "пароль для PFX").error().reason, "bad_passphrase");
}

} // namespace
} // namespace reseal::crypto
