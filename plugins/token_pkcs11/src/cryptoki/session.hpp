// SPDX-License-Identifier: Apache-2.0
// A session with the token in a slot. One thread at a time. Every function throws Lost or Failure (failure.hpp).
#pragma once

#include "attributes.hpp"
#include "library.hpp"

#include <optional>

namespace token_pkcs11::cryptoki {

using reseal::sdk::Bytes;
using reseal::sdk::Secret;

struct KeyPair {
    CK_OBJECT_HANDLE publicKey = 0;
    CK_OBJECT_HANDLE privateKey = 0;
};

class Session {
public:
    Session(Library& library, CK_SLOT_ID slot, bool readWrite);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    CK_SLOT_ID slot() const { return slot_; }
    bool alive(); // the module still knows it

    // The bare return value: what it means is decided by the rules of PINs (pins.hpp). No PIN: on the reader's pad.
    CK_RV login(CK_USER_TYPE user, const Secret* pin);
    CK_RV setPin(const Secret* old, const Secret* next);
    void logout() noexcept;

    std::vector<CK_OBJECT_HANDLE> find(Attributes wanted, std::size_t most = 1024);
    // Absent, hidden, without a length, or past 1 MiB: nothing.
    std::optional<Bytes> read(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type);
    std::optional<Secret> readSecret(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type);
    std::optional<CK_ULONG> readNumber(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type);
    bool readFlag(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type); // absent: false

    void signInit(CK_MECHANISM mechanism, CK_OBJECT_HANDLE key);
    Bytes sign(const Bytes& data);
    void decryptInit(CK_MECHANISM mechanism, CK_OBJECT_HANDLE key);
    Secret decrypt(const Bytes& data);
    CK_OBJECT_HANDLE derive(CK_MECHANISM mechanism, CK_OBJECT_HANDLE key, Attributes shape);
    KeyPair generate(CK_MECHANISM mechanism, Attributes publicKey, Attributes privateKey);
    CK_OBJECT_HANDLE create(Attributes object);
    void destroy(CK_OBJECT_HANDLE object);

private:
    const CK_FUNCTION_LIST& p11() { return library_.functions(); }

    Library& library_;
    CK_SLOT_ID slot_;
    CK_SESSION_HANDLE handle_ = 0;
    unsigned generation_ = 0;
};

} // namespace token_pkcs11::cryptoki
