// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/main_window.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/archive_page.hpp"
#include "agent/ui/certificates_page.hpp"
#include "agent/ui/health_strip.hpp"
#include "agent/ui/history_page.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/others_page.hpp"
#include "agent/ui/plugins_page.hpp"
#include "agent/ui/settings_page.hpp"
#include "agent/ui/tokens_page.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/accel.h>
#include <wx/dnd.h>
#include <wx/infobar.h>
#include <wx/notebook.h>
#include <wx/textwrapper.h>

namespace reseal::ui {
namespace {

constexpr int kBesideMessage = 180; // the button that closes it, and room around both

// An encrypted document that is dropped on the window is opened; the answer of a CA goes to its renewal.
class DocumentDrop final : public wxFileDropTarget {
public:
    explicit DocumentDrop(Face& face) : face_(face) {}
    bool OnDropFiles(wxCoord, wxCoord, const wxArrayString& names) override {
        if (names.size() != 1) {
            face_.tell(face_.words().tr("Drop one document at a time."), true);
            return false;
        }
        face_.openDocument(toUtf8(names[0]));
        return true;
    }

private:
    Face& face_;
};

// The bar is as high as its lines, but does not break them.
class Lines final : public wxTextWrapper {
public:
    Lines(wxWindow& window, const wxString& text, int width) { Wrap(&window, text, width); }
    [[nodiscard]] const wxString& broken() const { return broken_; }

private:
    void OnOutputLine(const wxString& line) override { broken_ += line; }
    void OnNewLine() override { broken_ += '\n'; }
    wxString broken_;
};

} // namespace

MainWindow::MainWindow(Face& face) : wxFrame(nullptr, wxID_ANY, "Reseal"), face_(face) {
    const Words& words = face.words();
    auto* root = new wxPanel(this);
    health_ = new HealthStrip(root, face);
    message_ = new wxInfoBar(root);
    // GTK's own button speaks the desktop's language.
    message_->AddButton(wxID_CLOSE, wxControl::RemoveMnemonics(toWx(words.tr("&Close"))));
    book_ = new wxNotebook(root, wxID_ANY);
    nameForReaders(*book_, words.tr("Pages"));
    archive_ = new ArchivePage(book_, face);
    pages_ = {new CertificatesPage(book_, face), new OthersPage(book_, face),  new TokensPage(book_, face),  archive_,
              new HistoryPage(book_, face),      new PluginsPage(book_, face), new SettingsPage(book_, face)};
    book_->AddPage(pages_[0], toWx(words.tr("My certificates")));
    book_->AddPage(pages_[1], toWx(words.tr("Others")));
    book_->AddPage(pages_[2], toWx(words.tr("Tokens")));
    book_->AddPage(pages_[3], toWx(words.tr("Archive")));
    book_->AddPage(pages_[4], toWx(words.tr("History")));
    book_->AddPage(pages_[5], toWx(words.tr("Plugins")));
    book_->AddPage(pages_[6], toWx(words.tr("Settings")));
    SetDropTarget(new DocumentDrop(face));
    book_->Bind(wxEVT_NOTEBOOK_PAGE_CHANGED, [this](wxBookCtrlEvent& event) {
        event.Skip();
        if (event.GetEventObject() == book_ && event.GetSelection() != wxNOT_FOUND) {
            pages_.at(static_cast<std::size_t>(event.GetSelection()))->opened();
        }
    });

    auto* column = new wxBoxSizer(wxVERTICAL);
    column->Add(message_, wxSizerFlags().Expand());
    column->Add(health_, wxSizerFlags().Expand().Border(wxALL, FromDIP(kWideGap)));
    column->Add(book_, wxSizerFlags(1).Expand().Border(wxLEFT | wxRIGHT | wxBOTTOM, FromDIP(kGap)));
    root->SetSizer(column);
    SetSize(FromDIP(wxSize(1140, 740)));
    SetMinSize(FromDIP(wxSize(640, 480)));
    showIcon(*this, face);
    addShortcuts();
    Bind(wxEVT_CLOSE_WINDOW, &MainWindow::close, this);
    midnight_.Bind(wxEVT_TIMER, [this](wxTimerEvent&) {
        refresh();
        waitForMidnight();
    });
    waitForMidnight();
    refresh();
    face_.resident().judgePlugins();
}

MainWindow::~MainWindow() { face_.windowGone(); }

void MainWindow::refresh() {
    health_->refresh();
    if (face_.snapshot() == nullptr) {
        return;
    }
    for (PagePanel* page : pages_) {
        page->refresh();
    }
}

void MainWindow::openPage(Page page) { book_->SetSelection(static_cast<std::size_t>(page)); }

void MainWindow::showArchived(const std::string& serial, const std::string& id) {
    archive_->lookFor(serial, id); // first: a page that is opened asks for what its search field says
    openPage(Page::archive);
    archive_->focusList();
}

Page MainWindow::page() const { return static_cast<Page>(book_->GetSelection()); }

void MainWindow::tell(const std::string& text, bool failure) {
    const int width = GetClientSize().x - FromDIP(kBesideMessage);
    message_->ShowMessage(Lines(*message_, toLabel(text), width).broken(),
                          failure ? wxICON_WARNING : wxICON_INFORMATION);
}

void MainWindow::addShortcuts() {
    std::vector<wxAcceleratorEntry> entries;
    const auto add = [&](int flags, int key, std::function<void()> act) {
        const int id = wxWindow::NewControlId();
        entries.emplace_back(flags, key, id);
        Bind(
            wxEVT_MENU, [act = std::move(act)](wxCommandEvent&) { act(); }, id);
    };
    add(wxACCEL_CTRL, 'F', [this] { pages_.at(static_cast<std::size_t>(page()))->focusSearch(); });
    add(wxACCEL_NORMAL, WXK_F5, [this] { face_.resident().rescan(); });
    add(wxACCEL_CTRL, 'W', [this] { Close(); });
    add(wxACCEL_CTRL, WXK_PAGEDOWN, [this] { book_->AdvanceSelection(true); });
    add(wxACCEL_CTRL, WXK_PAGEUP, [this] { book_->AdvanceSelection(false); });
    for (int index = 0; index < static_cast<int>(pages_.size()); ++index) {
        add(wxACCEL_CTRL, '1' + index, [this, index] { openPage(static_cast<Page>(index)); });
    }
    SetAcceleratorTable(wxAcceleratorTable(static_cast<int>(entries.size()), entries.data()));
}

void MainWindow::waitForMidnight() {
    const core::Clock& clock = face_.words().clock();
    const core::LocalTime now = clock.local(clock.now());
    const auto tomorrow = std::chrono::sys_days(now.date) + std::chrono::days(1);
    const TimePoint midnight = clock.instant({.date = tomorrow, .minuteOfDay = 0});
    const auto wait = std::chrono::milliseconds(midnight - clock.now()) + std::chrono::seconds(1);
    midnight_.StartOnce(static_cast<int>(std::max<std::int64_t>(wait.count(), 1000)));
}

void MainWindow::close(wxCloseEvent& event) {
    if (event.CanVeto() && !face_.trayReachable()) {
        event.Veto();
        Iconize();
        return;
    }
    Destroy();
}

} // namespace reseal::ui
