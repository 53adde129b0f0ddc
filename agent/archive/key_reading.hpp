// SPDX-License-Identifier: Apache-2.0
// The private keys of one file or container, read for the archive. Inside agent/archive only. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/crypto/private_key.hpp"
#include "agent/platform/file_system.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reseal::archive {

struct KeyRead {
    Secret pkcs8; // OpenSSL's locked memory holds some two thousand opened ones
    Bytes publicKeyInfo;
};

struct KeyReading {
    std::string place; // path of the file, of the container's folder, or the token
    std::string kind;  // as in ImportedKey
    std::vector<KeyRead> keys;
    std::vector<Bytes> certificates;
    bool locked = false;
    std::optional<Error> problem;

    void add(const crypto::PrivateKey& key);
};

// `wanted`: the person named this very file, and is told where it holds nothing. Each password is tried.
[[nodiscard]] KeyReading readKeys(const platform::FileSystem& files, const std::string& path, bool wanted,
                                  std::span<const Secret> passwords);

} // namespace reseal::archive
