// SPDX-License-Identifier: Apache-2.0
#include "inventory.hpp"

#include "der.hpp"
#include "texts.hpp"

#include <algorithm>
#include <ctime>

namespace token_pkcs11 {
namespace {

using cryptoki::Attributes;
using reseal::sdk::Failure;
using reseal::sdk::toBytes;
using reseal::sdk::view;

std::string labelOf(Session& session, CK_OBJECT_HANDLE object) {
    const auto value = session.read(object, CKA_LABEL);
    if (!value)
        return {};
    return cryptoki::textOf(value->data(), value->size());
}

// Days since 1970 of a date of the Gregorian calendar.
std::int64_t daysOf(std::int64_t year, std::int64_t month, std::int64_t day) {
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = year / 400;
    const std::int64_t ofEra = year - era * 400;
    const std::int64_t ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468;
}

// CK_DATE: eight digits. The key serves until the end of that day, UTC.
std::int64_t endOf(Session& session, CK_OBJECT_HANDLE key) {
    const auto date = session.read(key, CKA_END_DATE);
    if (!date || date->size() != 8)
        return 0;
    std::int64_t digits = 0;
    for (const std::uint8_t c : *date) {
        if (c < '0' || c > '9')
            return 0;
        digits = digits * 10 + (c - '0');
    }
    const std::int64_t month = digits / 100 % 100;
    const std::int64_t day = digits % 100;
    if (digits / 10000 < 1970 || month < 1 || month > 12 || day < 1 || day > 31)
        return 0;
    return (daysOf(digits / 10000, month, day) + 1) * 86400000;
}

std::vector<CertificateFacts> certificatesOf(Session& session) {
    std::vector<CertificateFacts> out;
    for (const CK_OBJECT_HANDLE handle : session.find(Attributes().number(CKA_CLASS, CKO_CERTIFICATE))) {
        const auto value = session.read(handle, CKA_VALUE);
        const auto whole = value ? der::first(view(*value), der::kSequence) : std::nullopt;
        if (!whole)
            continue; // elsewhere (CKA_URL), another kind, or damaged
        out.push_back({handle, session.read(handle, CKA_ID).value_or(Bytes()), labelOf(session, handle),
                       toBytes(whole->whole), keyOfCertificate(whole->whole)});
    }
    return out;
}

bool sameKey(const std::optional<PublicKey>& one, const std::optional<PublicKey>& other) {
    return one && other && one->sameAs(*other);
}

// A private key that does not tell its public half may have a public object beside it.
void complete(KeyFacts& key, const std::vector<KeyFacts>& publicKeys) {
    if (key.publicKey || key.id.empty())
        return;
    const KeyFacts* only = nullptr;
    for (const KeyFacts& one : publicKeys) {
        if (one.id != key.id || one.family != key.family || !one.publicKey)
            continue;
        if (only != nullptr && !sameKey(only->publicKey, one.publicKey))
            return; // two that could be it: neither is proof
        only = &one;
    }
    if (only != nullptr)
        key.publicKey = only->publicKey;
}

ObjectName nameOf(const KeyFacts& key, const std::vector<KeyFacts>& all) {
    const auto sharing = [&](bool label) {
        return std::count_if(all.begin(), all.end(), [&](const KeyFacts& other) {
            return other.id == key.id && (!label || other.label == key.label);
        });
    };
    ObjectName name{CKO_PRIVATE_KEY, key.id, {}, {}};
    if (key.id.empty() || sharing(false) > 1)
        name.label = key.label;
    if (!name.label.empty() && sharing(true) > 1 && key.publicKey)
        name.mark = markOf(key.publicKey->bits);
    return name;
}

} // namespace

const KeyFacts* keyFor(const CertificateFacts& certificate, const std::vector<KeyFacts>& pairs) {
    for (const KeyFacts& pair : pairs)
        if (sameKey(certificate.publicKey, pair.publicKey))
            return &pair;
    for (const KeyFacts& pair : pairs)
        if (!pair.publicKey && !pair.id.empty() && pair.id == certificate.id && certificate.publicKey &&
            pair.family == certificate.publicKey->family)
            return &pair;
    return nullptr;
}

bool Inventory::hasCertificateFor(const PublicKey& key) const {
    return std::any_of(certificates.begin(), certificates.end(),
                       [&](const CertificateFacts& one) { return one.publicKey && one.publicKey->sameAs(key); });
}

std::vector<KeyFacts> keysOf(Session& session, CK_OBJECT_CLASS kind) {
    std::vector<KeyFacts> out;
    for (const CK_OBJECT_HANDLE handle : session.find(Attributes().number(CKA_CLASS, kind)))
        out.push_back({handle, session.read(handle, CKA_ID).value_or(Bytes()), labelOf(session, handle),
                       familyOf(session, handle), publicKeyOf(session, handle), endOf(session, handle)});
    return out;
}

Inventory takeInventory(Session& session) {
    Inventory out{certificatesOf(session), keysOf(session, CKO_PRIVATE_KEY), keysOf(session, CKO_PUBLIC_KEY)};
    for (KeyFacts& key : out.privateKeys)
        complete(key, out.publicKeys);
    return out;
}

std::vector<reseal::sdk::ObjectInfo> describe(const Inventory& inventory, const std::string& token, bool hidden) {
    const bool standIn = hidden && inventory.privateKeys.empty();
    const std::vector<KeyFacts>& pairs = standIn ? inventory.publicKeys : inventory.privateKeys;
    std::vector<reseal::sdk::ObjectInfo> out;
    std::vector<const KeyFacts*> certified;
    for (const CertificateFacts& one : inventory.certificates) {
        reseal::sdk::ObjectInfo object;
        object.id = cryptoki::uriOf(token, {CKO_CERTIFICATE, one.id, one.label, markOf(one.value)});
        object.label = one.label;
        object.certificate = one.value;
        if (one.publicKey)
            object.publicKey = one.publicKey->info;
        if (const KeyFacts* const key = keyFor(one, pairs)) {
            object.key = cryptoki::uriOf(token, nameOf(*key, pairs));
            object.keyEndsMs = key->endsMs;
            certified.push_back(key);
        }
        out.push_back(std::move(object));
    }
    for (const KeyFacts& key : pairs) {
        const ObjectName name = nameOf(key, pairs);
        if (std::find(certified.begin(), certified.end(), &key) != certified.end() ||
            (name.id.empty() && name.label.empty()))
            continue;
        reseal::sdk::ObjectInfo object;
        object.id = object.key = cryptoki::uriOf(token, name);
        object.label = key.label;
        object.keyEndsMs = key.endsMs;
        if (key.publicKey)
            object.publicKey = key.publicKey->info;
        out.push_back(std::move(object));
    }
    return out;
}

std::string markOf(const Bytes& value) { // FNV-1a
    std::uint64_t sum = 14695981039346656037U;
    for (const std::uint8_t byte : value)
        sum = (sum ^ byte) * 1099511628211U;
    Bytes bytes;
    for (unsigned shift = 64; shift > 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(sum >> (shift - 8)));
    return reseal::sdk::hex(bytes);
}

CK_OBJECT_HANDLE findPrivateKey(Session& session, const ObjectName& name) {
    Attributes wanted;
    wanted.number(CKA_CLASS, CKO_PRIVATE_KEY);
    if (!name.id.empty())
        wanted.bytes(CKA_ID, name.id);
    else
        wanted.text(CKA_LABEL, name.label);
    auto handles = session.find(wanted);
    if (handles.size() > 1 && (!name.mark.empty() || (!name.id.empty() && !name.label.empty()))) {
        const Inventory inventory = takeInventory(session);
        handles.clear();
        for (const KeyFacts& key : inventory.privateKeys)
            if ((name.id.empty() || key.id == name.id) && (name.label.empty() || key.label == name.label) &&
                (name.mark.empty() || (key.publicKey && markOf(key.publicKey->bits) == name.mark)))
                handles.push_back(key.handle);
    }
    if (handles.empty())
        throw Failure(RESEAL_E_NOT_FOUND, "no private key of that name", texts::noKey(), "key_not_found");
    if (handles.size() > 1)
        throw Failure(RESEAL_E_NOT_FOUND, "several private keys of that name", texts::severalKeys(), "key_ambiguous");
    return handles.front();
}

std::vector<CK_OBJECT_HANDLE> findObject(Session& session, const ObjectName& name) {
    std::vector<CK_OBJECT_HANDLE> out;
    if (name.kind == CKO_CERTIFICATE) {
        for (const CertificateFacts& one : certificatesOf(session))
            if ((name.id.empty() || one.id == name.id) && (name.label.empty() || one.label == name.label) &&
                (name.mark.empty() || markOf(one.value) == name.mark))
                out.push_back(one.handle);
        if (out.size() > 1)
            throw Failure(RESEAL_E_NOT_FOUND, "several certificates of that name", texts::severalKeys(),
                          "object_ambiguous");
        return out;
    }
    CK_OBJECT_HANDLE handle = 0;
    try {
        handle = findPrivateKey(session, name);
    } catch (const Failure& failure) {
        if (failure.reason() == "key_not_found")
            return out;
        throw;
    }
    const Inventory inventory = takeInventory(session);
    const auto own = std::find_if(inventory.privateKeys.begin(), inventory.privateKeys.end(),
                                  [&](const KeyFacts& key) { return key.handle == handle; });
    out.push_back(handle);
    for (const KeyFacts& other : inventory.publicKeys)
        if (own != inventory.privateKeys.end() && sameKey(other.publicKey, own->publicKey))
            out.push_back(other.handle);
    return out;
}

} // namespace token_pkcs11
