// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/face.hpp"

#include "agent/i18n/catalogue.hpp"
#include "agent/platform/desktop.hpp"
#include "agent/platform/system.hpp"
#include "agent/ui/certificate_list.hpp"
#include "agent/ui/details_dialog.hpp"
#include "agent/ui/first_run_window.hpp"
#include "agent/ui/main_window.hpp"
#include "agent/ui/notice_presenter.hpp"
#include "agent/ui/opening_dialog.hpp"
#include "agent/ui/renewal_dialog.hpp"
#include "agent/ui/renewal_guide.hpp"
#include "agent/ui/renewal_route.hpp"
#include "agent/ui/renewal_window.hpp"
#include "agent/ui/renewal_words.hpp"
#include "agent/ui/snooze_dialog.hpp"
#include "agent/ui/thresholds_dialog.hpp"
#include "agent/ui/tray_presenter.hpp"
#include "agent/ui/unlock_dialog.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/app.h>
#include <wx/dirdlg.h>
#include <wx/filedlg.h>

#include <algorithm>
#include <array>
#include <utility>

namespace reseal::ui {
namespace {

constexpr std::string_view kCertificatePrefix = kTrayCertificatePrefix;
constexpr int kStartTakesMs = 10'000;
constexpr int kJudgingTakesMs = 3'000; // at most; then the instructions open without waiting for it

void goToRest() {
    platform::releaseFreeMemory();
    platform::unmapIdleCode();
}

void destroyWindows() {
    // A copy: destroying takes windows out of the list.
    std::vector<wxWindow*> open(wxTopLevelWindows.begin(), wxTopLevelWindows.end());
    for (wxWindow* window : open) {
        window->Destroy();
    }
}

// Not closed yet: a window that was told to go lives on until the next idle moment.
template <typename Window>
Window* alive(const wxWeakRef<Window>& window) {
    return window && !wxPendingDelete.Member(window.get()) ? window.get() : nullptr;
}

template <typename Kind>
std::vector<Kind*> openWindows() {
    std::vector<Kind*> open;
    for (wxWindow* window : wxTopLevelWindows) {
        if (auto* fitting = dynamic_cast<Kind*>(window); fitting != nullptr && !wxPendingDelete.Member(window)) {
            open.push_back(fitting);
        }
    }
    return open;
}

} // namespace

Face::Face(const Surroundings& surroundings) : surroundings_(surroundings), openWhenKnown_(surroundings.openWindow) {
    speak(surroundings.language);
    notices_ = std::make_unique<NoticePresenter>(*this);
    const auto chosen = [this](const std::string& id) {
        // Out of the menu's own event first: some of these rebuild the menu.
        wxTheApp->CallAfter([this, id] { menuChosen(id); });
    };
    tray_ = std::make_unique<TrayPresenter>(surroundings.iconFolder, chosen,
                                            [this](bool reachable) { trayReachableChanged(reachable); });
    tray_->show(trayViewOf(nullptr, *words_));
    screenLock_ = platform::watchScreenLock([this] { resident().lockArchive(); });
    wantedLate_.Bind(wxEVT_TIMER, [this](wxTimerEvent&) { openWanted(); });
}

Face::~Face() = default;

void Face::closeWindows() {
    quitting_ = true;
    destroyWindows();
}

void Face::speak(const std::string& language) {
    words_ = std::make_unique<const Words>(i18n::makeTexts(language, surroundings_.localeFolder), *surroundings_.clock);
}

void Face::menuChosen(const std::string& id) {
    if (id == "open") {
        openMain();
    } else if (id == "check") {
        resident().rescan();
    } else if (id == "settings") {
        openMain(Page::settings);
    } else if (id == "test") {
        resident().sendTestNotice();
    } else if (id == "quit") {
        quit();
    } else if (id.starts_with(kCertificatePrefix)) {
        openDetails(id.substr(kCertificatePrefix.size()));
    }
}

void Face::snapshotChanged(std::shared_ptr<const core::Snapshot> snapshot) {
    const bool first = snapshot_ == nullptr;
    snapshot_ = std::move(snapshot);
    const std::string& chosen = snapshot_->settings.language;
    const std::string& language = chosen.empty() ? surroundings_.language : chosen;
    if (language != words_->language()) {
        languageChanged(language);
    }
    tray_->show(trayViewOf(snapshot_.get(), *words_));
    if (MainWindow* open = alive(main_)) {
        open->refresh();
    }
    for (Dialog* dialog : openWindows<Dialog>()) {
        dialog->refresh();
    }
    if (snapshot_->pluginsJudged) {
        openWanted();
    }
    if (first && !snapshot_->settings.firstRunDone) {
        openFirstRun();
    } else if (openWhenKnown_ && snapshot_->settings.firstRunDone) {
        openWhenKnown_ = false;
        openMain();
    }
    if (first) {
        rest_.Bind(wxEVT_TIMER, [](wxTimerEvent&) { goToRest(); });
        rest_.StartOnce(kStartTakesMs); // then what only the start needed is given back
    }
}

void Face::languageChanged(const std::string& language) {
    if (nestedLoops_ > 0) {
        return; // taken up by the next snapshot
    }
    const MainWindow* before = alive(main_);
    const Page page = before ? before->page() : Page::mine;
    const wxRect place = before ? before->GetRect() : wxRect();
    const bool welcoming = alive(firstRun_) != nullptr;
    std::vector<std::string> renewals;
    for (const RenewalWindow* open : openWindows<RenewalWindow>()) {
        renewals.push_back(open->renewal());
    }
    destroyWindows();
    // Windows refer to their words until they are gone, which is after the present event.
    formerWords_ = std::move(words_);
    speak(language);
    if (welcoming) {
        openFirstRun();
    } else if (before) {
        openMain(page);
        main_->SetSize(place);
    }
    for (const std::string& id : renewals) {
        if (const core::RenewalView* view = findRenewal(*snapshot_, id)) {
            openRenewalWindow(view->certificate, id);
        }
    }
}

void Face::noticeDue(const core::Notice& notice) {
    if (snapshot_ == nullptr || snapshot_->settings.desktopNotices) {
        notices_->show(notice);
    }
}

void Face::testNotice() {
    if (const Status said = notices_->showTest(); !said) {
        failed(said.error());
    }
}

void Face::failed(const Error& error) {
    std::string text = words_->wording().reason(error.reason, error.detail);
    if (!error.subject.empty()) {
        text += " (" + error.subject + ")";
    }
    constexpr std::array kOfLinks{"foreign_link", "not_waiting", "renewal_ended"}; // no window asked for that
    const bool link = std::ranges::find(kOfLinks, error.reason) != kOfLinks.end();
    for (RenewalWindow* window : openWindows<RenewalWindow>()) {
        if (!link && window->failed(text)) {
            return;
        }
    }
    tell(text, true);
}

void Face::tell(const std::string& text, bool failure) {
    if (MainWindow* open = alive(main_)) {
        open->tell(text, failure);
    } else {
        notices_->showFailure(text);
    }
}

void Face::openMain(Page page) {
    if (snapshot_ == nullptr) {
        openWhenKnown_ = true;
        return;
    }
    if (!snapshot_->settings.firstRunDone) {
        openFirstRun();
        return;
    }
    if (alive(main_) == nullptr) {
        main_ = new MainWindow(*this);
        main_->openPage(page);
    } else if (page != Page::mine) {
        main_->openPage(page);
    }
    show(main_);
}

void Face::openFirstRun() {
    if (alive(firstRun_) == nullptr) {
        firstRun_ = new FirstRunWindow(*this);
    }
    show(firstRun_);
}

void Face::finishFirstRun(const core::Settings& settings, const std::vector<std::string>& folders) {
    for (const core::SourceState& state : snapshot_->sources) {
        if (std::ranges::find(folders, state.source.path) == folders.end()) {
            resident().removeSource(state.source.path);
        }
    }
    for (const std::string& folder : folders) {
        resident().addSource(folder);
    }
    openWhenKnown_ = true;
    resident().saveSettings(settings);
}

void Face::openDetails(const std::string& certificateId) {
    if (const auto* entry = snapshot_ ? findEntry(*snapshot_, certificateId) : nullptr) {
        show(new DetailsDialog(*this, *entry));
    } else {
        openMain();
    }
}

void Face::openCopy(const std::string& certificateId) {
    const auto* const entry = snapshot_ ? findEntry(*snapshot_, certificateId) : nullptr;
    openMain();
    MainWindow* const open = alive(main_);
    if (entry != nullptr && open != nullptr) {
        open->showArchived(entry->certificate.serial, certificateId);
    }
}

void Face::openThresholds(const std::string& certificateId) {
    if (const auto* entry = snapshot_ ? findEntry(*snapshot_, certificateId) : nullptr) {
        show(new ThresholdsDialog(*this, *entry));
    }
}

void Face::openRenewal(const std::vector<std::string>& certificateIds) {
    std::vector<std::string> known = stillKnown(certificateIds);
    const core::RenewalView* underWay =
        known.size() == 1 ? core::renewalUnderWay(snapshot_->renewals, known.front()) : nullptr;
    if (underWay != nullptr) {
        openRenewalWindow(underWay->certificate, underWay->id);
    } else if (known.size() > 1) {
        show(new RenewalDialog(*this, std::move(known)));
    } else if (!known.empty()) {
        renewOrTellHow(known.front());
    }
}

// Which plugins there are takes a moment to find out, the first time.
void Face::renewOrTellHow(const std::string& certificateId) {
    wanted_ = certificateId;
    if (snapshot_->pluginsJudged) {
        return openWanted();
    }
    wantedLate_.StartOnce(kJudgingTakesMs);
    resident().judgePlugins();
}

void Face::openWanted() {
    const std::string id = std::exchange(wanted_, {});
    const core::InventoryEntry* entry = id.empty() || quitting_ ? nullptr : findEntry(*snapshot_, id);
    if (entry == nullptr) {
        return;
    }
    const bool visitNeeded = guideFor(*entry, *surroundings_.issuers, *words_).visitNeeded;
    const core::RenewalCa* const ca = renewalRoute(*snapshot_, id, visitNeeded).atOnce;
    if (ca != nullptr && begunAtOnce_.insert(id).second) {
        beginRenewal(id, ca->id);
    } else {
        show(new RenewalDialog(*this, {id}));
    }
}

// Whoever looks at it already needs no notice.
void Face::renewalNeedsPerson(const std::string& id) {
    const core::RenewalView* view = snapshot_ ? findRenewal(*snapshot_, id) : nullptr;
    const auto open = openWindows<RenewalWindow>();
    const bool seen = std::ranges::any_of(open, [&](const RenewalWindow* one) { return one->renewal() == id; });
    if (view != nullptr && !seen && !quitting_) {
        notices_->showRenewal(*view);
    }
}

void Face::showRenewal(const std::string& id) {
    if (const core::RenewalView* view = snapshot_ ? findRenewal(*snapshot_, id) : nullptr) {
        openRenewalWindow(view->certificate, id);
    } else {
        openMain();
    }
}

void Face::openRequest() {
    if (snapshot_) {
        show(new RenewalDialog(*this, {}));
    }
}

void Face::beginRenewal(const std::string& certificateId, const std::string& caId) {
    const core::RenewalView* underWay = certificateId.empty()
                                            ? requestUnderWay(*snapshot_, caId)
                                            : core::renewalUnderWay(snapshot_->renewals, certificateId);
    if (underWay != nullptr) {
        return openRenewalWindow(underWay->certificate, underWay->id);
    }
    openRenewalWindow(certificateId, {});
    resident().beginRenewal(certificateId, caId);
}

void Face::openRenewalWindow(const std::string& certificateId, const std::string& renewalId) {
    for (RenewalWindow* open : openWindows<RenewalWindow>()) {
        if (!renewalId.empty() && open->renewal() == renewalId) {
            return show(open);
        }
    }
    show(new RenewalWindow(*this, certificateId, renewalId));
}

void Face::openSnooze(const std::vector<std::string>& certificateIds) {
    if (std::vector<std::string> known = stillKnown(certificateIds); !known.empty()) {
        show(new SnoozeDialog(*this, std::move(known)));
    }
}

std::vector<std::string> Face::stillKnown(const std::vector<std::string>& certificateIds) const {
    std::vector<std::string> known;
    if (snapshot_) {
        std::ranges::copy_if(certificateIds, std::back_inserter(known),
                             [this](const std::string& id) { return findEntry(*snapshot_, id) != nullptr; });
    }
    return known;
}

void Face::openUnlock(const std::string& path) { show(new UnlockDialog(*this, path)); }

void Face::show(wxTopLevelWindow* window) {
    window->Show();
    if (window->IsIconized()) {
        window->Iconize(false);
    }
    window->Raise();
}

wxWindow* Face::dialogParent() const {
    MainWindow* window = alive(main_);
    return window != nullptr && window->IsShown() ? window : nullptr;
}

std::string Face::chooseFolder(wxWindow* parent, const std::string& title) {
    ++nestedLoops_;
    wxDirDialog dialog(parent, toWx(title), wxString(), wxDD_DEFAULT_STYLE | wxDD_DIR_MUST_EXIST);
    const bool chosen = dialog.ShowModal() == wxID_OK;
    --nestedLoops_;
    return chosen ? toUtf8(dialog.GetPath()) : std::string();
}

std::string Face::chooseFile(wxWindow* parent, const std::string& title) {
    ++nestedLoops_;
    wxFileDialog dialog(parent, toWx(title), wxString(), wxString(), wxFileSelectorDefaultWildcardStr,
                        wxFD_OPEN | wxFD_FILE_MUST_EXIST);
    const bool chosen = dialog.ShowModal() == wxID_OK;
    --nestedLoops_;
    return chosen ? toUtf8(dialog.GetPath()) : std::string();
}

std::string Face::chooseNewFile(wxWindow* parent, const std::string& title, const std::string& proposed) {
    ++nestedLoops_;
    const wxString path = toWx(proposed);
    wxFileDialog dialog(parent, toWx(title), path.BeforeLast('/'), path.AfterLast('/'),
                        wxFileSelectorDefaultWildcardStr, wxFD_SAVE);
    const bool chosen = dialog.ShowModal() == wxID_OK;
    --nestedLoops_;
    return chosen ? toUtf8(dialog.GetPath()) : std::string();
}

void Face::chooseDocument() {
    const std::string chosen = chooseFile(dialogParent(), words_->tr("Open an encrypted document"));
    if (!chosen.empty()) {
        openDocument(chosen);
    }
}

void Face::openDocument(const std::string& path) { resident().openDocument({.file = path}); }

// Whoever asked for it, a window shows how it goes; one that the person closed stays closed.
void Face::openingChanged(const core::DocumentOpening& opening) {
    if (opening_) {
        opening_->show(opening);
    } else if (opening.state == core::OpeningState::working && opening.percent < 0) {
        auto* dialog = new OpeningDialog(*this, opening);
        opening_ = dialog;
        show(dialog);
    }
}

void Face::trayReachableChanged(bool reachable) {
    trayReachable_ = reachable;
    if (!reachable && !quitting_) {
        openMain();
    }
}

void Face::windowGone() {
    if (!quitting_) {
        wxTheApp->CallAfter([] { goToRest(); });
    }
}

void Face::quit() {
    quitting_ = true;
    wxTheApp->ExitMainLoop();
}

} // namespace reseal::ui
