// SPDX-License-Identifier: Apache-2.0
// Everything known of one certificate, with what can be done about it. UI thread.
#pragma once

#include "agent/ui/layout.hpp"

namespace reseal::ui {

class DetailsDialog : public Dialog {
public:
    DetailsDialog(Face& face, const core::InventoryEntry& entry);
};

} // namespace reseal::ui
