// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/certificate_request.hpp"

#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/signature_check.hpp"
#include "agent/crypto/signature_names.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace reseal::crypto {

namespace {

constexpr std::string_view kExtensionRequest = "1.2.840.113549.1.9.14";
constexpr std::size_t kMaxAttributes = 32;

Error malformed() {
    return {Category::usage, "request_malformed", N_("what the request should hold is not well-formed"), {}};
}

bool isOne(std::uint8_t tag, ByteView der) {
    DerReader reader(der);
    return reader.next(tag) && reader.atEnd();
}

// [0] IMPLICIT SET OF Attribute, in the order of DER.
std::optional<Bytes> attributesOf(const RequestContent& content) {
    std::vector<Bytes> attributes;
    if (!content.extensions.empty()) {
        if (!isOne(kTagSequence, content.extensions)) {
            return std::nullopt;
        }
        attributes.push_back(derSequence({derOid(kExtensionRequest), derElement(kTagSet, content.extensions)}));
    }
    if (!content.attributes.empty() && !isOne(kTagSet, content.attributes)) {
        return std::nullopt;
    }
    DerReader whole(content.attributes);
    DerReader further = content.attributes.empty() ? DerReader(ByteView{}) : whole.enter(kTagSet);
    while (!further.atEnd()) {
        const auto attribute = further.next(kTagSequence);
        if (!attribute || attributes.size() >= kMaxAttributes) {
            return std::nullopt;
        }
        attributes.emplace_back(attribute->whole.begin(), attribute->whole.end());
    }
    std::sort(attributes.begin(), attributes.end());
    Bytes joined;
    for (const Bytes& attribute : attributes) {
        joined.insert(joined.end(), attribute.begin(), attribute.end());
    }
    return derElement(contextTag(0, true), joined);
}

std::optional<Bytes> requestInfo(const RequestContent& content, ByteView publicKeyInfo) {
    const Bytes subject = content.subject.empty() ? derSequence({}) : content.subject;
    const auto attributes = attributesOf(content);
    if (!attributes || !isOne(kTagSequence, subject) || !isOne(kTagSequence, publicKeyInfo)) {
        return std::nullopt;
    }
    return derSequence({derInteger(0), subject, publicKeyInfo, *attributes});
}

ByteView requestedExtensions(DerReader attributes) {
    while (!attributes.atEnd()) {
        DerReader attribute = attributes.enter(kTagSequence);
        const auto oid = attribute.next(kTagOid);
        if (!oid) {
            return {};
        }
        if (oidText(oid->content) == kExtensionRequest) {
            const auto extensions = attribute.enter(kTagSet).next(kTagSequence);
            return extensions ? extensions->whole : ByteView{};
        }
    }
    return {};
}

} // namespace

Result<Bytes> makeCertificateRequest(const RequestContent& content, ByteView publicKeyInfo, const DigestSigner& sign) {
    const auto kind = kindOfPublicKey(publicKeyInfo);
    if (!kind) {
        return Error{
            Category::refused, "algorithm_unsupported", N_("signatures by keys of this kind are not supported"), {}};
    }
    const auto info = requestInfo(content, publicKeyInfo);
    if (!info) {
        return malformed();
    }
    const DigestAlgorithm algorithm = usualDigestOf(*kind);
    const auto digest = digestOf(algorithm, *info);
    if (!digest) {
        return digest.error();
    }
    const auto signature = sign(algorithm, digest.value());
    if (!signature) {
        return signature.error();
    }
    Bytes request = derSequence({*info, signatureAlgorithmOf(*kind, algorithm), derBitString(signature.value())});
    const auto verifies = verifySignedObject(request, publicKeyInfo);
    if (!verifies) {
        return verifies.error();
    }
    if (!verifies.value()) {
        return Error{Category::failed,
                     "sign_failed",
                     N_("the signature of the request is wrong: the private key does not belong to the public one"),
                     {}};
    }
    return request;
}

Result<Bytes> makeCertificateRequest(const RequestContent& content, const PrivateKey& key) {
    const auto publicKey = key.publicKeyInfo();
    if (!publicKey) {
        return publicKey.error();
    }
    return makeCertificateRequest(content, publicKey.value(), [&key](DigestAlgorithm algorithm, ByteView digest) {
        return key.sign(algorithm, digest);
    });
}

Result<RequestFields> readCertificateRequest(ByteView der) {
    DerReader outer(der, Encoding::ber);
    DerReader request = outer.enter(kTagSequence);
    DerReader info = request.enter(kTagSequence);
    const auto version = info.next(kTagInteger);
    const auto subject = info.next(kTagSequence);
    const auto publicKey = info.next(kTagSequence);
    if (!version || !subject || !publicKey || !outer.atEnd()) {
        return Error{Category::damaged, "decode_failed", N_("the certificate request is damaged"), {}};
    }
    RequestFields fields{subject->whole, publicKey->whole, {}};
    if (info.peekTag() == contextTag(0, true)) {
        fields.extensions = requestedExtensions(info.enter(contextTag(0, true)));
    }
    return fields;
}

Result<bool> verifyCertificateRequest(ByteView der) {
    const auto fields = readCertificateRequest(der);
    return fields ? verifySignedObject(der, fields.value().publicKeyInfo) : Result<bool>(fields.error());
}

} // namespace reseal::crypto
