// SPDX-License-Identifier: Apache-2.0
#include "failure.hpp"

#include "../texts.hpp"

#include <algorithm>
#include <iterator>

namespace token_pkcs11::cryptoki {
namespace {

struct Name {
    CK_RV rv;
    const char* name;
};

#define NAME(code)                                                                                                     \
    { code, #code }
constexpr Name kNames[] = {
    NAME(CKR_HOST_MEMORY),
    NAME(CKR_SLOT_ID_INVALID),
    NAME(CKR_GENERAL_ERROR),
    NAME(CKR_FUNCTION_FAILED),
    NAME(CKR_ARGUMENTS_BAD),
    NAME(CKR_ATTRIBUTE_READ_ONLY),
    NAME(CKR_ATTRIBUTE_SENSITIVE),
    NAME(CKR_ATTRIBUTE_TYPE_INVALID),
    NAME(CKR_ATTRIBUTE_VALUE_INVALID),
    NAME(CKR_DATA_INVALID),
    NAME(CKR_DATA_LEN_RANGE),
    NAME(CKR_DEVICE_ERROR),
    NAME(CKR_DEVICE_MEMORY),
    NAME(CKR_DEVICE_REMOVED),
    NAME(CKR_ENCRYPTED_DATA_INVALID),
    NAME(CKR_ENCRYPTED_DATA_LEN_RANGE),
    NAME(CKR_FUNCTION_CANCELED),
    NAME(CKR_FUNCTION_NOT_SUPPORTED),
    NAME(CKR_KEY_HANDLE_INVALID),
    NAME(CKR_KEY_TYPE_INCONSISTENT),
    NAME(CKR_KEY_FUNCTION_NOT_PERMITTED),
    NAME(CKR_KEY_UNEXTRACTABLE),
    NAME(CKR_MECHANISM_INVALID),
    NAME(CKR_MECHANISM_PARAM_INVALID),
    NAME(CKR_OBJECT_HANDLE_INVALID),
    NAME(CKR_OPERATION_ACTIVE),
    NAME(CKR_OPERATION_NOT_INITIALIZED),
    NAME(CKR_PIN_INCORRECT),
    NAME(CKR_PIN_INVALID),
    NAME(CKR_PIN_LEN_RANGE),
    NAME(CKR_PIN_EXPIRED),
    NAME(CKR_PIN_LOCKED),
    NAME(CKR_SESSION_CLOSED),
    NAME(CKR_SESSION_COUNT),
    NAME(CKR_SESSION_HANDLE_INVALID),
    NAME(CKR_SESSION_READ_ONLY),
    NAME(CKR_TEMPLATE_INCOMPLETE),
    NAME(CKR_TEMPLATE_INCONSISTENT),
    NAME(CKR_TOKEN_NOT_PRESENT),
    NAME(CKR_TOKEN_NOT_RECOGNIZED),
    NAME(CKR_TOKEN_WRITE_PROTECTED),
    NAME(CKR_USER_ALREADY_LOGGED_IN),
    NAME(CKR_USER_NOT_LOGGED_IN),
    NAME(CKR_USER_PIN_NOT_INITIALIZED),
    NAME(CKR_BUFFER_TOO_SMALL),
    NAME(CKR_CRYPTOKI_NOT_INITIALIZED),
    NAME(CKR_CRYPTOKI_ALREADY_INITIALIZED),
    NAME(CKR_FUNCTION_REJECTED),
};
#undef NAME

struct Meaning {
    reseal_status status;
    reseal::sdk::Text text;
    const char* reason;
};

Meaning meaningOf(CK_RV rv) {
    switch (rv) {
    case CKR_DEVICE_MEMORY:
        return {RESEAL_E_NO_SPACE, texts::noSpace(), "token_full"};
    case CKR_TOKEN_WRITE_PROTECTED:
    case CKR_SESSION_READ_ONLY:
    case CKR_ATTRIBUTE_READ_ONLY:
        return {RESEAL_E_UNSUPPORTED, texts::readOnly(), "token_read_only"};
    case CKR_MECHANISM_INVALID:
    case CKR_MECHANISM_PARAM_INVALID:
    case CKR_FUNCTION_NOT_SUPPORTED:
    case CKR_KEY_TYPE_INCONSISTENT:
    case CKR_KEY_FUNCTION_NOT_PERMITTED:
    case CKR_ATTRIBUTE_TYPE_INVALID:
    case CKR_ATTRIBUTE_VALUE_INVALID:
    case CKR_TEMPLATE_INCOMPLETE:
    case CKR_TEMPLATE_INCONSISTENT:
        return {RESEAL_E_UNSUPPORTED, texts::tokenCannot(), "token_cannot"};
    case CKR_USER_NOT_LOGGED_IN:
        return {RESEAL_E_USER, texts::pinRequired(), "pin_required"};
    case CKR_PIN_EXPIRED:
        return {RESEAL_E_USER, texts::pinExpired(), "pin_expired"};
    case CKR_FUNCTION_CANCELED:
    case CKR_FUNCTION_REJECTED:
        return {RESEAL_E_USER, texts::dismissedOnToken(), "dismissed_on_token"};
    case CKR_ENCRYPTED_DATA_INVALID:
    case CKR_ENCRYPTED_DATA_LEN_RANGE:
        return {RESEAL_E_INVALID, texts::otherKey(), "decrypt_failed"};
    case CKR_KEY_UNEXTRACTABLE:
    case CKR_ATTRIBUTE_SENSITIVE:
        return {RESEAL_E_NOT_EXPORTABLE, texts::notExportable(), "not_exportable"};
    case CKR_OBJECT_HANDLE_INVALID:
    case CKR_KEY_HANDLE_INVALID:
        return {RESEAL_E_NOT_FOUND, texts::noKey(), "key_not_found"};
    default:
        return {RESEAL_E_UNREACHABLE, texts::tokenTrouble(), "token_trouble"};
    }
}

} // namespace

std::string nameOf(CK_RV rv) {
    const auto* const at =
        std::find_if(std::begin(kNames), std::end(kNames), [rv](const Name& one) { return one.rv == rv; });
    return at != std::end(kNames) ? at->name : "return value " + std::to_string(rv);
}

bool meansLost(CK_RV rv) {
    switch (rv) {
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_SESSION_CLOSED:
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_TOKEN_NOT_RECOGNIZED:
    case CKR_SLOT_ID_INVALID:
    case CKR_CRYPTOKI_NOT_INITIALIZED:
        return true;
    default:
        return false;
    }
}

Failure failureOf(CK_RV rv, const char* function) {
    const std::string message = std::string(function) + ": " + nameOf(rv);
    const auto code = static_cast<std::int64_t>(rv);
    if (meansLost(rv))
        return Failure(RESEAL_E_TOKEN_ABSENT, message, texts::tokenAbsent(), "token_absent").native("pkcs11", code);
    const Meaning meaning = meaningOf(rv);
    return Failure(meaning.status, message, meaning.text, meaning.reason).native("pkcs11", code);
}

void check(CK_RV rv, const char* function) {
    if (rv == CKR_OK)
        return;
    if (meansLost(rv))
        throw Lost(failureOf(rv, function));
    throw failureOf(rv, function);
}

} // namespace token_pkcs11::cryptoki
