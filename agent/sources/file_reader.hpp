// SPDX-License-Identifier: Apache-2.0
// Turns one file into a core::FileReading: reads it within bounds, has crypto take it apart, core interpret it.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/core/inventory.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/platform/file_system.hpp"

#include <functional>
#include <string>
#include <vector>

namespace reseal::sources {

// Passwords known for a file, in the order to try (one typed just now comes before those of the keyring). Called on
// reading threads, only for files that turn out to be locked without one.
using PasswordSource = std::function<std::vector<Secret>(const std::string& path)>;

class FileReader {
public:
    // Borrows the file system for its life. Any thread; read() may run on several at once.
    FileReader(const platform::FileSystem& files, PasswordSource passwords);

    // Never fails: what cannot be read becomes a refusal; what passwords do not open stays as it is without them, and
    // locked files are then refused with bad_passphrase. `wanted` false: a file that may well be something else
    // (no telling name); then what holds no certificate is of no interest and not a refusal.
    [[nodiscard]] core::FileReading read(const std::string& path, bool wanted) const;

private:
    void tryPasswords(core::FileReading& reading, crypto::FileContents& contents, ByteView data,
                      const std::string& name) const;

    const platform::FileSystem& files_;
    PasswordSource passwords_;
};

} // namespace reseal::sources
