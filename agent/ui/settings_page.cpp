// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/settings_page.hpp"

#include "agent/platform/system.hpp"
#include "agent/ui/accessibility.hpp"
#include "agent/ui/archive_settings.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/palette.hpp"
#include "agent/ui/plugin_list.hpp"
#include "agent/ui/settings_form.hpp"
#include "agent/ui/snooze_choices.hpp"
#include "agent/ui/sources_panel.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/checkbox.h>
#include <wx/choice.h>
#include <wx/scrolwin.h>

#include <algorithm>
#include <array>

namespace reseal::ui {
namespace {

constexpr int kTextWidth = 640;
constexpr core::QuietHours kOfferedQuietHours{21 * 60, 8 * 60}; // where there are none yet
constexpr std::array<const char*, 4> kLanguages{"", "en", "ru", "kk"};

int minutesOf(const wxChoice& choice) { return choice.GetSelection() * kSnoozeStepMinutes; }

void choose(wxChoice& choice, int minutes) { choice.SetSelection(minutes / kSnoozeStepMinutes); }

} // namespace

SettingsPage::SettingsPage(wxWindow* parent, Face& face) : PagePanel(parent, face) {
    body_ = new wxScrolledWindow(this, wxID_ANY);
    body_->SetScrollRate(0, FromDIP(12));
    auto* column = new wxBoxSizer(wxVERTICAL);
    const auto border = wxSizerFlags().Expand().Border(wxALL, FromDIP(kWideGap));
    management_ = label(body_, {});
    column->Add(management_, wxSizerFlags().Border(wxLEFT | wxRIGHT | wxTOP, FromDIP(kWideGap)));
    column->Add(whenSection(), border);
    column->Add(howSection(), border);
    sources_ = new SourcesPanel(body_, face);
    column->Add(sources_, border);
    archive_ = new ArchiveSettings(body_, face);
    column->Add(archive_, border);
    column->Add(profileSection(), border);
    body_->SetSizer(column);

    auto* whole = new wxBoxSizer(wxVERTICAL);
    whole->Add(body_, wxSizerFlags(1).Expand());
    whole->Add(saveRow(), wxSizerFlags().Expand().Border(wxALL, FromDIP(kGap)));
    SetSizer(whole);
    Bind(wxEVT_TEXT, [this](wxCommandEvent&) { edited(); });
    Bind(wxEVT_CHECKBOX, [this](wxCommandEvent&) { edited(); });
    Bind(wxEVT_CHOICE, [this](wxCommandEvent&) { edited(); });
}

wxSizer* SettingsPage::whenSection() {
    const Words& words = face_.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    const auto gap = wxSizerFlags().Border(wxTOP, FromDIP(kGap));
    column->Add(heading(body_, words.tr("When to warn")));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->Add(label(body_, words.tr("&Days before the due date:")), wxSizerFlags().CentreVertical());
    thresholds_ = new wxTextCtrl(body_, wxID_ANY);
    nameForReaders(*thresholds_, words.tr("Days before the due date"));
    row->Add(thresholds_, wxSizerFlags(1).Border(wxLEFT, FromDIP(kGap)));
    column->Add(row, wxSizerFlags(gap).Expand());
    column->Add(paragraph(body_, words.tr("A number below zero is days after it: -1 is the day after."), kTextWidth),
                wxSizerFlags().Border(wxTOP, FromDIP(4)));

    auto* hours = new wxBoxSizer(wxHORIZONTAL);
    quiet_ = new wxCheckBox(body_, wxID_ANY, toWx(words.tr("&Quiet hours, without notices, from")));
    quietFrom_ = timeChoice(words.tr("Quiet hours begin"));
    quietTo_ = timeChoice(words.tr("Quiet hours end"));
    const auto beside = wxSizerFlags().CentreVertical().Border(wxLEFT, FromDIP(kGap));
    hours->Add(quiet_, wxSizerFlags().CentreVertical());
    hours->Add(quietFrom_, beside);
    hours->Add(label(body_, words.tr("to")), beside);
    hours->Add(quietTo_, beside);
    column->Add(hours, gap);
    weekends_ = new wxCheckBox(body_, wxID_ANY, toWx(words.tr("&What would come at the weekend comes on Friday")));
    column->Add(weekends_, gap);
    return column;
}

wxChoice* SettingsPage::timeChoice(const std::string& name) {
    auto* choice = new wxChoice(body_, wxID_ANY);
    for (const std::string& time : snoozeTimes()) {
        choice->Append(toWx(time));
    }
    nameForReaders(*choice, name);
    return choice;
}

wxSizer* SettingsPage::howSection() {
    const Words& words = face_.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    const auto gap = wxSizerFlags().Border(wxTOP, FromDIP(kGap));
    column->Add(heading(body_, words.tr("How to warn")));
    auto* notices = new wxBoxSizer(wxHORIZONTAL);
    desktop_ = new wxCheckBox(body_, wxID_ANY, toWx(words.tr("Notices on the des&ktop")));
    notices->Add(desktop_, wxSizerFlags().CentreVertical());
    notices->Add(pushButton(body_, words.tr("Send a &test notice"), [this] { face_.resident().sendTestNotice(); }),
                 wxSizerFlags().Border(wxLEFT, FromDIP(kWideGap)));
    column->Add(notices, gap);

    auto* grid = new wxFlexGridSizer(2, FromDIP(wxSize(kGap, kGap)));
    grid->AddGrowableCol(1);
    command_ = new wxTextCtrl(body_, wxID_ANY);
    command_->SetHint(toWx(words.tr("Off. For example: mail -s Reseal me@example.org")));
    nameForReaders(*command_, words.tr("Also run this command"), words.tr("It gets the notice as JSON on its input."));
    addRow(*grid, body_, words.tr("&Also run this command:"), command_);
    language_ = new wxChoice(body_, wxID_ANY);
    language_->Append(toWx(words.tr("As the system")));
    for (const char* name : {"English", "Русский", "Қазақша"}) {
        language_->Append(toWx(name));
    }
    nameForReaders(*language_, words.tr("Language"));
    addRow(*grid, body_, words.tr("&Language:"), language_);
    column->Add(grid, wxSizerFlags(gap).Expand());
    return column;
}

wxSizer* SettingsPage::profileSection() {
    const Words& words = face_.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    column->Add(heading(body_, words.tr("Profile")));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    const std::string folder = face_.surroundings().profileFolder;
    auto* shown = new wxTextCtrl(body_, wxID_ANY, wxString(), wxDefaultPosition, wxDefaultSize, wxTE_READONLY);
    shown->ChangeValue(toWx(folder));
    nameForReaders(*shown, words.tr("Profile folder"), words.tr("Settings and history lie here, logs below it."));
    row->Add(shown, wxSizerFlags(1).CentreVertical());
    row->Add(pushButton(body_, words.tr("&Open folder"),
                        [this, folder] {
                            if (const Status opened = platform::openForPerson(folder); !opened) {
                                face_.failed(opened.error());
                            }
                        }),
             wxSizerFlags().Border(wxLEFT, FromDIP(kGap)));
    column->Add(row, wxSizerFlags().Expand().Border(wxTOP, FromDIP(kGap)));
    column->Add(paragraph(body_, words.tr("Settings and history lie here, logs below it."), kTextWidth),
                wxSizerFlags().Border(wxTOP, FromDIP(4)));
    return column;
}

wxSizer* SettingsPage::saveRow() {
    const Words& words = face_.words();
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    said_ = new wxStaticText(this, wxID_ANY, wxString());
    undo_ = pushButton(this, words.tr("&Undo changes"), [this] { fillIn(face_.snapshot()->settings), say({}, false); });
    save_ = pushButton(this, words.tr("&Save"), [this] { save(); });
    row->Add(said_, wxSizerFlags(1).CentreVertical());
    row->Add(undo_, wxSizerFlags().Border(wxLEFT, FromDIP(kGap)));
    row->Add(save_, wxSizerFlags().Border(wxLEFT, FromDIP(kGap)));
    return row;
}

void SettingsPage::refresh() {
    sources_->refresh();
    const core::Settings& settings = face_.snapshot()->settings;
    if (savedOver_ && settings != *savedOver_) {
        savedOver_.reset();
    }
    if (!edited_ && !savedOver_) {
        fillIn(settings);
    }
}

void SettingsPage::fillIn(const core::Settings& settings) {
    filling_ = true;
    shown_ = settings;
    thresholds_->ChangeValue(toWx(thresholdsText(settings.thresholds)));
    const bool quiet = settings.quietHours.from != settings.quietHours.to;
    quiet_->SetValue(quiet);
    const core::QuietHours hours = quiet ? settings.quietHours : kOfferedQuietHours;
    choose(*quietFrom_, hours.from);
    choose(*quietTo_, hours.to);
    weekends_->SetValue(settings.weekendsForward);
    desktop_->SetValue(settings.desktopNotices);
    command_->ChangeValue(toWx(settings.noticeCommand));
    const auto* language = std::ranges::find(kLanguages, settings.language);
    language_->SetSelection(language == kLanguages.end() ? 0 : static_cast<int>(language - kLanguages.begin()));
    archive_->fillIn(settings);
    filling_ = false;
    edited_ = false;
    enableFields();
    save_->Disable();
    undo_->Disable();
}

void SettingsPage::enableFields() {
    const core::Management& management = face_.snapshot()->management;
    const auto open = [&](const char* key) { return !management.lockedSettings.contains(key); };
    thresholds_->Enable(open("thresholds"));
    quiet_->Enable(open("quiet_hours"));
    quietFrom_->Enable(open("quiet_hours") && quiet_->GetValue());
    quietTo_->Enable(open("quiet_hours") && quiet_->GetValue());
    weekends_->Enable(open("weekends_forward"));
    desktop_->Enable(open("desktop_notices"));
    command_->Enable(open("notice_command"));
    language_->Enable(open("language"));
    archive_->enableFields(management);
    const std::string managed =
        management.lockedSettings.empty() ? std::string() : managementText(management, face_.words());
    management_->SetLabel(toLabel(managed));
    body_->GetSizer()->Show(management_, !managed.empty());
}

void SettingsPage::edited() {
    if (filling_) {
        return;
    }
    edited_ = true;
    enableFields();
    save_->Enable();
    undo_->Enable();
    say({}, false);
}

void SettingsPage::save() {
    const Words& words = face_.words();
    const Result<core::Thresholds> thresholds = parseThresholds(toUtf8(thresholds_->GetValue()));
    if (!thresholds) {
        say(words.wording().reason(thresholds.error().reason, thresholds.error().detail), true);
        thresholds_->SetFocus();
        return;
    }
    core::Settings settings = face_.snapshot()->settings;
    if (const std::string mistake = archive_->takeOver(settings); !mistake.empty()) {
        return say(mistake, true);
    }
    settings.thresholds = thresholds.value();
    // A time between the half hours on offer stays as it was unless another one was chosen.
    const auto chosen = [](const wxChoice& choice, int before) {
        return minutesOf(choice) == before / kSnoozeStepMinutes * kSnoozeStepMinutes ? before : minutesOf(choice);
    };
    settings.quietHours = quiet_->GetValue() ? core::QuietHours{chosen(*quietFrom_, shown_.quietHours.from),
                                                                chosen(*quietTo_, shown_.quietHours.to)}
                                             : core::QuietHours{0, 0};
    settings.weekendsForward = weekends_->GetValue();
    settings.desktopNotices = desktop_->GetValue();
    settings.noticeCommand = toUtf8(command_->GetValue());
    settings.language = kLanguages.at(static_cast<std::size_t>(language_->GetSelection()));
    edited_ = false;
    savedOver_ = face_.snapshot()->settings;
    save_->Disable();
    undo_->Disable();
    say(words.tr("Saved."), false);
    face_.resident().saveSettings(settings);
}

void SettingsPage::say(const std::string& text, bool failure) {
    said_->SetForegroundColour(failure ? colourOf(core::Severity::critical) : quietText());
    said_->SetLabel(toLabel(text));
    Layout();
}

} // namespace reseal::ui
