// SPDX-License-Identifier: Apache-2.0
// Objects put onto a token and taken away, its PIN, and what it tells without one.
#include "inventory.hpp"
#include "operations.hpp"
#include "texts.hpp"

#include <algorithm>

namespace token_pkcs11 {
namespace {

using cryptoki::Attributes;
using reseal::sdk::view;

// The pair that the certificate belongs to: by the public key; where that does not tell, the key that the call names.
const KeyFacts* pairFor(const Inventory& inventory, const PublicKey& certified, const Request& request) {
    for (const auto* const keys : {&inventory.privateKeys, &inventory.publicKeys})
        for (const KeyFacts& key : *keys)
            if (key.publicKey && key.publicKey->sameAs(certified))
                return &key;
    if (request.key.empty())
        return nullptr;
    const ObjectName named = request.keyName();
    const auto at = std::find_if(inventory.privateKeys.begin(), inventory.privateKeys.end(), [&](const KeyFacts& key) {
        return !key.publicKey && !named.id.empty() && key.id == named.id && key.family == certified.family;
    });
    return at != inventory.privateKeys.end() ? &*at : nullptr;
}

Attributes certificateShape(const Bytes& certificate, const CertificateNames& names, const Bytes& id,
                            const std::string& label) {
    Attributes shape;
    shape.number(CKA_CLASS, CKO_CERTIFICATE).number(CKA_CERTIFICATE_TYPE, CKC_X_509).flag(CKA_TOKEN, true);
    shape.flag(CKA_PRIVATE, false).text(CKA_LABEL, label).bytes(CKA_VALUE, certificate);
    shape.bytes(CKA_SUBJECT, names.subject).bytes(CKA_ISSUER, names.issuer).bytes(CKA_SERIAL_NUMBER, names.serial);
    return id.empty() ? shape : shape.bytes(CKA_ID, id);
}

Failure notACertificate() {
    return Failure(RESEAL_E_INVALID, "no certificate with a key that PKCS#11 has", texts::notACertificate(),
                   "certificate_damaged");
}

} // namespace

std::vector<reseal::sdk::ObjectInfo> listObjects(Visit& visit) {
    const bool asksForPin = pinStateOf(visit.library, visit.token.slot, visit.token.info).needed;
    std::optional<LogIn> logIn;
    if (visit.request.hasPin)
        logIn.emplace(visit.session, visit.library, visit.token.info, visit.request);
    return describe(takeInventory(visit.session), visit.token.uri, asksForPin && !logIn);
}

CK_OBJECT_HANDLE storeCertificate(Visit& visit, const Bytes& id, const std::string& label) {
    const auto names = namesOfCertificate(view(visit.request.certificate));
    if (!names)
        throw notACertificate();
    return visit.session.create(certificateShape(visit.request.certificate, *names, id, label));
}

std::vector<Bytes> importObject(Visit& visit) {
    const Request& request = visit.request;
    if (!request.privateKey.empty())
        return importPrivateKey(visit);
    const auto certified = keyOfCertificate(view(request.certificate));
    if (!certified || !namesOfCertificate(view(request.certificate)))
        throw notACertificate();
    const LogIn logIn = visit.logIn();
    const Inventory inventory = takeInventory(visit.session);
    for (const CertificateFacts& one : inventory.certificates)
        if (one.value == request.certificate)
            return {};
    const KeyFacts* const key = pairFor(inventory, *certified, request);
    if (key == nullptr)
        throw Failure(RESEAL_E_NOT_FOUND, "the token has no key for this certificate", texts::noKeyForCertificate(),
                      "key_not_found");
    request.checkpoint();
    const std::string& label = request.label.empty() ? key->label : request.label;
    storeCertificate(visit, key->id, label);
    return {};
}

bool removeObject(Visit& visit) {
    const ObjectName name = visit.request.objectName();
    const LogIn logIn = visit.logIn();
    for (const CK_OBJECT_HANDLE handle : findObject(visit.session, name)) {
        visit.request.checkpoint();
        visit.session.destroy(handle);
    }
    return true;
}

bool changeUserPin(Visit& visit) {
    changePin(visit.session, visit.library, visit.token.info, visit.request);
    return true;
}

std::int64_t userTriesLeft(Visit& visit) {
    const PinState state = pinStateOf(visit.library, visit.token.slot, visit.token.info);
    if (const auto tries = state.triesLeft())
        return *tries;
    if (state.countLow)
        throw Failure(RESEAL_E_UNSUPPORTED, "a wrong PIN was entered; the token does not say how many tries are left",
                      texts::pinCountLow(), "pin_count_low");
    throw Failure(RESEAL_E_UNSUPPORTED, "the token does not say how many tries are left", texts::triesNotSaid(),
                  "tries_not_said");
}

} // namespace token_pkcs11
