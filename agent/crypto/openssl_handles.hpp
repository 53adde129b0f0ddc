// SPDX-License-Identifier: Apache-2.0
// Owners of OpenSSL objects: freed once, moved, never copied. Private to this room; any thread, one owner at a time.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#include <memory>

namespace reseal::crypto {

template <auto Free>
struct OpensslFree {
    template <typename T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};

inline void freeSafes(STACK_OF(PKCS7) * safes) noexcept { sk_PKCS7_pop_free(safes, PKCS7_free); }
inline void freeSafeBags(STACK_OF(PKCS12_SAFEBAG) * bags) noexcept {
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}
inline void freeOpensslBytes(unsigned char* bytes) noexcept { OPENSSL_free(bytes); }

using AlgorithmHandle = std::unique_ptr<X509_ALGOR, OpensslFree<X509_ALGOR_free>>;
using BioHandle = std::unique_ptr<BIO, OpensslFree<BIO_free_all>>;
using DigestHandle = std::unique_ptr<EVP_MD, OpensslFree<EVP_MD_free>>;
using EncryptedKeyHandle = std::unique_ptr<X509_SIG, OpensslFree<X509_SIG_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, OpensslFree<EVP_PKEY_free>>;
using KeyInfoHandle = std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpensslFree<PKCS8_PRIV_KEY_INFO_free>>;
using OpensslBytes = std::unique_ptr<unsigned char, OpensslFree<freeOpensslBytes>>;
using Pkcs12Handle = std::unique_ptr<PKCS12, OpensslFree<PKCS12_free>>;
using SafeBagsHandle = std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), OpensslFree<freeSafeBags>>;
using SafesHandle = std::unique_ptr<STACK_OF(PKCS7), OpensslFree<freeSafes>>;
using StringHandle = std::unique_ptr<ASN1_STRING, OpensslFree<ASN1_STRING_free>>;
using X509Handle = std::unique_ptr<X509, OpensslFree<X509_free>>;

// Leaves the thread's error queue empty: OpenSSL and gost-engine leave entries behind even after success.
class ErrorQueueGuard {
public:
    ErrorQueueGuard() = default;
    ~ErrorQueueGuard() { ERR_clear_error(); }
    ErrorQueueGuard(const ErrorQueueGuard&) = delete;
    ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;
};

} // namespace reseal::crypto
