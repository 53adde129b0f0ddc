// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/accessibility.hpp"

#include "agent/platform/desktop.hpp"

#include <wx/window.h>

namespace reseal::ui {

void nameForReaders(wxWindow& window, const std::string& name, const std::string& description) {
    platform::setAccessibleName(window.GetHandle(), name, description);
}

} // namespace reseal::ui
