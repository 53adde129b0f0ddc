// SPDX-License-Identifier: Apache-2.0
// The modules that p11-kit is configured with for this person (pkcs11.conf(5)), trust stores and remote ones left out.
// Loads them, as p11-kit knows no other way: call it where a stall does no harm.
#pragma once

#include "library.hpp"

namespace token_pkcs11::cryptoki {

std::vector<ModuleChoice> configuredModules();

} // namespace token_pkcs11::cryptoki
