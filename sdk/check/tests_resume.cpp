// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/catalogue.hpp"

namespace reseal::check {
std::span<const Test> resumeTests() { return {}; }
} // namespace reseal::check
