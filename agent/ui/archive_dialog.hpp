// SPDX-License-Identifier: Apache-2.0
// What all dialogs of the archive share: the archive's password where the keyring does not open it, the order to the
// engine, and what came of it. It closes when the thing is done; else it says why and what was typed stays. UI thread.
#pragma once

#include "agent/ui/layout.hpp"

#include <functional>
#include <string>

class wxTextCtrl;

namespace reseal::ui {

class ArchiveDialog : public Dialog {
public:
    void refresh() override;
    [[nodiscard]] bool waitsFor(int ticket) const { return ticket != 0 && ticket == ticket_; } // and tells of it

protected:
    // `entry`: the archived key, or none.
    ArchiveDialog(Face& face, const std::string& title, std::string entry);

    // Rows of the grid; a name for screen readers is the label without its marks.
    wxTextCtrl* addSecret(const std::string& label);
    wxTextCtrl* addPlace(const std::string& label, const std::string& value, std::function<std::string()> choose);
    void addControl(const std::string& label, wxWindow& control);
    // Puts `explanation` above the rows, and the archive's password below them. `makes`: the archive, where there is
    // none yet; then its password is typed twice.
    void finishArchive(const std::string& explanation, const std::string& label, bool makes = false);
    void showRows(std::size_t first, std::size_t count, bool shown);
    void showVaultPassword(bool shown);
    void nameAct(const std::string& label); // the button

    virtual void accept() = 0;                                 // the button was pressed
    virtual void finished(const core::ErrandOutcome& outcome); // well; closes, and the page tells what was done
    virtual void refused(const Error&) {}                      // the keyboard may go to the field that is wrong
    void send(core::ArchiveErrand errand);
    void say(const std::string& text);
    [[nodiscard]] const core::ArchivedKey* key() const; // null once it is gone

    const std::string entry_;

private:
    [[nodiscard]] std::string holder() const; // empty: of no one key
    [[nodiscard]] bool lacksVaultPassword() const;
    void askVaultPassword();
    void fit(); // to what shows now

    wxFlexGridSizer* grid_ = nullptr;
    wxTextCtrl* vaultPassword_ = nullptr;
    wxTextCtrl* vaultAgain_ = nullptr; // null where there is an archive, or none is made
    std::size_t vaultRow_ = 0;
    wxStaticText* said_ = nullptr;
    wxButton* act_ = nullptr;
    int ticket_ = 0;
};

} // namespace reseal::ui
