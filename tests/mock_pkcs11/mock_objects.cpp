// SPDX-License-Identifier: Apache-2.0
// Objects of the mock, and what its keys do.
#include "mock.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace mock {

CK_ULONG Object::number(CK_ATTRIBUTE_TYPE type) const {
    const auto at = attributes.find(type);
    CK_ULONG out = CK_UNAVAILABLE_INFORMATION;
    if (at != attributes.end() && at->second.size() == sizeof out)
        std::memcpy(&out, at->second.data(), sizeof out);
    return out;
}

bool Object::isPrivate() const {
    const auto at = attributes.find(CKA_PRIVATE);
    return at != attributes.end() && !at->second.empty() && at->second.front() != 0;
}

Bytes bytesOf(CK_ULONG number) {
    Bytes out(sizeof number);
    std::memcpy(out.data(), &number, sizeof number);
    return out;
}

Bytes bytesOf(const CK_ATTRIBUTE& attribute) {
    const auto* const at = static_cast<const std::uint8_t*>(attribute.pValue);
    return attribute.pValue == nullptr ? Bytes() : Bytes(at, at + attribute.ulValueLen);
}

namespace {

SessionState* sessionOf(CK_SESSION_HANDLE handle) {
    const auto at = state().sessions.find(handle);
    return at != state().sessions.end() ? &at->second : nullptr;
}

Object* visible(CK_OBJECT_HANDLE handle) {
    const auto at = state().objects.find(handle);
    const bool open = state().loggedIn || state().text("login_required", "1") != "1";
    return at != state().objects.end() && (open || !at->second.isPrivate()) ? &at->second : nullptr;
}

bool fits(const Object& object, const CK_ATTRIBUTE* wanted, CK_ULONG count) {
    return std::all_of(wanted, wanted + count, [&](const CK_ATTRIBUTE& one) {
        const auto at = object.attributes.find(one.type);
        return at != object.attributes.end() && at->second == bytesOf(one);
    });
}

CK_RV findInit(CK_SESSION_HANDLE handle, CK_ATTRIBUTE* wanted, CK_ULONG count) {
    MOCK_ENTER(C_FindObjectsInit);
    SessionState* const session = sessionOf(handle);
    if (session == nullptr)
        return CKR_SESSION_HANDLE_INVALID;
    if (session->finding)
        return CKR_OPERATION_ACTIVE;
    session->finding = true;
    session->found.clear();
    session->given = 0;
    for (const auto& [object, content] : state().objects)
        if (visible(object) != nullptr && fits(content, wanted, count))
            session->found.push_back(object);
    return CKR_OK;
}

CK_RV findSome(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE* out, CK_ULONG most, CK_ULONG* count) {
    MOCK_ENTER(C_FindObjects);
    SessionState* const session = sessionOf(handle);
    if (session == nullptr)
        return CKR_SESSION_HANDLE_INVALID;
    *count = std::min<CK_ULONG>(most, session->found.size() - session->given);
    std::copy_n(session->found.begin() + static_cast<std::ptrdiff_t>(session->given), *count, out);
    session->given += *count;
    return CKR_OK;
}

CK_RV findFinal(CK_SESSION_HANDLE handle) {
    MOCK_ENTER(C_FindObjectsFinal);
    if (SessionState* const session = sessionOf(handle))
        session->finding = false;
    return CKR_OK;
}

CK_RV readOne(const Object& object, CK_ATTRIBUTE& attribute) {
    const auto at = object.attributes.find(attribute.type);
    const std::string withheld = state().text("withhold", "");
    if (!withheld.empty() && std::strtoul(withheld.c_str(), nullptr, 0) == attribute.type) {
        attribute.ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_OK; // a lie: the standard wants an error with it
    }
    if (at == object.attributes.end()) {
        attribute.ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_ATTRIBUTE_TYPE_INVALID;
    }
    if (attribute.pValue != nullptr && attribute.ulValueLen < at->second.size())
        return CKR_BUFFER_TOO_SMALL;
    if (attribute.pValue != nullptr)
        std::copy(at->second.begin(), at->second.end(), static_cast<std::uint8_t*>(attribute.pValue));
    attribute.ulValueLen = at->second.size();
    return CKR_OK;
}

CK_RV getAttributes(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object, CK_ATTRIBUTE* list, CK_ULONG count) {
    MOCK_ENTER(C_GetAttributeValue);
    if (sessionOf(handle) == nullptr)
        return CKR_SESSION_HANDLE_INVALID;
    const Object* const found = visible(object);
    if (found == nullptr)
        return CKR_OBJECT_HANDLE_INVALID;
    CK_RV rv = CKR_OK;
    for (CK_ULONG i = 0; i < count; ++i)
        if (const CK_RV one = readOne(*found, list[i]); one != CKR_OK)
            rv = one;
    return rv;
}

CK_RV mayWrite(CK_SESSION_HANDLE handle) {
    const SessionState* const session = sessionOf(handle);
    if (session == nullptr)
        return CKR_SESSION_HANDLE_INVALID;
    if (!session->writable)
        return CKR_SESSION_READ_ONLY;
    return state().loggedIn ? CKR_OK : CKR_USER_NOT_LOGGED_IN;
}

CK_OBJECT_HANDLE keep(Object object) {
    const CK_OBJECT_HANDLE handle = ++state().nextHandle;
    state().objects[handle] = std::move(object);
    return handle;
}

CK_RV createObject(CK_SESSION_HANDLE handle, CK_ATTRIBUTE* list, CK_ULONG count, CK_OBJECT_HANDLE* made) {
    MOCK_ENTER(C_CreateObject);
    if (const CK_RV rv = mayWrite(handle); rv != CKR_OK)
        return rv;
    Object object;
    for (CK_ULONG i = 0; i < count; ++i)
        object.attributes[list[i].type] = bytesOf(list[i]);
    const CK_ULONG kind = object.number(CKA_CLASS);
    if (state().text("refuses", "") == std::to_string(kind))
        return CKR_DEVICE_MEMORY;
    if (kind == CKO_PRIVATE_KEY && (state().on("refuses_keys") || !loadKey(object, state().on("another_key"))))
        return CKR_TEMPLATE_INCONSISTENT;
    *made = keep(std::move(object));
    return CKR_OK;
}

CK_RV destroyObject(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object) {
    MOCK_ENTER(C_DestroyObject);
    if (sessionOf(handle) == nullptr)
        return CKR_SESSION_HANDLE_INVALID;
    return state().objects.erase(object) != 0 ? CKR_OK : CKR_OBJECT_HANDLE_INVALID;
}

CK_RV generatePair(CK_SESSION_HANDLE handle, CK_MECHANISM* mechanism, CK_ATTRIBUTE* publicList, CK_ULONG publicCount,
                   CK_ATTRIBUTE* privateList, CK_ULONG privateCount, CK_OBJECT_HANDLE* publicKey,
                   CK_OBJECT_HANDLE* privateKey) {
    MOCK_ENTER(C_GenerateKeyPair);
    if (const CK_RV rv = mayWrite(handle); rv != CKR_OK)
        return rv;
    const bool big = mechanism->mechanism == (kTk26 | 5);
    if (!big && mechanism->mechanism != CKM_GOSTR3410_KEY_PAIR_GEN)
        return CKR_MECHANISM_INVALID;
    Object open;
    Object hidden;
    for (CK_ULONG i = 0; i < publicCount; ++i)
        open.attributes[publicList[i].type] = bytesOf(publicList[i]);
    for (CK_ULONG i = 0; i < privateCount; ++i)
        hidden.attributes[privateList[i].type] = bytesOf(privateList[i]);
    for (Object* const one : {&open, &hidden})
        one->attributes[CKA_KEY_TYPE] = bytesOf(big ? kGost512Key : CKK_GOSTR3410);
    open.attributes[CKA_CLASS] = bytesOf(CKO_PUBLIC_KEY);
    hidden.attributes[CKA_CLASS] = bytesOf(CKO_PRIVATE_KEY);
    for (const CK_ATTRIBUTE_TYPE type : {CKA_GOSTR3410_PARAMS, CKA_GOSTR3411_PARAMS})
        hidden.attributes[type] = open.attributes[type];
    if (state().on("always_authenticate"))
        hidden.attributes[CKA_ALWAYS_AUTHENTICATE] = {CK_TRUE};
    if (!makePair(big, open, hidden))
        return CKR_GENERAL_ERROR;
    *publicKey = keep(std::move(open));
    *privateKey = keep(std::move(hidden));
    return CKR_OK;
}

CK_RV signInit(CK_SESSION_HANDLE handle, CK_MECHANISM* mechanism, CK_OBJECT_HANDLE key) {
    MOCK_ENTER(C_SignInit);
    SessionState* const session = sessionOf(handle);
    const Object* const object = visible(key);
    if (session == nullptr || object == nullptr)
        return session == nullptr ? CKR_SESSION_HANDLE_INVALID : CKR_KEY_HANDLE_INVALID;
    const bool big = object->number(CKA_KEY_TYPE) == kGost512Key;
    if (mechanism->mechanism != (big ? kTk26 | 6 : CKM_GOSTR3410))
        return CKR_MECHANISM_INVALID;
    session->signing = true;
    session->confirmed = object->attributes.count(CKA_ALWAYS_AUTHENTICATE) == 0;
    session->key = key;
    return CKR_OK;
}

CK_RV sign(CK_SESSION_HANDLE handle, unsigned char* data, CK_ULONG size, unsigned char* out, CK_ULONG* outSize) {
    MOCK_ENTER(C_Sign);
    SessionState* const session = sessionOf(handle);
    if (session == nullptr || !session->signing)
        return session == nullptr ? CKR_SESSION_HANDLE_INVALID : CKR_OPERATION_NOT_INITIALIZED;
    session->signing = false;
    const Object* const key = visible(session->key);
    if (!session->confirmed || key == nullptr)
        return CKR_USER_NOT_LOGGED_IN;
    Bytes signature = signRaw(*key, Bytes(data, data + size));
    state().readControlFile(); // a token may go bad in the midst of its use
    if (!signature.empty() && state().on("signs_wrongly"))
        signature.back() ^= 1;
    if (signature.empty() || signature.size() > *outSize)
        return CKR_GENERAL_ERROR;
    std::copy(signature.begin(), signature.end(), out);
    *outSize = signature.size();
    return CKR_OK;
}

struct DeriveParams { // CK_GOSTR3410_DERIVE_PARAMS
    CK_ULONG kdf;
    const CK_BYTE* peer;
    CK_ULONG peerSize;
    const CK_BYTE* ukm;
    CK_ULONG ukmSize;
};

CK_RV derive(CK_SESSION_HANDLE handle, CK_MECHANISM* mechanism, CK_OBJECT_HANDLE key, CK_ATTRIBUTE* list,
             CK_ULONG count, CK_OBJECT_HANDLE* made) {
    MOCK_ENTER(C_DeriveKey);
    const Object* const object = visible(key);
    if (sessionOf(handle) == nullptr || object == nullptr)
        return CKR_KEY_HANDLE_INVALID;
    DeriveParams params{};
    if (mechanism->mechanism != (kTk26 | 7) || mechanism->ulParameterLen != sizeof params)
        return CKR_MECHANISM_PARAM_INVALID;
    std::memcpy(&params, mechanism->pParameter, sizeof params);
    Object secret;
    for (CK_ULONG i = 0; i < count; ++i)
        secret.attributes[list[i].type] = bytesOf(list[i]);
    secret.attributes[CKA_VALUE] = agree(*object, Bytes(params.peer, params.peer + params.peerSize),
                                         Bytes(params.ukm, params.ukm + params.ukmSize));
    if (params.kdf != 1 || secret.attributes[CKA_VALUE].empty())
        return CKR_MECHANISM_PARAM_INVALID;
    *made = keep(std::move(secret));
    return CKR_OK;
}

} // namespace

void fillObjectFunctions(CK_FUNCTION_LIST& list) {
    list.C_FindObjectsInit = findInit;
    list.C_FindObjects = findSome;
    list.C_FindObjectsFinal = findFinal;
    list.C_GetAttributeValue = getAttributes;
    list.C_CreateObject = createObject;
    list.C_DestroyObject = destroyObject;
    list.C_GenerateKeyPair = generatePair;
    list.C_SignInit = signInit;
    list.C_Sign = sign;
    list.C_DeriveKey = derive;
}

} // namespace mock
