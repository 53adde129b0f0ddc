// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/start_failure.hpp"

#include <wx/app.h>
#include <wx/init.h>
#include <wx/msgdlg.h>

namespace reseal::ui {
namespace {

class StartFailureApp final : public wxApp {
public:
    explicit StartFailureApp(const std::string& text) : text_(wxString::FromUTF8(text)) {}

    bool OnInit() override {
        wxMessageBox(text_, "Reseal", wxOK | wxICON_ERROR);
        return false; // nothing to run
    }

private:
    wxString text_;
};

} // namespace

void showStartFailure(const std::string& text) {
    wxApp::SetInstance(new StartFailureApp(text));
    std::string name = "reseal-tray";
    char* arguments[] = {name.data(), nullptr};
    int count = 1;
    wxEntry(count, arguments);
}

} // namespace reseal::ui
