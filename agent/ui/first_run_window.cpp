// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/first_run_window.hpp"

#include "agent/ui/layout.hpp"
#include "agent/ui/settings_form.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/checkbox.h>
#include <wx/panel.h>

#include <algorithm>

namespace reseal::ui {
namespace {

constexpr int kTextWidth = 560;

} // namespace

FirstRunWindow::FirstRunWindow(Face& face)
    : wxFrame(nullptr, wxID_ANY, toWx(face.words().tr("Welcome to Reseal"))), face_(face) {
    const Words& words = face.words();
    root_ = new wxPanel(this, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxTAB_TRAVERSAL);
    auto* column = new wxBoxSizer(wxVERTICAL);
    const auto gap = wxSizerFlags().Border(wxTOP, FromDIP(kGap));
    const auto wide = wxSizerFlags().Border(wxTOP, FromDIP(kWideGap));
    auto* title = heading(root_, words.tr("Reseal warns you before your certificates lapse"));
    title->SetFont(title->GetFont().Larger());
    title->InvalidateBestSize();
    column->Add(title);
    column->Add(paragraph(root_, thresholdsSentence(face.snapshot()->settings.thresholds, words), kTextWidth), gap);
    column->Add(paragraph(root_, words.tr("You can change this under Settings at any time."), kTextWidth), gap);

    column->Add(heading(root_, words.tr("Folders to watch")), wide);
    column->Add(paragraph(root_, words.tr("Reseal only reads there. It changes nothing and sends nothing anywhere."),
                          kTextWidth),
                gap);
    list_ = new wxBoxSizer(wxVERTICAL);
    column->Add(list_, wxSizerFlags().Expand());
    column->Add(pushButton(root_, words.tr("&Add another folder…"), [this] { addFolder(); }), gap);
    addPlaces();

    column->AddStretchSpacer();
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->Add(pushButton(root_, words.tr("Send a &test notice"), [this] { face_.resident().sendTestNotice(); }));
    row->AddStretchSpacer();
    auto* begin = pushButton(root_, words.tr("&Start watching"), [this] { start(); });
    row->Add(begin);
    column->Add(row, wxSizerFlags(wide).Expand());

    auto* margin = new wxBoxSizer(wxVERTICAL);
    margin->Add(column, wxSizerFlags(1).Expand().Border(wxALL, FromDIP(kWideGap + 4)));
    root_->SetSizer(margin);
    auto* whole = new wxBoxSizer(wxVERTICAL);
    whole->Add(root_, wxSizerFlags(1).Expand());
    SetSizerAndFit(whole);
    begin->SetDefault();
    begin->SetFocus();
    CentreOnScreen();
    showIcon(*this, face);
    Bind(wxEVT_CLOSE_WINDOW, [this](wxCloseEvent& event) {
        if (event.CanVeto() && !face_.trayReachable()) {
            event.Veto();
            Iconize();
        } else {
            Destroy();
        }
    });
}

FirstRunWindow::~FirstRunWindow() { face_.windowGone(); }

void FirstRunWindow::addPlaces() {
    const Words& words = face_.words();
    for (const KnownPlaceChoice& place : face_.surroundings().places) {
        addPlace(place.path, words.tr(place.what.c_str()), !place.personal);
    }
    for (const core::SourceState& state : face_.snapshot()->sources) {
        const auto known = std::ranges::find(places_, state.source.path, &Place::path);
        if (known != places_.end()) {
            known->box->SetValue(true);
        } else {
            addPlace(state.source.path, {}, true);
        }
    }
}

void FirstRunWindow::addPlace(const std::string& path, const std::string& what, bool ticked) {
    const std::string text = what.empty() ? path : what + " — " + path;
    auto* box = new wxCheckBox(root_, wxID_ANY, toLabel(text));
    box->SetValue(ticked);
    if (!places_.empty()) {
        box->MoveAfterInTabOrder(places_.back().box);
    }
    list_->Add(box, wxSizerFlags().Border(wxTOP, FromDIP(kGap)));
    places_.push_back({path, box});
}

void FirstRunWindow::addFolder() {
    const std::string folder = face_.chooseFolder(this, face_.words().tr("Choose a folder to watch"));
    if (folder.empty()) {
        return;
    }
    const auto known = std::ranges::find(places_, folder, &Place::path);
    if (known != places_.end()) {
        known->box->SetValue(true);
        return;
    }
    addPlace(folder, {}, true);
    Fit();
}

void FirstRunWindow::start() {
    std::vector<std::string> folders;
    for (const Place& place : places_) {
        if (place.box->GetValue()) {
            folders.push_back(place.path);
        }
    }
    core::Settings settings = face_.snapshot()->settings;
    settings.firstRunDone = true;
    face_.finishFirstRun(settings, folders);
    Destroy();
}

} // namespace reseal::ui
