// SPDX-License-Identifier: Apache-2.0
// ENGINE is deprecated since OpenSSL 3.0, and gost-engine is still the only GOST with key management there
// (facts/gost-cryptopro-kontur.md 3.1).
#define OPENSSL_SUPPRESS_DEPRECATED

#include "agent/crypto/gost_engine.hpp"

#include "agent/crypto/openssl_handles.hpp"

#include <openssl/crypto.h>
#include <openssl/engine.h>
#include <openssl/provider.h>

#include <array>

namespace reseal::crypto {

namespace {

using EngineHandle = std::unique_ptr<ENGINE, OpensslFree<ENGINE_free>>;

std::string enginePath() {
    const char* folder = OPENSSL_info(OPENSSL_INFO_ENGINES_DIR);
    const char* extension = OPENSSL_info(OPENSSL_INFO_DSO_EXTENSION);
    return folder == nullptr || extension == nullptr ? std::string{} : std::string(folder) + "/gost" + extension;
}

bool loadEngine() {
    const ErrorQueueGuard guard;
    ENGINE_load_dynamic();
    const EngineHandle engine(ENGINE_by_id("dynamic"));
    const std::string path = enginePath();
    if (!engine || path.empty() || ENGINE_ctrl_cmd_string(engine.get(), "SO_PATH", path.c_str(), 0) != 1 ||
        ENGINE_ctrl_cmd_string(engine.get(), "ID", "gost", 0) != 1 ||
        ENGINE_ctrl_cmd_string(engine.get(), "LIST_ADD", "1", 0) != 1 ||
        ENGINE_ctrl_cmd_string(engine.get(), "LOAD", nullptr, 0) != 1 || ENGINE_init(engine.get()) != 1) {
        return false;
    }
    return ENGINE_set_default(engine.get(), ENGINE_METHOD_ALL) == 1;
}

bool isEngineLoaded() {
    static const bool kLoaded = [] {
        OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
        return loadEngine(); // a second load in one process fails
    }();
    return kLoaded;
}

} // namespace

void initialise() { static_cast<void>(isEngineLoaded()); }

Status loadGostEngine() {
    if (!isEngineLoaded()) {
        return Error{Category::failed,
                     "gost_engine_missing",
                     N_("this computer has no GOST library for OpenSSL: install gost-engine"),
                     {}};
    }
    return {};
}

std::unique_lock<std::mutex> gostKeysLock() {
    static std::mutex only;
    return std::unique_lock(only);
}

Status loadLegacyProvider() {
    initialise();
    // Loading any provider by name keeps the default one from loading by itself. Both stay until the process ends.
    static const std::array<OSSL_PROVIDER*, 2> kProviders = [] {
        const ErrorQueueGuard guard;
        return std::array{OSSL_PROVIDER_load(nullptr, "default"), OSSL_PROVIDER_load(nullptr, "legacy")};
    }();
    if (kProviders[0] == nullptr || kProviders[1] == nullptr) {
        return Error{Category::failed,
                     "legacy_provider_missing",
                     N_("this computer has no legacy provider for OpenSSL, which old key files need"),
                     {}};
    }
    return {};
}

std::string libraryVersion() {
    const std::string full = OpenSSL_version(OPENSSL_VERSION);
    const std::size_t end = full.find(' ', full.find(' ') + 1); // "OpenSSL 3.0.22 25 Aug 2026"
    return full.substr(0, end);
}

} // namespace reseal::crypto
