// SPDX-License-Identifier: Apache-2.0
// A demand in the items of a reply: whether it is one, and what answers it.
#pragma once

#include "sdk/check/bench.hpp"

namespace reseal::check {

// What ca.h and keys.h ask of the items that come with RESEAL_OK out of begin, resume and recover; nothing: all holds.
[[nodiscard]] std::optional<std::string> demandFlaw(const wire::Items& items);

// The <n> of keys such as "key.<n>.algorithm" and "payload.<n>.data", each once.
[[nodiscard]] std::vector<std::string> groupsOf(const wire::Items& items, std::string_view prefix);

// "answer." items for a form, by the author's answers, else the field's own value, else its type and pattern. Passwords
// are the canary.
[[nodiscard]] wire::Items answersTo(std::string_view form, const Bench& bench);

// The secret in every field, setting and param that holds one.
constexpr const char* kCanary = "canary-Zx81-9137-secret";

} // namespace reseal::check
