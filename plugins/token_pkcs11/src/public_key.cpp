// SPDX-License-Identifier: Apache-2.0
// PKCS#11 2.40: RSA CKA_MODULUS, EC CKA_EC_POINT (a DER OCTET STRING; some modules leave it bare), GOST CKA_VALUE
// (x || y, little-endian, as the BIT STRING of RFC 9215 holds it inside of an OCTET STRING).
#include "public_key.hpp"

#include "der.hpp"

namespace token_pkcs11 {
namespace {

using reseal::sdk::toBytes;
using reseal::sdk::view;

std::optional<PublicKey> rsaKey(Session& session, CK_OBJECT_HANDLE key) {
    const auto modulus = session.read(key, CKA_MODULUS);
    const auto exponent = session.read(key, CKA_PUBLIC_EXPONENT);
    if (!modulus || modulus->empty() || !exponent || exponent->empty())
        return std::nullopt;
    const Bytes bits = der::sequence({der::unsignedInteger(view(*modulus)), der::unsignedInteger(view(*exponent))});
    const Bytes algorithm = der::sequence({der::oid(oids::kRsa), der::element(der::kNull, {})});
    return PublicKey{Family::rsa, der::sequence({algorithm, der::bitString(view(bits))}), {}, bits};
}

// The point itself, without the OCTET STRING around it.
Bytes pointOf(const Bytes& value) {
    const auto wrapped = der::first(view(value), der::kOctetString);
    if (wrapped && wrapped->whole.size() == value.size())
        return toBytes(wrapped->content);
    return value;
}

std::optional<PublicKey> ecKey(Session& session, CK_OBJECT_HANDLE key) {
    const auto parameters = session.read(key, CKA_EC_PARAMS);
    const auto value = session.read(key, CKA_EC_POINT);
    if (!parameters || !value || value->empty())
        return std::nullopt;
    const auto curve = der::first(view(*parameters), der::kOid);
    if (!curve)
        return std::nullopt; // explicit parameters; RFC 5480 forbids them in certificates
    const Bytes point = pointOf(*value);
    const Bytes algorithm = der::sequence({der::oid(oids::kEc), toBytes(curve->whole)});
    return PublicKey{Family::ec, der::sequence({algorithm, der::bitString(view(point))}), toBytes(curve->content),
                     point};
}

std::optional<PublicKey> gostKey(Session& session, CK_OBJECT_HANDLE key, Family family) {
    const auto parameters = session.read(key, CKA_GOSTR3410_PARAMS);
    const auto digest = session.read(key, CKA_GOSTR3411_PARAMS);
    const auto value = session.read(key, CKA_VALUE);
    const std::size_t size = family == Family::gost512 ? 128 : 64;
    if (!parameters || !value)
        return std::nullopt;
    const Bytes point = value->size() == size ? *value : pointOf(*value);
    const auto curve = der::first(view(*parameters), der::kOid);
    if (point.size() != size || !curve)
        return std::nullopt;
    std::vector<Bytes> identifiers{toBytes(curve->whole)};
    const bool ofCryptoPro = curve->content.substr(0, oids::kCryptoProCurves.size()) == oids::kCryptoProCurves;
    const auto digestOid = digest ? der::first(view(*digest), der::kOid) : std::nullopt;
    if (ofCryptoPro && digestOid) // RFC 9215 4.2: with curves of TC26 it is left out
        identifiers.push_back(toBytes(digestOid->whole));
    const std::string_view algorithm = family == Family::gost2001  ? oids::kGost2001
                                       : family == Family::gost256 ? oids::kGost256
                                                                   : oids::kGost512;
    const Bytes bits = der::element(der::kOctetString, view(point));
    return PublicKey{
        family,
        der::sequence({der::sequence({der::oid(algorithm), der::sequence(identifiers)}), der::bitString(view(bits))}),
        toBytes(curve->content), bits};
}

// The elements of TBSCertificate, its version left out.
std::optional<der::Reader> signedPart(std::string_view certificate) {
    const auto outer = der::first(certificate, der::kSequence);
    const auto tbs = outer ? der::first(outer->content, der::kSequence) : std::nullopt;
    if (!tbs)
        return std::nullopt;
    der::Reader in(tbs->content);
    in.next(0xA0);
    return in;
}

} // namespace

std::optional<PublicKey> readPublicKey(std::string_view info) {
    const auto outer = der::first(info, der::kSequence);
    if (!outer)
        return std::nullopt;
    der::Reader in(outer->content);
    const auto algorithm = in.next(der::kSequence);
    const auto bits = in.next(der::kBitString);
    if (!algorithm || !bits || bits->content.size() < 2 || bits->content.front() != '\0')
        return std::nullopt;
    der::Reader parts(algorithm->content);
    const auto oid = parts.next(der::kOid);
    if (!oid)
        return std::nullopt;
    PublicKey key{Family::rsa, toBytes(outer->whole), {}, toBytes(bits->content.substr(1))};
    if (oid->content == oids::kRsa)
        return key;
    if (oid->content == oids::kEc) {
        key.family = Family::ec;
        if (const auto curve = parts.next(der::kOid))
            key.curve = toBytes(curve->content);
        return key;
    }
    const bool two = oid->content == oids::kGost256;
    if (!two && oid->content != oids::kGost512 && oid->content != oids::kGost2001)
        return std::nullopt;
    key.family = two ? Family::gost256 : oid->content == oids::kGost512 ? Family::gost512 : Family::gost2001;
    const auto parameters = parts.next(der::kSequence);
    const auto curve = parameters ? der::first(parameters->content, der::kOid) : std::nullopt;
    if (curve)
        key.curve = toBytes(curve->content);
    return key;
}

std::optional<PublicKey> keyOfCertificate(std::string_view certificate) {
    auto in = signedPart(certificate);
    if (!in)
        return std::nullopt;
    // serialNumber, signature, issuer, validity, subject
    for (const std::uint8_t tag : {der::kInteger, der::kSequence, der::kSequence, der::kSequence, der::kSequence})
        if (!in->next(tag))
            return std::nullopt;
    const auto info = in->next(der::kSequence);
    return info ? readPublicKey(info->whole) : std::nullopt;
}

std::optional<CertificateNames> namesOfCertificate(std::string_view certificate) {
    auto in = signedPart(certificate);
    if (!in)
        return std::nullopt;
    const auto serial = in->next(der::kInteger);
    in->next(der::kSequence);
    const auto issuer = in->next(der::kSequence);
    in->next(der::kSequence);
    const auto subject = in->next(der::kSequence);
    if (!serial || !issuer || !subject)
        return std::nullopt;
    return CertificateNames{toBytes(issuer->whole), toBytes(serial->whole), toBytes(subject->whole)};
}

std::optional<Family> familyOf(Session& session, CK_OBJECT_HANDLE key) {
    const auto type = session.readNumber(key, CKA_KEY_TYPE);
    if (!type)
        return std::nullopt;
    switch (*type) {
    case CKK_RSA:
        return Family::rsa;
    case CKK_EC:
        return Family::ec;
    case CKK_GOSTR3410: { // 2001 and 2012 share their key type; the digest tells them apart
        const auto digest = session.read(key, CKA_GOSTR3411_PARAMS);
        const auto oid = digest ? der::first(view(*digest), der::kOid) : std::nullopt;
        return oid && oid->content != oids::kStreebog256 ? Family::gost2001 : Family::gost256;
    }
    case cryptoki::kGost512Key:
        return Family::gost512;
    default:
        return std::nullopt;
    }
}

std::optional<PublicKey> publicKeyOf(Session& session, CK_OBJECT_HANDLE key) {
    const auto family = familyOf(session, key);
    if (!family)
        return std::nullopt;
    std::optional<PublicKey> out;
    const bool isPrivate = session.readNumber(key, CKA_CLASS) == std::optional<CK_ULONG>(CKO_PRIVATE_KEY);
    if (*family == Family::rsa)
        out = rsaKey(session, key);
    else if (*family == Family::ec)
        out = ecKey(session, key);
    else if (!isPrivate) // CKA_VALUE of a private key is the key itself: not asked for
        out = gostKey(session, key, *family);
    if (out)
        return out;
    const auto info = session.read(key, cryptoki::kPublicKeyInfo);
    return info ? readPublicKey(view(*info)) : std::nullopt;
}

} // namespace token_pkcs11
