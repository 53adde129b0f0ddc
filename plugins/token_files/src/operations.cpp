// SPDX-License-Identifier: Apache-2.0
#include "operations.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/signature_names.hpp"
#include "texts.hpp"

namespace token_files {

using reseal::Bytes;
using namespace reseal::crypto;
using reseal::sdk::Failure;
using reseal::sdk::TokenCall;

namespace {

Failure unfit(const char* why) { return Failure(RESEAL_E_UNSUPPORTED, why, texts::unsupported(), "algorithm_unfit"); }

// The digest that the signature's AlgorithmIdentifier names; without one, or where it names the key only, the usual.
DigestAlgorithm digestFor(const PrivateKey& key, const Bytes& algorithm) {
    if (algorithm.empty())
        return key.usualDigest();
    DerReader outer(algorithm);
    const auto oid = outer.enter(kTagSequence).next(kTagOid);
    const auto name = oid ? signatureNamed(oidText(oid->content)) : std::nullopt;
    if (!name || name->key != key.kind())
        throw unfit("a signature algorithm that does not go with this key");
    return name->digest.value_or(key.usualDigest());
}

} // namespace

std::vector<Bytes> sign(const PrivateKey& key, const TokenCall& call) {
    const DigestAlgorithm algorithm = digestFor(key, call.signatureAlgorithm());
    std::vector<Bytes> signatures;
    for (const auto& digest : call.digests()) {
        call.checkpoint();
        if (digest.value.size() != digestSize(algorithm))
            throw unfit("a digest of another size than the algorithm says");
        signatures.push_back(valueOf(key.sign(algorithm, digest.value)));
    }
    return signatures;
}

reseal::sdk::Secret decrypt(const PrivateKey& key, const TokenCall& call) {
    return secretOf(valueOf(key.decrypt(call.ciphertext(), call.transportAlgorithm())));
}

reseal::sdk::Secret derive(const PrivateKey& key, const TokenCall& call) {
    return secretOf(valueOf(key.derive(call.peerKey(), call.ukm())));
}

reseal::sdk::Secret exported(const PrivateKey& key) { return secretOf(valueOf(key.toPkcs8())); }

} // namespace token_files
