// SPDX-License-Identifier: Apache-2.0
// The search field above a list. UI thread.
#pragma once

#include "agent/ui/words.hpp"

#include <wx/srchctrl.h>

#include <functional>

namespace reseal::ui {

// Calls `changed` at every change of its text; Esc empties it.
[[nodiscard]] wxSearchCtrl* searchField(wxWindow* parent, const Words& words, std::function<void()> changed);

} // namespace reseal::ui
