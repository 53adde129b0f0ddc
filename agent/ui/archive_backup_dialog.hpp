// SPDX-License-Identifier: Apache-2.0
// The whole archive, sealed as it is, into a folder: the one of the settings, or any other. UI thread.
#pragma once

#include "agent/ui/archive_dialog.hpp"

namespace reseal::ui {

class ArchiveBackupDialog : public ArchiveDialog {
public:
    explicit ArchiveBackupDialog(Face& face);

private:
    void accept() override;

    wxTextCtrl* folder_ = nullptr;
};

} // namespace reseal::ui
