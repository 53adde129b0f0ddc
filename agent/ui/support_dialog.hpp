// SPDX-License-Identifier: Apache-2.0
// What a help desk asks for of one renewal, to be read out or copied. UI thread.
#pragma once

#include "agent/ui/layout.hpp"

namespace reseal::ui {

class SupportDialog : public Dialog {
public:
    SupportDialog(Face& face, const core::RenewalView& view);
};

} // namespace reseal::ui
