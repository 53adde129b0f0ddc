// SPDX-License-Identifier: Apache-2.0
// When to try again after failures in a row: 1 minute, doubling up to 4 hours, each up to a fifth longer by chance, so
// that many computers do not come back at once; never before the time that the other side named. Any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace reseal::enrolment {

// `failures` counts from 1; `chance` is any random number.
[[nodiscard]] TimePoint nextTry(TimePoint now, int failures, std::uint32_t chance,
                                std::optional<std::chrono::seconds> named = {});

} // namespace reseal::enrolment
