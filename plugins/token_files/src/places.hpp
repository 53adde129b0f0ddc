// SPDX-License-Identifier: Apache-2.0
// Folders and media that are looked into: those of the settings, else where keys usually lie. Touches only folders.
#pragma once

#include "folder.hpp"

#include <string>
#include <vector>

namespace token_files {

struct Place {
    fs::path path;
    std::string id;    // of the token: the same for the same path
    std::string label; // what the person calls it
    std::string model;
};

// What a person typed: one path per line, or with ';' between them. Blanks around a path are not part of it.
std::vector<std::string> listedFolders(const std::string& setting);

// Places that are there now, each once, in a steady order. `setting` empty: the usual ones.
std::vector<Place> placesOf(const std::string& setting, bool removable);

std::string placeId(const fs::path& path);

} // namespace token_files
