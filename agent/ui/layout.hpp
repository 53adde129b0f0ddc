// SPDX-License-Identifier: Apache-2.0
// The few building blocks that all windows share, so that they look alike. UI thread.
#pragma once

#include "agent/ui/face.hpp"

#include <wx/button.h>
#include <wx/dialog.h>
#include <wx/sizer.h>
#include <wx/stattext.h>

#include <functional>
#include <string>

namespace reseal::ui {

inline constexpr int kGap = 8; // device-independent pixels
inline constexpr int kWideGap = 14;

// A dialog that lives beside the main loop (never modal): Esc and Close destroy it.
class Dialog : public wxDialog {
public:
    Dialog(Face& face, const std::string& title);
    Dialog(const Dialog&) = delete;
    Dialog& operator=(const Dialog&) = delete;
    ~Dialog() override;
    virtual void refresh() {} // the face has another snapshot

protected:
    // Puts `content` above the row of buttons and fits the window. The button with wxID_CANCEL answers Esc.
    void finish(wxSizer* content, std::initializer_list<wxButton*> buttons, wxButton* byDefault);
    wxButton* button(const std::string& label, std::function<void()> act, int id = wxID_ANY);

    Face& face_;
};

// The application's icon in the window's frame.
void showIcon(wxTopLevelWindow& window, const Face& face);

[[nodiscard]] wxStaticText* heading(wxWindow* parent, const std::string& text);
[[nodiscard]] wxStaticText* paragraph(wxWindow* parent, const std::string& text, int width);
[[nodiscard]] wxStaticText* label(wxWindow* parent, const std::string& textWithMnemonic);
[[nodiscard]] wxButton* pushButton(wxWindow* parent, const std::string& labelWithMnemonic, std::function<void()> act,
                                   int id = wxID_ANY);

// Label and control in one row of a two-column grid.
void addRow(wxFlexGridSizer& grid, wxWindow* parent, const std::string& labelWithMnemonic, wxWindow* control);

} // namespace reseal::ui
