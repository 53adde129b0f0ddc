// SPDX-License-Identifier: Apache-2.0
// The entry of the module. Apart from the class, so that tests can have the class without it.
#include "pkcs11_token.hpp"

#include <reseal/cxx/plugin.hpp>

RESEAL_TOKEN_PLUGIN(token_pkcs11::Pkcs11Token, "pkcs11", "1.0.0")
