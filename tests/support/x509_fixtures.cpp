// SPDX-License-Identifier: Apache-2.0
#include "tests/support/x509_fixtures.hpp"

#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace reseal::test {

namespace {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* object) const {
        Free(object);
    }
};
template <typename T, auto Free>
using Handle = std::unique_ptr<T, Freed<Free>>;

using Bio = Handle<BIO, BIO_free_all>;
using Certificate = Handle<X509, X509_free>;
using Integer = Handle<ASN1_INTEGER, ASN1_INTEGER_free>;
using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using KeyInfo = Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using Object = Handle<ASN1_OBJECT, ASN1_OBJECT_free>;
using String = Handle<ASN1_STRING, ASN1_STRING_free>;

void freeStack(STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); }
using Stack = Handle<STACK_OF(X509), freeStack>;

template <typename T>
T require(T value, const char* what) {
    if (!value) {
        char reason[200];
        ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
        throw std::runtime_error(std::string(what) + ": " + reason);
    }
    return value;
}

template <typename T, typename Encode>
Bytes encoded(Encode encode, T* object) {
    unsigned char* out = nullptr;
    const int size = encode(object, &out);
    require(size > 0, "encoding");
    Bytes bytes(out, out + size);
    OPENSSL_free(out);
    return bytes;
}

Bio memoryBio() { return Bio(require(BIO_new(BIO_s_mem()), "BIO_new")); }

std::string textOf(const Bio& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

Certificate parseCertificate(const Bytes& der) {
    const unsigned char* cursor = der.data();
    return Certificate(require(d2i_X509(nullptr, &cursor, static_cast<long>(der.size())), "d2i_X509"));
}

Key parseKey(const MadeCertificate& made) {
    const unsigned char* cursor = made.keyPkcs8.data();
    return Key(require(d2i_AutoPrivateKey(nullptr, &cursor, static_cast<long>(made.keyPkcs8.size())), "key"));
}

Key generate(KeyKind kind) {
    switch (kind) {
    case KeyKind::rsa2048:
        return Key(require(EVP_RSA_gen(2048), "RSA key"));
    case KeyKind::ed25519:
        return Key(require(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), "Ed25519 key"));
    case KeyKind::ecP256:
        break;
    }
    return Key(require(EVP_EC_gen("P-256"), "EC key"));
}

const EVP_MD* digestFor(const Key& key) {
    return EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
}

int stringType(NameEncoding encoding) {
    switch (encoding) {
    case NameEncoding::printable:
        return V_ASN1_PRINTABLESTRING;
    case NameEncoding::ia5:
        return V_ASN1_IA5STRING;
    case NameEncoding::bmp:
        return V_ASN1_BMPSTRING;
    case NameEncoding::t61:
        return V_ASN1_T61STRING;
    case NameEncoding::universal:
        return V_ASN1_UNIVERSALSTRING;
    case NameEncoding::numeric:
        return V_ASN1_NUMERICSTRING;
    case NameEncoding::utf8:
        break;
    }
    return V_ASN1_UTF8STRING;
}

char32_t nextCodePoint(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t code = lead & (length == 1 ? 0x7FU : 0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length && i < text.size(); ++i) {
        code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    text.remove_prefix(std::min(length, text.size()));
    return code;
}

std::string encodeName(std::string_view utf8, NameEncoding encoding) {
    if (encoding == NameEncoding::utf8) {
        return std::string(utf8);
    }
    const int width = encoding == NameEncoding::universal ? 4 : encoding == NameEncoding::bmp ? 2 : 1;
    std::string bytes;
    while (!utf8.empty()) {
        const char32_t code = nextCodePoint(utf8);
        for (int octet = width - 1; octet >= 0; --octet) {
            bytes.push_back(static_cast<char>(code >> (8 * octet)));
        }
    }
    return bytes;
}

void fillName(X509_NAME* name, const std::vector<NamePart>& parts) {
    for (const NamePart& part : parts) {
        const Object type(require(OBJ_txt2obj(part.type.c_str(), 0), "attribute type"));
        const std::string value = encodeName(part.value, part.encoding);
        require(X509_NAME_add_entry_by_OBJ(name, type.get(), stringType(part.encoding),
                                           reinterpret_cast<const unsigned char*>(value.data()),
                                           static_cast<int>(value.size()), -1, 0),
                "X509_NAME_add_entry_by_OBJ");
    }
}

std::string timeText(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    char text[32];
    std::snprintf(text, sizeof text, "%04d%02u%02u%02d%02d%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text;
}

// UTCTime where RFC 5280 asks for it; a text of the test's own goes in unchecked.
String timeString(TimePoint time, const std::string& text) {
    std::string value = text.empty() ? timeText(time) : text;
    const bool utc = text.empty() && value >= "1950" && value < "2050";
    String string(ASN1_STRING_type_new(utc ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME));
    value = utc ? value.substr(2) : value;
    require(ASN1_STRING_set(string.get(), value.data(), static_cast<int>(value.size())), "time");
    return string;
}

Bytes oidElement(const std::string& dotted) {
    const Object object(require(OBJ_txt2obj(dotted.c_str(), 1), "OID"));
    return encoded(i2d_ASN1_OBJECT, object.get());
}

Bytes textBytes(std::string_view text) { return {text.begin(), text.end()}; }

void addExtension(X509* certificate, const char* oid, bool critical, const Bytes& value) {
    const Object object(require(OBJ_txt2obj(oid, 1), "extension OID"));
    const Handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> octets(ASN1_OCTET_STRING_new());
    ASN1_OCTET_STRING_set(octets.get(), value.data(), static_cast<int>(value.size()));
    const Handle<X509_EXTENSION, X509_EXTENSION_free> extension(
        require(X509_EXTENSION_create_by_OBJ(nullptr, object.get(), critical ? 1 : 0, octets.get()), "extension"));
    require(X509_add_ext(certificate, extension.get(), -1), "X509_add_ext");
}

Bytes keyUsageValue(std::uint16_t usage) {
    Bytes bits = {0, 0, 0};
    for (unsigned bit = 0; bit < 9; ++bit) {
        if ((usage & (1U << bit)) != 0) {
            bits[1 + bit / 8] = static_cast<std::uint8_t>(bits[1 + bit / 8] | (0x80U >> (bit % 8)));
        }
    }
    bits[0] = 7; // nine bits are used
    return derElement(0x03, bits);
}

Bytes sequenceOf(const std::vector<Bytes>& parts) { return derElement(0x30, joined(parts)); }

void addExtensions(X509* certificate, const CertificateSpec& spec) {
    addExtension(certificate, "2.5.29.19", true,
                 spec.ca ? sequenceOf({derElement(0x01, Bytes{0xFF})}) : sequenceOf({}));
    addExtension(certificate, "2.5.29.14", false, derElement(0x04, Bytes(20, 0x42)));
    if (spec.keyUsage) {
        addExtension(certificate, "2.5.29.15", true, keyUsageValue(*spec.keyUsage));
    }
    if (spec.privateKeyNotAfter) {
        addExtension(certificate, "2.5.29.16", false,
                     sequenceOf({derElement(0x81, textBytes(timeText(*spec.privateKeyNotAfter)))}));
    }
    std::vector<Bytes> purposes;
    for (const std::string& oid : spec.extendedKeyUsage) {
        purposes.push_back(oidElement(oid));
    }
    std::vector<Bytes> policies;
    for (const std::string& oid : spec.policies) {
        policies.push_back(sequenceOf({oidElement(oid)}));
    }
    std::vector<Bytes> names;
    for (const std::string& email : spec.emails) {
        names.push_back(derElement(0x81, textBytes(email)));
    }
    for (const std::string& name : spec.dnsNames) {
        names.push_back(derElement(0x82, textBytes(name)));
    }
    for (const Bytes& address : spec.ipAddresses) {
        names.push_back(derElement(0x87, address));
    }
    if (!purposes.empty()) {
        addExtension(certificate, "2.5.29.37", false, sequenceOf(purposes));
    }
    if (!policies.empty()) {
        addExtension(certificate, "2.5.29.32", false, sequenceOf(policies));
    }
    if (!names.empty()) {
        addExtension(certificate, "2.5.29.17", false, sequenceOf(names));
    }
}

Integer serialOf(const std::string& hex) {
    BIGNUM* number = nullptr;
    if (hex.empty()) {
        number = BN_new();
        require(BN_rand(number, 120, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), "BN_rand");
    } else {
        require(BN_hex2bn(&number, hex.c_str()), "BN_hex2bn");
    }
    const Handle<BIGNUM, BN_free> owner(number);
    return Integer(require(BN_to_ASN1_INTEGER(number, nullptr), "serial"));
}

Stack stackOf(const std::vector<Bytes>& certificates) {
    Stack stack(sk_X509_new_null());
    for (const Bytes& der : certificates) {
        sk_X509_push(stack.get(), parseCertificate(der).release());
    }
    return stack;
}

} // namespace

MadeCertificate makeCertificate(const CertificateSpec& spec, const MadeCertificate* issuer) {
    const Key key = generate(spec.key);
    const Certificate certificate(require(X509_new(), "X509_new"));
    X509_set_version(certificate.get(), 2);
    X509_set_serialNumber(certificate.get(), serialOf(spec.serialHex).get());
    fillName(X509_get_subject_name(certificate.get()), spec.subject);
    X509_set1_notBefore(certificate.get(), timeString(spec.notBefore, spec.notBeforeText).get());
    X509_set1_notAfter(certificate.get(), timeString(spec.notAfter, spec.notAfterText).get());
    X509_set_pubkey(certificate.get(), key.get());
    addExtensions(certificate.get(), spec);
    if (issuer != nullptr) {
        const Certificate authority = parseCertificate(issuer->der);
        const Key authorityKey = parseKey(*issuer);
        X509_set_issuer_name(certificate.get(), X509_get_subject_name(authority.get()));
        require(X509_sign(certificate.get(), authorityKey.get(), digestFor(authorityKey)), "X509_sign");
    } else {
        X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
        require(X509_sign(certificate.get(), key.get(), digestFor(key)), "X509_sign");
    }
    MadeCertificate made;
    made.der = encoded(i2d_X509, certificate.get());
    made.pem = toPem("CERTIFICATE", made.der);
    const KeyInfo info(require(EVP_PKEY2PKCS8(key.get()), "EVP_PKEY2PKCS8"));
    made.keyPkcs8 = encoded(i2d_PKCS8_PRIV_KEY_INFO, info.get());
    made.keyPem = toPem("PRIVATE KEY", made.keyPkcs8);
    return made;
}

std::string encryptedKeyPem(const MadeCertificate& made, std::string_view password) {
    const Key key = parseKey(made);
    const Bio bio = memoryBio();
    require(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), EVP_aes_256_cbc(), password.data(),
                                          static_cast<int>(password.size()), nullptr, nullptr),
            "PEM_write_bio_PKCS8PrivateKey");
    return textOf(bio);
}

std::string traditionalKeyPem(const MadeCertificate& made, std::string_view password) {
    const Key key = parseKey(made);
    const Bio bio = memoryBio();
    const auto* secret = reinterpret_cast<const unsigned char*>(password.data());
    require(PEM_write_bio_PrivateKey_traditional(bio.get(), key.get(), password.empty() ? nullptr : EVP_aes_256_cbc(),
                                                 password.empty() ? nullptr : secret, static_cast<int>(password.size()),
                                                 nullptr, nullptr),
            "PEM_write_bio_PrivateKey_traditional");
    return textOf(bio);
}

std::string publicKeyPem(const MadeCertificate& made) {
    const Bio bio = memoryBio();
    require(PEM_write_bio_PUBKEY(bio.get(), parseKey(made).get()), "PEM_write_bio_PUBKEY");
    return textOf(bio);
}

Bytes makeRequest(const MadeCertificate& made) {
    const Key key = parseKey(made);
    const Handle<X509_REQ, X509_REQ_free> request(require(X509_REQ_new(), "X509_REQ_new"));
    fillName(X509_REQ_get_subject_name(request.get()), {{"CN", "Test Person"}});
    X509_REQ_set_pubkey(request.get(), key.get());
    require(X509_REQ_sign(request.get(), key.get(), digestFor(key)), "X509_REQ_sign");
    return encoded(i2d_X509_REQ, request.get());
}

Bytes makeRevocationList(const MadeCertificate& made) {
    const Key key = parseKey(made);
    const Handle<X509_CRL, X509_CRL_free> list(require(X509_CRL_new(), "X509_CRL_new"));
    X509_CRL_set_version(list.get(), 1);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(parseCertificate(made.der).get()));
    const TimePoint start = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
    X509_CRL_set1_lastUpdate(list.get(), timeString(start, {}).get());
    X509_CRL_set1_nextUpdate(list.get(), timeString(start + std::chrono::days{30}, {}).get());
    require(X509_CRL_sign(list.get(), key.get(), digestFor(key)), "X509_CRL_sign");
    return encoded(i2d_X509_CRL, list.get());
}

Bytes makePkcs12(const MadeCertificate& made, const Pkcs12Options& options) {
    if (options.legacyRc2) {
        static const bool kLegacy =
            OSSL_PROVIDER_load(nullptr, "default") != nullptr && OSSL_PROVIDER_load(nullptr, "legacy") != nullptr;
        require(kLegacy, "legacy provider");
    }
    const Key key = options.withKey ? parseKey(made) : nullptr;
    const Certificate certificate = parseCertificate(made.der);
    const Stack chain = stackOf(options.chain);
    const int certificatePbe = !options.encryptCertificates ? -1
                               : options.legacyRc2          ? NID_pbe_WithSHA1And40BitRC2_CBC
                                                            : NID_aes_256_cbc;
    const int keyPbe = options.legacyRc2 ? NID_pbe_WithSHA1And3_Key_TripleDES_CBC : NID_aes_256_cbc;
    const Handle<PKCS12, PKCS12_free> file(
        require(PKCS12_create(options.password.c_str(), "test", key.get(), certificate.get(), chain.get(), keyPbe,
                              certificatePbe, options.iterations, options.mac ? options.iterations : -1, 0),
                "PKCS12_create"));
    return encoded(i2d_PKCS12, file.get());
}

Bytes makePkcs7(const std::vector<Bytes>& certificates) {
    const Stack stack = stackOf(certificates);
    const Handle<PKCS7, PKCS7_free> message(require(PKCS7_new(), "PKCS7_new"));
    PKCS7_set_type(message.get(), NID_pkcs7_signed);
    PKCS7_content_new(message.get(), NID_pkcs7_data);
    PKCS7_set_detached(message.get(), 1);
    for (int i = 0; i < sk_X509_num(stack.get()); ++i) {
        require(PKCS7_add_certificate(message.get(), sk_X509_value(stack.get(), i)), "PKCS7_add_certificate");
    }
    return encoded(i2d_PKCS7, message.get());
}

Bytes makeEnveloped(const MadeCertificate& made, bool authenticated) {
    const Stack recipients = stackOf({made.der});
    const Bio data(BIO_new_mem_buf("secret", 6));
    const Handle<CMS_ContentInfo, CMS_ContentInfo_free> message(require(
        CMS_encrypt(recipients.get(), data.get(), authenticated ? EVP_aes_256_gcm() : EVP_aes_256_cbc(), CMS_BINARY),
        "CMS_encrypt"));
    return encoded(i2d_CMS_ContentInfo, message.get());
}

Bytes makeEnvelopedUnderPassword(std::string_view password) {
    const Bio data(BIO_new_mem_buf("secret", 6));
    const Handle<CMS_ContentInfo, CMS_ContentInfo_free> message(
        require(CMS_encrypt(nullptr, data.get(), EVP_aes_256_cbc(), CMS_BINARY | CMS_PARTIAL), "CMS_encrypt"));
    auto* own = static_cast<unsigned char*>(OPENSSL_memdup(password.data(), password.size()));
    require(CMS_add0_recipient_password(message.get(), -1, NID_id_alg_PWRI_KEK, NID_id_pbkdf2, own,
                                        static_cast<ossl_ssize_t>(password.size()), nullptr),
            "CMS_add0_recipient_password");
    require(CMS_final(message.get(), data.get(), nullptr, CMS_BINARY) == 1 ? message.get() : nullptr, "CMS_final");
    return encoded(i2d_CMS_ContentInfo, message.get());
}

std::string toBase64(const Bytes& data, std::size_t lineLength) {
    std::string text(4 * ((data.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), data.data(), static_cast<int>(data.size()));
    text.resize(static_cast<std::size_t>(size));
    std::string lines;
    for (std::size_t i = 0; i < text.size(); i += lineLength) {
        lines += text.substr(i, lineLength) + "\n";
    }
    return lines;
}

std::string toPem(std::string_view label, const Bytes& der) {
    const std::string name(label);
    return "-----BEGIN " + name + "-----\n" + toBase64(der) + "-----END " + name + "-----\n";
}

Bytes derElement(std::uint8_t tag, const Bytes& content) {
    Bytes element = {tag};
    const std::size_t size = content.size();
    if (size < 0x80) {
        element.push_back(static_cast<std::uint8_t>(size));
    } else {
        const int octets = size > 0xFFFFFF ? 4 : size > 0xFFFF ? 3 : size > 0xFF ? 2 : 1;
        element.push_back(static_cast<std::uint8_t>(0x80 | octets));
        for (int octet = octets - 1; octet >= 0; --octet) {
            element.push_back(static_cast<std::uint8_t>(size >> (8 * octet)));
        }
    }
    element.insert(element.end(), content.begin(), content.end());
    return element;
}

Bytes joined(const std::vector<Bytes>& parts) {
    Bytes all;
    for (const Bytes& part : parts) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

Bytes makeHeaderKey(const HeaderKeySpec& spec) {
    const std::uint8_t attributes = spec.password ? 0xC0 : 0x40;
    const Bytes algorithm = joined({oidElement("1.2.643.7.1.1.6.1"),
                                    sequenceOf({oidElement("1.2.643.2.2.36.0"), oidElement("1.2.643.7.1.1.2.2")})});
    std::vector<Bytes> content = {
        derElement(0xA0, oidElement("1.2.643.2.2.37.2.1")),
        derElement(0x16, textBytes(spec.containerName)),
        derElement(0x03, {0x06, attributes}),
        sequenceOf({derElement(0x03, {0x05, 0xA0}), derElement(0xA0, algorithm)}),
    };
    for (std::size_t i = 0; i < spec.certificates.size() && i < 2; ++i) {
        content.push_back(derElement(static_cast<std::uint8_t>(0x85 + i), spec.certificates[i]));
    }
    if (!spec.fingerprint.empty()) {
        content.push_back(derElement(0x8A, spec.fingerprint));
    }
    if (spec.keyValidityEnd) {
        const Bytes period = sequenceOf({derElement(0x81, textBytes(timeText(*spec.keyValidityEnd)))});
        content.push_back(derElement(0xAC, sequenceOf({oidElement("1.2.643.2.2.37.3.10"), derElement(0x04, period)})));
    }
    return sequenceOf({sequenceOf(content), derElement(0x04, Bytes(4, 0))});
}

} // namespace reseal::test
