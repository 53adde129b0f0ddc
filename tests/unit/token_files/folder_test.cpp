// SPDX-License-Identifier: Apache-2.0
// The built plugin over folders of keys that these tests make.
#include "agent/crypto/containers/container.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/key_store.hpp"
#include "agent/crypto/pkcs12_writer.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/signature_check.hpp"
#include "module.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace reseal::test {
namespace {

namespace fs = std::filesystem;
using crypto::ContainerFiles;
using crypto::PrivateKey;

std::string stringOf(const Bytes& octets) { return {octets.begin(), octets.end()}; }
Bytes bytesOf(const std::string& text) { return {text.begin(), text.end()}; }
Bytes contentOf(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

Bytes encryptedFor(const MadeCertificate& made, std::string_view message) {
    const unsigned char* cursor = made.keyPkcs8.data();
    EVP_PKEY* const key = d2i_AutoPrivateKey(nullptr, &cursor, static_cast<long>(made.keyPkcs8.size()));
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(key, nullptr);
    Bytes sealed(256);
    std::size_t size = sealed.size();
    EVP_PKEY_encrypt_init(context);
    EVP_PKEY_encrypt(context, sealed.data(), &size, reinterpret_cast<const unsigned char*>(message.data()),
                     message.size());
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(key);
    return sealed;
}

Bytes selfSigned(const PrivateKey& key) {
    using namespace crypto;
    const Bytes algorithm = key.signatureAlgorithm(key.usualDigest());
    const Bytes part =
        derElement(kTagSet, {derSequence({derOid("2.5.4.3"), derElement(kTagUtf8String, asBytes("T"))})});
    const Bytes name = derSequence({part});
    const Bytes validity = derSequence(
        {derElement(kTagUtcTime, asBytes("260101000000Z")), derElement(kTagUtcTime, asBytes("270101000000Z"))});
    const Bytes content = derSequence({derElement(contextTag(0, true), derInteger(2)), derInteger(7), algorithm, name,
                                       validity, name, key.publicKeyInfo().value()});
    const Bytes digest = digestOf(key.usualDigest(), content).value();
    return derSequence({content, algorithm, derBitString(key.sign(key.usualDigest(), digest).value())});
}

class TokenFiles : public ::testing::Test {
protected:
    void SetUp() override {
        if (!crypto::loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
        settings_ = {text("setting.folders", folder_.path()), text("setting.removable", "no"),
                     text("setting.cards", "no")};
        token_ = ask(functions().tokens).value("token.1.id");
    }
    const reseal_token_1& functions() const { return module_.functions(); }
    Reply ask(reseal_function function, std::vector<Item> params = {}) const {
        params.insert(params.end(), settings_.begin(), settings_.end());
        params.push_back(text("token", token_));
        return module_.ask(function, std::move(params));
    }
    std::vector<SeenObject> objects(std::vector<Item> params = {}) const {
        return objectsIn(ask(functions().objects, std::move(params)));
    }
    fs::path path(const std::string& name) const { return fs::path(folder_.path()) / name; }

    void writeContainer(const std::string& name, const PrivateKey& key, std::string_view password,
                        Bytes certificate = {}) const {
        const Secret held{std::string(password)};
        crypto::ContainerSpec spec;
        spec.name = "ключ Иванова";
        spec.key = &key;
        spec.password = &held;
        spec.certificate = std::move(certificate);
        write(name, crypto::makeContainer(spec).value());
    }
    void write(const std::string& name, const ContainerFiles& files) const {
        fs::create_directory(path(name));
        for (const auto& file : crypto::kContainerFileNames) {
            const Bytes& content = files.*file.content;
            std::ofstream(path(name) / file.name, std::ios::binary) << stringOf(content);
        }
    }
    ContainerFiles readBack(const std::string& name) const {
        ContainerFiles files;
        for (const auto& file : crypto::kContainerFileNames) {
            files.*file.content = contentOf(path(name) / file.name);
        }
        return files;
    }
    // Whether the plugin's signature over a digest verifies with the public key.
    bool signs(const std::string& key, const Bytes& publicKey, std::size_t digestSize, std::vector<Item> params = {}) {
        const Bytes digest(digestSize, 0x5A);
        params.push_back(text("key", key));
        params.push_back(bytes("digest.a", digest));
        const Reply reply = ask(functions().sign, params);
        return reply.status == RESEAL_OK && verifies(publicKey, digest, bytesOf(reply.value("signature.a")));
    }
    static bool verifies(const Bytes& publicKey, const Bytes& digest, const Bytes& signature) {
        const auto algorithm = digest.size() == 64 ? crypto::DigestAlgorithm::streebog512
                               : isGost(publicKey) ? crypto::DigestAlgorithm::streebog256
                                                   : crypto::DigestAlgorithm::sha256;
        crypto::DerReader outer(publicKey);
        crypto::DerReader fields = outer.enter(crypto::kTagSequence);
        const auto name = fields.next(crypto::kTagSequence);
        const auto verified = crypto::verifyDigestSignature(publicKey, name->whole, algorithm, digest, signature);
        return verified && verified.value();
    }
    static bool isGost(const Bytes& publicKey) {
        const std::string name = crypto::readPublicKeyInfo(publicKey).algorithm;
        return crypto::isRussianGostKey(name) || crypto::isKazakhGostKey(name);
    }

    TemporaryFolder folder_;
    TokenFilesModule module_;
    std::vector<Item> settings_;
    std::string token_;
};

const Item kPin = secret("pin", "Secret12");

TEST_F(TokenFiles, emptyFolder_isATokenOfItsName) {
    EXPECT_EQ(ask(functions().tokens).value("token.1.label"), fs::path(folder_.path()).filename().string());
}
TEST_F(TokenFiles, folderThatIsGone_isNoToken) {
    settings_[0] = text("setting.folders", "/not/there");
    EXPECT_FALSE(ask(functions().tokens).has("token.1.id"));
    EXPECT_EQ(ask(functions().objects).status, RESEAL_E_TOKEN_ABSENT);
}
TEST_F(TokenFiles, severalFolders_areSeveralTokens) {
    const TemporaryFolder second;
    settings_[0] = text("setting.folders", folder_.path() + " ;\n " + second.path() + "; ");
    EXPECT_TRUE(ask(functions().tokens).has("token.2.id"));
}

// Containers.
TEST_F(TokenFiles, container_isListedWithoutItsPassword) {
    writeContainer("abcdefgh.000", PrivateKey::generate("gost-2012-256").value(), "Secret12");
    const auto seen = objects();
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].label, "ключ Иванова");
    EXPECT_EQ(seen[0].key, "abcdefgh.000#1");
}
TEST_F(TokenFiles, containerWithoutPassword_signs) {
    const PrivateKey key = PrivateKey::generate("gost-2012-256").value();
    writeContainer("a.000", key, "");
    EXPECT_TRUE(signs("a.000#1", key.publicKeyInfo().value(), 32));
}
TEST_F(TokenFiles, containerOf512Bits_signs) {
    const PrivateKey key = PrivateKey::generate("gost-2012-512").value();
    writeContainer("a.000", key, "Secret12");
    EXPECT_TRUE(signs("a.000#1", key.publicKeyInfo().value(), 64, {kPin}));
}
TEST_F(TokenFiles, containerWithPassword_asksForIt) {
    writeContainer("a.000", PrivateKey::generate("gost-2012-256").value(), "Secret12");
    const Reply reply = ask(functions().sign, {text("key", "a.000#1"), bytes("digest.a", Bytes(32, 1))});
    EXPECT_EQ(reply.status, RESEAL_E_USER);
    EXPECT_EQ(reply.value("error.reason"), "pin_required");
}
TEST_F(TokenFiles, containerWithAnotherPassword_saysThatItIsWrong) {
    writeContainer("a.000", PrivateKey::generate("gost-2012-256").value(), "other");
    EXPECT_EQ(ask(functions().sign, {text("key", "a.000#1"), kPin, bytes("digest.a", Bytes(32, 1))}).status,
              RESEAL_E_PIN_INCORRECT);
    EXPECT_EQ(ask(functions().objects, {kPin}).status, RESEAL_E_PIN_INCORRECT);
}
TEST_F(TokenFiles, signing_leavesTheContainerAsItWas) {
    const PrivateKey key = PrivateKey::generate("gost-2012-256").value();
    writeContainer("a.000", key, "Secret12");
    const ContainerFiles before = readBack("a.000");
    ASSERT_TRUE(signs("a.000#1", key.publicKeyInfo().value(), 32, {kPin}));
    for (const auto& file : crypto::kContainerFileNames) {
        EXPECT_EQ(readBack("a.000").*file.content, before.*file.content) << file.name;
    }
}
TEST_F(TokenFiles, containerPasswordChanged_opensWithTheNewOneOnly) {
    const PrivateKey key = PrivateKey::generate("gost-2012-256").value();
    writeContainer("a.000", key, "Secret12");
    ASSERT_EQ(ask(functions().change_pin, {kPin, secret("new-pin", "Other345")}).status, RESEAL_OK);
    EXPECT_TRUE(signs("a.000#1", key.publicKeyInfo().value(), 32, {secret("pin", "Other345")}));
    EXPECT_FALSE(signs("a.000#1", key.publicKeyInfo().value(), 32, {kPin}));
}
TEST_F(TokenFiles, containerPasswordChanged_leavesNothingElseBehind) {
    writeContainer("a.000", PrivateKey::generate("gost-2012-256").value(), "Secret12");
    ASSERT_EQ(ask(functions().change_pin, {kPin, secret("new-pin", "Other345")}).status, RESEAL_OK);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 1);
}
TEST_F(TokenFiles, containerPasswordChangedWithAWrongOne_leavesItAsItWas) {
    writeContainer("a.000", PrivateKey::generate("gost-2012-256").value(), "other");
    const ContainerFiles before = readBack("a.000");
    EXPECT_EQ(ask(functions().change_pin, {kPin, secret("new-pin", "x")}).status, RESEAL_E_PIN_INCORRECT);
    EXPECT_EQ(readBack("a.000").masks, before.masks);
}
TEST_F(TokenFiles, passwordOfTwoKeyFiles_asksForTheKey) {
    writeContainer("a.000", PrivateKey::generate("gost-2012-256").value(), "Secret12");
    writeContainer("b.000", PrivateKey::generate("gost-2012-256").value(), "Secret12");
    EXPECT_EQ(ask(functions().change_pin, {kPin, secret("new-pin", "x")}).value("error.reason"), "key_needed");
    EXPECT_EQ(ask(functions().change_pin, {kPin, secret("new-pin", "x"), text("key", "b.000#1")}).status, RESEAL_OK);
}
TEST_F(TokenFiles, switchThatWasCutOff_bringsTheOldContainerBack) {
    writeContainer(".a.000.aside", PrivateKey::generate("gost-2012-256").value(), "");
    EXPECT_EQ(objects().at(0).key, "a.000#1");
}
TEST_F(TokenFiles, keyThatMayNotBeCopied_isNotExported) {
    const PrivateKey key = PrivateKey::generate("gost-2012-256").value();
    crypto::ContainerSpec spec;
    spec.name = "x";
    spec.key = &key;
    spec.exportable = false;
    write("a.000", crypto::makeContainer(spec).value());
    EXPECT_EQ(ask(functions().export_key, {text("key", "a.000#1")}).status, RESEAL_E_NOT_EXPORTABLE);
}
TEST_F(TokenFiles, exportedKey_isTheSame) {
    const PrivateKey key = PrivateKey::generate("gost-2012-256").value();
    writeContainer("a.000", key, "");
    const std::string pkcs8 = ask(functions().export_key, {text("key", "a.000#1")}).value("private-key");
    EXPECT_EQ(PrivateKey::fromPkcs8(bytesOf(pkcs8)).value().publicKeyInfo().value(), key.publicKeyInfo().value());
}
TEST_F(TokenFiles, derivedSecret_isThatOfTheOtherSide) {
    const PrivateKey key = PrivateKey::generate("gost-2012-256").value();
    const PrivateKey peer = PrivateKey::generate("gost-2012-256").value();
    writeContainer("a.000", key, "");
    const Bytes ukm(8, 3);
    const Reply reply = ask(functions().derive, {text("key", "a.000#1"),
                                                 bytes("peer-key", peer.publicKeyInfo().value()), bytes("ukm", ukm)});
    EXPECT_EQ(reply.value("shared"), peer.derive(key.publicKeyInfo().value(), ukm).value().view());
}

// PEM and PKCS#12.
TEST_F(TokenFiles, pem_showsItsKeyWithItsCertificate) {
    const auto made = makeCertificate({});
    folder_.write("a.pem", made.keyPem + made.pem);
    const auto seen = objects();
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].certificate, stringOf(made.der));
}
TEST_F(TokenFiles, encryptedPem_signsWithItsPassword) {
    const auto made = makeCertificate({});
    folder_.write("a.pem", encryptedKeyPem(made, "Secret12"));
    EXPECT_TRUE(signs("a.pem#1", PrivateKey::fromPkcs8(made.keyPkcs8).value().publicKeyInfo().value(), 32, {kPin}));
}
TEST_F(TokenFiles, oldEncryptedPem_signsWithItsPassword) {
    const auto made = makeCertificate({.key = KeyKind::rsa2048});
    folder_.write("a.pem", traditionalKeyPem(made, "Secret12"));
    EXPECT_TRUE(signs("a.pem#1", PrivateKey::fromPkcs8(made.keyPkcs8).value().publicKeyInfo().value(), 32, {kPin}));
}
TEST_F(TokenFiles, encryptedPem_asksForItsPassword) {
    folder_.write("a.pem", encryptedKeyPem(makeCertificate({}), "Secret12"));
    EXPECT_EQ(ask(functions().sign, {text("key", "a.pem#1"), bytes("digest.a", Bytes(32, 1))}).value("error.reason"),
              "pin_required");
}
TEST_F(TokenFiles, certificateBesideItsKey_isTheKeys) {
    const auto made = makeCertificate({});
    folder_.write("a.pem", made.keyPem);
    folder_.write("b.cer", made.der);
    const auto seen = objects();
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].certificate, stringOf(made.der));
}
TEST_F(TokenFiles, certificateOfNoKey_isAnObjectOfItsOwn) {
    folder_.write("b.cer", makeCertificate({}).der);
    EXPECT_TRUE(objects().at(0).key.empty());
}
TEST_F(TokenFiles, pkcs12_opensWithItsPassword) {
    const auto made = makeCertificate({.key = KeyKind::rsa2048});
    folder_.write("a.p12", makePkcs12(made, {.password = "Secret12", .legacyRc2 = true}));
    EXPECT_TRUE(signs("a.p12#1", PrivateKey::fromPkcs8(made.keyPkcs8).value().publicKeyInfo().value(), 32, {kPin}));
    EXPECT_EQ(objects({kPin}).at(0).certificate, stringOf(made.der));
}
TEST_F(TokenFiles, pkcs12WithoutPassword_isListedAndAsks) {
    folder_.write("a.p12", makePkcs12(makeCertificate({}), {.password = "Secret12"}));
    EXPECT_EQ(objects().at(0).key, "a.p12#1");
    EXPECT_EQ(ask(functions().sign, {text("key", "a.p12#1"), bytes("digest.a", Bytes(32, 1))}).value("error.reason"),
              "pin_required");
}
TEST_F(TokenFiles, pkcs12PasswordChanged_opensWithTheNewOneOnly) {
    const auto made = makeCertificate({});
    folder_.write("a.p12", makePkcs12(made, {.password = "Secret12"}));
    ASSERT_EQ(ask(functions().change_pin, {kPin, secret("new-pin", "Other345")}).status, RESEAL_OK);
    EXPECT_EQ(objects({secret("pin", "Other345")}).at(0).certificate, stringOf(made.der));
    EXPECT_EQ(ask(functions().objects, {kPin}).status, RESEAL_E_PIN_INCORRECT);
}
TEST_F(TokenFiles, keyFileOfKazakhstan_takesOnlyAPasswordByTheRules) {
    const std::string name = "RSA256_" + std::string(40, 'a') + ".p12";
    const auto made = makeCertificate({.key = KeyKind::rsa2048});
    folder_.write(name, makePkcs12(made, {.password = "Secret12", .legacyRc2 = true}));
    for (const char* unfit : {"short1A", "secret12", "Secret12", "Aa123456"}) {
        EXPECT_EQ(ask(functions().change_pin, {kPin, secret("new-pin", unfit)}).value("error.reason"), "new_pin_unfit");
    }
    EXPECT_EQ(ask(functions().change_pin, {kPin, secret("new-pin", "Other345")}).status, RESEAL_OK);
    EXPECT_EQ(objects({secret("pin", "Other345")}).at(0).certificate, stringOf(made.der));
}
TEST_F(TokenFiles, keyFileOfKazakhstan_staysLockedAsTheNcaLocksIt) {
    const std::string name = "AUTH_RSA256_" + std::string(40, '0') + ".p12";
    folder_.write(name,
                  makePkcs12(makeCertificate({.key = KeyKind::rsa2048}), {.password = "Secret12", .legacyRc2 = true}));
    ASSERT_EQ(ask(functions().change_pin, {kPin, secret("new-pin", "Other345")}).status, RESEAL_OK);
    const Bytes file = contentOf(path(name));
    const Bytes rc2 = crypto::derOid("1.2.840.113549.1.12.1.6"); // pbeWithSHA1And40BitRC2-CBC
    EXPECT_NE(std::search(file.begin(), file.end(), rc2.begin(), rc2.end()), file.end());
}
TEST_F(TokenFiles, rubbish_isNotOpenedByAnRsaKey) {
    const auto made = makeCertificate({.key = KeyKind::rsa2048});
    folder_.write("a.pem", made.keyPem);
    EXPECT_NE(ask(functions().decrypt, {text("key", "a.pem#1"), bytes("ciphertext", Bytes(256, 1))}).status, RESEAL_OK);
}
TEST_F(TokenFiles, messageForAnRsaKey_isOpened) {
    const auto made = makeCertificate({.key = KeyKind::rsa2048});
    folder_.write("a.pem", made.keyPem);
    const Bytes sealed = encryptedFor(made, "hello");
    EXPECT_EQ(ask(functions().decrypt, {text("key", "a.pem#1"), bytes("ciphertext", sealed)}).value("plaintext"),
              "hello");
}

// New keys.
class NewKey : public TokenFiles, public ::testing::WithParamInterface<const char*> {
protected:
    Reply generate() { return ask(functions().generate, {kPin, text("label", "3f9a"), text("algorithm", GetParam())}); }
    std::size_t digestSize() const { return std::string_view(GetParam()).ends_with("512") ? 64 : 32; }
};

TEST_P(NewKey, made_signs) {
    const Reply made = generate();
    ASSERT_EQ(made.status, RESEAL_OK) << made.value("error.message");
    EXPECT_TRUE(signs(made.value("key-id"), bytesOf(made.value("public-key")), digestSize(), {kPin}));
}
TEST_P(NewKey, madeAgain_isTheSame) {
    const Reply first = generate();
    const Reply second = generate();
    EXPECT_EQ(first.value("public-key"), second.value("public-key"));
    EXPECT_EQ(first.value("key-id"), second.value("key-id"));
}
TEST_P(NewKey, certificateImported_isWithTheKeyAndANewOneIsAnother) {
    const Reply made = generate();
    const PrivateKey key =
        PrivateKey::fromPkcs8(
            bytesOf(ask(functions().export_key, {kPin, text("key", made.value("key-id"))}).value("private-key")))
            .value();
    const Bytes certificate = selfSigned(key);
    ASSERT_EQ(ask(functions().import_object, {kPin, bytes("certificate", certificate)}).status, RESEAL_OK);
    ASSERT_EQ(ask(functions().import_object, {kPin, bytes("certificate", certificate)}).status, RESEAL_OK);
    const auto seen = objects({kPin});
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].certificate, stringOf(certificate));
    EXPECT_TRUE(signs(made.value("key-id"), bytesOf(made.value("public-key")), digestSize(), {kPin}));
    EXPECT_NE(generate().value("key-id"), made.value("key-id"));
}
TEST_P(NewKey, withoutPassword_isNotMade) {
    EXPECT_EQ(ask(functions().generate, {text("label", "x"), text("algorithm", GetParam())}).value("error.reason"),
              "pin_required");
}

INSTANTIATE_TEST_SUITE_P(Kinds, NewKey,
                         ::testing::Values("gost-2012-256", "gost-2012-512", "kz-gost-2015-512", "rsa-2048", "ec-p256"),
                         [](const auto& sample) {
                             std::string name = sample.param;
                             std::erase(name, '-');
                             return name;
                         });

TEST_F(TokenFiles, kazakhKey_hasTheNameThatKazakhProgramsLookFor) {
    const Reply made = ask(functions().generate, {kPin, text("label", "x"), text("algorithm", "kz-gost-2015-512")});
    const std::string id = made.value("key-id");
    EXPECT_EQ(id.substr(0, 8) + id.substr(48), "GOST512_.p12#1");
}
TEST_F(TokenFiles, unknownAlgorithm_isRefusedInWords) {
    const Reply reply = ask(functions().generate, {kPin, text("label", "x"), text("algorithm", "dsa")});
    EXPECT_EQ(reply.status, RESEAL_E_UNSUPPORTED);
    EXPECT_FALSE(reply.value("error.text").empty());
}
TEST_F(TokenFiles, keyImported_signs) {
    const auto made = makeCertificate({});
    ASSERT_EQ(ask(functions().import_object, {kPin, secret("private-key", stringOf(made.keyPkcs8)),
                                              bytes("certificate", made.der), text("label", "old")})
                  .status,
              RESEAL_OK);
    EXPECT_EQ(objects({kPin}).at(0).certificate, stringOf(made.der));
}
TEST_F(TokenFiles, certificateForAForeignContainer_liesBesideIt) {
    const PrivateKey key = PrivateKey::generate("gost-2012-256").value();
    writeContainer("a.000", key, "");
    const ContainerFiles before = readBack("a.000");
    const Bytes certificate = selfSigned(key);
    ASSERT_EQ(ask(functions().import_object, {bytes("certificate", certificate)}).status, RESEAL_OK);
    EXPECT_EQ(readBack("a.000").header, before.header);
    EXPECT_EQ(objects().at(0).certificate, stringOf(certificate));
}
TEST_F(TokenFiles, certificateOfAnotherKey_isRefused) {
    writeContainer("a.000", PrivateKey::generate("gost-2012-256").value(), "");
    EXPECT_EQ(ask(functions().import_object, {text("key", "a.000#1"), bytes("certificate", makeCertificate({}).der)})
                  .value("error.reason"),
              "certificate_unfit");
}
TEST_F(TokenFiles, objectRemoved_isGone) {
    folder_.write("b.cer", makeCertificate({}).der);
    ASSERT_EQ(ask(functions().remove_object, {text("object", "b.cer#1")}).status, RESEAL_OK);
    EXPECT_EQ(ask(functions().remove_object, {text("object", "b.cer#1")}).status, RESEAL_OK);
    EXPECT_TRUE(objects().empty());
}
TEST_F(TokenFiles, pathOutOfTheFolder_isNoKey) {
    const TemporaryFolder other;
    const auto made = makeCertificate({});
    other.write("a.pem", made.keyPem);
    for (const std::string& key : {"../" + fs::path(other.path()).filename().string() + "/a.pem#1",
                                   other.path() + "/a.pem#1", std::string("a.pem"), std::string("#1")}) {
        EXPECT_EQ(ask(functions().sign, {text("key", key), bytes("digest.a", Bytes(32, 1))}).status, RESEAL_E_NOT_FOUND)
            << key;
    }
}
TEST_F(TokenFiles, triesLeft_areUnknown) { EXPECT_EQ(ask(functions().tries_left).status, RESEAL_E_UNSUPPORTED); }

} // namespace
} // namespace reseal::test
