// SPDX-License-Identifier: Apache-2.0
// One PKCS#11 module, loaded at its first use and never unloaded: vendor modules leave threads and handlers behind.
// One thread at a time. A forked child initializes it anew.
#pragma once

#include "failure.hpp"
#include "system/process.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace token_pkcs11::cryptoki {

struct ModuleChoice {
    std::string path;      // absolute
    std::string parameter; // of C_Initialize (NSS, p11-kit's x-init-reserved); empty: none
    bool named = false;    // by a setting, and not only looked for
    bool nss = false;
};

using Mechanisms = std::map<CK_MECHANISM_TYPE, CK_MECHANISM_INFO>;

class Library {
public:
    explicit Library(ModuleChoice choice) : choice_(std::move(choice)) {}
    ~Library();
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    const ModuleChoice& choice() const { return choice_; }
    // Loaded and initialized in this process. Failure: module_missing, module_broken (RESEAL_E_CONFIG).
    const CK_FUNCTION_LIST& functions();
    // Grows with each initialization; sessions of an older one are void.
    unsigned generation() const { return generation_; }

    std::vector<CK_SLOT_ID> slots();          // those with a token, looked up anew
    CK_TOKEN_INFO tokenInfo(CK_SLOT_ID slot); // its texts padded with blanks, whatever the module left there
    std::string readerOf(CK_SLOT_ID slot);
    Mechanisms mechanisms(CK_SLOT_ID slot); // empty where the module cannot say
    // By Rutoken's C_EX_GetTokenInfoExtended, where the module has it: tries of the user PIN. Spends none.
    std::optional<CK_ULONG> userTriesLeft(CK_SLOT_ID slot);

private:
    void load();
    void initialize();
    CK_RV slotList(std::vector<CK_SLOT_ID>& out);

    ModuleChoice choice_;
    CK_FUNCTION_LIST* list_ = nullptr;
    void* extended_ = nullptr;                                       // C_EX_GetTokenInfoExtended
    reseal::system::ProcessId process_ = reseal::system::kNoProcess; // that it is initialized in
    bool ours_ = false;                                              // initialized here, so finalized here
    unsigned generation_ = 0;
};

// A text of CK_TOKEN_INFO or CK_SLOT_INFO: blanks at the end and what follows a NUL are cut, other bytes become '?'.
std::string textOf(const CK_UTF8CHAR* field, std::size_t size);

} // namespace token_pkcs11::cryptoki
