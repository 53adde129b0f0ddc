// SPDX-License-Identifier: Apache-2.0
// Names for screen readers. UI thread.
#pragma once

#include <string>

class wxWindow;

namespace reseal::ui {

void nameForReaders(wxWindow& window, const std::string& name, const std::string& description = {});

} // namespace reseal::ui
