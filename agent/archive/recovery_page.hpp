// SPDX-License-Identifier: Apache-2.0
// The page that a person prints and puts away: the recovery code in groups and as a QR code (ISO/IEC 18004). Any
// thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/core/texts.hpp"

#include <string_view>

namespace reseal::archive {

// One HTML file with everything inside. Secret, since the code is on it.
[[nodiscard]] Secret recoveryPage(const Secret& code, const core::Texts& texts);

// The QR code as SVG; empty where the text is too long for one.
[[nodiscard]] Secret qrCode(std::string_view text);

} // namespace reseal::archive
