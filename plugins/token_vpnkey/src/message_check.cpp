// SPDX-License-Identifier: Apache-2.0
// Whether the signature of a message is good: RFC 5652, 5.4 and 5.6.
#include "message.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/signature_check.hpp"

#include <algorithm>

namespace token_vpnkey {
namespace {

using namespace reseal::crypto;

constexpr std::size_t kMostCertificates = 16;
constexpr std::size_t kMostAttributes = 64;

bool same(ByteView one, ByteView other) { return std::equal(one.begin(), one.end(), other.begin(), other.end()); }

struct Suffix {
    std::vector<ByteView> certificates; // DER
    std::vector<ByteView> signers;      // SignerInfo
};

// certificates [0], perhaps crls [1], signerInfos; and nothing behind them.
std::optional<Suffix> readSuffix(ByteView bytes) {
    DerReader in(bytes);
    Suffix suffix;
    const auto certificates = in.next(contextTag(0, true));
    static_cast<void>(in.next(contextTag(1, true)));
    const auto signers = in.next(kTagSet);
    if (!signers || !in.atEnd())
        return std::nullopt;
    DerReader each(certificates ? certificates->content : ByteView());
    while (const auto certificate = each.next()) {
        if (suffix.certificates.size() == kMostCertificates)
            return std::nullopt;
        suffix.certificates.push_back(certificate->whole);
    }
    DerReader infos(signers->content);
    while (const auto info = infos.next(kTagSequence))
        suffix.signers.push_back(info->content);
    return each.atEnd() && infos.atEnd() ? std::optional(suffix) : std::nullopt;
}

struct SignerInfo {
    ByteView issuer, serial;
    std::string digest;                 // OID
    std::optional<ByteView> attributes; // signedAttrs with their tag
    ByteView algorithm, signature;
};

// Only signers named by issuer and serial number: tokens of this kind make no others.
std::optional<SignerInfo> readSigner(ByteView content) {
    DerReader in(content);
    SignerInfo signer;
    const auto version = in.next(kTagInteger);
    DerReader name = in.enter(kTagSequence);
    const auto issuer = name.next(kTagSequence);
    const auto serial = name.next(kTagInteger);
    DerReader digest = in.enter(kTagSequence);
    const auto oid = digest.next(kTagOid);
    if (!version || !issuer || !serial || !name.atEnd() || !oid)
        return std::nullopt;
    if (const auto attributes = in.next(contextTag(0, true)))
        signer.attributes = attributes->whole;
    const auto algorithm = in.next(kTagSequence);
    const auto signature = in.next(kTagOctetString);
    static_cast<void>(in.next(contextTag(1, true))); // unsignedAttrs
    if (!algorithm || !signature || !in.atEnd())
        return std::nullopt;
    signer.issuer = issuer->whole;
    signer.serial = serial->content;
    signer.digest = oidText(oid->content);
    signer.algorithm = algorithm->whole;
    signer.signature = signature->content;
    return signer;
}

// SubjectPublicKeyInfo of a certificate with this issuer and serial number.
std::optional<ByteView> keyOf(ByteView certificate, const SignerInfo& signer) {
    DerReader outer(certificate);
    DerReader body = outer.enter(kTagSequence);
    DerReader in = body.enter(kTagSequence);
    static_cast<void>(in.next(contextTag(0, true)));
    const auto serial = in.next(kTagInteger);
    const auto algorithm = in.next(kTagSequence);
    const auto issuer = in.next(kTagSequence);
    const auto validity = in.next(kTagSequence);
    const auto subject = in.next(kTagSequence);
    const auto key = in.next(kTagSequence);
    if (!serial || !algorithm || !issuer || !validity || !subject || !key || !same(serial->content, signer.serial) ||
        !same(issuer->whole, signer.issuer))
        return std::nullopt;
    return key->whole;
}

// The only value of the attribute `type`; nothing where it is missing, doubled or has several.
std::optional<DerElement> attribute(ByteView attributes, std::string_view type) {
    DerReader outer(attributes);
    DerReader each = outer.enter(contextTag(0, true));
    std::optional<DerElement> found;
    std::size_t count = 0;
    while (const auto one = each.next(kTagSequence)) {
        DerReader in(one->content);
        const auto oid = in.next(kTagOid);
        DerReader values = in.enter(kTagSet);
        const auto value = values.next();
        if (!oid || !value || !in.atEnd() || ++count > kMostAttributes)
            return std::nullopt;
        if (oidText(oid->content) != type)
            continue;
        if (found || !values.atEnd())
            return std::nullopt;
        found = value;
    }
    return each.atEnd() ? found : std::nullopt;
}

bool namesDocument(ByteView attributes, const Bytes& digest) {
    const auto type = attribute(attributes, "1.2.840.113549.1.9.3");
    const auto hash = attribute(attributes, "1.2.840.113549.1.9.4");
    return type && type->tag == kTagOid && oidText(type->content) == "1.2.840.113549.1.7.1" && hash &&
           hash->tag == kTagOctetString && same(hash->content, digest);
}

Flaw checkSignature(const SignerInfo& signer, ByteView key, const Document& document) {
    const auto algorithm = digestNamed(signer.digest);
    const auto known = algorithm ? document.digests.find(*algorithm) : document.digests.end();
    if (known == document.digests.end())
        return Flaw::unknownDigest;
    Bytes signedDigest = known->second;
    if (signer.attributes) {
        if (!namesDocument(*signer.attributes, known->second))
            return Flaw::otherDocument;
        Bytes set(signer.attributes->begin(), signer.attributes->end());
        set.front() = kTagSet; // signed under the tag of a SET OF
        const auto digest = digestOf(*algorithm, set);
        if (!digest)
            return Flaw::cannotVerify;
        signedDigest = digest.value();
    }
    const auto good = verifyDigestSignature(key, signer.algorithm, *algorithm, signedDigest, signer.signature);
    if (!good)
        return good.error().reason == "gost_engine_missing" ? Flaw::cannotVerify : Flaw::wrongSignature;
    return good.value() ? Flaw::none : Flaw::wrongSignature;
}

} // namespace

Verdict checkMessage(ByteView headBytes, ByteView suffixBytes, const Document& document) {
    const auto head = headBytes.size() <= kLongestPart ? readHead(headBytes) : std::nullopt;
    if (!head || head->content.has_value() != document.attached)
        return {Flaw::badHead, {}};
    const std::uint64_t inside = document.attached ? document.size : 0;
    if (suffixBytes.size() > kLongestPart || head->content.value_or(0) != inside ||
        head->total != headBytes.size() + inside + suffixBytes.size())
        return {Flaw::wrongLength, {}};
    const auto suffix = readSuffix(suffixBytes);
    if (!suffix)
        return {Flaw::badSuffix, {}};
    if (suffix->signers.size() != 1)
        return {Flaw::notOneSigner, {}};
    const auto signer = readSigner(suffix->signers.front());
    if (!signer)
        return {Flaw::badSuffix, {}};
    if (signer->digest != head->digest)
        return {Flaw::unknownDigest, {}};
    for (const ByteView certificate : suffix->certificates)
        if (const auto key = keyOf(certificate, *signer))
            return {checkSignature(*signer, *key, document), Bytes(certificate.begin(), certificate.end())};
    return {Flaw::noCertificate, {}};
}

} // namespace token_vpnkey
