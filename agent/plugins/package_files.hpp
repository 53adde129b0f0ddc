// SPDX-License-Identifier: Apache-2.0
// The files of a plugin against what its manifest says of them. Any thread.
#pragma once

#include "agent/platform/guarded_file.hpp"
#include "agent/plugins/manifest.hpp"

#include <string>

namespace reseal::plugins {

struct VerifiedModule {
    std::string path; // absolute
    Sha256 sha256{};
    platform::FileIdentity identity; // of what was hashed
};

// Opens every file of the manifest below `folder`, without following a link, and compares its SHA-256. Whoever loads
// the module opens it again and compares its identity: between here and there the folder's owner may replace it.
// Errors name the file: file_missing, file_changed (damaged); link_refused, not_a_file, permission_denied (refused);
// file_writable (refused: everybody may change it, or a group may change what belongs to root).
// Who may be able to change the files does not matter where they are only copied from, a USB stick for instance.
enum class Writers { owner, any };
[[nodiscard]] Result<VerifiedModule> verifyFiles(const std::string& folder, const Manifest& manifest,
                                                 Writers writers = Writers::owner);

// What is left of an open file.
[[nodiscard]] Result<Sha256> hashOf(platform::GuardedFile& file);

// False where somebody may change it who does not own it.
[[nodiscard]] bool isGuarded(const platform::Guard& guard);

} // namespace reseal::plugins
