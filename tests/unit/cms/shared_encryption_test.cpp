// SPDX-License-Identifier: Apache-2.0
// Published encrypted messages under GOST keys, where the machine has them; and known answers of the standards.
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost/key_transport.hpp"
#include "agent/crypto/gost/meshed_cfb.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "encryption_fixtures.hpp"
#include "tests/unit/crypto/shared_data.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reseal::crypto {
namespace {

using namespace test;

Bytes fromHexText(std::string_view hex) {
    const std::string bytes = fromHex(hex);
    return {bytes.begin(), bytes.end()};
}

class SharedEncryption : public SharedDataTest {
protected:
    void SetUp() override {
        SharedDataTest::SetUp();
        if (!IsSkipped() && !loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
    // The message, and the key beside it in hexadecimal digits, most significant first.
    static Opened openVector(const std::string& name) {
        const std::string message = sharedFile("ru/vectors/" + name + ".1.der");
        std::string digits = sharedFile("ru/vectors/" + name + ".2.hex");
        std::erase_if(digits, [](char digit) { return digit == '\n' || digit == ' '; });
        Bytes scalar = fromHexText(digits);
        std::ranges::reverse(scalar);
        const Bytes algorithm = derSequence(
            {derOid("1.2.643.7.1.1.1.1"), derSequence({derOid("1.2.643.2.2.36.0"), derOid("1.2.643.7.1.1.2.2")})});
        const Bytes pkcs8 = derSequence({derInteger(0), algorithm, derOctetString(scalar)});
        return openAnyway(asBytes(message),
                          std::make_shared<const PrivateKey>(std::move(PrivateKey::fromPkcs8(pkcs8)).value()));
    }
};

TEST_F(SharedEncryption, keyTransportOfTk26_isOpened) {
    const Opened opened = openVector("test_cms.TestEnvelopedKTRI.test_256");
    std::string expected;
    for (int i = 0; i < 100; ++i) {
        expected += "Test data to encrypt.\n";
    }
    EXPECT_EQ(opened.reason, "opened");
    EXPECT_EQ(std::string(opened.content.begin(), opened.content.end()), expected);
}
TEST_F(SharedEncryption, keyAgreementOfTk26_isOpened) {
    const Opened opened = openVector("test_cms.TestEnvelopedKARI.test_256");
    EXPECT_EQ(opened.reason, "opened");
    EXPECT_EQ(std::string(opened.content.begin(), opened.content.end()), "Test message");
}

// The stream of CFB does not depend on the pieces that it is asked for in, over several changes of the key.
TEST(MeshedCfb, pieces_giveTheSameAsTheWhole) {
    const Bytes key = sampleContent(gost::kKeyBytes);
    const Bytes iv = sampleContent(gost::kBlockBytes);
    const Bytes data = sampleContent(5'003);
    Bytes whole(data.size());
    gost::MeshedCfb(gost::SBox::tc26Z, key, iv).decrypt(data, whole.data());
    for (const std::size_t piece : {1U, 7U, 8U, 1000U, 1024U, 1500U}) {
        Bytes parts(data.size());
        gost::MeshedCfb cipher(gost::SBox::tc26Z, key, iv);
        for (std::size_t at = 0; at < data.size(); at += piece) {
            cipher.decrypt(ByteView(data).subspan(at, std::min<std::size_t>(piece, data.size() - at)), &parts[at]);
        }
        EXPECT_TRUE(parts == whole) << piece;
    }
}
TEST(MeshedCfb, firstSection_isPlainCfb) {
    const Bytes key = sampleContent(gost::kKeyBytes);
    const Bytes iv = sampleContent(gost::kBlockBytes);
    const Bytes data = sampleContent(1'024);
    Bytes opened(data.size());
    gost::MeshedCfb(gost::SBox::cryptoProA, key, iv).decrypt(data, opened.data());
    EXPECT_EQ(toHex(opened), toHex(asBytes(gost::decryptCfb(gost::SBox::cryptoProA, key, iv, data).view())));
}

} // namespace
} // namespace reseal::crypto
