// SPDX-License-Identifier: Apache-2.0
// What was typed into a field that shows dots. UI thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <memory>

class wxTextCtrl;

namespace reseal::ui {

[[nodiscard]] Secret copyOf(const wxTextCtrl& field);

// Takes it out of the field, which is empty afterwards; never null.
[[nodiscard]] std::shared_ptr<const Secret> takenFrom(wxTextCtrl& field);

} // namespace reseal::ui
