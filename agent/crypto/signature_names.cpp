// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/signature_names.hpp"

#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/public_key_info.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace reseal::crypto {

namespace {

struct Row {
    std::string_view oid;
    KeyKind key;
    std::optional<DigestAlgorithm> digest;
};

// The first name of a signature is the one that is written.
constexpr std::array kSignatures = {
    Row{"1.2.840.113549.1.1.11", KeyKind::rsa, DigestAlgorithm::sha256},
    Row{"1.2.840.113549.1.1.12", KeyKind::rsa, DigestAlgorithm::sha384},
    Row{"1.2.840.113549.1.1.13", KeyKind::rsa, DigestAlgorithm::sha512},
    Row{"1.2.840.113549.1.1.5", KeyKind::rsa, DigestAlgorithm::sha1},
    Row{"1.3.14.3.2.29", KeyKind::rsa, DigestAlgorithm::sha1},
    Row{"1.2.840.113549.1.1.4", KeyKind::rsa, DigestAlgorithm::md5},
    Row{"1.2.840.113549.1.1.1", KeyKind::rsa, std::nullopt},
    Row{"1.2.840.113549.1.1.10", KeyKind::rsa, std::nullopt}, // PSS: the digest stands in its parameters
    Row{"1.2.840.10045.4.3.2", KeyKind::ec, DigestAlgorithm::sha256},
    Row{"1.2.840.10045.4.3.3", KeyKind::ec, DigestAlgorithm::sha384},
    Row{"1.2.840.10045.4.3.4", KeyKind::ec, DigestAlgorithm::sha512},
    Row{"1.2.840.10045.4.1", KeyKind::ec, DigestAlgorithm::sha1},
    Row{"1.2.840.10045.2.1", KeyKind::ec, std::nullopt},
    Row{"1.2.643.2.2.3", KeyKind::gost2001, DigestAlgorithm::gost94},
    Row{"1.2.643.2.2.19", KeyKind::gost2001, std::nullopt},
    Row{"1.2.643.7.1.1.3.2", KeyKind::gost2012_256, DigestAlgorithm::streebog256},
    Row{"1.2.643.7.1.1.1.1", KeyKind::gost2012_256, std::nullopt},
    Row{"1.2.643.7.1.1.3.3", KeyKind::gost2012_512, DigestAlgorithm::streebog512},
    Row{"1.2.643.7.1.1.1.2", KeyKind::gost2012_512, std::nullopt},
    Row{"1.2.398.3.10.1.1.1.2", KeyKind::kzGost2004, DigestAlgorithm::gost34311},
    Row{"1.2.398.3.10.1.1.1.1", KeyKind::kzGost2004, std::nullopt},
    Row{"1.2.398.3.10.1.1.2.3.1", KeyKind::kzGost2015_256, DigestAlgorithm::streebog256},
    Row{"1.2.398.3.10.1.1.2.1", KeyKind::kzGost2015_256, std::nullopt},
    Row{"1.2.398.3.10.1.1.2.3.2", KeyKind::kzGost2015_512, DigestAlgorithm::streebog512},
    Row{"1.2.398.3.10.1.1.2.2", KeyKind::kzGost2015_512, std::nullopt},
};

std::string_view digestOid(KeyKind kind, DigestAlgorithm digest) {
    switch (digest) {
    case DigestAlgorithm::sha256:
        return "2.16.840.1.101.3.4.2.1";
    case DigestAlgorithm::sha384:
        return "2.16.840.1.101.3.4.2.2";
    case DigestAlgorithm::sha512:
        return "2.16.840.1.101.3.4.2.3";
    case DigestAlgorithm::gost94:
        return "1.2.643.2.2.9";
    case DigestAlgorithm::gost34311:
        return "1.2.398.3.10.1.3.1";
    case DigestAlgorithm::streebog256:
        return isKazakh(kind) ? "1.2.398.3.10.1.3.2" : "1.2.643.7.1.1.2.2";
    case DigestAlgorithm::streebog512:
        return isKazakh(kind) ? "1.2.398.3.10.1.3.3" : "1.2.643.7.1.1.2.3";
    default:
        throw std::invalid_argument("a digest that is never written");
    }
}

} // namespace

bool isKazakh(KeyKind kind) { return kind >= KeyKind::kzGost2004; }
bool isGost(KeyKind kind) { return kind >= KeyKind::gost2001; }

std::optional<SignatureName> signatureNamed(std::string_view oid) {
    const auto found =
        std::find_if(kSignatures.begin(), kSignatures.end(), [&](const Row& row) { return row.oid == oid; });
    return found == kSignatures.end() ? std::nullopt : std::optional(SignatureName{found->key, found->digest});
}

std::optional<KeyKind> kindOfPublicKey(ByteView publicKeyInfo) {
    DerReader outer(publicKeyInfo, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    const auto oid = fields.enter(kTagSequence).next(kTagOid);
    const auto named = oid ? signatureNamed(oidText(oid->content)) : std::nullopt;
    return named && !named->digest ? std::optional(named->key) : std::nullopt;
}

DigestAlgorithm usualDigestOf(KeyKind kind) {
    switch (kind) {
    case KeyKind::rsa:
    case KeyKind::ec:
        return DigestAlgorithm::sha256;
    case KeyKind::gost2001:
        return DigestAlgorithm::gost94;
    case KeyKind::gost2012_256:
    case KeyKind::kzGost2015_256:
        return DigestAlgorithm::streebog256;
    case KeyKind::gost2012_512:
    case KeyKind::kzGost2015_512:
        return DigestAlgorithm::streebog512;
    case KeyKind::kzGost2004:
        return DigestAlgorithm::gost34311;
    }
    throw std::invalid_argument("an unknown kind of key");
}

bool digestFits(KeyKind kind, DigestAlgorithm digest) {
    if (isGost(kind)) {
        return digest == usualDigestOf(kind);
    }
    return digest == DigestAlgorithm::sha256 || digest == DigestAlgorithm::sha384 || digest == DigestAlgorithm::sha512;
}

Bytes signatureAlgorithmOf(KeyKind kind, DigestAlgorithm digest) {
    for (const Row& row : kSignatures) {
        if (row.key == kind && row.digest == digest && digestFits(kind, digest)) {
            const bool null = kind == KeyKind::rsa || isKazakh(kind); // RFC 4055; the others leave it out
            return derSequence({derOid(row.oid), null ? derNull() : Bytes{}});
        }
    }
    throw std::invalid_argument("a digest that does not go with this key");
}

Bytes digestAlgorithmOf(KeyKind kind, DigestAlgorithm digest) {
    // RFC 5754: absent for SHA-2. Kazakh software writes NULL, as does CryptoPro for GOST R 34.11-94.
    const bool null = isKazakh(kind) || digest == DigestAlgorithm::gost94;
    return derSequence({derOid(digestOid(kind, digest)), null ? derNull() : Bytes{}});
}

} // namespace reseal::crypto
