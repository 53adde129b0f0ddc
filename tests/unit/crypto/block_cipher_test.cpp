// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/gost/block_cipher.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace reseal::crypto::gost {
namespace {

Bytes hex(std::string_view text) {
    const std::string bytes = fromHex(text);
    return {bytes.begin(), bytes.end()};
}

std::string shown(const Secret& secret) { return toHex(asBytes(secret.view())); }

// The vector of Magma (RFC 8891 A.2), which is this cipher with every number written the other way round.
const Bytes kKey = hex("ccddeeff8899aabb4455667700112233f3f2f1f0f7f6f5f4fbfaf9f8fffefdfc");
const Bytes kBlock = hex("1032547698badcfe");

Bytes longText() {
    Bytes text(1500);
    for (std::size_t i = 0; i < text.size(); ++i) {
        text[i] = static_cast<std::uint8_t>(i * 7);
    }
    return text;
}

TEST(BlockCipher, encryptEcb_givesTheVectorOfMagma) {
    EXPECT_EQ(shown(encryptEcb(SBox::tc26Z, kKey, kBlock)), "3dcad8c2e501e94e");
}
TEST(BlockCipher, decryptEcb_undoesEncryption) {
    EXPECT_EQ(shown(decryptEcb(SBox::tc26Z, kKey, hex("3dcad8c2e501e94e"))), toHex(kBlock));
}
TEST(BlockCipher, encryptEcb_underAnotherSBox_differs) {
    EXPECT_NE(shown(encryptEcb(SBox::cryptoProA, kKey, kBlock)), "3dcad8c2e501e94e");
}
TEST(BlockCipher, decryptCfb_undoesEncryptionOfAnyLength) {
    const Bytes text = longText();
    const Secret sealed = encryptCfb(SBox::cryptoProA, kKey, kBlock, ByteView(text).first(1499));
    EXPECT_EQ(shown(decryptCfb(SBox::cryptoProA, kKey, kBlock, asBytes(sealed.view()))),
              toHex(ByteView(text).first(1499)));
}
// The first block of CFB is the text over the encrypted vector.
TEST(BlockCipher, encryptCfb_ofZeros_isTheEncryptedVector) {
    EXPECT_EQ(shown(encryptCfb(SBox::tc26Z, kKey, kBlock, Bytes(8))), "3dcad8c2e501e94e");
}
// Key meshing would change the key after 1024 bytes: the second half is then not that of a cipher begun there.
TEST(BlockCipher, encryptCfb_past1024Bytes_keepsItsKey) {
    const Bytes text = longText();
    const Secret whole = encryptCfb(SBox::cryptoProA, kKey, kBlock, text);
    const ByteView sealed = asBytes(whole.view());
    const Secret rest = encryptCfb(SBox::cryptoProA, kKey, sealed.subspan(1016, 8), ByteView(text).subspan(1024));
    EXPECT_EQ(shown(rest), toHex(sealed.subspan(1024)));
}
TEST(Imit, ofOneBlockFewer_differs) {
    EXPECT_NE(imit(SBox::tc26Z, kKey, {}, longText()), imit(SBox::tc26Z, kKey, {}, ByteView(longText()).first(1492)));
}
TEST(Imit, withoutVector_isThatOfZeros) {
    EXPECT_EQ(imit(SBox::tc26Z, kKey, {}, longText()), imit(SBox::tc26Z, kKey, Bytes(8), longText()));
}
TEST(Imit, padding_isZeros) {
    Bytes padded = longText();
    padded.resize(1504);
    EXPECT_EQ(imit(SBox::tc26Z, kKey, {}, longText()), imit(SBox::tc26Z, kKey, {}, padded));
}
TEST(BlockCipher, shortKey_isABrokenInvariant) {
    EXPECT_THROW(static_cast<void>(encryptEcb(SBox::tc26Z, Bytes(31), kBlock)), std::invalid_argument);
}
TEST(BlockCipher, halfABlock_isABrokenInvariant) {
    EXPECT_THROW(static_cast<void>(decryptEcb(SBox::tc26Z, kKey, Bytes(4))), std::invalid_argument);
}

} // namespace
} // namespace reseal::crypto::gost
