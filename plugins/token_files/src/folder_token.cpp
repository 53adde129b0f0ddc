// SPDX-License-Identifier: Apache-2.0
#include "folder_token.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/generator.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "new_key.hpp"
#include "operations.hpp"
#include "system/files.hpp"
#include "texts.hpp"
#include "walk.hpp"

#include <algorithm>
#include <charconv>

namespace token_files {

using reseal::Bytes;
using reseal::Secret;
using namespace reseal::crypto;
using reseal::sdk::Failure;
using reseal::sdk::GeneratedKey;
using reseal::sdk::ObjectInfo;
using reseal::sdk::TokenCall;
using reseal::sdk::TokenInfo;

namespace {

std::unique_ptr<KeySource> sourceFor(const Found& found) {
    switch (found.kind) {
    case Kind::container:
        return containerSource(found.path, found.id);
    case Kind::pkcs12:
        return storeSource(found.path, found.id);
    default:
        return pemSource(found.path, found.id);
    }
}

Failure noKey() { return Failure(RESEAL_E_NOT_FOUND, "no such key in the folder", texts::noKey(), "key_missing"); }

struct Given { // the PIN of a call, which may have none
    explicit Given(const TokenCall& call) {
        if (call.hasPin())
            secret = secretOf(call.pin());
        password = call.hasPin() ? &secret : nullptr;
    }
    Given(const Given&) = delete;
    Given& operator=(const Given&) = delete;
    Secret secret;
    Password password = nullptr;
};

bool isUnknown(const reseal::Sha256& hash) {
    return std::all_of(hash.begin(), hash.end(), [](std::uint8_t octet) { return octet == 0; });
}

// Kazakh key files carry the SubjectKeyIdentifier in their names, which tells even of a locked one.
bool belongs(const Item& certificate, const Item& key) {
    if (!isUnknown(key.spki))
        return certificate.spki == key.spki;
    if (!key.fingerprint.empty())
        return certificate.fingerprint == key.fingerprint;
    const std::string keyId = reseal::toHex(certificate.keyId);
    return !keyId.empty() && key.info.label.find(keyId) != std::string::npos;
}

// A certificate that lies beside its key becomes the key's; the others stay objects of their own.
std::vector<Item> merged(std::vector<Item> items) {
    std::vector<Item> keys, certificates;
    for (Item& item : items)
        (item.info.key.empty() ? certificates : keys).push_back(std::move(item));
    for (Item& certificate : certificates) {
        const auto key = std::find_if(keys.begin(), keys.end(), [&](const Item& one) {
            return belongs(certificate, one) &&
                   (one.info.certificate.empty() || one.info.certificate == certificate.info.certificate);
        });
        if (key == keys.end())
            keys.push_back(std::move(certificate));
        else
            key->info.certificate = certificate.info.certificate;
    }
    return keys;
}

std::vector<Item> itemsOf(const Sources& sources, Password password, const reseal::sdk::Call& call) {
    std::vector<Item> all;
    for (const auto& source : sources) {
        call.checkpoint();
        for (Item& item : source->items(password))
            all.push_back(std::move(item));
    }
    return all;
}

} // namespace

TokenInfo FolderToken::describe(const Place& place) {
    TokenInfo token;
    token.id = place.id;
    token.label = place.label;
    token.model = place.model;
    token.can = {"sign", "decrypt", "derive", "export_key"};
    if (reseal::system::mayWrite(place.path)) {
        token.algorithms = {"gost-2012-256", "gost-2012-512", "kz-gost-2015-512", "kz-gost-2015-256", "rsa-2048",
                            "rsa-3072",      "rsa-4096",      "ec-p256",          "ec-p384"};
        for (const char* const function : {"generate", "import_object", "remove_object", "change_pin"})
            token.can.emplace_back(function);
    }
    return token;
}

Sources FolderToken::sources(const reseal::sdk::Call& call) const {
    Sources sources;
    for (const Found& found : walk(place_.path, [&call] { call.checkpoint(); }))
        sources.push_back(sourceFor(found));
    return sources;
}

std::unique_ptr<KeySource> FolderToken::sourceOf(const std::string& id) const {
    const auto found = find(place_.path, id.substr(0, id.rfind('#')));
    return found.empty() ? nullptr : sourceFor(found.front());
}

FolderToken::Target FolderToken::target(const std::string& id) const {
    const auto mark = id.rfind('#');
    Target target;
    if (mark != std::string::npos)
        std::from_chars(id.data() + mark + 1, id.data() + id.size(), target.number);
    target.source = sourceOf(id);
    if (!target.source || target.number == 0)
        throw noKey();
    return target;
}

std::vector<ObjectInfo> FolderToken::objects(const TokenCall& call) const {
    const Given given(call);
    auto items = itemsOf(sources(call), given.password, call);
    const bool locked = std::any_of(items.begin(), items.end(), [](const Item& item) { return item.locked; });
    const bool opened = std::any_of(items.begin(), items.end(), [](const Item& item) { return item.opened; });
    if (given.password != nullptr && locked && !opened)
        throw Failure(RESEAL_E_PIN_INCORRECT, "the password opens nothing here", texts::wrongPassword(),
                      "password_wrong");
    std::vector<ObjectInfo> infos;
    for (Item& item : merged(std::move(items)))
        infos.push_back(std::move(item.info));
    return infos;
}

PrivateKey FolderToken::open(const TokenCall& call) const {
    const Given given(call);
    const Target which = target(call.key());
    return which.source->open(which.number, given.password);
}

PrivateKey FolderToken::openForExport(const TokenCall& call) const {
    const Target which = target(call.key());
    if (!which.source->mayExport(which.number))
        throw Failure(RESEAL_E_NOT_EXPORTABLE, "the container marks its key as not exportable", texts::notExportable(),
                      "not_exportable");
    return open(call);
}

GeneratedKey FolderToken::generate(const TokenCall& call) const {
    const Secret password = secretOf(call.pin());
    if (const auto there = keyOfLabel(place_.path, call.label(), call.algorithm(), password))
        return *there;
    if (const auto chance = call.chance(); !chance.empty())
        stirGenerator(chance.view());
    const PrivateKey key = generated(call.algorithm());
    call.checkpoint();
    return keepNewKey(place_.path, key, call.label(), {}, password);
}

void FolderToken::importObject(const TokenCall& call) const {
    const reseal::sdk::Secret given = call.privateKey();
    if (given.empty())
        return joinCertificate(call);
    const PrivateKey key = valueOf(PrivateKey::fromPkcs8(reseal::asBytes(given.view())));
    const Bytes publicKey = valueOf(key.publicKeyInfo());
    const Secret password = secretOf(call.pin());
    for (const Item& item : itemsOf(sources(call), &password, call))
        if (!item.info.key.empty() && item.spki == sha256(publicKey))
            return call.certificate().empty() ? void() : joinCertificate(call);
    keepNewKey(place_.path, key, call.label(), call.certificate(), password);
}

void FolderToken::joinCertificate(const TokenCall& call) const {
    const Bytes der = call.certificate();
    const auto certificate = readCertificate(der);
    if (!certificate)
        throw Failure(RESEAL_E_INVALID, "no certificate was given to import");
    const Given given(call);
    for (const auto& source : sources(call)) {
        if (!call.key().empty() && call.key().substr(0, call.key().rfind('#')) != source->id())
            continue;
        for (const Item& item : source->items(given.password)) {
            if (item.info.key.empty() || (!call.key().empty() && item.info.key != call.key()))
                continue;
            Item wanted;
            wanted.spki = certificate.value().spkiSha256;
            wanted.fingerprint = certificate.value().gostFingerprint;
            wanted.keyId = certificate.value().subjectKeyId;
            if (!belongs(wanted, item)) {
                if (call.key().empty())
                    continue;
                if (item.locked && isUnknown(item.spki) && item.fingerprint.empty())
                    throw Failure(RESEAL_E_USER, "the key file is locked", texts::needsPassword(), "pin_required");
                throw Failure(RESEAL_E_USER, "the certificate is of another key", texts::wrongCertificate(),
                              "certificate_unfit");
            }
            const std::size_t number = target(item.info.key).number;
            if (!source->join(number, der, given.password))
                keepCertificateBeside(source->path(), der);
            return;
        }
    }
    if (!call.key().empty())
        throw noKey();
    keepCertificateBeside(place_.path / pathOf(reseal::toHex(certificate.value().sha256).substr(0, 16)), der);
}

void FolderToken::removeObject(const TokenCall& call) const {
    if (const auto source = sourceOf(call.object()))
        source->remove();
}

void FolderToken::changePin(const TokenCall& call) const {
    const Secret old = secretOf(call.pin()), wanted = secretOf(call.newPin());
    if (wanted.empty())
        throw Failure(RESEAL_E_USER, "the new password is empty", texts::emptyPassword(), "new_pin_empty");
    if (!call.key().empty())
        return target(call.key()).source->changePassword(old, wanted);
    std::unique_ptr<KeySource> only;
    for (auto& source : sources(call)) {
        const auto items = source->items(nullptr);
        if (std::none_of(items.begin(), items.end(), [](const Item& item) { return item.locked; }))
            continue;
        if (only)
            throw Failure(RESEAL_E_USER, "several key files have passwords", texts::whichKey(), "key_needed");
        only = std::move(source);
    }
    if (!only)
        throw noKey();
    only->changePassword(old, wanted);
}

} // namespace token_files
