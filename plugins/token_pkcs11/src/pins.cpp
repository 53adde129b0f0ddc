// SPDX-License-Identifier: Apache-2.0
#include "pins.hpp"

#include "texts.hpp"

#include <algorithm>

namespace token_pkcs11 {
namespace {

using reseal::sdk::Text;

Failure locked() {
    return Failure(RESEAL_E_PIN_LOCKED, "the PIN is locked", texts::pinLocked(), "pin_locked").triesLeft(0);
}

// A PIN of a length that the token cannot have is not worth a try.
bool fitsLength(const PinState& state, std::size_t size) {
    return state.longest == 0 || (size >= state.shortest && size <= state.longest);
}

// What a refused PIN came to; flags are looked at anew, because this try has changed them.
Failure wrongPin(CK_RV rv, const char* function, Library& library, CK_SLOT_ID slot) {
    PinState now;
    try {
        now = pinStateOf(library, slot, library.tokenInfo(slot));
    } catch (const Failure&) { // pulled out at this very moment: nothing more is known
    }
    if (now.locked)
        return locked().native("pkcs11", static_cast<std::int64_t>(rv));
    const auto tries = now.triesLeft();
    const Text text = tries == 1     ? texts::pinWrongLastLeft()
                      : now.countLow ? texts::pinWrongCountLow()
                                     : texts::pinWrong();
    Failure failure(RESEAL_E_PIN_INCORRECT, std::string(function) + ": " + cryptoki::nameOf(rv), text,
                    tries == 1     ? "pin_wrong_one_try_left"
                    : now.countLow ? "pin_wrong_count_low"
                                   : "pin_wrong");
    failure.native("pkcs11", static_cast<std::int64_t>(rv));
    if (tries)
        failure.triesLeft(*tries);
    return failure;
}

} // namespace

std::optional<std::int64_t> PinState::triesLeft() const {
    if (locked)
        return 0;
    if (finalTry)
        return 1;
    return tries ? std::optional<std::int64_t>(static_cast<std::int64_t>(*tries)) : std::nullopt;
}

PinState pinStateOf(Library& library, CK_SLOT_ID slot, const CK_TOKEN_INFO& info) {
    PinState state;
    state.needed = (info.flags & CKF_LOGIN_REQUIRED) != 0;
    state.isSet = (info.flags & CKF_USER_PIN_INITIALIZED) != 0;
    state.onReader = (info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
    state.countLow = (info.flags & CKF_USER_PIN_COUNT_LOW) != 0;
    state.finalTry = (info.flags & CKF_USER_PIN_FINAL_TRY) != 0;
    state.locked = (info.flags & CKF_USER_PIN_LOCKED) != 0;
    state.toBeChanged = (info.flags & CKF_USER_PIN_TO_BE_CHANGED) != 0;
    const bool believable = info.ulMaxPinLen != CK_UNAVAILABLE_INFORMATION && info.ulMinPinLen <= info.ulMaxPinLen;
    if (believable) {
        state.shortest = info.ulMinPinLen;
        state.longest = info.ulMaxPinLen;
    }
    state.tries = library.userTriesLeft(slot);
    state.finalTry = state.finalTry || state.tries == std::optional<CK_ULONG>(1);
    state.locked = state.locked || state.tries == std::optional<CK_ULONG>(0);
    return state;
}

void checkBeforeLogIn(const PinState& state, const Request& request) {
    if (!request.hasPin)
        throw Failure(RESEAL_E_USER, "no PIN was given",
                      state.onReader ? texts::pinOnReaderRequired() : texts::pinRequired(), "pin_required");
    if (!state.isSet)
        throw Failure(RESEAL_E_CONFIG, "the token has no user PIN yet", texts::pinNotSet(), "pin_not_set");
    if (state.locked)
        throw locked();
    if (state.finalTry && !request.allowLastTry)
        throw Failure(RESEAL_E_PIN_LAST_TRY, "one try is left", texts::pinLastTry(), "pin_last_try").triesLeft(1);
    if (!state.onReader && (request.pin.empty() || !fitsLength(state, request.pin.size())))
        throw Failure(RESEAL_E_USER, "a PIN of this length is not tried", texts::pinLength(), "pin_length");
}

LogIn::LogIn(Session& session, Library& library, const CK_TOKEN_INFO& info, Request& request)
    : session_(session), library_(library), request_(request), state_(pinStateOf(library, session.slot(), info)) {
    if (!state_.needed)
        return;
    checkBeforeLogIn(state_, request);
    request.checkpoint();
    const Secret* const pin = state_.onReader ? nullptr : &request.pin;
    request.pinSent = true;
    CK_RV rv = session.login(CKU_USER, pin);
    if (rv == CKR_USER_ALREADY_LOGGED_IN || rv == CKR_USER_ANOTHER_ALREADY_LOGGED_IN) {
        session.logout(); // left over; the PIN of this call has not been looked at yet
        rv = session.login(CKU_USER, pin);
    }
    if (rv != CKR_OK && rv != CKR_USER_ALREADY_LOGGED_IN)
        refuse(rv, "C_Login");
    done_ = true;
}

LogIn::~LogIn() {
    if (done_)
        session_.logout();
}

void LogIn::forThisUse() {
    request_.checkpoint();
    const CK_RV rv = session_.login(CKU_CONTEXT_SPECIFIC, state_.onReader ? nullptr : &request_.pin);
    // Modules that cache the PIN, or have no such user: the log-in before counts.
    if (rv != CKR_OK && rv != CKR_USER_ALREADY_LOGGED_IN && rv != CKR_OPERATION_NOT_INITIALIZED &&
        rv != CKR_USER_TYPE_INVALID)
        refuse(rv, "C_Login for one use");
}

void LogIn::refuse(CK_RV rv, const char* function) {
    switch (rv) {
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
        throw wrongPin(rv, function, library_, session_.slot());
    case CKR_PIN_LOCKED:
        throw locked().native("pkcs11", static_cast<std::int64_t>(rv));
    case CKR_USER_PIN_NOT_INITIALIZED:
        throw Failure(RESEAL_E_CONFIG, "the token has no user PIN yet", texts::pinNotSet(), "pin_not_set");
    default:
        cryptoki::check(rv, function);
    }
    throw cryptoki::failureOf(rv, function);
}

void changePin(Session& session, Library& library, const CK_TOKEN_INFO& info, Request& request) {
    const PinState state = pinStateOf(library, session.slot(), info);
    checkBeforeLogIn(state, request);
    if (!state.onReader && (request.newPin.empty() || !fitsLength(state, request.newPin.size())))
        throw Failure(RESEAL_E_USER, "the new PIN has a length that the token does not take", texts::newPinRefused(),
                      "new_pin_refused");
    request.checkpoint();
    const Secret* const old = state.onReader ? nullptr : &request.pin;
    const Secret* const next = state.onReader ? nullptr : &request.newPin;
    request.pinSent = true;
    CK_RV rv = session.setPin(old, next);
    if (rv == CKR_USER_NOT_LOGGED_IN) { // modules that want a log-in first; nothing was compared yet
        const LogIn logIn(session, library, info, request);
        rv = session.setPin(old, next);
    }
    if (rv == CKR_PIN_INCORRECT)
        throw wrongPin(rv, "C_SetPIN", library, session.slot());
    if (rv == CKR_PIN_LOCKED)
        throw locked().native("pkcs11", static_cast<std::int64_t>(rv));
    if (rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE || rv == CKR_PIN_TOO_WEAK)
        throw Failure(RESEAL_E_USER, "C_SetPIN: " + cryptoki::nameOf(rv), texts::newPinRefused(), "new_pin_refused")
            .native("pkcs11", static_cast<std::int64_t>(rv));
    cryptoki::check(rv, "C_SetPIN");
}

bool isFactoryPin(const Request& request) {
    return std::any_of(request.factoryPins.begin(), request.factoryPins.end(),
                       [&](const std::string& pin) { return request.pin.view() == pin; });
}

} // namespace token_pkcs11
