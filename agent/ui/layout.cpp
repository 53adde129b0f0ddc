// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/layout.hpp"

#include "agent/ui/wx_text.hpp"

#include <wx/bmpbndl.h>
#include <wx/icon.h>

namespace reseal::ui {
namespace {

wxString asMarkup(const std::string& text) {
    wxString quoted = toLabel(text);
    quoted.Replace("&", "&amp;");
    quoted.Replace("<", "&lt;");
    quoted.Replace(">", "&gt;");
    return quoted;
}

} // namespace

Dialog::Dialog(Face& face, const std::string& title)
    : wxDialog(face.dialogParent(), wxID_ANY, toWx(title), wxDefaultPosition, wxDefaultSize,
               wxDEFAULT_DIALOG_STYLE | wxRESIZE_BORDER | (face.dialogParent() == nullptr ? wxDIALOG_NO_PARENT : 0)),
      face_(face) {
    showIcon(*this, face);
    Bind(wxEVT_CLOSE_WINDOW, [this](wxCloseEvent&) { Destroy(); });
    Bind(
        wxEVT_BUTTON, [this](wxCommandEvent&) { Close(); }, wxID_CANCEL);
}

Dialog::~Dialog() { face_.windowGone(); }

void Dialog::finish(wxSizer* content, std::initializer_list<wxButton*> buttons, wxButton* byDefault) {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->AddStretchSpacer();
    for (wxButton* each : buttons) {
        row->Add(each, wxSizerFlags().Border(wxLEFT, FromDIP(kGap)));
    }
    auto* whole = new wxBoxSizer(wxVERTICAL);
    whole->Add(content, wxSizerFlags(1).Expand().Border(wxALL, FromDIP(kWideGap)));
    whole->Add(row, wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT | wxBOTTOM, FromDIP(kWideGap)));
    SetSizerAndFit(whole);
    SetEscapeId(wxID_CANCEL);
    if (byDefault != nullptr) {
        byDefault->SetDefault();
    }
    CentreOnParent();
}

wxButton* Dialog::button(const std::string& label, std::function<void()> act, int id) {
    return pushButton(this, label, std::move(act), id);
}

void showIcon(wxTopLevelWindow& window, const Face& face) {
    constexpr int kSize = 48;
    const wxString file = toWx(face.surroundings().iconFolder + "/reseal.svg");
    const wxBitmapBundle drawing = wxBitmapBundle::FromSVGFile(file, wxSize(kSize, kSize));
    if (drawing.IsOk()) {
        window.SetIcon(drawing.GetIcon(wxSize(kSize, kSize)));
    }
}

wxStaticText* heading(wxWindow* parent, const std::string& text) {
    // By markup: on a page that is not shown yet GTK would measure the text in the plain font and cut it off.
    auto* shown = new wxStaticText(parent, wxID_ANY, wxString());
    shown->SetLabelMarkup("<b>" + asMarkup(text) + "</b>");
    return shown;
}

wxStaticText* paragraph(wxWindow* parent, const std::string& text, int width) {
    auto* shown = new wxStaticText(parent, wxID_ANY, toLabel(text));
    shown->Wrap(parent->FromDIP(width));
    return shown;
}

wxStaticText* label(wxWindow* parent, const std::string& textWithMnemonic) {
    return new wxStaticText(parent, wxID_ANY, toWx(textWithMnemonic));
}

wxButton* pushButton(wxWindow* parent, const std::string& labelWithMnemonic, std::function<void()> act, int id) {
    auto* made = new wxButton(parent, id, toWx(labelWithMnemonic));
    if (act) {
        made->Bind(wxEVT_BUTTON, [act = std::move(act)](wxCommandEvent&) { act(); });
    }
    return made;
}

void addRow(wxFlexGridSizer& grid, wxWindow* parent, const std::string& labelWithMnemonic, wxWindow* control) {
    auto* text = label(parent, labelWithMnemonic);
    text->MoveBeforeInTabOrder(control);
    grid.Add(text, wxSizerFlags().CentreVertical());
    grid.Add(control, wxSizerFlags(1).Expand());
}

} // namespace reseal::ui
