// SPDX-License-Identifier: Apache-2.0
// The key files, containers and certificates below a folder, by their names. Bounded in depth and number.
#pragma once

#include "folder.hpp"

#include <functional>
#include <string>
#include <vector>

namespace token_files {

enum class Kind { container, pkcs12, pem, certificate };

struct Found {
    Kind kind = Kind::pem;
    fs::path path;
    std::string id; // path below the folder, "/" between its parts
};

// Sorted by id. `checkpoint` is called now and then and may throw.
std::vector<Found> walk(const fs::path& folder, const std::function<void()>& checkpoint);

// The one of this id, if it is there. Ids come from outside: one that leads out of the folder is nothing.
std::vector<Found> find(const fs::path& folder, const std::string& id);

} // namespace token_files
