// SPDX-License-Identifier: Apache-2.0
// Colours and shapes of the four severities, readable on light and dark desktops. Colour never stands alone: each
// severity has its own shape and is always said in words beside it. UI thread.
#pragma once

#include "agent/core/health.hpp"

#include <wx/bitmap.h>
#include <wx/colour.h>
#include <wx/graphics.h>

class wxWindow;

namespace reseal::ui {

[[nodiscard]] wxColour colourOf(core::Severity severity);

// Background `share` of the way from the window's colour to the severity's; 0 to 1.
[[nodiscard]] wxColour tintOf(core::Severity severity, double share);

// Text of lesser weight that still keeps enough contrast.
[[nodiscard]] wxColour quietText();

// fine: a disc with a tick; notice: a diamond; warning: a triangle; critical: an octagon with a cross.
void drawMark(wxGraphicsContext& graphics, core::Severity severity, double centreX, double centreY, double size);

// The mark as a picture of `size` device-independent pixels for a window's scale.
[[nodiscard]] wxBitmap markBitmap(const wxWindow& window, core::Severity severity, int size);

} // namespace reseal::ui
