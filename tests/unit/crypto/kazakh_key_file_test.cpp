// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/kazakh_key_file.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/key_store.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "authority_fixtures.hpp"
#include "shared_data.hpp"
#include "tests/support/temporary_folder.hpp"

namespace reseal::crypto {
namespace {

using test::issue;
using test::Issued;

constexpr const char* kClient = "1.3.6.1.5.5.7.3.2";
constexpr const char* kMail = "1.3.6.1.5.5.7.3.4";

const Secret& password() {
    static const Secret kPassword(std::string("Qwerty12"));
    return kPassword;
}

Issued holder(const char* algorithm, const char* use) {
    return issue({.algorithm = algorithm, .extendedUsage = {use}});
}

std::string prefixOf(const Issued& issued) {
    const auto name = kazakhFileName(issued.certificate);
    return name ? name.value().substr(0, name.value().rfind('_') + 1) : name.error().reason;
}

class KazakhKeyFile : public ::testing::Test {
protected:
    void SetUp() override {
        if (!loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
};

TEST(KazakhFileName, ofRsaForEntering_beginsWithAuth) {
    EXPECT_EQ(prefixOf(holder("rsa-2048", kClient)), "AUTH_RSA256_");
}
TEST(KazakhFileName, ofRsaForSigning_hasNoAuth) { EXPECT_EQ(prefixOf(holder("rsa-2048", kMail)), "RSA256_"); }
TEST_F(KazakhKeyFile, ofGost2004_isGostknca) { EXPECT_EQ(prefixOf(holder("kz-gost-2004", kMail)), "GOSTKNCA_"); }
TEST_F(KazakhKeyFile, ofGost2015_isGost512) { EXPECT_EQ(prefixOf(holder("kz-gost-2015-512", kMail)), "GOST512_"); }
TEST(KazakhFileName, ofCurveKey_isRefused) { EXPECT_EQ(prefixOf(holder("ec-p256", kMail)), "key_unsupported"); }
TEST(KazakhFileName, ofBytesThatAreNoCertificate_isRefused) {
    EXPECT_EQ(kazakhFileName(asBytes("no certificate")).error().category, Category::damaged);
}
TEST(KazakhFileName, holdsTheKeyId) {
    const Issued issued = holder("rsa-2048", kMail);
    EXPECT_EQ(kazakhFileName(issued.certificate).value(), "RSA256_" + kazakhKeyId(issued.certificate).value() + ".p12");
}

TEST(KazakhFileName, isRecognised) {
    const std::string id(40, 'a');
    EXPECT_TRUE(isKazakhFileName("RSA256_" + id + ".p12"));
    EXPECT_TRUE(isKazakhFileName("GOST512_" + id + ".p12"));
    EXPECT_FALSE(isKazakhFileName("RSA512_" + id + ".p12"));
    EXPECT_FALSE(isKazakhFileName("RSA256_" + id + "a.p12"));
    EXPECT_FALSE(isKazakhFileName("RSA256_" + std::string(40, 'x') + ".p12"));
    EXPECT_FALSE(isKazakhFileName("RSA256_" + id + ".cer"));
}

TEST(KazakhKeyId, ofRsa_isOfTheWholePublicKeyInfo) {
    const Issued issued = holder("rsa-2048", kMail);
    EXPECT_EQ(kazakhKeyId(issued.certificate).value(),
              toHex(digestOf(DigestAlgorithm::sha1, publicKeyInfoIn(issued.certificate)).value()));
}
TEST_F(KazakhKeyFile, keyIdWithoutOneInTheCertificate_isOfTheBits) {
    // The fixture's SubjectKeyIdentifier is damaged, so that it is neither digest.
    Issued issued = holder("kz-gost-2015-512", kMail);
    const Bytes id = readCertificate(issued.certificate).value().subjectKeyId;
    *std::search(issued.certificate.begin(), issued.certificate.end(), id.begin(), id.end()) ^= 1U;
    DerReader outer(publicKeyInfoIn(issued.certificate));
    DerReader fields = outer.enter(kTagSequence);
    static_cast<void>(fields.next());
    const ByteView bits = bitStringOctets(fields.next()->content);
    EXPECT_EQ(kazakhKeyId(issued.certificate).value(), toHex(digestOf(DigestAlgorithm::sha1, bits).value()));
}

class KazakhPkcs12 : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (std::string_view(GetParam()).starts_with("kz") && !loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
        issued_.emplace(holder(GetParam(), kMail));
        file_ = test::need(writeKazakhPkcs12(issued_->key, issued_->certificate, password()));
        store_.emplace(test::need(readKeyStore(file_, password())));
    }
    std::optional<Issued> issued_;
    Bytes file_;
    std::optional<KeyStore> store_;
};

TEST_P(KazakhPkcs12, key_readsBack) {
    EXPECT_TRUE(store_->keys.at(0).key.matches(publicKeyInfoIn(issued_->certificate)));
}
TEST_P(KazakhPkcs12, key_keepsItsKind) { EXPECT_EQ(store_->keys.at(0).key.kind(), issued_->key.kind()); }
TEST_P(KazakhPkcs12, certificate_readsBack) { EXPECT_EQ(store_->keys.at(0).certificate, issued_->certificate); }
TEST_P(KazakhPkcs12, certificatesOfAuthorities_areNotInIt) { EXPECT_TRUE(store_->certificates.empty()); }
TEST_P(KazakhPkcs12, friendlyName_isTheKeyId) {
    EXPECT_EQ(store_->keys.at(0).friendlyName, kazakhKeyId(issued_->certificate).value());
}
TEST_P(KazakhPkcs12, localKeyId_isTheKeyId) {
    EXPECT_EQ(toHex(store_->keys.at(0).localKeyId), kazakhKeyId(issued_->certificate).value());
}
TEST_P(KazakhPkcs12, otherPassword_doesNotOpenIt) {
    EXPECT_EQ(readKeyStore(file_, Secret(std::string("Qwerty13"))).error().reason, "bad_passphrase");
}
INSTANTIATE_TEST_SUITE_P(Keys, KazakhPkcs12, ::testing::Values("rsa-2048", "kz-gost-2004", "kz-gost-2015-512"),
                         [](const auto& each) {
                             std::string name = each.param;
                             std::erase(name, '-');
                             return name;
                         });

TEST(KazakhPkcs12Writing, certificateOfAnotherKey_isRefused) {
    const Issued one = holder("rsa-2048", kMail);
    const Issued other = holder("rsa-2048", kMail);
    EXPECT_EQ(writeKazakhPkcs12(one.key, other.certificate, password()).error().reason, "certificate_unfit");
}
TEST(KazakhPkcs12Writing, passwordAgainstTheRules_isRefused) {
    const Issued one = holder("rsa-2048", kMail);
    EXPECT_EQ(writeKazakhPkcs12(one.key, one.certificate, Secret(std::string("short"))).error().reason,
              "file_password_unfit");
}
TEST(KazakhPkcs12Writing, file_isLockedAsTheNcaLocksIt) {
    const test::TemporaryFolder folder;
    const Issued one = holder("rsa-2048", kMail);
    const Bytes file = test::need(writeKazakhPkcs12(one.key, one.certificate, password()));
    folder.write("key.p12", std::string_view(reinterpret_cast<const char*>(file.data()), file.size()));
    const std::string command = "cd '" + folder.path() +
                                "' && openssl pkcs12 -legacy -info -nodes -in key.p12 -passin pass:Qwerty12 > out 2>&1";
    if (std::system("openssl version > /dev/null 2>&1") != 0) {
        GTEST_SKIP() << "the openssl program is missing";
    }
    EXPECT_EQ(std::system(command.c_str()), 0);
    const std::string said = test::bytesOf(folder / "out");
    for (const char* part : {"MAC: sha1, Iteration 1024", "MAC length: 20, salt length: 20",
                             "Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 1024",
                             "PKCS7 Encrypted data: pbeWithSHA1And40BitRC2-CBC, Iteration 1024"}) {
        EXPECT_NE(said.find(part), std::string::npos) << part << '\n' << said;
    }
}

class SharedKazakhKeys : public test::SharedDataTest {};
TEST_F(SharedKazakhKeys, files_areCalledAsTheNcaCallsThem) {
    int seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(test::dataFolder() / "kz/keys")) {
        if (entry.path().extension() != ".p12" || !loadGostEngine()) {
            continue;
        }
        const auto store = readKeyStore(asBytes(test::bytesOf(entry.path())), password());
        EXPECT_EQ(kazakhFileName(store.value().keys.at(0).certificate).value(), entry.path().filename().string());
        ++seen;
    }
    EXPECT_EQ(seen, loadGostEngine() ? 8 : 0);
}

} // namespace
} // namespace reseal::crypto
