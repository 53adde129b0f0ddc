// SPDX-License-Identifier: Apache-2.0
// RSA key transport (PKCS#1 v1.5 and OAEP), ECDH (the x coordinate as it is), VKO GOST R 34.10 (RFC 7836, without a
// further KDF).
#include "der.hpp"
#include "inventory.hpp"
#include "operations.hpp"
#include "texts.hpp"

namespace token_pkcs11 {
namespace {

using cryptoki::Attributes;
using reseal::sdk::view;

Failure otherKind() {
    return Failure(RESEAL_E_INVALID, "the two keys of the agreement do not go together", texts::otherKey(),
                   "keys_do_not_match");
}

Attributes shapeOf(CK_KEY_TYPE type) {
    Attributes shape;
    shape.number(CKA_CLASS, CKO_SECRET_KEY).number(CKA_KEY_TYPE, type).flag(CKA_TOKEN, false);
    shape.flag(CKA_SENSITIVE, false).flag(CKA_EXTRACTABLE, true);
    return shape;
}

CK_OBJECT_HANDLE agreeEc(Session& session, CK_OBJECT_HANDLE key, PublicKey& peer) {
    cryptoki::EcdhParams params{cryptoki::kDirectKdf, 0, nullptr, peer.bits.size(), peer.bits.data()};
    Attributes shape = shapeOf(CKK_GENERIC_SECRET);
    if (peer.bits.size() > 2 && peer.bits.front() == 4) // uncompressed
        shape.number(CKA_VALUE_LEN, (peer.bits.size() - 1) / 2);
    return session.derive({CKM_ECDH1_DERIVE, &params, sizeof params}, key, shape);
}

CK_OBJECT_HANDLE agreeGost(Session& session, CK_OBJECT_HANDLE key, const PublicKey& peer, Bytes ukm) {
    const auto inner = der::first(view(peer.bits), der::kOctetString);
    if (!inner)
        throw otherKind();
    Bytes point = reseal::sdk::toBytes(inner->content);
    cryptoki::GostDeriveParams params{cryptoki::kDirectKdf, point.data(), point.size(), ukm.data(), ukm.size()};
    const CK_MECHANISM_TYPE type = peer.family == Family::gost2001 ? CKM_GOSTR3410_DERIVE : cryptoki::kGost2012Derive;
    return session.derive({type, &params, sizeof params}, key, shapeOf(CKK_GOST28147));
}

} // namespace

Secret decryptWithKey(Visit& visit) {
    const TransportForm form = readTransportAlgorithm(visit.request.transportAlgorithm);
    const ObjectName name = visit.request.keyName();
    LogIn logIn = visit.logIn();
    const CK_OBJECT_HANDLE key = findPrivateKey(visit.session, name);
    if (familyOf(visit.session, key) != std::optional<Family>(Family::rsa))
        throw Failure(RESEAL_E_INVALID, "the key is none of RSA", texts::otherKey(), "keys_do_not_match");
    const bool eachTime = logIn.done() && visit.session.readFlag(key, CKA_ALWAYS_AUTHENTICATE);
    cryptoki::OaepParams oaep{};
    CK_MECHANISM mechanism{CKM_RSA_PKCS, nullptr, 0};
    if (form.oaep) {
        oaep = {form.hash->mechanism, form.mgfHash->mgf, cryptoki::kSpecifiedLabel,
                form.label.empty() ? nullptr : form.label.data(), form.label.size()};
        mechanism = {CKM_RSA_PKCS_OAEP, &oaep, sizeof oaep};
    }
    visit.session.decryptInit(mechanism, key);
    if (eachTime)
        logIn.forThisUse();
    return visit.session.decrypt(visit.request.ciphertext);
}

Secret deriveSecret(Visit& visit) {
    auto peer = readPublicKey(view(visit.request.peerKey));
    if (!peer || peer->family == Family::rsa)
        throw Failure(RESEAL_E_INVALID, "no public key to agree with", texts::otherKey(), "peer_key_damaged");
    const ObjectName name = visit.request.keyName();
    const LogIn logIn = visit.logIn();
    const CK_OBJECT_HANDLE key = findPrivateKey(visit.session, name);
    const auto family = familyOf(visit.session, key);
    if (!family || isGost(*family) != isGost(peer->family) ||
        (*family == Family::gost512) != (peer->family == Family::gost512))
        throw otherKind();
    const CK_OBJECT_HANDLE made = isGost(peer->family) ? agreeGost(visit.session, key, *peer, visit.request.ukm)
                                                       : agreeEc(visit.session, key, *peer);
    auto value = visit.session.readSecret(made, CKA_VALUE);
    visit.session.destroy(made);
    if (!value || value->empty())
        throw Failure(RESEAL_E_UNSUPPORTED, "the token keeps the agreed key to itself", texts::tokenCannot(),
                      "agreed_key_withheld");
    return *std::move(value);
}

} // namespace token_pkcs11
