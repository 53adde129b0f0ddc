// SPDX-License-Identifier: Apache-2.0
// The key of one certificate from its file into the archive, so that copies can be made of it. The file stays as it is.
// UI thread.
#pragma once

#include "agent/ui/archive_dialog.hpp"

namespace reseal::ui {

class ArchiveTakeInDialog : public ArchiveDialog {
public:
    ArchiveTakeInDialog(Face& face, const std::string& certificateId, const std::string& file);

private:
    void accept() override;
    void refused(const Error& error) override;

    wxTextCtrl* file_ = nullptr;
    wxTextCtrl* password_ = nullptr;
};

} // namespace reseal::ui
