// SPDX-License-Identifier: Apache-2.0
#include "key_material.hpp"

#include "der.hpp"
#include "texts.hpp"

#include <algorithm>

namespace token_pkcs11 {
namespace {

using cryptoki::Attributes;
using reseal::sdk::Failure;
using reseal::sdk::Secret;
using reseal::sdk::view;

constexpr std::string_view kGost94("\x2A\x85\x03\x02\x02\x1E\x01", 7); // GOST R 34.11-94, CryptoPro

Failure damaged(const char* why) { return Failure(RESEAL_E_INVALID, why, texts::keyDamaged(), "key_damaged"); }

std::string_view withoutZeros(std::string_view number) {
    return number.substr(std::min(number.find_first_not_of('\0'), number.size()));
}

std::string_view numberIn(der::Reader& in) {
    const auto number = in.next(der::kInteger);
    if (!number || number->content.empty())
        throw damaged("a number of the RSA key is missing");
    return withoutZeros(number->content);
}

KeyMaterial rsa(std::string_view key, const PublicKey& certified) {
    const auto whole = der::first(key, der::kSequence);
    const auto open = der::first(view(certified.bits), der::kSequence);
    if (!whole || !open)
        throw damaged("no RSAPrivateKey");
    der::Reader in(whole->content);
    in.next(der::kInteger); // version
    KeyMaterial made;
    made.privateKey.number(CKA_KEY_TYPE, CKK_RSA);
    made.publicKey.number(CKA_KEY_TYPE, CKK_RSA);
    der::Reader certificate(open->content);
    for (const CK_ATTRIBUTE_TYPE type : {CKA_MODULUS, CKA_PUBLIC_EXPONENT}) {
        const std::string_view number = numberIn(in);
        if (number != numberIn(certificate))
            throw damaged("the RSA key is that of another certificate");
        made.privateKey.text(type, number);
        made.publicKey.text(type, number);
    }
    for (const CK_ATTRIBUTE_TYPE type :
         {CKA_PRIVATE_EXPONENT, CKA_PRIME_1, CKA_PRIME_2, CKA_EXPONENT_1, CKA_EXPONENT_2, CKA_COEFFICIENT})
        made.privateKey.text(type, numberIn(in));
    return made;
}

KeyMaterial ec(std::string_view key, const PublicKey& certified) {
    const auto whole = der::first(key, der::kSequence);
    der::Reader in(whole ? whole->content : std::string_view());
    in.next(der::kInteger); // version
    const auto number = in.next(der::kOctetString);
    if (!number || number->content.empty() || certified.curve.empty())
        throw damaged("no ECPrivateKey on a named curve");
    in.next(0xA0); // the curve again
    const auto own = in.next(0xA1);
    const auto point = own ? der::first(own->content, der::kBitString) : std::nullopt;
    const bool same = !point || point->content.size() != certified.bits.size() + 1 ||
                      point->content.substr(1) == view(certified.bits);
    if (!same)
        throw damaged("the EC key is that of another certificate");
    KeyMaterial made;
    for (Attributes* const one : {&made.privateKey, &made.publicKey})
        one->number(CKA_KEY_TYPE, CKK_EC).bytes(CKA_EC_PARAMS, der::oid(view(certified.curve)));
    made.privateKey.text(CKA_VALUE, number->content);
    made.publicKey.bytes(CKA_EC_POINT, der::element(der::kOctetString, view(certified.bits)));
    return made;
}

// Little-endian, of the whole size: as it is, in an OCTET STRING, or as an INTEGER.
Secret gostNumber(std::string_view key, std::size_t size) {
    const auto octets = der::first(key, der::kOctetString);
    if (octets && octets->whole.size() == key.size() && octets->content.size() == size)
        return Secret(octets->content);
    if (key.size() == size)
        return Secret(key);
    const auto integer = der::first(key, der::kInteger);
    const std::string_view number = integer ? withoutZeros(integer->content) : std::string_view();
    if (number.empty() || number.size() > size)
        throw damaged("no number of a GOST key, or a masked one");
    Secret turned(Bytes(size).data(), size);
    std::reverse_copy(number.begin(), number.end(), const_cast<std::uint8_t*>(turned.data()));
    return turned;
}

KeyMaterial gost(std::string_view key, std::string_view parameters, const PublicKey& certified) {
    const bool big = certified.family == Family::gost512;
    const auto point = der::first(view(certified.bits), der::kOctetString);
    if (!point || point->content.size() != (big ? 128U : 64U) || certified.curve.empty())
        throw damaged("no GOST key on a named curve");
    der::Reader names(parameters);
    names.next(der::kOid); // the curve
    const auto named = names.next(der::kOid);
    const std::string_view digest = named                                  ? named->content
                                    : big                                  ? oids::kStreebog512
                                    : certified.family == Family::gost2001 ? kGost94
                                                                           : oids::kStreebog256;
    KeyMaterial made;
    for (Attributes* const one : {&made.privateKey, &made.publicKey}) {
        one->number(CKA_KEY_TYPE, big ? cryptoki::kGost512Key : CKK_GOSTR3410);
        one->bytes(CKA_GOSTR3410_PARAMS, der::oid(view(certified.curve))).bytes(CKA_GOSTR3411_PARAMS, der::oid(digest));
    }
    made.privateKey.text(CKA_VALUE, gostNumber(key, big ? 64 : 32).view());
    made.publicKey.text(CKA_VALUE, point->content);
    return made;
}

} // namespace

KeyMaterial materialOf(const Secret& pkcs8, const PublicKey& certified) {
    const auto whole = der::first(pkcs8.view(), der::kSequence);
    der::Reader in(whole ? whole->content : std::string_view());
    in.next(der::kInteger); // version
    const auto algorithm = in.next(der::kSequence);
    const auto key = in.next(der::kOctetString);
    if (!algorithm || !key)
        throw damaged("no PrivateKeyInfo");
    if (certified.family == Family::rsa)
        return rsa(key->content, certified);
    if (certified.family == Family::ec)
        return ec(key->content, certified);
    der::Reader parts(algorithm->content);
    parts.next(der::kOid);
    const auto parameters = parts.next(der::kSequence);
    return gost(key->content, parameters ? parameters->content : std::string_view(), certified);
}

} // namespace token_pkcs11
