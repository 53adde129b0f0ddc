// SPDX-License-Identifier: Apache-2.0
// Holds the face together: the language, the latest snapshot, tray, notices and the windows that are open. Windows
// exist only while they are open. UI thread only.
#pragma once

#include "agent/ui/application.hpp"
#include "agent/ui/words.hpp"

#include <wx/timer.h>
#include <wx/weakref.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

class wxTopLevelWindow;
class wxWindow;

namespace reseal::platform {
class ScreenLockWatch;
}

namespace reseal::ui {

class FirstRunWindow;
class MainWindow;
class NoticePresenter;
class OpeningDialog;
class TrayPresenter;

enum class Page { mine, others, tokens, archive, history, plugins, settings };

class Face {
public:
    // Borrows the surroundings for its life.
    explicit Face(const Surroundings& surroundings);
    ~Face();
    Face(const Face&) = delete;
    Face& operator=(const Face&) = delete;

    // What the engine says.
    void snapshotChanged(std::shared_ptr<const core::Snapshot> snapshot);
    void noticeDue(const core::Notice& notice);
    void testNotice();
    void failed(const Error& error);
    void openingChanged(const core::DocumentOpening& opening);
    void renewalNeedsPerson(const std::string& id);
    void raised() { openMain(); }

    // What windows may ask for. Nothing happens where an id is unknown by now.
    void openMain(Page page = Page::mine);
    void openDetails(const std::string& certificateId);
    void openRenewal(const std::vector<std::string>& certificateIds); // or how to, once plugins were judged
    void showRenewal(const std::string& id);                          // at the step where it is
    void openRequest();                                               // for a new certificate
    void beginRenewal(const std::string& certificateId, const std::string& caId);
    void openSnooze(const std::vector<std::string>& certificateIds);
    void openCopy(const std::string& certificateId); // of its key, from the archive
    void openThresholds(const std::string& certificateId);
    void openUnlock(const std::string& path);
    void chooseDocument(); // by the system's dialog, to be opened
    void openDocument(const std::string& path);
    void finishFirstRun(const core::Settings& settings, const std::vector<std::string>& folders);
    void tell(const std::string& text, bool failure); // in the window, or as a notice where none is open
    void quit();
    void closeWindows(); // at the end; they are gone with the next pending deletion
    void windowGone();   // a window was destroyed: gives its memory back

    // Asks for a folder with the system's dialog; empty where the person turned back. Blocks in a nested loop.
    [[nodiscard]] std::string chooseFolder(wxWindow* parent, const std::string& title);

    [[nodiscard]] std::string chooseFile(wxWindow* parent, const std::string& title); // likewise

    // Likewise, of one to be made; a file that is there may be chosen, and is refused by whoever would write it.
    [[nodiscard]] std::string chooseNewFile(wxWindow* parent, const std::string& title, const std::string& proposed);

    [[nodiscard]] const Words& words() const { return *words_; }
    [[nodiscard]] const Surroundings& surroundings() const { return surroundings_; }
    [[nodiscard]] core::Resident& resident() { return *surroundings_.resident; }
    [[nodiscard]] const core::Snapshot* snapshot() const { return snapshot_.get(); } // null before the first
    [[nodiscard]] wxWindow* dialogParent() const;                                    // the main window, or null

    // Whether a tray icon can bring the window back; if not, closing it only minimises it.
    [[nodiscard]] bool trayReachable() const { return trayReachable_; }
    void trayReachableChanged(bool reachable);

private:
    void speak(const std::string& language);
    void languageChanged(const std::string& language);
    void menuChosen(const std::string& id);
    [[nodiscard]] std::vector<std::string> stillKnown(const std::vector<std::string>& certificateIds) const;
    void openFirstRun();
    void openRenewalWindow(const std::string& certificateId, const std::string& renewalId);
    void renewOrTellHow(const std::string& certificateId);
    void openWanted();
    void show(wxTopLevelWindow* window);

    Surroundings surroundings_;
    std::unique_ptr<const Words> words_;
    std::unique_ptr<const Words> formerWords_; // of windows that are closing after a switch of language
    std::shared_ptr<const core::Snapshot> snapshot_;
    std::unique_ptr<NoticePresenter> notices_;
    std::unique_ptr<TrayPresenter> tray_;
    std::unique_ptr<platform::ScreenLockWatch> screenLock_;
    wxWeakRef<MainWindow> main_;
    wxWeakRef<FirstRunWindow> firstRun_;
    wxWeakRef<OpeningDialog> opening_;
    bool openWhenKnown_ = false; // the window opens with the next snapshot that allows it
    bool trayReachable_ = true;
    bool quitting_ = false;
    wxTimer rest_;       // once, after the start
    std::string wanted_; // its renewal opens with the snapshot that has plugins judged, or without it in the end
    wxTimer wantedLate_;
    std::set<std::string> begunAtOnce_; // certificates; asked for again, the instructions open
    int nestedLoops_ = 0;               // while a system dialog blocks, windows are not rebuilt
};

} // namespace reseal::ui
