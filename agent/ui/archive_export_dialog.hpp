// SPDX-License-Identifier: Apache-2.0
// One archived key with its certificate into a new PKCS#12 file, under a password of its own. UI thread.
#pragma once

#include "agent/ui/archive_dialog.hpp"

namespace reseal::ui {

class ArchiveExportDialog : public ArchiveDialog {
public:
    ArchiveExportDialog(Face& face, const core::ArchivedKey& key);

private:
    void accept() override;

    wxTextCtrl* file_ = nullptr;
    wxTextCtrl* password_ = nullptr;
    wxTextCtrl* again_ = nullptr;
};

} // namespace reseal::ui
