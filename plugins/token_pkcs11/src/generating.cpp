// SPDX-License-Identifier: Apache-2.0
// Key pairs. The same label again gives the pair that is there, as long as it has no certificate.
#include "der.hpp"
#include "inventory.hpp"
#include "operations.hpp"
#include "texts.hpp"

#include <random>

namespace token_pkcs11 {
namespace {

using cryptoki::Attributes;
using reseal::sdk::view;

// Bits of an RSA modulus; 0 where the key is none.
std::size_t modulusBits(const PublicKey& key) {
    const auto sequence = der::first(view(key.bits), der::kSequence);
    const auto modulus = sequence ? der::first(sequence->content, der::kInteger) : std::nullopt;
    if (!modulus || modulus->content.empty())
        return 0;
    return (modulus->content.size() - (modulus->content.front() == '\0' ? 1 : 0)) * 8;
}

bool isOfKind(const PublicKey& key, const KeyKind& kind) {
    if (key.family != kind.family)
        return false;
    return kind.family == Family::rsa ? modulusBits(key) == kind.bits : view(key.curve) == kind.curve;
}

Attributes publicShape(const KeyKind& kind, const Bytes& id, const std::string& label) {
    Attributes shape;
    shape.flag(CKA_TOKEN, true).flag(CKA_PRIVATE, false).bytes(CKA_ID, id).text(CKA_LABEL, label);
    shape.flag(CKA_VERIFY, true);
    if (kind.family == Family::rsa)
        return shape.number(CKA_MODULUS_BITS, kind.bits).bytes(CKA_PUBLIC_EXPONENT, {1, 0, 1}).flag(CKA_ENCRYPT, true);
    if (kind.family == Family::ec)
        return shape.bytes(CKA_EC_PARAMS, der::oid(kind.curve));
    shape.number(CKA_KEY_TYPE, kind.family == Family::gost512 ? cryptoki::kGost512Key : CKK_GOSTR3410);
    return shape.bytes(CKA_GOSTR3410_PARAMS, der::oid(kind.curve)).bytes(CKA_GOSTR3411_PARAMS, der::oid(kind.digest));
}

// `plain`: only what every module takes.
Attributes privateShape(const KeyKind& kind, const Bytes& id, const std::string& label, bool plain) {
    Attributes shape;
    shape.flag(CKA_TOKEN, true).flag(CKA_PRIVATE, true).bytes(CKA_ID, id).text(CKA_LABEL, label);
    if (isGost(kind.family))
        shape.number(CKA_KEY_TYPE, kind.family == Family::gost512 ? cryptoki::kGost512Key : CKK_GOSTR3410);
    shape.flag(CKA_SIGN, true);
    if (plain)
        return shape;
    shape.flag(kind.family == Family::rsa ? CKA_DECRYPT : CKA_DERIVE, true);
    return shape.flag(CKA_SENSITIVE, true).flag(CKA_EXTRACTABLE, false);
}

cryptoki::KeyPair makePair(Session& session, const KeyKind& kind, const std::string& label, const Bytes& id) {
    const CK_MECHANISM mechanism{kind.mechanism, nullptr, 0};
    try {
        return session.generate(mechanism, publicShape(kind, id, label), privateShape(kind, id, label, false));
    } catch (const Failure& failure) {
        if (failure.domain() != "pkcs11" || !isAboutTemplate(failure.code()))
            throw;
    }
    return session.generate(mechanism, publicShape(kind, id, label), privateShape(kind, id, label, true));
}

reseal::sdk::GeneratedKey answer(const Visit& visit, const Bytes& id, const std::string& label, const PublicKey& key) {
    const ObjectName name{CKO_PRIVATE_KEY, id, id.empty() ? label : "", {}};
    return {cryptoki::uriOf(visit.token.uri, name), key.info};
}

} // namespace

Bytes newId() {
    constexpr std::size_t size = 16;
    std::random_device random;
    Bytes id;
    while (id.size() < size)
        id.push_back(static_cast<std::uint8_t>(random()));
    return id;
}

bool isAboutTemplate(std::int64_t code) {
    const auto rv = static_cast<CK_RV>(code);
    return rv == CKR_TEMPLATE_INCONSISTENT || rv == CKR_ATTRIBUTE_TYPE_INVALID || rv == CKR_ATTRIBUTE_VALUE_INVALID ||
           rv == CKR_ATTRIBUTE_READ_ONLY;
}

reseal::sdk::GeneratedKey generateKey(Visit& visit) {
    const Request& request = visit.request;
    const KeyKind* const kind = keyKind(request.algorithm);
    if (kind == nullptr)
        throw Failure(RESEAL_E_UNSUPPORTED, "PKCS#11 has no such keys", texts::tokenCannot(), "algorithm_unsupported");
    if (request.label.empty())
        throw Failure(RESEAL_E_INVALID, "a key pair without a label");
    const LogIn logIn = visit.logIn();
    const Inventory inventory = takeInventory(visit.session);
    for (const KeyFacts& key : inventory.privateKeys)
        if (key.label == request.label && key.publicKey && isOfKind(*key.publicKey, *kind) &&
            !inventory.hasCertificateFor(*key.publicKey))
            return answer(visit, key.id, key.label, *key.publicKey);
    request.checkpoint();
    const Bytes id = newId();
    const cryptoki::KeyPair pair = makePair(visit.session, *kind, request.label, id);
    const auto made = publicKeyOf(visit.session, pair.publicKey);
    if (!made || !isOfKind(*made, *kind))
        throw Failure(RESEAL_E_UNREACHABLE, "the new public key cannot be read", texts::tokenTrouble(),
                      "token_trouble");
    // Modules that choose the id themselves.
    return answer(visit, visit.session.read(pair.privateKey, CKA_ID).value_or(id), request.label, *made);
}

} // namespace token_pkcs11
