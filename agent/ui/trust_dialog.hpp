// SPDX-License-Identifier: Apache-2.0
// Asks whether the signer of a plugin is to be trusted. UI thread.
#pragma once

#include "agent/core/plugin_view.hpp"
#include "agent/ui/layout.hpp"

#include <functional>

namespace reseal::ui {

class TrustDialog : public Dialog {
public:
    TrustDialog(Face& face, const core::PluginView& plugin, std::function<void()> trusted);
};

} // namespace reseal::ui
