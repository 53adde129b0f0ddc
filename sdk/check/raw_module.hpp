// SPDX-License-Identifier: Apache-2.0
// A module loaded into this process, with its bare table: for the tests of loading itself. Never unloaded.
#pragma once

#include "agent/base/result.hpp"
#include "agent/plugins/wire/item.hpp"
#include "sdk/check/manifest_file.hpp"

#include <reseal/module.h>

namespace reseal::check {

struct RawModule {
    const void* entry = nullptr;
    std::string image; // the file in which the entry lies
    const reseal_module* table = nullptr;

    // All symbols bound, none shown to others. The detail of an error is the loader's own sentence. "no_entry": it has
    // no symbol reseal_module_v1; "bad_table": the table is none of version 1.
    [[nodiscard]] static Result<RawModule> load(const Manifest& manifest);
};

[[nodiscard]] wire::Items describe(const reseal_module& table); // what it put, whatever it returned
[[nodiscard]] std::vector<std::string> textsOf(const wire::Items& items, std::string_view key);

} // namespace reseal::check
