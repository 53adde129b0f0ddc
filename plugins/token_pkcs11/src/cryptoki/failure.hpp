// SPDX-License-Identifier: Apache-2.0
// What a return value of PKCS#11 comes to. Any thread.
#pragma once

#include "cryptoki.hpp"

#include <reseal/cxx/values.hpp>

namespace token_pkcs11::cryptoki {

using reseal::sdk::Failure;

// The session, the slot or the token is not what it was: a new session may mend it, as long as no PIN was sent.
class Lost : public Failure {
public:
    explicit Lost(Failure failure) : Failure(std::move(failure)) {}
};

bool meansLost(CK_RV rv);
Failure failureOf(CK_RV rv, const char* function);
void check(CK_RV rv, const char* function); // throws Lost or Failure unless CKR_OK

} // namespace token_pkcs11::cryptoki
