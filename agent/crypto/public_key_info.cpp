// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/public_key_info.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/openssl_handles.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto {

namespace {

struct KnownBits {
    std::string_view oid;
    int bits;
};

constexpr std::array kFixedSizeKeys = {
    KnownBits{"1.3.101.110", 256},          // X25519
    KnownBits{"1.3.101.111", 448},          // X448
    KnownBits{"1.3.101.112", 256},          // Ed25519
    KnownBits{"1.3.101.113", 456},          // Ed448
    KnownBits{"1.2.643.2.2.19", 256},       // GOST R 34.10-2001
    KnownBits{"1.2.643.7.1.1.1.1", 256},    // GOST R 34.10-2012
    KnownBits{"1.2.643.7.1.1.1.2", 512},    //
    KnownBits{"1.2.398.3.10.1.1.1.1", 256}, // GOST 34.310-2004
    KnownBits{"1.2.398.3.10.1.1.2.1", 256}, // GOST R 34.10-2015 in Kazakhstan
    KnownBits{"1.2.398.3.10.1.1.2.2", 512}, //
};

constexpr std::array kCurves = {
    KnownBits{"1.2.840.10045.3.1.1", 192},   KnownBits{"1.2.840.10045.3.1.7", 256},
    KnownBits{"1.3.132.0.33", 224},          KnownBits{"1.3.132.0.34", 384},
    KnownBits{"1.3.132.0.35", 521},          KnownBits{"1.3.132.0.10", 256},
    KnownBits{"1.3.36.3.3.2.8.1.1.7", 256},  KnownBits{"1.3.36.3.3.2.8.1.1.11", 384},
    KnownBits{"1.3.36.3.3.2.8.1.1.13", 512}, KnownBits{"1.2.156.10197.1.301", 256},
};

constexpr std::string_view kRsa = "1.2.840.113549.1.1.1";
constexpr std::string_view kRsaPss = "1.2.840.113549.1.1.10";
constexpr std::string_view kDsa = "1.2.840.10040.4.1";
constexpr std::string_view kEc = "1.2.840.10045.2.1";

template <std::size_t N>
int lookUp(const std::array<KnownBits, N>& table, std::string_view oid) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const KnownBits& row) { return row.oid == oid; });
    return found == table.end() ? 0 : found->bits;
}

int firstIntegerBits(ByteView content) {
    DerReader numbers(content, Encoding::ber);
    const auto number = numbers.next(kTagInteger);
    return number ? bitLength(number->content) : 0;
}

int rsaBits(ByteView key) {
    DerReader outer(key, Encoding::ber);
    const auto sequence = outer.next(kTagSequence);
    return sequence ? firstIntegerBits(sequence->content) : 0;
}

// Where the curve is not named, the uncompressed point (04 || x || y) tells its size.
int pointBits(ByteView point) {
    const bool uncompressed = point.size() % 2 == 1 && !point.empty() && point.front() == 4;
    return uncompressed && point.size() < 1024 ? static_cast<int>((point.size() - 1) / 2 * 8) : 0;
}

Bytes fingerprintOf(ByteView key) {
    constexpr std::size_t kFingerprintBytes = 8;
    DerReader reader(key, Encoding::ber);
    const auto point = reader.next(kTagOctetString); // x || y, each little-endian
    if (!point || point->content.size() < kFingerprintBytes) {
        return {};
    }
    return {point->content.begin(), point->content.begin() + kFingerprintBytes};
}

} // namespace

bool isRussianGostKey(std::string_view algorithm) {
    return algorithm == "1.2.643.2.2.19" || algorithm == "1.2.643.7.1.1.1.1" || algorithm == "1.2.643.7.1.1.1.2";
}

bool isKazakhGostKey(std::string_view algorithm) {
    return algorithm == "1.2.398.3.10.1.1.1.1" || algorithm == "1.2.398.3.10.1.1.2.1" ||
           algorithm == "1.2.398.3.10.1.1.2.2";
}

Sha256 sha256(ByteView data) {
    // Fetched once: a look-up for every digest costs as much as the digest of a certificate.
    static const DigestHandle kDigest(EVP_MD_fetch(nullptr, "SHA2-256", nullptr));
    Sha256 digest{};
    EVP_Digest(data.data(), data.size(), digest.data(), nullptr, kDigest.get(), nullptr);
    return digest;
}

PublicKeyInfo readPublicKeyInfo(ByteView spki) {
    PublicKeyInfo info;
    info.sha256 = sha256(spki);
    DerReader outer(spki, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    DerReader algorithm = fields.enter(kTagSequence);
    const auto key = fields.next(kTagBitString);
    const auto oid = algorithm.next(kTagOid);
    if (!oid || !key) {
        return info;
    }
    info.algorithm = oidText(oid->content);
    const ByteView keyOctets = bitStringOctets(key->content);
    const auto parameters = algorithm.next();
    info.bits = lookUp(kFixedSizeKeys, info.algorithm);
    if (info.algorithm == kRsa || info.algorithm == kRsaPss) {
        info.bits = rsaBits(keyOctets);
    } else if (info.algorithm == kEc && parameters) {
        info.parameters = parameters->tag == kTagOid ? oidText(parameters->content) : std::string{};
        const int named = lookUp(kCurves, info.parameters);
        info.bits = named != 0 ? named : pointBits(keyOctets);
    } else if (info.algorithm == kDsa && parameters && parameters->tag == kTagSequence) {
        info.bits = firstIntegerBits(parameters->content);
    } else if (isRussianGostKey(info.algorithm) || isKazakhGostKey(info.algorithm)) {
        DerReader sets(parameters && parameters->tag == kTagSequence ? parameters->content : ByteView{}, Encoding::ber);
        const auto curve = sets.next(kTagOid);
        info.parameters = curve ? oidText(curve->content) : std::string{};
        info.gostFingerprint = fingerprintOf(keyOctets);
    }
    return info;
}

ByteView publicKeyInfoIn(ByteView der) {
    DerReader outer(der, Encoding::ber);
    DerReader certificate = outer.enter(kTagSequence);
    DerReader fields = certificate.enter(kTagSequence);
    static_cast<void>(fields.next(contextTag(0, true))); // version
    for (int i = 0; i < 5; ++i) {                        // serialNumber, signature, issuer, validity, subject
        static_cast<void>(fields.next());
    }
    const auto spki = fields.next(kTagSequence);
    return spki ? spki->whole : ByteView{};
}

} // namespace reseal::crypto
