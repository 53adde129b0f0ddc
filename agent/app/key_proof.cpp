// SPDX-License-Identifier: Apache-2.0
#include "agent/app/key_proof.hpp"

#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/signature_check.hpp"
#include "agent/crypto/signature_names.hpp"

namespace reseal::app {
namespace {

Error unsupported() {
    return {Category::refused, "algorithm_unsupported", N_("signatures by keys of this kind are not supported"), {}};
}

} // namespace

Result<KeyTest> keyTestOf(ByteView certificate) {
    const auto kind = crypto::kindOfPublicKey(crypto::publicKeyInfoIn(certificate));
    if (!kind) {
        return unsupported();
    }
    const crypto::DigestAlgorithm algorithm = crypto::usualDigestOf(*kind);
    auto digest = crypto::digestOf(algorithm, certificate);
    if (!digest) {
        return digest.error();
    }
    return KeyTest{crypto::signatureAlgorithmOf(*kind, algorithm), std::move(digest).value()};
}

Status checkProof(ByteView certificate, const KeyTest& test, ByteView signature) {
    const ByteView publicKey = crypto::publicKeyInfoIn(certificate);
    const auto kind = crypto::kindOfPublicKey(publicKey);
    if (!kind) {
        return unsupported();
    }
    const auto verified = crypto::verifyDigestSignature(publicKey, test.signatureAlgorithm,
                                                        crypto::usualDigestOf(*kind), test.digest, signature);
    if (!verified) {
        return verified.error();
    }
    return verified.value()
               ? Status()
               : Status(Error{Category::refused,
                              "key_unproved",
                              N_("The new key does not sign as its certificate says, so it is not in use yet. Try "
                                 "again; if it stays so, ask whoever made the token, and keep the old certificate."),
                              {}});
}

Status proveBySigning(const crypto::PrivateKey& key, ByteView certificate) {
    const auto test = keyTestOf(certificate);
    if (!test) {
        return test.error();
    }
    const auto signature = key.sign(key.usualDigest(), test.value().digest);
    return signature ? checkProof(certificate, test.value(), signature.value()) : Status(signature.error());
}

} // namespace reseal::app
