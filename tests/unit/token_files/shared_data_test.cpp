// SPDX-License-Identifier: Apache-2.0
// Real key files and containers through the plugin, where the machine has the folder of public fixtures. Every key
// signs, and its certificate says so.
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/signature_check.hpp"
#include "module.hpp"

#include <cstdlib>
#include <filesystem>

namespace reseal::test {
namespace {

namespace fs = std::filesystem;

fs::path dataFolder() {
    const char* given = std::getenv("RESEAL_SHARED_DATA");
    return given != nullptr ? fs::path(given) : fs::path(RESEAL_SOURCE_DIR) / ".." / "shared" / "data";
}

class SharedKeys : public ::testing::Test {
protected:
    void SetUp() override {
        if (!fs::exists(dataFolder())) {
            GTEST_SKIP() << "the folder of public fixtures is missing: " << dataFolder();
        }
        if (!crypto::loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
    void lookInto(const std::string& folder) {
        settings_ = {text("setting.folders", fs::canonical(dataFolder() / folder).string()),
                     text("setting.removable", "no"), text("setting.cards", "no")};
        token_ = ask(functions().tokens).value("token.1.id");
    }
    const reseal_token_1& functions() const { return module_.functions(); }
    Reply ask(reseal_function function, std::vector<Item> params = {}) const {
        params.insert(params.end(), settings_.begin(), settings_.end());
        params.push_back(text("token", token_));
        return module_.ask(function, std::move(params));
    }
    // SubjectPublicKeyInfo of a certificate: the element of its signed part whose SHA-256 the reader tells.
    static Bytes publicKeyOf(const std::string& der) {
        const auto facts = crypto::readCertificate(asBytes(der)).value();
        crypto::DerReader outer(asBytes(der));
        crypto::DerReader fields = outer.enter(crypto::kTagSequence).enter(crypto::kTagSequence);
        while (const auto field = fields.next()) {
            const auto hash = crypto::digestOf(crypto::DigestAlgorithm::sha256, field->whole).value();
            if (std::equal(hash.begin(), hash.end(), facts.spkiSha256.begin(), facts.spkiSha256.end())) {
                return {field->whole.begin(), field->whole.end()};
            }
        }
        return {};
    }
    // Keys with a certificate that their signatures verify with.
    int provenKeys(const Item& pin) {
        int proven = 0;
        for (const SeenObject& object : objectsIn(ask(functions().objects, {pin}))) {
            proven += !object.key.empty() && !object.certificate.empty() && proves(object, pin) ? 1 : 0;
        }
        return proven;
    }
    bool proves(const SeenObject& object, const Item& pin) {
        const Bytes publicKey = publicKeyOf(object.certificate);
        for (const auto algorithm : {crypto::DigestAlgorithm::sha256, crypto::DigestAlgorithm::gost34311,
                                     crypto::DigestAlgorithm::streebog256, crypto::DigestAlgorithm::streebog512}) {
            const Bytes digest = crypto::digestOf(algorithm, asBytes("signed")).value();
            const Reply reply = ask(functions().sign, {pin, text("key", object.key), bytes("digest.a", digest)});
            const std::string signature = reply.value("signature.a");
            crypto::DerReader outer(publicKey);
            const auto name = outer.enter(crypto::kTagSequence).next(crypto::kTagSequence);
            const auto verified =
                crypto::verifyDigestSignature(publicKey, name->whole, algorithm, digest, asBytes(signature));
            if (reply.status == RESEAL_OK && verified && verified.value()) {
                return true;
            }
        }
        return false;
    }

    TokenFilesModule module_;
    std::vector<Item> settings_;
    std::string token_;
};

TEST_F(SharedKeys, ofKazakhstan_sign) {
    lookInto("kz/keys");
    EXPECT_EQ(provenKeys(secret("pin", "Qwerty12")), 8);
}
TEST_F(SharedKeys, ofKazakhstan_areListedWithoutThePassword) {
    lookInto("kz/keys");
    int keys = 0;
    for (const SeenObject& object : objectsIn(ask(functions().objects))) {
        keys += object.key.empty() ? 0 : 1;
    }
    EXPECT_EQ(keys, 8);
}
TEST_F(SharedKeys, containersOfRussia_sign) {
    lookInto("ru/containers");
    EXPECT_GE(provenKeys(secret("pin", "12345678")), 3);
}
TEST_F(SharedKeys, pfxOfCryptoPro_signs) {
    lookInto("ru/pfx");
    EXPECT_GE(provenKeys(secret("pin", "12345")), 1);
}

} // namespace
} // namespace reseal::test
