// SPDX-License-Identifier: Apache-2.0
// The window: health on top, then the pages. Made when opened, destroyed when closed. UI thread.
#pragma once

#include "agent/ui/face.hpp"

#include <wx/frame.h>
#include <wx/panel.h>
#include <wx/timer.h>

#include <array>

class wxInfoBar;
class wxNotebook;

namespace reseal::ui {

class ArchivePage;
class HealthStrip;

// One tab of the window.
class PagePanel : public wxPanel {
public:
    PagePanel(wxWindow* parent, Face& face) : wxPanel(parent), face_(face) {}
    virtual void refresh() = 0;   // shows the face's snapshot, which is there
    virtual void opened() {}      // the person turned to it
    virtual void focusSearch() {} // Ctrl+F

protected:
    Face& face_;
};

class MainWindow : public wxFrame {
public:
    explicit MainWindow(Face& face);
    MainWindow(const MainWindow&) = delete;
    MainWindow& operator=(const MainWindow&) = delete;
    ~MainWindow() override;

    void refresh(); // the snapshot or the day changed
    void openPage(Page page);
    void showArchived(const std::string& serial, const std::string& id); // that key of the archive
    [[nodiscard]] Page page() const;
    void tell(const std::string& text, bool failure); // a line above the pages

private:
    void addShortcuts();
    void waitForMidnight();
    void close(wxCloseEvent& event);

    Face& face_;
    HealthStrip* health_ = nullptr;
    wxInfoBar* message_ = nullptr;
    wxNotebook* book_ = nullptr;
    ArchivePage* archive_ = nullptr; // one of the pages
    std::array<PagePanel*, 7> pages_{};
    wxTimer midnight_; // only while the window is open: "time left" changes with the day
};

} // namespace reseal::ui
