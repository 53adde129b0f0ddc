// SPDX-License-Identifier: Apache-2.0
// GOST through gost-engine, loaded by path, once per process, without any openssl.cnf (decision 10). Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <mutex>
#include <string>

namespace reseal::crypto {

// Call before any other OpenSSL use in the process and before its second thread: keeps foreign configuration files out
// and loads the engine (under 1 ms), since OpenSSL looks into its table of engines without a lock.
void initialise();

// initialise(), with its outcome: failed with reason gost_engine_missing where the machine has no engine.
Status loadGostEngine();

// The engine makes each curve with the first key on it, without a lock of its own: GOST keys are loaded and made by the
// one who holds this.
[[nodiscard]] std::unique_lock<std::mutex> gostKeysLock();

// Loads the legacy provider (RC2-40 of old and Kazakh PKCS#12). failed with reason legacy_provider_missing.
Status loadLegacyProvider();

[[nodiscard]] std::string libraryVersion(); // "OpenSSL 3.0.22"

} // namespace reseal::crypto
