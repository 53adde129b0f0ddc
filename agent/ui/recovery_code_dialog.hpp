// SPDX-License-Identifier: Apache-2.0
// A recovery code of the archive in two steps: a page to print, and the code typed back from it. Opened again between
// them, it goes on with the second. UI thread.
#pragma once

#include "agent/ui/archive_dialog.hpp"

namespace reseal::ui {

class RecoveryCodeDialog : public ArchiveDialog {
public:
    explicit RecoveryCodeDialog(Face& face);

private:
    void accept() override;
    void finished(const core::ErrandOutcome& outcome) override;
    void showStep(bool typing);

    bool typing_ = false;
    wxTextCtrl* file_ = nullptr;
    wxTextCtrl* code_ = nullptr;
};

} // namespace reseal::ui
