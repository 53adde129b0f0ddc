// SPDX-License-Identifier: Apache-2.0
// New keys that renewals left over, each with a button that removes it after a question. Hidden where there are none.
// UI thread.
#pragma once

#include "agent/ui/kept_rows.hpp"
#include "agent/ui/layout.hpp"

#include <wx/panel.h>

#include <string>
#include <vector>

namespace reseal::ui {

class LeftOverPanel : public wxPanel {
public:
    LeftOverPanel(wxWindow* parent, Face& face);
    void refresh();

private:
    [[nodiscard]] wxSizer* makeRow(const core::LeftOverKeys& keys, const std::string& text);

    Face& face_;
    KeptRows rows_;
};

// Asks first; for keys on a token then for its PIN.
class RemoveKeysDialog : public Dialog {
public:
    RemoveKeysDialog(Face& face, const core::LeftOverKeys& keys);

private:
    void accept();

    std::string renewal_;
    std::string token_; // URI; empty: they are on none
};

} // namespace reseal::ui
