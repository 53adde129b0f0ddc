// SPDX-License-Identifier: Apache-2.0
// Says in a window why the program cannot start, for people who see no terminal.
#pragma once

#include <string>

namespace reseal::ui {

// Shows the text and returns once the person has read it. Main thread, instead of run(), never before or after it.
void showStartFailure(const std::string& text);

} // namespace reseal::ui
