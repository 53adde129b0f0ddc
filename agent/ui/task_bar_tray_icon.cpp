// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/task_bar_tray_icon.hpp"

#include "agent/ui/wx_text.hpp"

#include <wx/bmpbndl.h>
#include <wx/menu.h>

namespace reseal::ui {
namespace {

constexpr int kIconSize = 24;

} // namespace

TaskBarTrayIcon::TaskBarTrayIcon(std::string iconFolder, Chosen chosen)
    : iconFolder_(std::move(iconFolder)), chosen_(std::move(chosen)) {
    // GTK sends a double click for any activation, Windows both.
    for (const auto& event : {wxEVT_TASKBAR_LEFT_UP, wxEVT_TASKBAR_LEFT_DCLICK}) {
        Bind(event, [this](wxTaskBarIconEvent&) { chosen_("open"); });
    }
}

TaskBarTrayIcon::~TaskBarTrayIcon() { RemoveIcon(); }

void TaskBarTrayIcon::show(core::Severity state, const std::string& title,
                           const std::vector<platform::TrayMenuItem>& menu) {
    menu_ = menu;
    if (state_ == state && title_ == title) {
        return;
    }
    state_ = state;
    title_ = title;
    const wxString file = toWx(iconFolder_ + "/reseal-" + core::name(state) + ".svg");
    SetIcon(wxBitmapBundle::FromSVGFile(file, wxSize(kIconSize, kIconSize)), toWx(title));
}

bool TaskBarTrayIcon::visible() const { return IsIconInstalled(); }

wxMenu* TaskBarTrayIcon::CreatePopupMenu() {
    auto* menu = new wxMenu;
    for (const platform::TrayMenuItem& item : menu_) {
        if (item.id.empty()) {
            menu->AppendSeparator();
            continue;
        }
        wxMenuItem* made = menu->Append(wxID_ANY, toLabel(item.label));
        made->Enable(item.enabled);
        menu->Bind(
            wxEVT_MENU, [this, id = item.id](wxCommandEvent&) { chosen_(id); }, made->GetId());
    }
    return menu;
}

} // namespace reseal::ui
