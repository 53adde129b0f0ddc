// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/certificate_reader.hpp"

#include "agent/crypto/certificate_extensions.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/name_repair.hpp"
#include "agent/crypto/openssl_handles.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/refusal.hpp"

#include <openssl/crypto.h>
#include <openssl/provider.h>

namespace reseal::crypto {

namespace {

ByteView viewOf(const ASN1_STRING* text) {
    return {ASN1_STRING_get0_data(text), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string oidOf(const ASN1_OBJECT* object) { return oidText({OBJ_get0_data(object), OBJ_length(object)}); }

// d2i_X509 tries every loaded provider on the public key, which takes five times as long as all the rest, and the
// facts need no loaded key. In a library context whose only provider is empty it finds nothing to try.
OSSL_LIB_CTX* contextWithoutKeys() {
    static OSSL_LIB_CTX* const kContext = [] { // lives as long as the process
        initialise();
        OSSL_LIB_CTX* context = OSSL_LIB_CTX_new();
        if (context != nullptr) {
            OSSL_PROVIDER_load(context, "null");
        }
        return context;
    }();
    return kContext;
}

X509Handle parse(ByteView der) {
    X509* certificate = X509_new_ex(contextWithoutKeys(), nullptr);
    const unsigned char* cursor = der.data();
    // On failure d2i_X509 frees what it was given and leaves the pointer null.
    d2i_X509(&certificate, &cursor, static_cast<long>(der.size()));
    return X509Handle(certificate);
}

// OpenSSL refuses a whole certificate for one badly encoded character of a name.
X509Handle parseWithRepair(ByteView der) {
    X509Handle certificate = parse(der);
    if (!certificate) {
        if (const auto repaired = repairNames(der)) {
            certificate = parse(*repaired);
        }
    }
    return certificate;
}

std::string serialText(const ASN1_INTEGER* serial) {
    const std::string digits = toHex(viewOf(serial));
    return ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER ? "-" + digits : digits;
}

std::vector<NameAttribute> readName(const X509_NAME* name) {
    std::vector<NameAttribute> attributes;
    const int count = X509_NAME_entry_count(name);
    attributes.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
        const ASN1_STRING* value = X509_NAME_ENTRY_get_data(entry);
        attributes.push_back({oidOf(X509_NAME_ENTRY_get_object(entry)),
                              decodeText(static_cast<std::uint8_t>(ASN1_STRING_type(value)), viewOf(value))});
    }
    return attributes;
}

std::optional<TimePoint> readTime(const ASN1_TIME* time) {
    const bool twoDigitYear = ASN1_STRING_type(time) == V_ASN1_UTCTIME;
    return parseTime(twoDigitYear ? kTagUtcTime : kTagGeneralizedTime, viewOf(time));
}

bool readDates(const X509* certificate, CertificateFacts& facts) {
    const auto notBefore = readTime(X509_get0_notBefore(certificate));
    const auto notAfter = readTime(X509_get0_notAfter(certificate));
    if (!notBefore || !notAfter) {
        return false;
    }
    facts.notBefore = *notBefore;
    facts.notAfter = *notAfter;
    for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
        X509_EXTENSION* extension = X509_get_ext(certificate, i);
        const ASN1_OBJECT* object = X509_EXTENSION_get_object(extension);
        if (!readExtension({OBJ_get0_data(object), OBJ_length(object)}, viewOf(X509_EXTENSION_get_data(extension)),
                           facts)) {
            return false;
        }
    }
    return true;
}

void readKey(ByteView der, CertificateFacts& facts) {
    PublicKeyInfo key = readPublicKeyInfo(publicKeyInfoIn(der));
    facts.keyAlgorithm = std::move(key.algorithm);
    facts.keyParameters = std::move(key.parameters);
    facts.keyBits = key.bits;
    facts.spkiSha256 = key.sha256;
    facts.gostFingerprint = std::move(key.gostFingerprint);
}

} // namespace

Result<CertificateFacts> takeCertificate(Bytes der) {
    const ErrorQueueGuard guard;
    DerReader reader(der, Encoding::ber);
    const auto element = reader.next(kTagSequence);
    if (!element) {
        return reader.cutOff() ? decodeFailed(N_("the certificate is cut off"))
                               : decodeFailed(N_("the certificate is damaged; get the file again from where it came"));
    }
    const std::size_t size = element->whole.size();
    if (size > kMaxCertificateBytes) {
        return decodeFailed(N_("the certificate is larger than any real one"));
    }
    der.resize(size);
    const X509Handle certificate = parseWithRepair(der);
    if (!certificate) {
        return decodeFailed(N_("the certificate is damaged; get the file again from where it came"));
    }
    CertificateFacts facts;
    if (!readDates(certificate.get(), facts)) {
        return decodeFailed(N_("the dates in the certificate cannot be read"));
    }
    facts.serial = serialText(X509_get0_serialNumber(certificate.get()));
    facts.subject = readName(X509_get_subject_name(certificate.get()));
    facts.issuer = readName(X509_get_issuer_name(certificate.get()));
    const ASN1_OBJECT* signature = nullptr;
    X509_ALGOR_get0(&signature, nullptr, nullptr, X509_get0_tbs_sigalg(certificate.get()));
    facts.signatureAlgorithm = oidOf(signature);
    readKey(der, facts);
    facts.sha256 = sha256(der);
    facts.der = std::move(der);
    return facts;
}

Result<CertificateFacts> readCertificate(ByteView der) { return takeCertificate(Bytes(der.begin(), der.end())); }

} // namespace reseal::crypto
