// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/key_store.hpp"

#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/pkcs12_opening.hpp"
#include "agent/crypto/public_key_info.hpp"

namespace reseal::crypto {

namespace {

Error badPassphrase() { return {Category::refused, "bad_passphrase", N_("the password does not open the file"), {}}; }

// What keeps the file shut, where it is not just empty of keys.
std::optional<Error> obstacle(const OpenedPkcs12& opened) {
    if (opened.gostMissing && (opened.shutSafe || (opened.hasMac && !opened.verified))) {
        return loadGostEngine().error();
    }
    if (opened.hasMac && !opened.verified) {
        return badPassphrase();
    }
    if (opened.shutSafe && !opened.hasMac) {
        return badPassphrase();
    }
    if (opened.damagedSafe) {
        return badPkcs12(N_("the key file is damaged"));
    }
    return std::nullopt;
}

Error whyShut(const OpenedPkcs12& opened, const BaggedKey& key) {
    if (!opened.hasMac && key.found.key.locked) {
        return badPassphrase();
    }
    if (const Status legacy = loadLegacyProvider(); !legacy) {
        return legacy.error();
    }
    return {Category::refused,
            "key_unsupported",
            N_("the password fits, but the private key is encrypted in a way that is not supported"),
            {}};
}

Result<PrivateKey> load(const OpenedPkcs12& opened, BaggedKey& key) {
    if (key.opened) {
        return *std::move(key.opened);
    }
    return key.pkcs8.empty() ? Result<PrivateKey>(whyShut(opened, key))
                             : PrivateKey::fromPkcs8(asBytes(key.pkcs8.view()));
}

// Takes the certificate of this key out of `certificates`.
StoredKey joined(PrivateKey key, BaggedKey& bag, std::vector<BaggedCertificate>& certificates) {
    StoredKey stored{std::move(key), {}, std::move(bag.friendlyName), std::move(bag.localKeyId)};
    for (auto candidate = certificates.begin(); candidate != certificates.end(); ++candidate) {
        if (stored.key.matches(publicKeyInfoIn(candidate->facts.der))) {
            stored.certificate = std::move(candidate->facts.der);
            if (stored.friendlyName.empty()) {
                stored.friendlyName = std::move(candidate->friendlyName);
            }
            certificates.erase(candidate);
            break;
        }
    }
    return stored;
}

} // namespace

Result<KeyStore> readKeyStore(ByteView data, const Secret& password) {
    std::vector<Pkcs12Password> candidates = {password.view()};
    if (password.empty()) {
        candidates.emplace_back(std::nullopt);
    }
    auto result = openPkcs12(data, std::move(candidates), KeyBytes::keep);
    if (!result) {
        return result.error();
    }
    OpenedPkcs12& opened = result.value();
    KeyStore store;
    store.unread = obstacle(opened);
    for (BaggedKey& bag : opened.keys) {
        auto key = load(opened, bag);
        if (key) {
            store.keys.push_back(joined(std::move(key).value(), bag, opened.certificates));
        } else if (!store.unread) {
            store.unread = key.error();
        }
    }
    if (store.keys.empty()) {
        return store.unread.value_or(
            Error{Category::notFound, "no_private_key", N_("the key file holds no private key"), {}});
    }
    for (BaggedCertificate& rest : opened.certificates) {
        store.certificates.push_back(std::move(rest.facts.der));
    }
    return store;
}

} // namespace reseal::crypto
