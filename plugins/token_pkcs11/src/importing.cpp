// SPDX-License-Identifier: Apache-2.0
// A private key from outside with its certificate: put there as a sensitive key that cannot leave again, read back, and
// taken away again where any of that fails. All in one log-in.
#include "inventory.hpp"
#include "key_material.hpp"
#include "operations.hpp"
#include "texts.hpp"

#include <algorithm>

namespace token_pkcs11 {
namespace {

using cryptoki::Attributes;
using reseal::sdk::view;

Failure refused(const std::string& why) {
    return Failure(RESEAL_E_UNSUPPORTED, why, texts::noPrivateImport(), "private_import_refused");
}

// What was made here goes again unless it is kept.
class Placed {
public:
    explicit Placed(Session& session) : session_(session) {}
    ~Placed() {
        for (auto at = handles_.rbegin(); at != handles_.rend(); ++at) {
            try {
                session_.destroy(*at);
            } catch (const Failure&) { // the token is gone: the next import completes what is there
            }
        }
    }
    Placed(const Placed&) = delete;
    Placed& operator=(const Placed&) = delete;

    CK_OBJECT_HANDLE add(CK_OBJECT_HANDLE handle) {
        handles_.push_back(handle);
        return handle;
    }
    void keep() { handles_.clear(); }

private:
    Session& session_;
    std::vector<CK_OBJECT_HANDLE> handles_;
};

// Before a PIN is sent: a token without the mechanisms of the key could not use it.
void checkMechanisms(Visit& visit, Family family) {
    const cryptoki::Mechanisms known = visit.library.mechanisms(visit.token.slot);
    const CK_MECHANISM_TYPE needed = family == Family::rsa       ? CKM_RSA_PKCS
                                     : family == Family::ec      ? CKM_ECDSA
                                     : family == Family::gost512 ? cryptoki::kGost512Sign
                                                                 : CKM_GOSTR3410;
    if (!known.empty() && known.find(needed) == known.end())
        throw refused("the token has no signatures by such keys");
}

void common(Attributes& shape, CK_OBJECT_CLASS kind, const Bytes& id, const std::string& label) {
    shape.number(CKA_CLASS, kind).flag(CKA_TOKEN, true).flag(CKA_PRIVATE, kind == CKO_PRIVATE_KEY);
    shape.bytes(CKA_ID, id).text(CKA_LABEL, label);
}

bool meansNo(CK_RV rv) {
    constexpr CK_RV kActionProhibited = 0x1B, kKeySize = 0x62, kDomain = 0x130, kCurve = 0x140;
    return rv == CKR_TEMPLATE_INCOMPLETE || rv == CKR_FUNCTION_NOT_SUPPORTED || rv == CKR_MECHANISM_INVALID ||
           rv == CKR_KEY_TYPE_INCONSISTENT || rv == CKR_KEY_FUNCTION_NOT_PERMITTED || rv == kActionProhibited ||
           rv == kKeySize || rv == kDomain || rv == kCurve;
}

CK_OBJECT_HANDLE create(Session& session, const Attributes& shape) {
    try {
        return session.create(shape);
    } catch (const Failure& failure) {
        if (failure.domain() == "pkcs11" &&
            (isAboutTemplate(failure.code()) || meansNo(static_cast<CK_RV>(failure.code()))))
            throw refused(failure.what()).native("pkcs11", failure.code());
        throw;
    }
}

// Modules differ in the uses that they take; none of them gets a key that could leave.
CK_OBJECT_HANDLE createPrivate(Session& session, const Attributes& material, Family family, const Bytes& id,
                               const std::string& label) {
    Attributes shape(material);
    common(shape, CKO_PRIVATE_KEY, id, label);
    shape.flag(CKA_SENSITIVE, true).flag(CKA_EXTRACTABLE, false).flag(CKA_SIGN, true);
    Attributes full(shape);
    full.flag(family == Family::rsa ? CKA_DECRYPT : CKA_DERIVE, true);
    try {
        return create(session, full);
    } catch (const Failure& failure) {
        if (failure.domain() != "pkcs11" || !isAboutTemplate(failure.code()))
            throw;
    }
    return create(session, shape);
}

// The pair that is there already: by the public key, or by a certificate that is there with it.
const KeyFacts* pairOf(const Inventory& inventory, const PublicKey& certified, const Bytes& certificate) {
    for (const KeyFacts& key : inventory.privateKeys)
        if (key.publicKey && key.publicKey->sameAs(certified))
            return &key;
    for (const CertificateFacts& one : inventory.certificates)
        if (one.value == certificate)
            return keyFor(one, inventory.privateKeys);
    return nullptr;
}

bool isTaken(const Inventory& inventory, const Bytes& id) {
    const auto has = [&](const auto& one) { return one.id == id; };
    return std::any_of(inventory.privateKeys.begin(), inventory.privateKeys.end(), has) ||
           std::any_of(inventory.certificates.begin(), inventory.certificates.end(), has);
}

// A public key that an interrupted import left behind: its id serves.
const KeyFacts* leftOver(const Inventory& inventory, const PublicKey& certified) {
    for (const KeyFacts& key : inventory.publicKeys)
        if (key.publicKey && key.publicKey->sameAs(certified) && !key.id.empty() && !isTaken(inventory, key.id))
            return &key;
    return nullptr;
}

Bytes freeId(const Inventory& inventory) {
    Bytes id = newId();
    while (isTaken(inventory, id))
        id = newId();
    return id;
}

struct Pair {
    CK_OBJECT_HANDLE privateKey = 0;
    Bytes id;
};

Pair makePair(Visit& visit, const Inventory& inventory, const PublicKey& certified, const KeyMaterial& material,
              Placed& placed) {
    Session& session = visit.session;
    const std::string& label = visit.request.label;
    const KeyFacts* const loose = leftOver(inventory, certified);
    const Bytes id = loose != nullptr ? loose->id : freeId(inventory);
    CK_OBJECT_HANDLE open = loose != nullptr ? loose->handle : 0;
    if (loose == nullptr) {
        Attributes shape(material.publicKey);
        common(shape, CKO_PUBLIC_KEY, id, label);
        open = placed.add(create(session, shape.flag(CKA_VERIFY, true)));
    }
    const auto read = publicKeyOf(session, open);
    if (!read || !read->sameAs(certified))
        throw refused("the public key reads otherwise than it was written");
    visit.request.checkpoint();
    const CK_OBJECT_HANDLE hidden =
        placed.add(createPrivate(session, material.privateKey, certified.family, id, label));
    const auto sensitive = session.read(hidden, CKA_SENSITIVE);
    if ((sensitive && !session.readFlag(hidden, CKA_SENSITIVE)) || session.readFlag(hidden, CKA_EXTRACTABLE))
        throw refused("the token would not keep the key to itself");
    return {hidden, id};
}

void addCertificate(Visit& visit, const Inventory& inventory, const Pair& pair, Placed& placed) {
    const Bytes& certificate = visit.request.certificate;
    for (const CertificateFacts& one : inventory.certificates)
        if (one.value == certificate)
            return;
    const CK_OBJECT_HANDLE stored = placed.add(storeCertificate(visit, pair.id, visit.request.label));
    const auto read = visit.session.read(stored, CKA_VALUE);
    if (!read || view(*read).substr(0, certificate.size()) != view(certificate))
        throw refused("the certificate reads otherwise than it was written");
}

} // namespace

std::vector<Bytes> importPrivateKey(Visit& visit) {
    const Request& request = visit.request;
    const auto certified = keyOfCertificate(view(request.certificate));
    if (!certified)
        throw refused("no certificate, or one with a key that PKCS#11 does not have");
    checkMechanisms(visit, certified->family);
    const KeyMaterial material = materialOf(request.privateKey, *certified);
    LogIn logIn = visit.logIn();
    const Inventory inventory = takeInventory(visit.session);
    Placed placed(visit.session);
    const KeyFacts* const there = pairOf(inventory, *certified, request.certificate);
    const Pair pair =
        there != nullptr ? Pair{there->handle, there->id} : makePair(visit, inventory, *certified, material, placed);
    addCertificate(visit, inventory, pair, placed);
    std::vector<Bytes> signatures;
    if (!request.digests.empty())
        signatures = signWith(visit, logIn, pair.privateKey);
    placed.keep();
    return signatures;
}

} // namespace token_pkcs11
