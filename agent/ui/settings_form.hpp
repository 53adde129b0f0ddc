// SPDX-License-Identifier: Apache-2.0
// Settings as the fields of a form show them, and back with their mistakes named. Plain C++ without wx; any thread.
#pragma once

#include "agent/core/settings.hpp"
#include "agent/ui/words.hpp"

#include <string>

namespace reseal::ui {

// "60, 30, 14"; empty where nothing is announced.
[[nodiscard]] std::string thresholdsText(const core::Thresholds& thresholds);

// Numbers apart by commas or spaces; empty gives none. usage error with reason bad_setting otherwise.
[[nodiscard]] Result<core::Thresholds> parseThresholds(const std::string& text);

// In words: "60, 30 and 14 days before; daily for 3 days after" is said as two short sentences.
[[nodiscard]] std::string thresholdsSentence(const core::Thresholds& thresholds, const Words& words);

} // namespace reseal::ui
