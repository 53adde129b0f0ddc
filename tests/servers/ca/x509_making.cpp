// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/ca/x509_making.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <array>
#include <filesystem>
#include <stdexcept>

namespace reseal::test::ca {
namespace {

using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using KeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>>;

template <typename Write>
std::string written(Write write) {
    const Bio memory(require(BIO_new(BIO_s_mem()), "memory"));
    require(write(memory.get()) == 1, "encoding");
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

void setSerial(ASN1_INTEGER* serial) {
    std::array<unsigned char, 16> bytes{};
    require(RAND_bytes(bytes.data(), bytes.size()) == 1, "random numbers");
    bytes[0] = (bytes[0] & 0x3FU) | 0x40U;
    const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_bin2bn(bytes.data(), bytes.size(), nullptr));
    require(BN_to_ASN1_INTEGER(number.get(), serial), "serial number");
}

} // namespace

void fail(const char* what) {
    std::array<char, 200> reason{};
    ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
    throw std::runtime_error(std::string(what) + ": " + reason.data());
}

Key makeKey(Kind kind) {
    const int type = kind == Kind::rsa ? EVP_PKEY_RSA : kind == Kind::ec ? EVP_PKEY_EC : NID_id_GostR3410_2012_256;
    const KeyContext context(require(EVP_PKEY_CTX_new_id(type, nullptr), "key kind"));
    const char* const name = kind == Kind::rsa  ? "rsa_keygen_bits"
                             : kind == Kind::ec ? "ec_paramgen_curve"
                                                : "paramset";
    const char* const value = kind == Kind::rsa ? "2048" : kind == Kind::ec ? "P-256" : "TCA";
    EVP_PKEY* key = nullptr;
    require(EVP_PKEY_keygen_init(context.get()) == 1, "key generation");
    require(EVP_PKEY_CTX_ctrl_str(context.get(), name, value) == 1, "key parameters");
    require(EVP_PKEY_keygen(context.get(), &key) == 1, "key generation");
    return Key(key);
}

const EVP_MD* digestOf(EVP_PKEY* key) {
    const int id = EVP_PKEY_get_base_id(key);
    return id == EVP_PKEY_RSA || id == EVP_PKEY_EC ? EVP_sha256()
                                                   : require(EVP_get_digestbyname("md_gost12_256"), "Streebog-256");
}

Certificate startCertificate(const Wanted& wanted, X509* issuer) {
    constexpr std::int64_t kDay = 86400;
    Certificate made(require(X509_new(), "certificate"));
    X509_set_version(made.get(), X509_VERSION_3);
    setSerial(X509_get_serialNumber(made.get()));
    ASN1_TIME_set(X509_getm_notBefore(made.get()), wanted.notBefore);
    ASN1_TIME_set(X509_getm_notAfter(made.get()), wanted.notBefore + wanted.days * kDay);
    require(X509_set_subject_name(made.get(), wanted.subject) == 1, "subject");
    require(X509_set_issuer_name(made.get(), issuer == nullptr ? wanted.subject : X509_get_subject_name(issuer)) == 1,
            "issuer");
    require(X509_set_pubkey(made.get(), wanted.key) == 1, "public key");
    return made;
}

void addExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer == nullptr ? certificate : issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
        require(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), "extension"));
    require(X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

void sign(X509* certificate, EVP_PKEY* key) {
    require(X509_sign(certificate, key, digestOf(key)) > 0, "signing a certificate");
}

std::string emptyList(X509* issuer, EVP_PKEY* key, std::int64_t now) {
    constexpr std::int64_t kWeek = std::int64_t{7} * 86400;
    const std::unique_ptr<X509_CRL, Freed<X509_CRL_free>> list(require(X509_CRL_new(), "revocation list"));
    const std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>> from(ASN1_TIME_set(nullptr, now));
    const std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>> to(ASN1_TIME_set(nullptr, now + kWeek));
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer));
    X509_CRL_set1_lastUpdate(list.get(), from.get());
    X509_CRL_set1_nextUpdate(list.get(), to.get());
    require(X509_CRL_sign(list.get(), key, digestOf(key)) > 0, "signing a revocation list");
    return written([&](BIO* out) { return i2d_X509_CRL_bio(out, list.get()); });
}

std::string derOf(X509* certificate) {
    return written([certificate](BIO* out) { return i2d_X509_bio(out, certificate); });
}

std::string pemOf(X509* certificate) {
    return written([certificate](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

Certificate readCertificate(const std::string& path) {
    const Bio file(require(BIO_new_file(path.c_str(), "rb"), path.c_str()));
    return Certificate(require(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr), path.c_str()));
}

// By way of PKCS#8, which gost-engine knows in each version.
Key readKey(const std::string& path) {
    const Bio file(require(BIO_new_file(path.c_str(), "rb"), path.c_str()));
    const KeyInfo info(require(PEM_read_bio_PKCS8_PRIV_KEY_INFO(file.get(), nullptr, nullptr, nullptr), path.c_str()));
    return Key(require(EVP_PKCS82PKEY(info.get()), path.c_str()));
}

void writeKey(const std::string& path, EVP_PKEY* key) {
    const KeyInfo info(require(EVP_PKEY2PKCS8(key), "PKCS#8"));
    writeFile(path, written([&](BIO* out) { return PEM_write_bio_PKCS8_PRIV_KEY_INFO(out, info.get()); }));
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

// Under its name only when it is whole: a first start that was cut off makes nothing half.
void writeFile(const std::string& path, const std::string& content) {
    const std::string part = path + ".part";
    {
        const Bio file(require(BIO_new_file(part.c_str(), "wb"), part.c_str()));
        require(BIO_write(file.get(), content.data(), static_cast<int>(content.size())) ==
                    static_cast<int>(content.size()),
                part.c_str());
        require(BIO_flush(file.get()) == 1, part.c_str());
    }
    std::filesystem::rename(part, path);
}

} // namespace reseal::test::ca
