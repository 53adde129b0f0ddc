// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/key_store.hpp"

#include "agent/crypto/pkcs12_writer.hpp"
#include "key_fixtures.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <map>
#include <ostream>

namespace reseal::crypto {
namespace {

std::string reasonOf(const Result<KeyStore>& store) { return store ? "opened" : store.error().reason; }

const Secret kPassword("пароль 1");

struct Case {
    const char* algorithm;
    Pkcs12Lock lock;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.algorithm; }

// Every kind of key under every lock.
class WrittenStore : public ::testing::TestWithParam<Case> {
protected:
    void SetUp() override {
        if (needsMissingEngine(GetParam().algorithm) || (GetParam().lock == Pkcs12Lock::russian && !loadGostEngine())) {
            GTEST_SKIP() << "gost-engine is missing";
        }
        made_ = &made(GetParam());
    }
    struct Made {
        PrivateKey key;
        Bytes other;
        Bytes certificate;
        Bytes file;
        KeyStore store; // what was read again
    };
    // Once for each case: locks are slow by purpose.
    static const Made& made(const Case& row) {
        static std::map<std::pair<std::string, Pkcs12Lock>, Made> all;
        const auto at = all.find({row.algorithm, row.lock});
        return at != all.end() ? at->second : all.emplace(std::pair(row.algorithm, row.lock), make(row)).first->second;
    }
    static Made make(const Case& row) {
        auto key = std::move(PrivateKey::generate(row.algorithm)).value();
        Bytes other = test::makeCertificate({.ca = true}).der;
        Bytes certificate = selfSigned(key, "Holder");
        Bytes file = writePkcs12({key, certificate, {other}, "Имя", {1, 2, 3}}, kPassword, row.lock).value();
        KeyStore store = std::move(readKeyStore(file, kPassword)).value();
        return {std::move(key), std::move(other), std::move(certificate), std::move(file), std::move(store)};
    }
    const Made* made_ = nullptr;
};
TEST_P(WrittenStore, key_isTheSame) {
    EXPECT_EQ(made_->store.keys.at(0).key.publicKeyInfo().value(), made_->key.publicKeyInfo().value());
}
TEST_P(WrittenStore, certificate_isTheSame) { EXPECT_EQ(made_->store.keys.at(0).certificate, made_->certificate); }
TEST_P(WrittenStore, chain_isKeptApart) { EXPECT_EQ(made_->store.certificates, std::vector<Bytes>{made_->other}); }
TEST_P(WrittenStore, friendlyName_isKept) { EXPECT_EQ(made_->store.keys.at(0).friendlyName, "Имя"); }
TEST_P(WrittenStore, localKeyId_isKept) { EXPECT_EQ(made_->store.keys.at(0).localKeyId, (Bytes{1, 2, 3})); }
TEST_P(WrittenStore, wrongPassword_isSaid) {
    EXPECT_EQ(reasonOf(readKeyStore(made_->file, Secret("other"))), "bad_passphrase");
}
TEST_P(WrittenStore, emptyPassword_isSaid) {
    EXPECT_EQ(reasonOf(readKeyStore(made_->file, Secret())), "bad_passphrase");
}
INSTANTIATE_TEST_SUITE_P(All, WrittenStore,
                         ::testing::Values(Case{"rsa-2048", Pkcs12Lock::aes}, Case{"rsa-2048", Pkcs12Lock::kazakh},
                                           Case{"ec-p256", Pkcs12Lock::aes}, Case{"gost-2012-256", Pkcs12Lock::aes},
                                           Case{"gost-2012-256", Pkcs12Lock::russian},
                                           Case{"gost-2012-512", Pkcs12Lock::russian},
                                           Case{"kz-gost-2015-256", Pkcs12Lock::kazakh},
                                           Case{"kz-gost-2015-512", Pkcs12Lock::kazakh},
                                           Case{"kz-gost-2015-512", Pkcs12Lock::aes}),
                         [](const auto& row) {
                             std::string name = row.param.algorithm;
                             std::erase(name, '-');
                             return name + (row.param.lock == Pkcs12Lock::aes       ? "Aes"
                                            : row.param.lock == Pkcs12Lock::russian ? "Russian"
                                                                                    : "Kazakh");
                         });

class KeyStores : public ::testing::Test {
protected:
    static const test::MadeCertificate& made() {
        static const auto kMade = test::makeCertificate({});
        return kMade;
    }
    static const PrivateKey& key() {
        static const PrivateKey kKey = std::move(PrivateKey::fromPkcs8(made().keyPkcs8)).value();
        return kKey;
    }
};
TEST_F(KeyStores, madeByOpenssl_opens) {
    const auto store = readKeyStore(test::makePkcs12(made(), {.password = "secret"}), Secret("secret"));
    EXPECT_EQ(store.value().keys.at(0).certificate, made().der);
}
TEST_F(KeyStores, withRc2_opens) {
    const auto store =
        readKeyStore(test::makePkcs12(made(), {.password = "secret", .legacyRc2 = true}), Secret("secret"));
    EXPECT_EQ(store.value().keys.at(0).certificate, made().der);
}
TEST_F(KeyStores, withoutMac_opens) {
    const auto store = readKeyStore(test::makePkcs12(made(), {.password = "secret", .mac = false}), Secret("secret"));
    EXPECT_EQ(reasonOf(store), "opened");
}
TEST_F(KeyStores, withoutMacUnderAWrongPassword_isBadPassphrase) {
    const auto store = readKeyStore(test::makePkcs12(made(), {.password = "secret", .mac = false}), Secret("other"));
    EXPECT_EQ(reasonOf(store), "bad_passphrase");
}
TEST_F(KeyStores, withoutKey_isSaid) {
    const auto store =
        readKeyStore(test::makePkcs12(made(), {.password = "secret", .withKey = false}), Secret("secret"));
    EXPECT_EQ(reasonOf(store), "no_private_key");
}
TEST_F(KeyStores, emptyFile_isDamaged) { EXPECT_EQ(reasonOf(readKeyStore({}, Secret("x"))), "bad_pkcs12"); }
TEST_F(KeyStores, cutOff_isDamaged) {
    const Bytes file = test::makePkcs12(made(), {.password = "secret"});
    EXPECT_EQ(reasonOf(readKeyStore(ByteView(file).first(file.size() / 2), Secret("secret"))), "bad_pkcs12");
}
TEST_F(KeyStores, unusableKindOfKey_isReported) {
    const auto ed = test::makeCertificate({.key = test::KeyKind::ed25519});
    EXPECT_EQ(reasonOf(readKeyStore(test::makePkcs12(ed, {.password = "secret"}), Secret("secret"))),
              "key_unsupported");
}
TEST_F(KeyStores, keyWithoutCertificate_isWrittenAndRead) {
    const Bytes file = writePkcs12({key()}, kPassword, Pkcs12Lock::aes).value();
    EXPECT_TRUE(readKeyStore(file, kPassword).value().keys.at(0).certificate.empty());
}
TEST_F(KeyStores, withoutLocalKeyId_getsThatOfItsKey) {
    const Bytes file = writePkcs12({key()}, kPassword, Pkcs12Lock::aes).value();
    EXPECT_EQ(readKeyStore(file, kPassword).value().keys.at(0).localKeyId.size(), 20U);
}
TEST_F(KeyStores, emptyPassword_works) {
    const Bytes file = writePkcs12({key()}, Secret(), Pkcs12Lock::aes).value();
    EXPECT_EQ(reasonOf(readKeyStore(file, Secret())), "opened");
}
TEST_F(KeyStores, foreignCertificate_isRefused) {
    EXPECT_EQ(writePkcs12({key(), test::makeCertificate({}).der}, kPassword, Pkcs12Lock::aes).error().reason,
              "certificate_unfit");
}

} // namespace
} // namespace reseal::crypto
