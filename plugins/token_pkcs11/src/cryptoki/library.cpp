// SPDX-License-Identifier: Apache-2.0
#include "library.hpp"

#include "../texts.hpp"
#include "system/files.hpp"
#include "system/module.hpp"

#include <algorithm>
#include <cstring>

namespace token_pkcs11::cryptoki {
namespace {

constexpr CK_ULONG kMostSlots = 256;
constexpr CK_ULONG kMostMechanisms = 4096;
constexpr int kMostLooks = 8; // at a list that changes meanwhile

Failure broken(const std::string& path, const std::string& why, const char* reason) {
    return Failure(RESEAL_E_CONFIG, "PKCS#11 module " + path + ": " + why, texts::moduleBroken().with(path), reason);
}

// NSS reads one pointer more than the standard has.
struct InitializeArguments {
    CK_C_INITIALIZE_ARGS standard{};
    void* more = nullptr;
};

// CK_TOKEN_INFO_EXTENDED of rtpkcs11t.h; newer ones go on behind it.
struct ExtendedTokenInfo {
    CK_ULONG size, tokenType, protocol, microcode, order;
    CK_FLAGS flags;
    CK_ULONG longestAdminPin, shortestAdminPin, longestUserPin, shortestUserPin;
    CK_ULONG mostAdminTries, adminTriesLeft, mostUserTries, userTriesLeft;
    CK_BYTE serial[8];
    CK_ULONG memory, freeMemory;
    CK_BYTE atr[64];
    CK_ULONG atrSize, tokenClass, batteryVoltage, bodyColor, firmwareChecksum;
};

void tidy(CK_UTF8CHAR* field, std::size_t size) {
    auto* const end = std::find(field, field + size, 0);
    std::fill(end, field + size, static_cast<CK_UTF8CHAR>(' '));
}

} // namespace

std::string textOf(const CK_UTF8CHAR* field, std::size_t size) {
    const auto* const end = std::find(field, field + size, 0);
    std::string text(field, end);
    text.erase(text.find_last_not_of(' ') + 1);
    return reseal::sdk::asText(text);
}

Library::~Library() {
    if (ours_ && process_ == reseal::system::thisProcess())
        list_->C_Finalize(nullptr);
}

void Library::load() {
    if (!reseal::system::mayRead(choice_.path))
        throw broken(choice_.path, "not there", "module_missing");
    const auto module = reseal::system::Module::load(choice_.path);
    if (!module)
        throw broken(choice_.path, module.whyNot(), "module_broken");
    const auto entry = reinterpret_cast<CK_C_GetFunctionList>(module.function("C_GetFunctionList"));
    CK_FUNCTION_LIST* list = nullptr;
    if (entry == nullptr || entry(&list) != CKR_OK || list == nullptr || list->C_Initialize == nullptr)
        throw broken(choice_.path, "no PKCS#11 module", "module_broken");
    list_ = list;
    extended_ = module.function("C_EX_GetTokenInfoExtended");
}

void Library::initialize() {
    InitializeArguments arguments;
    arguments.standard.flags = CKF_OS_LOCKING_OK;
    if (!choice_.parameter.empty())
        arguments.standard.pReserved = choice_.parameter.data();
    CK_RV rv = list_->C_Initialize(&arguments);
    if (rv == CKR_CANT_LOCK || (rv == CKR_ARGUMENTS_BAD && choice_.parameter.empty()))
        rv = list_->C_Initialize(nullptr); // modules for one thread; they have one
    if (rv != CKR_OK && rv != CKR_CRYPTOKI_ALREADY_INITIALIZED)
        throw broken(choice_.path, "C_Initialize: " + nameOf(rv), "module_broken")
            .native("pkcs11", static_cast<std::int64_t>(rv));
    ours_ = rv == CKR_OK;
    process_ = reseal::system::thisProcess();
    ++generation_;
}

const CK_FUNCTION_LIST& Library::functions() {
    if (list_ == nullptr)
        load();
    if (process_ != reseal::system::thisProcess())
        initialize();
    return *list_;
}

CK_RV Library::slotList(std::vector<CK_SLOT_ID>& out) {
    const CK_FUNCTION_LIST& p11 = functions();
    for (int look = 0; look < kMostLooks; ++look) {
        CK_ULONG count = 0;
        if (const CK_RV rv = p11.C_GetSlotList(CK_TRUE, nullptr, &count); rv != CKR_OK)
            return rv;
        out.assign(std::min(count, kMostSlots) + 4, 0); // room for a token that comes meanwhile
        count = out.size();
        const CK_RV rv = p11.C_GetSlotList(CK_TRUE, out.data(), &count);
        if (rv == CKR_OK)
            out.resize(std::min<std::size_t>(count, out.size()));
        if (rv != CKR_BUFFER_TOO_SMALL)
            return rv;
    }
    return CKR_BUFFER_TOO_SMALL;
}

std::vector<CK_SLOT_ID> Library::slots() {
    std::vector<CK_SLOT_ID> out;
    CK_RV rv = slotList(out);
    if (rv == CKR_CRYPTOKI_NOT_INITIALIZED) { // another user of the module in this process finalized it
        process_ = reseal::system::kNoProcess;
        rv = slotList(out);
    }
    check(rv, "C_GetSlotList");
    return out;
}

CK_TOKEN_INFO Library::tokenInfo(CK_SLOT_ID slot) {
    CK_TOKEN_INFO info{};
    check(functions().C_GetTokenInfo(slot, &info), "C_GetTokenInfo");
    tidy(info.label, sizeof info.label);
    tidy(info.manufacturerID, sizeof info.manufacturerID);
    tidy(info.model, sizeof info.model);
    tidy(info.serialNumber, sizeof info.serialNumber);
    return info;
}

std::string Library::readerOf(CK_SLOT_ID slot) {
    CK_SLOT_INFO info{};
    if (functions().C_GetSlotInfo(slot, &info) != CKR_OK)
        return {};
    return textOf(info.slotDescription, sizeof info.slotDescription);
}

std::optional<CK_ULONG> Library::userTriesLeft(CK_SLOT_ID slot) {
    constexpr CK_ULONG mostBelievable = 100;
    functions();
    if (extended_ == nullptr)
        return std::nullopt;
    struct {
        ExtendedTokenInfo info{};
        CK_BYTE spare[256]{}; // for a module that overlooks the size it is given
    } room;
    room.info.size = sizeof room.info;
    const auto function = reinterpret_cast<CK_RV (*)(CK_SLOT_ID, ExtendedTokenInfo*)>(extended_);
    if (function(slot, &room.info) != CKR_OK || room.info.mostUserTries == 0 ||
        room.info.mostUserTries > mostBelievable || room.info.userTriesLeft > room.info.mostUserTries)
        return std::nullopt;
    return room.info.userTriesLeft;
}

Mechanisms Library::mechanisms(CK_SLOT_ID slot) {
    const CK_FUNCTION_LIST& p11 = functions();
    CK_ULONG count = 0;
    if (p11.C_GetMechanismList(slot, nullptr, &count) != CKR_OK)
        return {};
    std::vector<CK_MECHANISM_TYPE> types(std::min(count, kMostMechanisms));
    count = types.size();
    if (p11.C_GetMechanismList(slot, types.data(), &count) != CKR_OK)
        return {};
    types.resize(std::min<std::size_t>(count, types.size()));
    Mechanisms out;
    for (const CK_MECHANISM_TYPE type : types) {
        CK_MECHANISM_INFO info{};
        if (p11.C_GetMechanismInfo(slot, type, &info) == CKR_OK)
            out[type] = info;
    }
    return out;
}

} // namespace token_pkcs11::cryptoki
