// SPDX-License-Identifier: Apache-2.0
// GOST through gost-engine, loaded by path, once per process, without any openssl.cnf (decision 10). Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <string>

namespace reseal::crypto {

// Call before any other OpenSSL use in the process: keeps foreign configuration files out.
void initialise();

// Loads the engine on first use. failed with reason gost_engine_missing where the machine has none.
Status loadGostEngine();

// Loads the legacy provider (RC2-40 of old and Kazakh PKCS#12). failed with reason legacy_provider_missing.
Status loadLegacyProvider();

[[nodiscard]] std::string libraryVersion(); // "OpenSSL 3.0.22"

} // namespace reseal::crypto
