// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/start_failure.hpp"

#include <wx/app.h>
#include <wx/init.h>
#include <wx/msgdlg.h>

#include <functional>

namespace reseal::ui {
namespace {

// Shows one dialog and leaves.
class StartDialogApp final : public wxApp {
public:
    explicit StartDialogApp(std::function<void()> show) : show_(std::move(show)) {}

    bool OnInit() override {
        SetAppDisplayName("Reseal");
        show_();
        return false; // nothing to run
    }

private:
    std::function<void()> show_;
};

void runDialog(std::function<void()> show) {
    wxApp::SetInstance(new StartDialogApp(std::move(show)));
    std::string name = "reseal-tray";
    char* arguments[] = {name.data(), nullptr};
    int count = 1;
    wxEntry(count, arguments);
}

} // namespace

void showStartFailure(const std::string& text) {
    runDialog([&] { wxMessageBox(wxString::FromUTF8(text), "Reseal", wxOK | wxICON_ERROR); });
}

bool askAtStart(const std::string& text, const std::string& yes, const std::string& no) {
    bool agreed = false;
    runDialog([&] {
        wxMessageDialog dialog(nullptr, wxString::FromUTF8(text), "Reseal", wxYES_NO | wxNO_DEFAULT | wxICON_WARNING);
        dialog.SetYesNoLabels(wxString::FromUTF8(yes), wxString::FromUTF8(no));
        agreed = dialog.ShowModal() == wxID_YES;
    });
    return agreed;
}

} // namespace reseal::ui
