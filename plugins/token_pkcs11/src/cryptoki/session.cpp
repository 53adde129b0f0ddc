// SPDX-License-Identifier: Apache-2.0
// Lengths that a module gives are never trusted past the buffer that it was given.
#include "session.hpp"

#include <algorithm>
#include <cstring>

namespace token_pkcs11::cryptoki {
namespace {

constexpr std::size_t kMostInAttribute = 1U << 20;
constexpr std::size_t kMostInSignature = 2048;

CK_BYTE* writable(const Bytes& bytes) { return const_cast<CK_BYTE*>(bytes.data()); } // the standard knows no const
CK_UTF8CHAR* writable(const Secret* secret) {
    return secret != nullptr ? const_cast<CK_UTF8CHAR*>(secret->data()) : nullptr;
}
CK_ULONG sizeOf(const Secret* secret) { return secret != nullptr ? secret->size() : 0; }

// The attribute is not to be had, which is no trouble of the token.
bool withheld(CK_RV rv) {
    return rv == CKR_ATTRIBUTE_TYPE_INVALID || rv == CKR_ATTRIBUTE_SENSITIVE || rv == CKR_ATTRIBUTE_VALUE_INVALID ||
           rv == CKR_OBJECT_HANDLE_INVALID || rv == CKR_BUFFER_TOO_SMALL || rv == CKR_FUNCTION_FAILED ||
           rv == CKR_GENERAL_ERROR || rv == CKR_FUNCTION_NOT_SUPPORTED;
}

} // namespace

Session::Session(Library& library, CK_SLOT_ID slot, bool readWrite) : library_(library), slot_(slot) {
    const CK_FLAGS flags = CKF_SERIAL_SESSION | (readWrite ? CKF_RW_SESSION : 0);
    check(p11().C_OpenSession(slot, flags, nullptr, nullptr, &handle_), "C_OpenSession");
    generation_ = library_.generation();
}

Session::~Session() {
    try {
        const CK_FUNCTION_LIST& functions = p11();
        if (generation_ == library_.generation())
            functions.C_CloseSession(handle_);
    } catch (const Failure&) { // a forked child whose module does not come up: there is no session to close
    }
}

bool Session::alive() {
    const CK_FUNCTION_LIST& functions = p11();
    CK_SESSION_INFO info{};
    return generation_ == library_.generation() && functions.C_GetSessionInfo(handle_, &info) == CKR_OK &&
           info.slotID == slot_;
}

CK_RV Session::login(CK_USER_TYPE user, const Secret* pin) {
    return p11().C_Login(handle_, user, writable(pin), sizeOf(pin));
}

CK_RV Session::setPin(const Secret* old, const Secret* next) {
    return p11().C_SetPIN(handle_, writable(old), sizeOf(old), writable(next), sizeOf(next));
}

void Session::logout() noexcept {
    try {
        p11().C_Logout(handle_);
    } catch (...) { // nobody is logged in then
    }
}

std::vector<CK_OBJECT_HANDLE> Session::find(Attributes wanted, std::size_t most) {
    CK_RV rv = p11().C_FindObjectsInit(handle_, wanted.data(), wanted.size());
    if (rv == CKR_OPERATION_ACTIVE) { // left over by a call that did not come to its end
        p11().C_FindObjectsFinal(handle_);
        rv = p11().C_FindObjectsInit(handle_, wanted.data(), wanted.size());
    }
    check(rv, "C_FindObjectsInit");
    std::vector<CK_OBJECT_HANDLE> out;
    CK_OBJECT_HANDLE some[32];
    for (CK_ULONG count = 0; out.size() < most;) {
        rv = p11().C_FindObjects(handle_, some, std::size(some), &count);
        if (rv != CKR_OK || count == 0)
            break;
        out.insert(out.end(), some, some + std::min<CK_ULONG>(count, std::size(some)));
    }
    p11().C_FindObjectsFinal(handle_);
    check(rv, "C_FindObjects");
    out.resize(std::min(out.size(), most));
    return out;
}

std::optional<Bytes> Session::read(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) {
    CK_ATTRIBUTE attribute{type, nullptr, 0};
    CK_RV rv = p11().C_GetAttributeValue(handle_, object, &attribute, 1);
    if (withheld(rv))
        return std::nullopt;
    check(rv, "C_GetAttributeValue");
    if (attribute.ulValueLen == CK_UNAVAILABLE_INFORMATION || attribute.ulValueLen > kMostInAttribute)
        return std::nullopt;
    Bytes value(attribute.ulValueLen);
    if (value.empty())
        return value;
    attribute.pValue = value.data();
    rv = p11().C_GetAttributeValue(handle_, object, &attribute, 1);
    if (withheld(rv) || attribute.ulValueLen > value.size())
        return std::nullopt;
    check(rv, "C_GetAttributeValue");
    value.resize(attribute.ulValueLen);
    return value;
}

std::optional<Secret> Session::readSecret(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) {
    std::optional<Bytes> value = read(object, type);
    if (!value)
        return std::nullopt;
    Secret secret(value->data(), value->size());
    volatile std::uint8_t* const at = value->data();
    for (std::size_t i = 0; i < value->size(); ++i)
        at[i] = 0;
    return secret;
}

std::optional<CK_ULONG> Session::readNumber(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) {
    const auto value = read(object, type);
    CK_ULONG number = 0;
    if (!value || value->size() != sizeof number)
        return std::nullopt;
    std::memcpy(&number, value->data(), sizeof number);
    return number;
}

bool Session::readFlag(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) {
    const auto value = read(object, type);
    return value && value->size() == 1 && value->front() != CK_FALSE;
}

void Session::signInit(CK_MECHANISM mechanism, CK_OBJECT_HANDLE key) {
    check(p11().C_SignInit(handle_, &mechanism, key), "C_SignInit");
}

Bytes Session::sign(const Bytes& data) {
    Bytes out(kMostInSignature);
    CK_ULONG size = out.size();
    check(p11().C_Sign(handle_, writable(data), data.size(), out.data(), &size), "C_Sign");
    out.resize(std::min<std::size_t>(size, out.size()));
    return out;
}

void Session::decryptInit(CK_MECHANISM mechanism, CK_OBJECT_HANDLE key) {
    check(p11().C_DecryptInit(handle_, &mechanism, key), "C_DecryptInit");
}

Secret Session::decrypt(const Bytes& data) {
    const Bytes blank(kMostInSignature);
    Secret buffer(blank.data(), blank.size());
    CK_ULONG size = buffer.size();
    auto* const out = const_cast<CK_BYTE*>(buffer.data());
    check(p11().C_Decrypt(handle_, writable(data), data.size(), out, &size), "C_Decrypt");
    return Secret(buffer.data(), std::min<std::size_t>(size, buffer.size()));
}

CK_OBJECT_HANDLE Session::derive(CK_MECHANISM mechanism, CK_OBJECT_HANDLE key, Attributes shape) {
    CK_OBJECT_HANDLE made = 0;
    check(p11().C_DeriveKey(handle_, &mechanism, key, shape.data(), shape.size(), &made), "C_DeriveKey");
    return made;
}

KeyPair Session::generate(CK_MECHANISM mechanism, Attributes publicKey, Attributes privateKey) {
    KeyPair made;
    check(p11().C_GenerateKeyPair(handle_, &mechanism, publicKey.data(), publicKey.size(), privateKey.data(),
                                  privateKey.size(), &made.publicKey, &made.privateKey),
          "C_GenerateKeyPair");
    return made;
}

CK_OBJECT_HANDLE Session::create(Attributes object) {
    CK_OBJECT_HANDLE made = 0;
    check(p11().C_CreateObject(handle_, object.data(), object.size(), &made), "C_CreateObject");
    return made;
}

void Session::destroy(CK_OBJECT_HANDLE object) { check(p11().C_DestroyObject(handle_, object), "C_DestroyObject"); }

} // namespace token_pkcs11::cryptoki
