// SPDX-License-Identifier: Apache-2.0
// The slot, the token, sessions and PINs of the mock.
#include "mock.hpp"

#include <algorithm>
#include <cstring>

namespace mock {
namespace {

void put(CK_UTF8CHAR* field, std::size_t size, const std::string& text) {
    const bool padded = !state().on("unpadded");
    std::memset(field, padded ? ' ' : 0xFF, size);
    std::memcpy(field, text.data(), std::min(size, text.size()));
    if (!padded && text.size() < size)
        field[text.size()] = 0;
}

CK_RV getSlotList(unsigned char /*present*/, CK_SLOT_ID* slots, CK_ULONG* count) {
    MOCK_ENTER(C_GetSlotList);
    State& now = state();
    now.readControlFile("removed"); // tokens come and go
    const CK_ULONG known = now.on("removed") ? 0 : 1;
    if (slots == nullptr) {
        *count = known;
        return CKR_OK;
    }
    if (now.changesNow("slot_comes")) {
        *count = 300;
        return CKR_BUFFER_TOO_SMALL;
    }
    if (*count < known)
        return CKR_BUFFER_TOO_SMALL;
    *count = known;
    if (known > 0)
        slots[0] = kSlot;
    return CKR_OK;
}

CK_RV getSlotInfo(CK_SLOT_ID slot, CK_SLOT_INFO* info) {
    MOCK_ENTER(C_GetSlotInfo);
    if (slot != kSlot)
        return CKR_SLOT_ID_INVALID;
    put(info->slotDescription, sizeof info->slotDescription, state().text("reader", "Mock reader 00"));
    return CKR_OK;
}

CK_RV getTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO* info) {
    MOCK_ENTER(C_GetTokenInfo);
    const State& now = state();
    if (slot != kSlot || now.on("removed"))
        return CKR_TOKEN_NOT_PRESENT;
    *info = {};
    put(info->label, sizeof info->label, "Mock token");
    put(info->manufacturerID, sizeof info->manufacturerID, "Reseal tests");
    put(info->model, sizeof info->model, "Mock ECP");
    put(info->serialNumber, sizeof info->serialNumber, now.text("serial", "0000000000000001"));
    info->flags = CKF_TOKEN_INITIALIZED | CKF_USER_PIN_INITIALIZED | CKF_RNG;
    const int left = now.triesLeft();
    const auto flag = [&](bool set, CK_FLAGS bit) { info->flags |= set ? bit : 0; };
    flag(now.text("login_required", "1") == "1", CKF_LOGIN_REQUIRED);
    flag(now.wrongPins > 0 && left > 0, CKF_USER_PIN_COUNT_LOW);
    flag(left == 1, CKF_USER_PIN_FINAL_TRY);
    flag(left == 0, CKF_USER_PIN_LOCKED);
    flag(now.on("to_be_changed"), CKF_USER_PIN_TO_BE_CHANGED);
    flag(now.on("pinpad"), CKF_PROTECTED_AUTHENTICATION_PATH);
    info->ulMinPinLen = 6;
    info->ulMaxPinLen = 32;
    info->ulTotalPublicMemory = 131072;
    info->ulFreePublicMemory = now.on("memory_unknown") ? CK_UNAVAILABLE_INFORMATION : 98304;
    return CKR_OK;
}

constexpr CK_MECHANISM_TYPE kMechanisms[] = {CKM_GOSTR3410_KEY_PAIR_GEN, CKM_GOSTR3410, kTk26 | 5, kTk26 | 6,
                                             kTk26 | 7};

CK_RV getMechanismList(CK_SLOT_ID /*slot*/, CK_MECHANISM_TYPE* types, CK_ULONG* count) {
    MOCK_ENTER(C_GetMechanismList);
    if (types != nullptr)
        std::copy(std::begin(kMechanisms), std::end(kMechanisms), types);
    *count = std::size(kMechanisms);
    return CKR_OK;
}

CK_RV getMechanismInfo(CK_SLOT_ID /*slot*/, CK_MECHANISM_TYPE /*type*/, CK_MECHANISM_INFO* info) {
    MOCK_ENTER(C_GetMechanismInfo);
    *info = {CK_UNAVAILABLE_INFORMATION, CK_UNAVAILABLE_INFORMATION, CKF_HW};
    return CKR_OK;
}

CK_RV openSession(CK_SLOT_ID slot, CK_FLAGS flags, void* /*application*/, CK_NOTIFY /*notify*/,
                  CK_SESSION_HANDLE* session) {
    MOCK_ENTER(C_OpenSession);
    if (slot != kSlot || state().on("removed"))
        return CKR_TOKEN_NOT_PRESENT;
    *session = ++state().nextHandle;
    state().sessions[*session].writable = (flags & CKF_RW_SESSION) != 0;
    return CKR_OK;
}

CK_RV closeSession(CK_SESSION_HANDLE session) {
    MOCK_ENTER(C_CloseSession);
    if (state().sessions.erase(session) == 0)
        return CKR_SESSION_HANDLE_INVALID;
    if (state().sessions.empty())
        state().loggedIn = false;
    return CKR_OK;
}

CK_RV getSessionInfo(CK_SESSION_HANDLE session, CK_SESSION_INFO* info) {
    MOCK_ENTER(C_GetSessionInfo);
    if (state().sessions.count(session) == 0 || state().on("removed"))
        return CKR_SESSION_HANDLE_INVALID;
    *info = {};
    info->slotID = kSlot;
    return CKR_OK;
}

CK_RV tryPin(const unsigned char* pin, CK_ULONG size) {
    State& now = state();
    if (now.triesLeft() == 0)
        return CKR_PIN_LOCKED;
    const std::string given = pin != nullptr ? std::string(reinterpret_cast<const char*>(pin), size) : "";
    if (now.on("pinpad") ? pin != nullptr : given != now.text("pin", "123456")) {
        ++now.wrongPins;
        return CKR_PIN_INCORRECT;
    }
    now.wrongPins = 0;
    return CKR_OK;
}

CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char* pin, CK_ULONG size) {
    MOCK_ENTER(C_Login);
    State& now = state();
    const auto at = now.sessions.find(session);
    if (at == now.sessions.end())
        return CKR_SESSION_HANDLE_INVALID;
    if (user == CKU_CONTEXT_SPECIFIC) {
        ++now.counts["C_Login for one use"];
        const CK_RV rv = at->second.signing ? tryPin(pin, size) : CKR_OPERATION_NOT_INITIALIZED;
        at->second.confirmed = rv == CKR_OK;
        return rv;
    }
    if (now.loggedIn)
        return CKR_USER_ALREADY_LOGGED_IN;
    const CK_RV rv = tryPin(pin, size);
    now.loggedIn = rv == CKR_OK;
    return rv;
}

CK_RV logout(CK_SESSION_HANDLE /*session*/) {
    MOCK_ENTER(C_Logout);
    if (!state().changesNow("keeps_login"))
        state().loggedIn = false;
    return CKR_OK;
}

CK_RV setPin(CK_SESSION_HANDLE session, unsigned char* old, CK_ULONG oldSize, unsigned char* next, CK_ULONG nextSize) {
    MOCK_ENTER(C_SetPIN);
    State& now = state();
    const auto at = now.sessions.find(session);
    if (at == now.sessions.end() || !at->second.writable)
        return at == now.sessions.end() ? CKR_SESSION_HANDLE_INVALID : CKR_SESSION_READ_ONLY;
    if (now.on("setpin_needs_login") && !now.loggedIn)
        return CKR_USER_NOT_LOGGED_IN;
    if (const CK_RV rv = tryPin(old, oldSize); rv != CKR_OK)
        return rv;
    const std::string chosen(reinterpret_cast<const char*>(next), nextSize);
    if (chosen == "000000")
        return CKR_PIN_INVALID;
    now.settings["pin"] = chosen;
    return CKR_OK;
}

} // namespace

void fillTokenFunctions(CK_FUNCTION_LIST& list) {
    list.C_GetSlotList = getSlotList;
    list.C_GetSlotInfo = getSlotInfo;
    list.C_GetTokenInfo = getTokenInfo;
    list.C_GetMechanismList = getMechanismList;
    list.C_GetMechanismInfo = getMechanismInfo;
    list.C_OpenSession = openSession;
    list.C_CloseSession = closeSession;
    list.C_GetSessionInfo = getSessionInfo;
    list.C_Login = login;
    list.C_Logout = logout;
    list.C_SetPIN = setPin;
}

} // namespace mock
