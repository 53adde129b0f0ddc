// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/gost/cryptopro_pfx.hpp"

#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/key_store.hpp"
#include "reading.hpp"
#include "tests/support/cryptopro_pfx_fixture.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

TEST(CryptoProPasswordKey, forAPublishedPassword_isAsPublished) {
    const std::string salt = fromHex("30B445CF1BBF4150E57A544C970EF3BE");
    EXPECT_EQ(toHex(asBytes(gost::cryptoProPasswordKey("pbe-test-2026", asBytes(salt), 2000).view())),
              "6eba4d1a27e015c01244bc9856b559a25bf89f6a5fd7c180d97d16e95d8c1d20");
}

class CryptoProPfx : public ::testing::Test {
protected:
    void SetUp() override {
        if (!loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
    // The key's own octets, or why there are none.
    static std::string opened(const test::CryptoProBag& bag, std::string_view password) {
        const auto store = readKeyStore(test::makeCryptoProPfx(bag), Secret(std::string(password)));
        if (!store) {
            return store.error().reason;
        }
        const auto pkcs8 = store.value().keys.at(0).key.toPkcs8();
        const ByteView der = asBytes(pkcs8.value().view());
        return toHex(der.last(32));
    }
    const Bytes raw_ = Bytes(32, 0x5A);
};
TEST_F(CryptoProPfx, exchangeKey_isOpened) { EXPECT_EQ(opened({raw_, "пароль"}, "пароль"), toHex(raw_)); }
TEST_F(CryptoProPfx, signatureKey_isOpened) { EXPECT_EQ(opened({raw_, "1", true}, "1"), toHex(raw_)); }
TEST_F(CryptoProPfx, wrongPassword_isSaid) { EXPECT_EQ(opened({raw_, "right"}, "wrong"), "bad_passphrase"); }
TEST_F(CryptoProPfx, spoiltMacOfTheKey_isNotOpened) {
    EXPECT_EQ(opened({raw_, "1", false, true}, "1"), "bad_passphrase");
}
TEST_F(CryptoProPfx, spoiltTrailer_isNotOpened) {
    EXPECT_EQ(opened({raw_, "1", false, false, true}, "1"), "bad_passphrase");
}
TEST_F(CryptoProPfx, listed_tellsTheFingerprintOfItsKey) {
    const auto listed = readFile(test::makeCryptoProPfx({raw_, "1"}), "a.pfx", {"1"});
    EXPECT_EQ(listed.value().keys.at(0).gostFingerprint.size(), 8U);
}

} // namespace
} // namespace reseal::crypto
