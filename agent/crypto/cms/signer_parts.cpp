// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/signer_parts.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/cms/names.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/signature_names.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

namespace reseal::crypto {
namespace {

constexpr std::string_view kRsaKey = "1.2.840.113549.1.1.1";

Error unfit() {
    return {Category::refused,
            "certificate_unfit",
            N_("Documents cannot be signed with this certificate: its key is of a kind that does not sign."),
            {}};
}

// The first element inside an AlgorithmIdentifier.
Bytes oidOf(ByteView algorithm) {
    DerReader outer(algorithm, Encoding::ber);
    const auto oid = outer.enter(kTagSequence).next(kTagOid);
    return oid ? Bytes(oid->whole.begin(), oid->whole.end()) : Bytes();
}

Bytes keyOid(ByteView publicKeyInfo) {
    DerReader outer(publicKeyInfo, Encoding::ber);
    const auto algorithm = outer.enter(kTagSequence).next(kTagSequence);
    return algorithm ? oidOf(algorithm->whole) : Bytes();
}

// GOST software writes NULL parameters; RFC 5754 leaves them out for SHA-2.
Bytes digestIdentifier(KeyKind kind, DigestAlgorithm digest) {
    const Bytes plain = digestAlgorithmOf(kind, digest);
    return isGost(kind) ? derSequence({oidOf(plain), derNull()}) : plain;
}

// As OpenSSL and CryptoPro name them: RSA and Russian GOST by the key, the others by the signature.
Bytes signatureIdentifier(KeyKind kind, DigestAlgorithm digest, ByteView publicKeyInfo) {
    if (kind == KeyKind::rsa) {
        return derSequence({derOid(kRsaKey), derNull()});
    }
    return isGost(kind) && !isKazakh(kind) ? derSequence({keyOid(publicKeyInfo), derNull()})
                                           : signatureAlgorithmOf(kind, digest);
}

std::size_t expectedSize(KeyKind kind, int keyBits) {
    const auto octets = static_cast<std::size_t>((keyBits + 7) / 8);
    return kind == KeyKind::rsa ? octets : kind == KeyKind::ec ? 2 * octets + 8 : 2 * octets;
}

// UTCTime until 2049, GeneralizedTime from then on (RFC 5652, 11.3).
Bytes encodeTime(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    const int year = static_cast<int>(date.year());
    char text[40];
    std::snprintf(text, sizeof text, "%04d%02u%02u%02d%02d%02dZ", year, static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    const bool utc = year >= 1950 && year < 2050;
    return derElement(utc ? kTagUtcTime : kTagGeneralizedTime, asBytes(utc ? text + 2 : text));
}

Bytes attribute(std::string_view oid, ByteView value) { return derSequence({derOid(oid), derElement(kTagSet, value)}); }

// SigningCertificateV2 with one ESSCertIDv2 (RFC 5035): the hash under the key's own digest, issuer and serial number.
Bytes signingCertificate(const SigningRequest& request, const SigningTerms& terms) {
    const auto hash = digestOf(terms.digest, request.certificate);
    const auto fields = readCertificateFields(request.certificate);
    if (!hash || !fields) {
        return {}; // signingTerms() has read both
    }
    const Bytes names = derSequence({derElement(contextTag(4, true), fields->issuer)});
    const Bytes issuerSerial = derSequence({names, fields->serial});
    const bool usual = terms.digest == DigestAlgorithm::sha256; // a DEFAULT is left out in DER
    const Bytes id = derSequence({usual ? Bytes() : terms.digestAlgorithm, derOctetString(hash.value()), issuerSerial});
    return derSequence({derSequence({id})});
}

std::size_t headerSize(std::uint64_t length) {
    std::size_t size = 2;
    for (std::uint64_t rest = length; length >= 0x80U && rest != 0; rest >>= 8U) {
        ++size;
    }
    return size;
}

void appendHeader(Bytes& out, std::uint8_t tag, std::uint64_t length) {
    out.push_back(tag);
    const std::size_t octets = headerSize(length) - 2;
    out.push_back(static_cast<std::uint8_t>(octets == 0 ? length : 0x80U | octets));
    for (std::size_t i = octets; i > 0; --i) {
        out.push_back(static_cast<std::uint8_t>(length >> (8U * (i - 1))));
    }
}

void append(Bytes& out, ByteView octets) { out.insert(out.end(), octets.begin(), octets.end()); }

} // namespace

Result<SigningTerms> signingTerms(const SigningRequest& request) {
    const auto fields = readCertificateFields(request.certificate);
    const auto facts = readCertificate(request.certificate);
    const auto kind = fields ? kindOfPublicKey(fields->publicKeyInfo) : std::nullopt;
    if (!kind || !facts || facts.value().keyBits <= 0) {
        return unfit();
    }
    SigningTerms terms;
    terms.digest = isGost(*kind) ? usualDigestOf(*kind) : request.digest.value_or(usualDigestOf(*kind));
    if (!digestFits(*kind, terms.digest)) {
        return unfit();
    }
    if (const auto tried = digestOf(terms.digest, {}); !tried) {
        return tried.error();
    }
    terms.digestAlgorithm = digestIdentifier(*kind, terms.digest);
    terms.signatureAlgorithm = request.signatureAlgorithm.empty()
                                   ? signatureIdentifier(*kind, terms.digest, fields->publicKeyInfo)
                                   : request.signatureAlgorithm;
    terms.signatureSize = expectedSize(*kind, facts.value().keyBits);
    return terms;
}

Bytes signedAttributes(const SigningRequest& request, const SigningTerms& terms, ByteView contentDigest) {
    std::vector<Bytes> attributes{attribute(cms::kContentType, derOid(cms::kData)),
                                  attribute(cms::kSigningTime, encodeTime(request.time)),
                                  attribute(cms::kMessageDigest, derOctetString(contentDigest)),
                                  attribute(cms::kSigningCertificateV2, signingCertificate(request, terms))};
    std::ranges::sort(attributes); // the order of a DER SET OF
    Bytes content;
    for (const Bytes& one : attributes) {
        append(content, one);
    }
    return derElement(kTagSet, content);
}

Bytes messageTail(const SigningRequest& request, const SigningTerms& terms, ByteView attributes, ByteView signature) {
    Bytes certificates(request.certificate);
    for (const Bytes& other : request.others) {
        append(certificates, other);
    }
    Bytes implicitly(attributes.begin(), attributes.end());
    implicitly.front() = contextTag(0, true);
    const auto fields = readCertificateFields(request.certificate);
    const Bytes signer = fields ? derSequence({fields->issuer, fields->serial}) : Bytes();
    const Bytes info = derSequence({derInteger(1), signer, terms.digestAlgorithm, implicitly, terms.signatureAlgorithm,
                                    derOctetString(signature)});
    Bytes tail = derElement(contextTag(0, true), certificates);
    append(tail, derElement(kTagSet, info));
    return tail;
}

Bytes messageHead(const SigningTerms& terms, std::optional<std::uint64_t> contentSize, std::size_t tailSize) {
    const Bytes version = derInteger(1);
    const Bytes digests = derElement(kTagSet, terms.digestAlgorithm);
    const Bytes data = derOid(cms::kData);
    const Bytes signedData = derOid(cms::kSignedData);
    const std::uint64_t octets = contentSize.value_or(0);
    const std::uint64_t explicitly = headerSize(octets) + octets;
    const std::uint64_t encapsulated = data.size() + (contentSize ? headerSize(explicitly) + explicitly : 0);
    const std::uint64_t inner = version.size() + digests.size() + headerSize(encapsulated) + encapsulated + tailSize;
    const std::uint64_t content = headerSize(inner) + inner;
    Bytes head;
    appendHeader(head, kTagSequence, signedData.size() + headerSize(content) + content);
    append(head, signedData);
    appendHeader(head, contextTag(0, true), content);
    appendHeader(head, kTagSequence, inner);
    append(head, version);
    append(head, digests);
    appendHeader(head, kTagSequence, encapsulated);
    append(head, data);
    if (contentSize) {
        appendHeader(head, contextTag(0, true), explicitly);
        appendHeader(head, kTagOctetString, octets);
    }
    return head;
}

} // namespace reseal::crypto
