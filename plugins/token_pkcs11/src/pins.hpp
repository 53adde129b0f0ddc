// SPDX-License-Identifier: Apache-2.0
// The rules of PINs: what the token's flags say is looked at before each log-in, no PIN is sent twice, none where the
// last try would go, and nobody stays logged in. One thread at a time.
#pragma once

#include "cryptoki/session.hpp"
#include "request.hpp"

namespace token_pkcs11 {

using cryptoki::Library;
using cryptoki::Session;

struct PinState {
    bool needed = false;   // the token asks for a log-in
    bool isSet = true;     // the user PIN has been set
    bool onReader = false; // it is entered on the reader or the screen of the token
    bool countLow = false, finalTry = false, locked = false, toBeChanged = false;
    CK_ULONG shortest = 0, longest = 0; // longest 0: not known
    std::optional<CK_ULONG> tries;      // where the vendor's interface tells them

    // Known for sure, or nothing: the standard has flags only.
    std::optional<std::int64_t> triesLeft() const;
};

PinState pinStateOf(Library& library, CK_SLOT_ID slot, const CK_TOKEN_INFO& info);

// Fails where a log-in must not be tried: no PIN given, locked, last try, not set.
void checkBeforeLogIn(const PinState& state, const Request& request);

class LogIn {
public:
    // Logs in with the PIN of the request, once. On tokens that need none: does nothing.
    LogIn(Session& session, Library& library, const CK_TOKEN_INFO& info, Request& request);
    ~LogIn();
    LogIn(const LogIn&) = delete;
    LogIn& operator=(const LogIn&) = delete;

    bool done() const { return done_; }
    // For a key that asks for its PIN at every use; the PIN has just been found right.
    void forThisUse();

private:
    [[noreturn]] void refuse(CK_RV rv, const char* function);

    Session& session_;
    Library& library_;
    Request& request_;
    PinState state_;
    bool done_ = false;
};

// Old PIN to new PIN, both of the request.
void changePin(Session& session, Library& library, const CK_TOKEN_INFO& info, Request& request);

bool isFactoryPin(const Request& request);

} // namespace token_pkcs11
