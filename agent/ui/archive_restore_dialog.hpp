// SPDX-License-Identifier: Apache-2.0
// One archived key back to where programs use it: a container or key file in a folder, or a token. UI thread.
#pragma once

#include "agent/core/token.hpp"
#include "agent/ui/archive_dialog.hpp"

#include <vector>

class wxChoice;

namespace reseal::ui {

class ArchiveRestoreDialog : public ArchiveDialog {
public:
    ArchiveRestoreDialog(Face& face, const core::ArchivedKey& key);
    void refresh() override;

private:
    void accept() override;
    void showTokens(); // that are here now; the one chosen stays chosen
    void placeChosen();
    void askPin(const core::Token& token);

    std::vector<core::Token> tokens_; // as the choice has them, behind the folder
    wxChoice* place_ = nullptr;
    wxTextCtrl* folder_ = nullptr;
    wxTextCtrl* password_ = nullptr;
    wxTextCtrl* again_ = nullptr;
};

} // namespace reseal::ui
