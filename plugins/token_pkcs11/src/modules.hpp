// SPDX-License-Identifier: Apache-2.0
// Which PKCS#11 modules the settings name: paths, "auto", and folders of NSS databases. Any thread.
#pragma once

#include "cryptoki/library.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace token_pkcs11 {

using cryptoki::ModuleChoice;

inline constexpr std::size_t kMostModules = 32;

std::vector<std::string> listed(std::string_view setting); // parts between ";", trimmed, empty ones left out
bool asksForAuto(std::string_view modules);

// Paths that the setting names itself.
std::vector<ModuleChoice> namedModules(std::string_view modules);
// Modules that lie where their makers put them.
std::vector<ModuleChoice> wellKnownModules();
// libsoftokn3 on the databases of `profiles` (folders, or "auto": Firefox and Thunderbird), or nothing. `softoken`:
// its path; empty: where systems have it.
std::vector<ModuleChoice> nssModules(std::string_view profiles, std::string_view softoken, bool writable);

// Each file once, the first counts.
std::vector<ModuleChoice> withoutRepeats(const std::vector<ModuleChoice>& modules);

} // namespace token_pkcs11
