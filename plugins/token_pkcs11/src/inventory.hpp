// SPDX-License-Identifier: Apache-2.0
// What lies on a token: certificates and keys, matched by the public key. CKA_ID is a hint that counts only where a
// module does not tell the public half; labels never count. One thread at a time.
#pragma once

#include "cryptoki/uri.hpp"
#include "public_key.hpp"

#include <reseal/cxx/token.hpp>

namespace token_pkcs11 {

using cryptoki::ObjectName;

struct KeyFacts {
    CK_OBJECT_HANDLE handle = 0;
    Bytes id;
    std::string label;
    std::optional<Family> family;
    std::optional<PublicKey> publicKey;
    std::int64_t endsMs = 0; // CKA_END_DATE; 0: none
};

struct CertificateFacts {
    CK_OBJECT_HANDLE handle = 0;
    Bytes id;
    std::string label;
    Bytes value; // DER, without what the token pads it with
    std::optional<PublicKey> publicKey;
};

struct Inventory {
    std::vector<CertificateFacts> certificates;
    std::vector<KeyFacts> privateKeys; // empty without a log-in, on most tokens
    std::vector<KeyFacts> publicKeys;

    bool hasCertificateFor(const PublicKey& key) const;
};

Inventory takeInventory(Session& session);

// As the SDK wants it. `hidden`: private keys do not show without a log-in, so a public one stands for its pair.
std::vector<reseal::sdk::ObjectInfo> describe(const Inventory& inventory, const std::string& token, bool hidden);

// The pair that a certificate belongs to: by the public key; by the id where a key does not tell that.
const KeyFacts* keyFor(const CertificateFacts& certificate, const std::vector<KeyFacts>& pairs);

std::vector<KeyFacts> keysOf(Session& session, CK_OBJECT_CLASS kind);
std::string markOf(const Bytes& value);

// The one private key of that name. Failure: key_not_found, key_ambiguous (RESEAL_E_NOT_FOUND).
CK_OBJECT_HANDLE findPrivateKey(Session& session, const ObjectName& name);
// Handles of the certificates of that name; of a pair: private and public key. Empty: gone.
std::vector<CK_OBJECT_HANDLE> findObject(Session& session, const ObjectName& name);

} // namespace token_pkcs11
