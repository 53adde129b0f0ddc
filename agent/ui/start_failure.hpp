// SPDX-License-Identifier: Apache-2.0
// Windows before the program runs: why it cannot start, for people who see no terminal. Main thread, before ui::run();
// each call brings the toolkit up and down again.
#pragma once

#include <string>

namespace reseal::ui {

// Shows the text and returns once the person has read it.
void showStartFailure(const std::string& text);

// Asks; true where the person presses `yes`. Closing the window means no.
[[nodiscard]] bool askAtStart(const std::string& text, const std::string& yes, const std::string& no);

} // namespace reseal::ui
