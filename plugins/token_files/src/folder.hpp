// SPDX-License-Identifier: Apache-2.0
// Files and container folders on a medium: read whole and bounded, written whole or not at all, never over another
// one; what takes the place of an old one was read back before. Throws sdk::Failure in words.
#pragma once

#include "agent/crypto/containers/container.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace token_files {

namespace fs = std::filesystem;

inline constexpr std::uintmax_t kMostInFile = 4u << 20; // key files; far above any real one

fs::path pathOf(const std::string& utf8);
std::string textOf(const fs::path& path); // UTF-8; empty where the name is none

bool isFolder(const fs::path& path);
bool isThere(const fs::path& path); // a dangling link too

// The content of a regular file of at most `most` bytes.
std::optional<reseal::Bytes> readFile(const fs::path& path, std::uintmax_t most = kMostInFile);

// Whether the folder holds a container: header.key and at least one pair. File names in any case.
bool isContainer(const fs::path& folder);
// Files that are missing or too large stay empty.
reseal::crypto::ContainerFiles readContainer(const fs::path& folder);

// A new file or container. False: something of that name is there, and was left alone.
bool writeNew(const fs::path& path, reseal::ByteView content);
bool writeNewContainer(const fs::path& folder, const reseal::crypto::ContainerFiles& files);

// The new one is written beside the old one, `proves` looks at what the medium then has, and only then they change
// places. The old one is there until that moment, and gone after it.
using FileProof = std::function<void(const reseal::Bytes& written)>;
using ContainerProof = std::function<void(const reseal::crypto::ContainerFiles& written)>;
void replaceFile(const fs::path& path, reseal::ByteView content, const FileProof& proves);
void replaceContainer(const fs::path& folder, const reseal::crypto::ContainerFiles& files,
                      const ContainerProof& proves);

// Only what a container has: a folder with anything else in it stays, without them.
void removeContainer(const fs::path& folder);
void removeFile(const fs::path& path);

} // namespace token_files
