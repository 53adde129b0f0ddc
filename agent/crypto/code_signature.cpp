// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/code_signature.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/openssl_handles.hpp"

#include <openssl/cms.h>
#include <openssl/x509v3.h>

namespace reseal::crypto {
namespace {

constexpr int kAuthLevel = 2; // 112 bits: RSA 2048, SHA-224

void freeCertificates(STACK_OF(X509) * stack) noexcept { sk_X509_pop_free(stack, X509_free); }
void freeStackOnly(STACK_OF(X509) * stack) noexcept { sk_X509_free(stack); }

using CmsHandle = std::unique_ptr<CMS_ContentInfo, OpensslFree<CMS_ContentInfo_free>>;
using CertificatesHandle = std::unique_ptr<STACK_OF(X509), OpensslFree<freeCertificates>>;
using BorrowedCertificates = std::unique_ptr<STACK_OF(X509), OpensslFree<freeStackOnly>>;
using StoreHandle = std::unique_ptr<X509_STORE, OpensslFree<X509_STORE_free>>;
using StoreContextHandle = std::unique_ptr<X509_STORE_CTX, OpensslFree<X509_STORE_CTX_free>>;

Error damagedSignature() { return {Category::damaged, "signature_damaged", N_("The signature is damaged."), {}}; }

Error mismatch() {
    return {Category::refused,
            "signature_mismatch",
            N_("The signature does not fit: the manifest was changed after it was signed."),
            {}};
}

Bytes encodingOf(X509* certificate) {
    unsigned char* encoded = nullptr;
    const int size = i2d_X509(certificate, &encoded);
    const OpensslBytes owner(encoded);
    return size > 0 ? Bytes(encoded, encoded + size) : Bytes();
}

X509Handle parse(ByteView der) {
    const unsigned char* cursor = der.data();
    return X509Handle(d2i_X509(nullptr, &cursor, static_cast<long>(der.size())));
}

bool isStrongDigest(const X509_ALGOR* algorithm) {
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    switch (OBJ_obj2nid(object)) {
    case NID_sha256:
    case NID_sha384:
    case NID_sha512:
    case NID_sha3_256:
    case NID_sha3_384:
    case NID_sha3_512:
        return true;
    default:
        return false;
    }
}

// The extension has to say so: a certificate without it may be one for mail or for a web server.
bool isForCode(X509* certificate) {
    const std::uint32_t usage = X509_get_extended_key_usage(certificate);
    const bool named = usage != UINT32_MAX && (usage & XKU_CODE_SIGN) != 0;
    return named && (X509_get_key_usage(certificate) & KU_DIGITAL_SIGNATURE) != 0;
}

// A CA that names purposes has to name this one.
bool mayIssueForCode(X509* authority) {
    const std::uint32_t usage = X509_get_extended_key_usage(authority);
    return usage == UINT32_MAX || (usage & (XKU_CODE_SIGN | XKU_ANYEKU)) != 0;
}

CmsHandle parseSignature(ByteView signature) {
    if (signature.empty() || signature.size() > kMaxSignatureBytes) {
        return nullptr;
    }
    const unsigned char* cursor = signature.data();
    CmsHandle message(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(signature.size())));
    const bool whole = message && cursor == signature.data() + signature.size();
    const bool detached =
        whole && OBJ_obj2nid(CMS_get0_type(message.get())) == NID_pkcs7_signed && CMS_is_detached(message.get()) == 1;
    return detached ? std::move(message) : nullptr;
}

} // namespace

Result<CodeSignature> checkCodeSignature(ByteView content, ByteView signature) {
    initialise();
    const ErrorQueueGuard guard;
    const CmsHandle message = parseSignature(signature);
    STACK_OF(CMS_SignerInfo)* signers = message ? CMS_get0_SignerInfos(message.get()) : nullptr;
    if (signers == nullptr || sk_CMS_SignerInfo_num(signers) != 1 || content.size() > INT32_MAX) {
        return damagedSignature();
    }
    X509_ALGOR* digest = nullptr;
    CMS_SignerInfo_get0_algs(sk_CMS_SignerInfo_value(signers, 0), nullptr, nullptr, &digest, nullptr);
    if (!isStrongDigest(digest)) {
        return Error{Category::refused, "signature_weak", N_("The plugin is signed with an outdated digest."), {}};
    }
    const BioHandle input(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
    constexpr unsigned kFlags = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY;
    if (CMS_verify(message.get(), nullptr, nullptr, input.get(), nullptr, kFlags) != 1) {
        return mismatch();
    }
    const BorrowedCertificates signedBy(CMS_get0_signers(message.get()));
    X509* signer = signedBy && sk_X509_num(signedBy.get()) == 1 ? sk_X509_value(signedBy.get(), 0) : nullptr;
    if (signer == nullptr) {
        return damagedSignature();
    }
    if (!isForCode(signer)) {
        return Error{Category::refused,
                     "signer_not_for_code",
                     N_("The signer's certificate is not made out for signing code."),
                     {}};
    }
    auto facts = readCertificate(encodingOf(signer));
    if (!facts) {
        return damagedSignature();
    }
    CodeSignature result{std::move(facts).value(), {}};
    const CertificatesHandle all(CMS_get1_certs(message.get()));
    for (int i = 0; all && i < sk_X509_num(all.get()); ++i) {
        result.certificates.push_back(encodingOf(sk_X509_value(all.get(), i)));
    }
    return result;
}

bool vouchesFor(ByteView anchor, const CodeSignature& signature) {
    initialise();
    const ErrorQueueGuard guard;
    const X509Handle trusted = parse(anchor);
    const X509Handle signer = parse(signature.signer.der);
    const StoreHandle store(X509_STORE_new());
    const StoreContextHandle context(X509_STORE_CTX_new());
    const CertificatesHandle others(sk_X509_new_null());
    if (!trusted || !signer || !store || !context || !others || X509_STORE_add_cert(store.get(), trusted.get()) != 1) {
        return false;
    }
    for (const Bytes& der : signature.certificates) {
        X509Handle other = parse(der);
        if (other && sk_X509_push(others.get(), other.get()) > 0) {
            static_cast<void>(other.release());
        }
    }
    if (X509_STORE_CTX_init(context.get(), store.get(), signer.get(), others.get()) != 1) {
        return false;
    }
    X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
    X509_VERIFY_PARAM_set_auth_level(rules, kAuthLevel);
    if (X509_verify_cert(context.get()) != 1) {
        return false;
    }
    const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context.get());
    for (int i = 1; i < sk_X509_num(chain); ++i) {
        if (!mayIssueForCode(sk_X509_value(chain, i))) {
            return false;
        }
    }
    return true;
}

} // namespace reseal::crypto
