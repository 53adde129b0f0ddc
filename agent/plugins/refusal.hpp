// SPDX-License-Identifier: Apache-2.0
// Why a plugin is not loaded, and what the person can do. Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <map>
#include <string>

namespace reseal::plugins {

// Texts are English catalogue texts (N_()) with {named} gaps; `gaps` fills them after translation.
struct Refusal {
    Category category = Category::refused; // refused, or damaged where the plugin is not what it claims to be
    std::string code;                      // stable, snake_case
    std::string detail;
    std::string mend;
    std::string subject; // the field of the manifest or the file concerned, or empty
    std::map<std::string, std::string> gaps;
};

// What went wrong with reading a plugin, with the mend that fits its reason.
[[nodiscard]] Refusal refusalOf(const Error& error);

} // namespace reseal::plugins
