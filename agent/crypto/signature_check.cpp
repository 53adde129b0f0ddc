// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/signature_check.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/gost/kazakh_names.hpp"
#include "agent/crypto/openssl_digest.hpp"
#include "agent/crypto/public_key.hpp"
#include "agent/crypto/signature_names.hpp"

#include <openssl/rsa.h>

namespace reseal::crypto {

namespace {

constexpr std::string_view kPss = "1.2.840.113549.1.1.10";

using KeyContext = std::unique_ptr<EVP_PKEY_CTX, OpensslFree<EVP_PKEY_CTX_free>>;
using PssHandle = std::unique_ptr<RSA_PSS_PARAMS, OpensslFree<RSA_PSS_PARAMS_free>>;

Error unsupported() {
    return {Category::refused, "algorithm_unsupported", N_("signatures of this kind are not supported"), {}};
}

struct Identifier {
    std::string oid;
    ByteView parameters; // whole element, or empty
};

Identifier readIdentifier(ByteView algorithmIdentifier) {
    DerReader outer(algorithmIdentifier, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    const auto oid = fields.next(kTagOid);
    const auto parameters = fields.next();
    return {oid ? oidText(oid->content) : std::string{}, parameters ? parameters->whole : ByteView{}};
}

// RFC 4055: digest, digest of the mask and length of the salt; absent fields are SHA-1 and 20.
struct Pss {
    DigestAlgorithm digest = DigestAlgorithm::sha1;
    DigestAlgorithm mask = DigestAlgorithm::sha1;
    int saltLength = 20;
};

std::optional<DigestAlgorithm> digestIn(const X509_ALGOR* algorithm) {
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    return digestNamed(oidText({OBJ_get0_data(object), OBJ_length(object)}));
}

// The mask is MGF1, whose parameter is the AlgorithmIdentifier of its digest.
std::optional<DigestAlgorithm> maskDigestIn(const X509_ALGOR* algorithm) {
    const ASN1_OBJECT* object = nullptr;
    int type = V_ASN1_UNDEF;
    const void* value = nullptr;
    X509_ALGOR_get0(&object, &type, &value, algorithm);
    if (OBJ_obj2nid(object) != NID_mgf1 || type != V_ASN1_SEQUENCE) {
        return std::nullopt;
    }
    const auto* encoded = static_cast<const ASN1_STRING*>(value);
    const Identifier inner =
        readIdentifier({ASN1_STRING_get0_data(encoded), static_cast<std::size_t>(ASN1_STRING_length(encoded))});
    return digestNamed(inner.oid);
}

std::optional<Pss> readPss(ByteView parameters) {
    const unsigned char* cursor = parameters.data();
    const PssHandle fields(
        parameters.empty() ? nullptr : d2i_RSA_PSS_PARAMS(nullptr, &cursor, static_cast<long>(parameters.size())));
    if (!fields) {
        return std::nullopt;
    }
    Pss pss;
    const auto digest = fields->hashAlgorithm != nullptr ? digestIn(fields->hashAlgorithm) : pss.digest;
    const auto mask = fields->maskGenAlgorithm != nullptr ? maskDigestIn(fields->maskGenAlgorithm) : pss.mask;
    std::int64_t salt = pss.saltLength;
    const bool readable = fields->saltLength == nullptr || ASN1_INTEGER_get_int64(&salt, fields->saltLength) == 1;
    if (!digest || !mask || !readable || salt < 0 || salt > 1024) {
        return std::nullopt;
    }
    return Pss{*digest, *mask, static_cast<int>(salt)};
}

bool preparePss(EVP_PKEY_CTX* context, const Pss& pss) {
    const EVP_MD* mask = opensslDigest(pss.mask);
    return mask != nullptr && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(context, mask) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, pss.saltLength) == 1;
}

Result<bool> verifyWith(const PublicKey& key, const std::optional<Pss>& pss, DigestAlgorithm algorithm, ByteView digest,
                        ByteView signature) {
    const KeyContext context(EVP_PKEY_CTX_new(key.key.get(), nullptr));
    const EVP_MD* named = opensslDigest(algorithm);
    if (!context || EVP_PKEY_verify_init(context.get()) != 1 || (pss && !preparePss(context.get(), *pss)) ||
        (named != nullptr && EVP_PKEY_CTX_set_signature_md(context.get(), named) != 1)) {
        return unsupported();
    }
    const Bytes turned = isKazakh(key.kind) ? gost::turned(signature) : Bytes{};
    const ByteView block = isKazakh(key.kind) ? ByteView(turned) : signature;
    return EVP_PKEY_verify(context.get(), block.data(), block.size(), digest.data(), digest.size()) == 1;
}

// Which digests a key verifies; weaker ones than it would sign with.
bool verifiable(KeyKind kind, DigestAlgorithm algorithm) {
    return digestFits(kind, algorithm) || (!isGost(kind) && algorithm == DigestAlgorithm::sha1);
}

} // namespace

std::optional<DigestAlgorithm> digestOfSignature(ByteView signatureAlgorithm) {
    const ErrorQueueGuard guard;
    const Identifier identifier = readIdentifier(signatureAlgorithm);
    if (identifier.oid == kPss) {
        const auto pss = readPss(identifier.parameters);
        return pss ? std::optional(pss->digest) : std::nullopt;
    }
    const auto named = signatureNamed(identifier.oid);
    return named ? named->digest : std::nullopt;
}

Result<bool> verifyDigestSignature(ByteView publicKeyInfo, ByteView signatureAlgorithm, DigestAlgorithm algorithm,
                                   ByteView digest, ByteView signature) {
    const ErrorQueueGuard guard;
    const Identifier identifier = readIdentifier(signatureAlgorithm);
    const auto named = signatureNamed(identifier.oid);
    const auto pss = identifier.oid == kPss ? readPss(identifier.parameters) : std::nullopt;
    if (!named || (identifier.oid == kPss && !pss)) {
        return unsupported();
    }
    const auto key = loadPublicKey(publicKeyInfo);
    if (!key) {
        return key.error();
    }
    const auto implied = pss ? std::optional(pss->digest) : named->digest;
    if (!verifiable(named->key, algorithm) || digest.size() != digestSize(algorithm) ||
        (implied && *implied != algorithm)) {
        return Error{Category::damaged,
                     "digest_unfit",
                     N_("the digest does not go with the signature: one of them is wrong or too weak"),
                     {}};
    }
    return key.value().kind == named->key ? verifyWith(key.value(), pss, algorithm, digest, signature)
                                          : Result<bool>(false);
}

Result<bool> verifySignedObject(ByteView object, ByteView issuerPublicKeyInfo) {
    DerReader outer(object, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    const auto body = fields.next(kTagSequence);
    const auto algorithm = fields.next(kTagSequence);
    const auto signature = fields.next(kTagBitString);
    const bool wholeOctets = signature && !signature->content.empty() && signature->content.front() == 0;
    if (!body || !algorithm || !wholeOctets || !fields.atEnd() || !outer.atEnd()) {
        return Error{Category::damaged, "decode_failed", N_("this is not a signed certificate, list or request"), {}};
    }
    auto digestAlgorithm = digestOfSignature(algorithm->whole);
    if (!digestAlgorithm) { // the name of a key: of GOST ones the digest follows
        const auto named = signatureNamed(readIdentifier(algorithm->whole).oid);
        if (!named || !isGost(named->key)) {
            return unsupported();
        }
        digestAlgorithm = usualDigestOf(named->key);
    }
    const auto digest = digestOf(*digestAlgorithm, body->whole);
    if (!digest) {
        return digest.error();
    }
    return verifyDigestSignature(issuerPublicKeyInfo, algorithm->whole, *digestAlgorithm, digest.value(),
                                 bitStringOctets(signature->content));
}

} // namespace reseal::crypto
