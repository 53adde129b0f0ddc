// SPDX-License-Identifier: Apache-2.0
// Keys, certificates and revocation lists by OpenSSL's own means, so that what the agent checks was not made by the
// code that checks. A call that fails throws std::runtime_error. One thread.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <memory>
#include <string>

namespace reseal::test::ca {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using RequestHandle = std::unique_ptr<X509_REQ, Freed<X509_REQ_free>>;

// The value, or std::runtime_error with OpenSSL's reason.
void fail(const char* what);
template <typename T>
T require(T value, const char* what) {
    if (!value) {
        fail(what);
    }
    return value;
}

enum class Kind : std::uint8_t { rsa, ec, gost };

[[nodiscard]] Key makeKey(Kind kind);
[[nodiscard]] const EVP_MD* digestOf(EVP_PKEY* key);

struct Wanted {
    X509_NAME* subject = nullptr;
    EVP_PKEY* key = nullptr;
    std::int64_t notBefore = 0;
    int days = 0;
};
// Version 3, a random serial number, the issuer's name; neither extensions nor a signature yet.
[[nodiscard]] Certificate startCertificate(const Wanted& wanted, X509* issuer);
// `value` as in openssl.cnf.
void addExtension(X509* certificate, X509* issuer, int nid, const std::string& value);
void sign(X509* certificate, EVP_PKEY* key);
// An empty list, good for a week.
[[nodiscard]] std::string emptyList(X509* issuer, EVP_PKEY* key, std::int64_t now);

[[nodiscard]] std::string derOf(X509* certificate);
[[nodiscard]] std::string pemOf(X509* certificate);
[[nodiscard]] Certificate readCertificate(const std::string& path); // PEM
[[nodiscard]] Key readKey(const std::string& path);                 // PKCS#8 in PEM
void writeKey(const std::string& path, EVP_PKEY* key);              // for its owner only
void writeFile(const std::string& path, const std::string& content);

} // namespace reseal::test::ca
