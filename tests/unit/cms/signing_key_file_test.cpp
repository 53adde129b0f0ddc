// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/signing_key_file.hpp"

#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

using test::makeCertificate;

Secret secret(std::string_view text) { return Secret(std::string(text)); }

std::string read(ByteView file, std::string_view password, const Bytes& expected,
                 std::span<const Bytes> certificates = {}) {
    const auto key = readSigningKey(file, secret(password), certificates);
    if (!key) {
        return key.error().reason;
    }
    return key.value().certificate == expected ? "its own certificate" : "another certificate";
}

TEST(SigningKeyFile, everyFormOfPem_isOpened) {
    const auto other = makeCertificate({.subject = {{"CN", "Other"}}});
    for (const auto kind : {test::KeyKind::ecP256, test::KeyKind::rsa2048}) {
        const auto made = makeCertificate({.key = kind});
        for (const std::string& key : {made.keyPem, test::encryptedKeyPem(made, "secret"),
                                       test::traditionalKeyPem(made), test::traditionalKeyPem(made, "secret")}) {
            EXPECT_EQ(read(asBytes(other.pem + key + made.pem), "secret", made.der), "its own certificate") << key;
        }
    }
}

TEST(SigningKeyFile, everyFormOfLockedPem_asksForItsPasswordAndRefusesAnother) {
    const auto made = makeCertificate({});
    for (const std::string& key : {test::encryptedKeyPem(made, "secret"), test::traditionalKeyPem(made, "secret")}) {
        EXPECT_EQ(read(asBytes(key + made.pem), "", made.der), "password_required");
        EXPECT_EQ(read(asBytes(key + made.pem), "wrong", made.der), "bad_passphrase");
    }
}

TEST(SigningKeyFile, pkcs12_isOpened) {
    const auto made = makeCertificate({});
    const Bytes file = test::makePkcs12(made, {.password = "secret"});
    EXPECT_EQ(read(file, "secret", made.der), "its own certificate");
    EXPECT_EQ(read(file, "", made.der), "password_required");
    EXPECT_EQ(read(file, "wrong", made.der), "bad_passphrase");
}

TEST(SigningKeyFile, withTheCertificateElsewhere_takesItFromThere) {
    const auto made = makeCertificate({});
    const std::vector<Bytes> elsewhere{makeCertificate({}).der, made.der};
    EXPECT_EQ(read(asBytes(made.keyPem), "", made.der), "no_certificate");
    EXPECT_EQ(read(asBytes(made.keyPem), "", made.der, elsewhere), "its own certificate");
}

TEST(SigningKeyFile, withoutAKey_saysSo) {
    EXPECT_EQ(read(asBytes(makeCertificate({}).pem), "", {}), "no_private_key");
    EXPECT_EQ(read(asBytes("-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----\n"), "", {}), "no_private_key");
}

} // namespace
} // namespace reseal::crypto
