// SPDX-License-Identifier: Apache-2.0
// Makes PFX files with the key bag of CryptoPro CSP (1.2.840.113549.1.12.1.80), after facts about real ones. Needs
// reseal_crypto.
#pragma once

#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost/block_cipher.hpp"
#include "agent/crypto/gost/cryptopro_pfx.hpp"
#include "agent/crypto/gost/key_derivation.hpp"

#include <string_view>

namespace reseal::test {

struct CryptoProBag {
    Bytes rawKey; // little-endian
    std::string_view password;
    bool signatureKey = false; // else an exchange key
    bool spoilKeyMac = false;
    bool spoilTrailer = false;
};

inline Bytes joinBytes(std::initializer_list<ByteView> parts) {
    Bytes joined;
    for (const ByteView part : parts) {
        joined.insert(joined.end(), part.begin(), part.end());
    }
    return joined;
}

// The exported blob under its key: header, ukm, encrypted key and its MACs.
inline Bytes cryptoProBlob(const CryptoProBag& bag, ByteView passwordKey) {
    using namespace crypto;
    const Bytes ukm = {1, 2, 3, 4, 5, 6, 7, 8};
    const Secret kek = gost::kdf256(passwordKey, Bytes{0x26, 0xBD, 0xB8, 0x78}, ukm);
    const Secret encrypted = gost::encryptEcb(gost::SBox::cryptoProA, asBytes(kek.view()), bag.rawKey);
    auto mac = gost::imit(gost::SBox::cryptoProA, asBytes(kek.view()), ukm, bag.rawKey);
    mac[0] ^= bag.spoilKeyMac ? 1U : 0U;
    const Bytes algorithm = joinBytes(
        {derOid("1.2.643.7.1.1.6.1"), derSequence({derOid("1.2.643.2.2.36.0"), derOid("1.2.643.7.1.1.2.2")})});
    const Bytes keyAttributes = crypto::derElement(kTagBitString, Bytes{0x05, 0xA0});
    const Bytes value = derSequence(
        {derOctetString(ukm), derSequence({derOctetString(asBytes(encrypted.view())), derOctetString(mac)}),
         crypto::derElement(contextTag(0, true), {keyAttributes, crypto::derElement(contextTag(0, true), algorithm)})});
    auto trailer = gost::imit(gost::SBox::cryptoProA, asBytes(kek.view()), {}, value);
    trailer[0] ^= bag.spoilTrailer ? 1U : 0U;
    Bytes blob = {0x07, 0x20, 0, 0, 0x46, 0xAA, 0, 0, 'M', 'A', 'G', '1', 0x20, 0, 0, 0};
    if (bag.signatureKey) {
        blob[4] = 0x49;
        blob[5] = 0x2E;
    }
    return joinBytes({blob, derSequence({value, derOctetString(trailer)})});
}

inline Bytes cryptoProParameters(std::uint64_t iterations) {
    const Bytes salt = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6};
    return crypto::derSequence({crypto::derOctetString(salt), crypto::derInteger(iterations)});
}
inline Secret cryptoProKey(std::string_view password, std::uint64_t iterations) {
    const Bytes parameters = cryptoProParameters(iterations);
    return crypto::gost::cryptoProPasswordKey(password, ByteView(parameters).subspan(4, 16), iterations);
}
inline Bytes cryptoProPlain(const CryptoProBag& bag, ByteView passwordKey) {
    using namespace crypto;
    return derSequence({derInteger(0), derSequence({derOid("1.2.643.7.1.1.1.1"), derNull()}),
                        derOctetString(cryptoProBlob(bag, passwordKey))});
}
inline Bytes cryptoProSealed(ByteView plain, ByteView passwordKey) {
    const Bytes parameters = cryptoProParameters(1);
    const Secret sealed = crypto::gost::encryptCfb(crypto::gost::SBox::cryptoProA, passwordKey,
                                                   ByteView(parameters).subspan(4, 8), plain);
    return {sealed.view().begin(), sealed.view().end()};
}

// A PFX without an outer MAC that holds nothing but the key.
inline Bytes makeCryptoProPfx(const CryptoProBag& bag) {
    using namespace crypto;
    const std::uint64_t iterations = 20; // real files: 2000
    const Secret key = cryptoProKey(bag.password, iterations);
    const Bytes sealed = cryptoProSealed(cryptoProPlain(bag, asBytes(key.view())), asBytes(key.view()));
    const Bytes algorithm = derSequence({derOid(gost::kCryptoProPbe), cryptoProParameters(iterations)});
    const auto explicitly = [](ByteView element) { return crypto::derElement(contextTag(0, true), element); };
    const Bytes shrouded = derSequence({algorithm, derOctetString(sealed)});
    const Bytes keyBag = derSequence({derOid("1.2.840.113549.1.12.10.1.2"), explicitly(shrouded)});
    const Bytes data = derOid("1.2.840.113549.1.7.1");
    const Bytes safe = derSequence({data, explicitly(derOctetString(derSequence({keyBag})))});
    return derSequence({derInteger(3), derSequence({data, explicitly(derOctetString(derSequence({safe})))})});
}

} // namespace reseal::test
