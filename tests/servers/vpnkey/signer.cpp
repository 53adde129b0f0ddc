// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/vpnkey/signer.hpp"

#include "agent/crypto/gost_engine.hpp"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

namespace reseal::test::vpnkey {
namespace {

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
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Message = std::unique_ptr<CMS_ContentInfo, Freed<CMS_ContentInfo_free>>;

template <typename T>
T require(T value, const char* what) {
    if (!value) {
        std::array<char, 200> reason{};
        ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
        throw std::runtime_error(std::string(what) + ": " + reason.data());
    }
    return value;
}

const EVP_MD* digest() { return require(EVP_get_digestbyname("md_gost12_256"), "Streebog-256"); }

Key makeKey() {
    const KeyContext context(require(EVP_PKEY_CTX_new_id(NID_id_GostR3410_2012_256, nullptr), "GOST keys"));
    EVP_PKEY* key = nullptr;
    require(EVP_PKEY_keygen_init(context.get()) == 1, "key generation");
    require(EVP_PKEY_CTX_ctrl_str(context.get(), "paramset", "TCA") == 1, "parameter set");
    require(EVP_PKEY_keygen(context.get(), &key) == 1, "key generation");
    return Key(key);
}

void addExtension(X509* certificate, X509* issuer, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
        require(X509V3_EXT_conf_nid(nullptr, &context, nid, value), "extension"));
    require(X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

// Self-signed without an issuer.
Certificate makeCertificate(EVP_PKEY* key, const char* name, X509* issuer, EVP_PKEY* issuerKey) {
    Certificate made(require(X509_new(), "certificate"));
    X509_set_version(made.get(), X509_VERSION_3);
    std::array<unsigned char, 10> serial{}; // ten bytes, as those of the banks
    require(RAND_bytes(serial.data(), serial.size()) == 1, "random");
    serial[0] = (serial[0] & 0x7FU) | 0x40U;
    const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_bin2bn(serial.data(), serial.size(), nullptr));
    require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(made.get())), "serial number");
    constexpr long kDay = 86400;
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -kDay);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 365 * kDay);
    X509_NAME* const subject = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("Reseal tests"), -1,
                               -1, 0);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    X509* const signer = issuer == nullptr ? made.get() : issuer;
    X509_set_issuer_name(made.get(), X509_get_subject_name(signer));
    require(X509_set_pubkey(made.get(), key) == 1, "public key");
    addExtension(made.get(), signer, NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
    addExtension(made.get(), signer, NID_key_usage,
                 issuer == nullptr ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature,nonRepudiation");
    addExtension(made.get(), signer, NID_subject_key_identifier, "hash");
    require(X509_sign(made.get(), issuer == nullptr ? key : issuerKey, digest()) > 0, "signing a certificate");
    return made;
}

template <typename Write>
void save(const std::string& path, Write write) {
    const Bio file(require(BIO_new_file(path.c_str(), "wb"), path.c_str()));
    require(write(file.get()) == 1, path.c_str());
}

// Keys go in and out as PKCS#8, which the engine knows in each version.
Key readKey(const std::string& path) {
    const Bio file(require(BIO_new_file(path.c_str(), "rb"), path.c_str()));
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>> info(
        require(d2i_PKCS8_PRIV_KEY_INFO_bio(file.get(), nullptr), path.c_str()));
    return Key(require(EVP_PKCS82PKEY(info.get()), path.c_str()));
}

void writeKey(const std::string& path, EVP_PKEY* key) {
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>> info(
        require(EVP_PKEY2PKCS8(key), "PKCS#8"));
    save(path, [&](BIO* file) { return i2d_PKCS8_PRIV_KEY_INFO_bio(file, info.get()); });
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

Certificate readCertificate(const std::string& path) {
    const Bio file(require(BIO_new_file(path.c_str(), "rb"), path.c_str()));
    return Certificate(require(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr), path.c_str()));
}

Bytes encoded(X509* certificate) {
    unsigned char* out = nullptr;
    const int size = i2d_X509(certificate, &out);
    require(size > 0, "encoding");
    Bytes bytes(out, out + size);
    OPENSSL_free(out);
    return bytes;
}

// Where the document lies in a message, or would lie: from the end of head to the beginning of suffix.
struct Place {
    std::size_t begin = 0, end = 0;
};

Place placeOfContent(const Bytes& message) {
    const unsigned char* at = message.data();
    const auto open = [&](bool enter) {
        long length = 0;
        int tag = 0, kind = 0;
        const long left = message.data() + message.size() - at;
        require((ASN1_get_object(&at, &length, &tag, &kind, left) & 0x81) == 0, "a message of another form");
        at += enter ? 0 : length;
        return length;
    };
    open(true);                     // ContentInfo
    open(false);                    // signedData
    open(true);                     // [0]
    open(true);                     // SignedData
    open(false);                    // version
    open(false);                    // digestAlgorithms
    const long inside = open(true); // encapContentInfo
    const unsigned char* const after = at + inside;
    open(false); // data
    if (at != after) {
        open(true); // [0]
        open(true); // OCTET STRING
    }
    return {static_cast<std::size_t>(at - message.data()), static_cast<std::size_t>(after - message.data())};
}

} // namespace

struct Signer::Pair {
    std::string file; // name of its files
    int type = 0;     // obj_type
    Key key;
    Certificate certificate;
    std::string id;
};

Signer::Signer(std::string folder) : folder_(std::move(folder)) {
    if (const Status loaded = crypto::loadGostEngine(); !loaded) {
        throw std::runtime_error(loaded.error().detail);
    }
    struct Plan {
        const char *file, *name;
        int type;
    };
    constexpr std::array kPlans{Plan{"ca", "Test CA", 5}, Plan{"signature", "Test Signer", 0},
                                Plan{"second", "Second Signer", 0}, Plan{"transport", "Test Transport", 7}};
    for (const Plan& plan : kPlans) {
        auto pair = std::make_unique<Pair>();
        pair->file = plan.file;
        pair->type = plan.type;
        const std::string path = folder_ + "/" + plan.file;
        if (std::filesystem::exists(path + ".key") && std::filesystem::exists(path + ".pem")) {
            pair->key = readKey(path + ".key");
            pair->certificate = readCertificate(path + ".pem");
        } else {
            pair->key = makeKey();
            X509* const issuer = pairs_.empty() ? nullptr : pairs_.front()->certificate.get();
            EVP_PKEY* const issuerKey = pairs_.empty() ? nullptr : pairs_.front()->key.get();
            pair->certificate = makeCertificate(pair->key.get(), plan.name, issuer, issuerKey);
            writeKey(path + ".key", pair->key.get());
            save(path + ".pem", [&](BIO* file) { return PEM_write_bio_X509(file, pair->certificate.get()); });
        }
        std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
        unsigned int size = 0;
        require(X509_digest(pair->certificate.get(), EVP_sha256(), sum.data(), &size) == 1, "digest");
        pair->id = toHex(ByteView(sum.data(), 4));
        pairs_.push_back(std::move(pair));
    }
    ERR_clear_error();
}

Signer::~Signer() = default;

std::string Signer::caFile() const { return folder_ + "/ca.pem"; }

std::vector<std::string> Signer::objects(int type, const Faults& faults) const {
    std::vector<std::string> ids;
    for (const auto& pair : pairs_) {
        if (pair->type == type && (pair->file != "second" || faults.contains("two-keys"))) {
            ids.push_back(pair->id);
        }
    }
    return ids;
}

const Signer::Pair& Signer::find(std::string_view object) const {
    for (const auto& pair : pairs_) {
        if (pair->id == object) {
            return *pair;
        }
    }
    throw std::runtime_error("no such object");
}

Bytes Signer::certificate(std::string_view object) const { return encoded(find(object).certificate.get()); }

Bytes Signer::message(const Pair& pair, const Order& order, const std::string& data, const Faults& faults) const {
    const Bio content(require(BIO_new_mem_buf(data.data(), static_cast<int>(data.size())), "content"));
    unsigned int flags = CMS_BINARY | CMS_NOCERTS | CMS_PARTIAL;
    flags |= order.attached || faults.contains("attached-anyway") ? 0U : CMS_DETACHED;
    flags |= faults.contains("no-attributes") ? CMS_NOATTR : 0U;
    const Message made(require(CMS_sign(nullptr, nullptr, nullptr, content.get(), flags), "CMS_sign"));
    require(CMS_add1_signer(made.get(), pair.certificate.get(), pair.key.get(), digest(), flags), "CMS_add1_signer");
    if (!faults.contains("no-certificate") && order.chain != 0) {
        require(CMS_add1_cert(made.get(), pair.certificate.get()) == 1, "CMS_add1_cert");
    }
    if (order.chain < 0 || order.chain > 1) {
        require(CMS_add1_cert(made.get(), pairs_.front()->certificate.get()) == 1, "CMS_add1_cert");
    }
    require(CMS_final(made.get(), content.get(), nullptr, flags) == 1, "CMS_final");
    unsigned char* out = nullptr;
    const int size = i2d_CMS_ContentInfo(made.get(), &out);
    require(size > 0, "encoding");
    Bytes bytes(out, out + size);
    OPENSSL_free(out);
    ERR_clear_error();
    return bytes;
}

Parts Signer::sign(const Order& order, std::string data, const Faults& faults) const {
    const Pair* pair = &find(order.object);
    if (faults.contains("other-certificate")) {
        pair = pair->file == "transport" ? pairs_[1].get() : pairs_.back().get();
    }
    if (faults.contains("other-document")) {
        data.back() = static_cast<char>(data.back() ^ 1);
    }
    const Bytes whole = message(*pair, order, data, faults);
    const Place place = placeOfContent(whole);
    using Offset = Bytes::difference_type;
    Parts parts{Bytes(whole.begin(), whole.begin() + static_cast<Offset>(place.begin)),
                Bytes(whole.begin() + static_cast<Offset>(place.end), whole.end())};
    if (faults.contains("wrong-length")) {
        ++parts.head[3];
    }
    if (faults.contains("wrong-content-length")) {
        ++parts.head.back();
    }
    if (faults.contains("indefinite-length")) {
        parts.head[1] = 0x80;
    }
    if (faults.contains("wrong-signature")) {
        parts.suffix.back() ^= 1U;
    }
    if (faults.contains("trailing-bytes")) {
        parts.suffix.push_back(0);
    }
    return parts;
}

} // namespace reseal::test::vpnkey
