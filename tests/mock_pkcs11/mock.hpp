// SPDX-License-Identifier: Apache-2.0
// A PKCS#11 module with one token that makes GOST keys over gost-engine, for tests only. On request it lies, stalls and
// crashes. A test controls it through mock_set, mock_count and mock_reset; in another process through a file of lines
// "name=value" that RESEAL_MOCK_PKCS11 names, or that lies beside the module under its name with ".control" behind it.
// What can be set:
//
//   fail.<C_Function>=<return value>[*<times>]   stall.<C_Function>=<ms>   crash.<C_Function>=1
//   lose=<C_Function>          at that call all sessions are gone, once
//   removed=1   serial=<text>  the token is out (read again whenever slots are listed); another one is in
//   tries=<n>                  wrong PINs until it locks; flags follow (count low, final try, locked)
//   vendor_tries=1             C_EX_GetTokenInfoExtended tells the tries
//   to_be_changed=1  pinpad=1  login_required=0  pin=<text>  unpadded=1  always_authenticate=1  withhold=<attribute>
//   slot_comes=1               a slot more between size query and fetch, once
//   refuses=<CKO number>       C_CreateObject of that class is out of memory; refuses_keys=1: it knows no such template
//   another_key=1              a private key from outside turns out to be another one
//   signs_wrongly=1            what C_Sign gives verifies with no key; the file is read again before each
//   setpin_needs_login=1       already_initialized=1  keeps_login=1 (C_Logout does nothing)
#pragma once

#include <p11-kit/pkcs11.h>

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace mock {

using Bytes = std::vector<std::uint8_t>;

inline constexpr CK_SLOT_ID kSlot = 7;
inline constexpr CK_ULONG kTk26 = 0xD4321000UL;
inline constexpr CK_KEY_TYPE kGost512Key = kTk26 | 3;

struct Object {
    std::map<CK_ATTRIBUTE_TYPE, Bytes> attributes;
    std::shared_ptr<void> key; // EVP_PKEY of a private key

    CK_ULONG number(CK_ATTRIBUTE_TYPE type) const;
    bool isPrivate() const; // shows after a log-in only
};

struct SessionState {
    std::vector<CK_OBJECT_HANDLE> found;
    std::size_t given = 0;
    bool finding = false, writable = false, signing = false, confirmed = false;
    CK_OBJECT_HANDLE key = 0;
};

class State {
public:
    std::recursive_mutex mutex;
    std::map<std::string, std::string> settings;
    std::map<std::string, int> counts;
    std::map<CK_OBJECT_HANDLE, Object> objects;
    std::map<CK_SESSION_HANDLE, SessionState> sessions;
    CK_ULONG nextHandle = 100;
    bool initialized = false, loggedIn = false;
    pid_t process = 0;
    int wrongPins = 0;

    CK_RV enter(const char* function); // counts it, and does what was asked for
    bool on(const std::string& name) const;
    std::string text(const std::string& name, const std::string& otherwise) const;
    int triesLeft() const;
    bool changesNow(const std::string& name);         // a setting that counts once
    void readControlFile(std::string_view only = {}); // that setting alone
};

State& state();

Bytes bytesOf(CK_ULONG number);
Bytes bytesOf(const CK_ATTRIBUTE& attribute);

// Over gost-engine. False or empty: it failed.
bool loadKey(Object& privateKey, bool another); // out of its attributes; CKA_VALUE goes
bool makePair(bool big, Object& publicKey, Object& privateKey);
Bytes signRaw(const Object& key, const Bytes& digest);
Bytes agree(const Object& key, const Bytes& peer, const Bytes& ukm);

// Parts of the function list.
void fillTokenFunctions(CK_FUNCTION_LIST& list);
void fillObjectFunctions(CK_FUNCTION_LIST& list);

} // namespace mock

#define MOCK_ENTER(name)                                                                                               \
    const std::lock_guard guard(mock::state().mutex);                                                                  \
    if (const CK_RV early = mock::state().enter(#name); early != CKR_OK)                                               \
    return early
