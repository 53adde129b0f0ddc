// SPDX-License-Identifier: Apache-2.0
// `reseal watch`: the resident in a terminal. Prints each notice, keeps quiet otherwise, ends on Ctrl-C.
#pragma once

#include "agent/core/texts.hpp"

#include <string>

namespace reseal::cli {

// Returns the exit code.
int watchInTerminal(const std::string& profile, bool json, const core::Texts& texts);

} // namespace reseal::cli
