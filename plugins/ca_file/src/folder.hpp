// SPDX-License-Identifier: Apache-2.0
// Files appear whole or not at all, and never over another one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace ca_file {

inline constexpr std::uintmax_t kMostInFile = 64 * 1024;

std::filesystem::path pathOf(const std::string& utf8);

bool isFolder(const std::string& folder);
bool mayWrite(const std::string& folder);
std::optional<std::uintmax_t> freeSpace(const std::string& folder);

// The content of a regular file of at most kMostInFile bytes.
std::optional<std::string> readFile(const std::filesystem::path& path);

enum class Written { done, wasThere, otherThere };

// Throws std::runtime_error with the reason where the folder does not take it.
Written writeFile(const std::string& folder, const std::string& name, std::string_view content);

} // namespace ca_file
