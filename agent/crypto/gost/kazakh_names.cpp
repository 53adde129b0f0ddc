// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/gost/kazakh_names.hpp"

#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"

#include <array>
#include <stdexcept>

namespace reseal::crypto::gost {

namespace {

struct Names {
    std::string_view key;
    std::string_view curve;
    std::string_view digest;
};

struct Pair {
    KeyKind kind;
    Names kazakh;
    Names russian;
};

constexpr std::array kPairs = {
    // CryptoPro-A; the Russian digest only satisfies the parser.
    Pair{KeyKind::kzGost2004,
         {"1.2.398.3.10.1.1.1.1", "1.2.398.3.10.1.1.1.1.1", "1.2.398.3.10.1.3.1.1.0"},
         {"1.2.643.2.2.19", "1.2.643.2.2.35.1", "1.2.643.2.2.30.1"}},
    // tc26-2012-256-A, from third parties only: no such certificate was seen
    Pair{KeyKind::kzGost2015_256,
         {"1.2.398.3.10.1.1.2.1", "1.2.398.3.10.1.1.2.1.1", "1.2.398.3.10.1.3.2"},
         {"1.2.643.7.1.1.1.1", "1.2.643.7.1.2.1.1.1", "1.2.643.7.1.1.2.2"}},
    // tc26-2012-512-A
    Pair{KeyKind::kzGost2015_512,
         {"1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.2.2.1", "1.2.398.3.10.1.3.3"},
         {"1.2.643.7.1.1.1.2", "1.2.643.7.1.2.1.2.1", "1.2.643.7.1.1.2.3"}},
};

const Pair& pairOf(KeyKind kind) {
    for (const Pair& pair : kPairs) {
        if (pair.kind == kind) {
            return pair;
        }
    }
    throw std::invalid_argument("not a key of Kazakhstan");
}

Bytes identifier(const Names& names) {
    return derSequence({derOid(names.key), derSequence({derOid(names.curve), derOid(names.digest)})});
}

} // namespace

Bytes kazakhKeyAlgorithm(KeyKind kind) { return identifier(pairOf(kind).kazakh); }
Bytes russianKeyAlgorithm(KeyKind kind) { return identifier(pairOf(kind).russian); }

bool hasKnownParameters(KeyKind kind, ByteView algorithmIdentifier) {
    const Names& names = pairOf(kind).kazakh;
    DerReader outer(algorithmIdentifier, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    const auto key = fields.next(kTagOid);
    if (!key || oidText(key->content) != names.key) {
        return false;
    }
    if (fields.peekTag() != kTagSequence) {
        return true;
    }
    const auto curve = fields.enter(kTagSequence).next(kTagOid);
    return curve && oidText(curve->content) == names.curve;
}

Bytes renamePublicKeyInfo(ByteView publicKeyInfo, ByteView algorithmIdentifier) {
    DerReader outer(publicKeyInfo, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    const auto algorithm = fields.next(kTagSequence);
    const auto key = fields.next(kTagBitString);
    if (!algorithm || !key) {
        return {};
    }
    return derSequence({algorithmIdentifier, key->whole});
}

} // namespace reseal::crypto::gost
