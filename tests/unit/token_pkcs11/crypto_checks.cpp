// SPDX-License-Identifier: Apache-2.0
#include "crypto_checks.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

namespace reseal::test {
namespace {

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Free>;

void need(bool good, const char* what) {
    if (!good)
        throw std::runtime_error(what);
}

const unsigned char* bytesOf(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Key readKey(const std::string& info) {
    const unsigned char* at = bytesOf(info);
    Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(info.size())));
    need(key != nullptr && at == bytesOf(info) + info.size(), "no SubjectPublicKeyInfo that OpenSSL reads");
    return key;
}

std::string der(int size, unsigned char* data) {
    need(size > 0, "not encoded");
    std::string out(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
    OPENSSL_free(data);
    return out;
}

} // namespace

const std::string kSha256WithRsa("\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B\x05\x00", 15);
const std::string kEcdsaWithSha256("\x30\x0A\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02", 12);
const std::string kPssSha256("\x30\x41\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A\x30\x34"
                             "\xA0\x0F\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00"
                             "\xA1\x1C\x30\x1A\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x08"
                             "\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00"
                             "\xA2\x03\x02\x01\x20",
                             67);
const std::string kGost256("\x30\x0A\x06\x08\x2A\x85\x03\x07\x01\x01\x03\x02", 12);
const std::string kGost512("\x30\x0A\x06\x08\x2A\x85\x03\x07\x01\x01\x03\x03", 12);

bool verifies(const std::string& publicKeyInfo, const std::string& hash, const std::string& digest,
              const std::string& signature, bool pss) {
    const Key key = readKey(publicKeyInfo);
    const Context context(EVP_PKEY_CTX_new(key.get(), nullptr));
    need(context && EVP_PKEY_verify_init(context.get()) == 1, "verify_init");
    if (pss)
        need(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1 &&
                 EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), 32) == 1,
             "PSS");
    if (!hash.empty())
        need(EVP_PKEY_CTX_set_signature_md(context.get(), EVP_get_digestbyname(hash.c_str())) == 1, "hash");
    return EVP_PKEY_verify(context.get(), bytesOf(signature), signature.size(), bytesOf(digest), digest.size()) == 1;
}

std::string encryptRsa(const std::string& publicKeyInfo, const std::string& plain, const char* oaepDigest) {
    const Key key = readKey(publicKeyInfo);
    const Context context(EVP_PKEY_CTX_new(key.get(), nullptr));
    std::string out(1024, '\0');
    std::size_t size = out.size();
    need(EVP_PKEY_encrypt_init(context.get()) == 1 &&
             (oaepDigest == nullptr || (EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1 &&
                                        EVP_PKEY_CTX_set_rsa_oaep_md_name(context.get(), oaepDigest, nullptr) == 1)) &&
             EVP_PKEY_encrypt(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytesOf(plain),
                              plain.size()) == 1,
         "encrypt");
    out.resize(size);
    return out;
}

OwnKey OwnKey::ec() { return OwnKey(EVP_EC_gen("P-256")); }

OwnKey OwnKey::rsa() { return OwnKey(EVP_RSA_gen(2048)); }

OwnKey OwnKey::like(const std::string& publicKeyInfo) {
    const Key other = readKey(publicKeyInfo);
    const Context context(EVP_PKEY_CTX_new(other.get(), nullptr));
    EVP_PKEY* made = nullptr;
    need(EVP_PKEY_keygen_init(context.get()) == 1 && EVP_PKEY_keygen(context.get(), &made) == 1, "keygen");
    return OwnKey(made);
}

OwnKey::~OwnKey() { EVP_PKEY_free(static_cast<EVP_PKEY*>(key_)); }

std::string OwnKey::publicKeyInfo() const {
    unsigned char* data = nullptr;
    const int size = i2d_PUBKEY(static_cast<EVP_PKEY*>(key_), &data);
    return der(size, data);
}

std::string OwnKey::pkcs8() const {
    PKCS8_PRIV_KEY_INFO* const info = EVP_PKEY2PKCS8(static_cast<EVP_PKEY*>(key_));
    unsigned char* data = nullptr;
    const int size = i2d_PKCS8_PRIV_KEY_INFO(info, &data);
    PKCS8_PRIV_KEY_INFO_free(info);
    return der(size, data);
}

std::string OwnKey::agree(const std::string& peerKeyInfo, const std::string& ukm) const {
    const Key peer = readKey(peerKeyInfo);
    const Context context(EVP_PKEY_CTX_new(static_cast<EVP_PKEY*>(key_), nullptr));
    need(EVP_PKEY_derive_init(context.get()) == 1 && EVP_PKEY_derive_set_peer(context.get(), peer.get()) == 1, "peer");
    if (!ukm.empty())
        need(EVP_PKEY_CTX_ctrl(context.get(), -1, EVP_PKEY_OP_DERIVE, EVP_PKEY_CTRL_SET_IV,
                               static_cast<int>(ukm.size()), const_cast<char*>(ukm.data())) == 1,
             "UKM");
    std::string out(256, '\0');
    std::size_t size = out.size();
    need(EVP_PKEY_derive(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size) == 1, "derive");
    out.resize(size);
    return out;
}

std::string certificateFor(const std::string& publicKeyInfo, const std::string& name) {
    const Key key = readKey(publicKeyInfo);
    const Key issuer(EVP_EC_gen("P-256"));
    const std::unique_ptr<X509, Free> made(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 4711);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 86400);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8, bytesOf(name), -1, -1, 0);
    X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
    need(X509_set_pubkey(made.get(), key.get()) == 1 && X509_sign(made.get(), issuer.get(), EVP_sha256()) > 0, "X509");
    unsigned char* data = nullptr;
    const int size = i2d_X509(made.get(), &data);
    return der(size, data);
}

} // namespace reseal::test
