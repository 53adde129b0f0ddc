// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_fields.hpp"

#include "agent/platform/system.hpp"
#include "agent/ui/accessibility.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/palette.hpp"
#include "agent/ui/reading_text.hpp"
#include "agent/ui/renewal_words.hpp"
#include "agent/ui/secret_field.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/checkbox.h>
#include <wx/choice.h>
#include <wx/radiobox.h>
#include <wx/textctrl.h>

#include <algorithm>

namespace reseal::ui {
namespace {

constexpr int kWidth = 540;
constexpr int kMostHeight = 360;
constexpr std::size_t kMostRadioButtons = 6;
constexpr std::string_view kWebPrefix = "https://";

std::shared_ptr<const Secret> secretOf(const std::string& text) { return std::make_shared<const Secret>(text); }

wxString wrapped(wxWindow* parent, const std::string& text, int width) {
    wxStaticText* measured = paragraph(parent, text, width);
    const wxString lines = measured->GetLabel();
    measured->Destroy();
    return lines;
}

bool isPassword(const core::RenewalField& field) { return field.type == "password" || field.type == "new-password"; }

// What was chosen may be gone: a token that was pulled out.
bool mayBe(const core::RenewalField& field, const std::string& value) {
    return field.type != "choice" ||
           std::ranges::find(field.choices, value, &core::RenewalChoice::id) != field.choices.end();
}

wxSizerFlags under(const wxWindow& window, int gap) {
    return wxSizerFlags().Expand().Border(wxTOP, window.FromDIP(gap));
}

} // namespace

RenewalFields::RenewalFields(wxWindow* parent, Face& face, std::function<void(const std::string& action)> act)
    : wxScrolledWindow(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxVSCROLL | wxTAB_TRAVERSAL), face_(face),
      act_(std::move(act)) {
    SetSizer(new wxBoxSizer(wxVERTICAL));
    SetScrollRate(0, FromDIP(kGap));
    nameForReaders(*this, face.words().tr("Form"));
    Hide();
}

// What stands in the form now, should it be drawn anew under the person's hands.
void RenewalFields::keepTyped() {
    for (const Row& row : rows_) {
        if (row.value && row.field.type != "consent") {
            typed_[row.field.id] = row.value();
        }
    }
}

void RenewalFields::clearForm() {
    rows_.clear();
    GetSizer()->Clear(true);
    Hide();
}

void RenewalFields::show(const core::RenewalForm& form) {
    if (form.title != title_) {
        typed_.clear();
        title_ = form.title;
    } else {
        keepTyped();
    }
    clearForm();
    wxSizer& column = *GetSizer();
    column.Add(heading(this, form.title), wxSizerFlags().Expand());
    if (!form.text.empty()) {
        column.Add(paragraph(this, form.text, kWidth), under(*this, kGap / 2));
    }
    if (!canAsk(form)) {
        column.Add(
            paragraph(this,
                      face_.words().tr("This version of Reseal cannot show this form. Update Reseal, or answer it "
                                       "with “reseal renewals resume”."),
                      kWidth),
            under(*this, kGap));
    } else {
        addFields(column, form.fields);
    }
    if (!form.actions.empty()) {
        auto* buttons = new wxBoxSizer(wxHORIZONTAL);
        for (const core::RenewalChoice& action : form.actions) {
            wxString label = toLabel(action.label);
            auto* made = pushButton(this, toUtf8(label), [this, id = action.id] { act_(id); });
            buttons->Add(made, wxSizerFlags().Border(wxRIGHT, FromDIP(kGap)));
        }
        column.Add(buttons, under(*this, kGap));
    }
    Show();
    fitToForm();
}

void RenewalFields::fitToForm() {
    const wxSize best = GetSizer()->CalcMin();
    SetMinSize(wxSize(FromDIP(kWidth) + FromDIP(kWideGap) * 2, std::min(best.GetHeight(), FromDIP(kMostHeight))));
    FitInside();
}

void RenewalFields::addFields(wxSizer& column, std::span<const core::RenewalField> fields) {
    while (!fields.empty()) {
        const auto other =
            std::ranges::find_if(fields, [](const core::RenewalField& field) { return field.type != "review"; });
        const auto reviewed = static_cast<std::size_t>(other - fields.begin());
        if (reviewed > 0) {
            addReview(column, fields.first(reviewed));
        } else {
            add(column, fields.front());
        }
        fields = fields.subspan(std::max<std::size_t>(reviewed, 1));
    }
}

void RenewalFields::add(wxSizer& column, core::RenewalField field) {
    if (const auto before = typed_.find(field.id); before != typed_.end() && mayBe(field, before->second)) {
        field.value = before->second;
    }
    if (field.type == "link" && !field.value.empty()) { // else one is pasted
        return addLink(column, field);
    }
    Row row;
    row.field = std::move(field);
    if (row.field.type == "choice") {
        addChoice(column, row);
    } else if (row.field.type == "consent") {
        addConsent(column, row);
    } else if (row.field.type == "file" || row.field.type == "folder") {
        addPath(column, row);
    } else {
        addText(column, row, isPassword(row.field) ? wxTE_PASSWORD : 0);
    }
    nameForReaders(*row.control, row.field.label, fieldDescription(row.field, face_.words()));
    addProblem(column, row);
    rows_.push_back(std::move(row));
}

void RenewalFields::addLabel(wxSizer& column, const std::string& text) {
    column.Add(paragraph(this, text, kWidth), under(*this, kGap));
}

void RenewalFields::addText(wxSizer& column, Row& row, long style) {
    addLabel(column, row.field.label);
    const bool secret = isPassword(row.field) || row.field.type == "code";
    auto* control = new wxTextCtrl(this, wxID_ANY, secret ? wxString() : toWx(row.field.value), wxDefaultPosition,
                                   wxDefaultSize, style);
    column.Add(control, under(*this, 2));
    row.control = control;
    row.empty = [control] { return control->IsEmpty(); };
    if (row.field.type == "new-password") {
        const std::string label = face_.words().tr("{what}, once more", {{"what", row.field.label}});
        addLabel(column, label);
        row.again = new wxTextCtrl(this, wxID_ANY, wxString(), wxDefaultPosition, wxDefaultSize, style);
        nameForReaders(*row.again, label);
        column.Add(row.again, under(*this, 2));
        control->Bind(wxEVT_TEXT, [this, id = row.field.id](wxCommandEvent&) { checkWhileTyped(id); });
    }
    if (secret) {
        row.take = [control, again = row.again] {
            if (again != nullptr) {
                (void)takenFrom(*again);
            }
            return takenFrom(*control);
        };
    } else {
        row.value = [control] { return toUtf8(control->GetValue()); };
    }
}

void RenewalFields::addPath(wxSizer& column, Row& row) {
    const Words& words = face_.words();
    addLabel(column, row.field.label);
    auto* line = new wxBoxSizer(wxHORIZONTAL);
    auto* control = new wxTextCtrl(this, wxID_ANY, toWx(row.field.value));
    line->Add(control, wxSizerFlags(1).CentreVertical());
    const bool folder = row.field.type == "folder";
    auto* browse = pushButton(this, words.tr("&Browse…"), [this, control, folder, title = row.field.label] {
        const std::string chosen = folder ? face_.chooseFolder(this, title) : face_.chooseFile(this, title);
        if (!chosen.empty()) {
            control->SetValue(toWx(chosen));
        }
    });
    nameForReaders(*browse, words.tr("Browse: {what}", {{"what", row.field.label}}));
    line->Add(browse, wxSizerFlags().Border(wxLEFT, FromDIP(kGap)));
    column.Add(line, under(*this, 2));
    row.control = control;
    row.empty = [control] { return control->IsEmpty(); };
    row.value = [control] { return toUtf8(control->GetValue()); };
}

void RenewalFields::addChoice(wxSizer& column, Row& row) {
    wxArrayString labels;
    int chosen = 0;
    std::vector<std::string> ids;
    const bool few = row.field.choices.size() <= kMostRadioButtons;
    for (const core::RenewalChoice& choice : row.field.choices) {
        chosen = choice.id == row.field.value ? static_cast<int>(ids.size()) : chosen;
        ids.push_back(choice.id);
        labels.Add(few ? toLabel(choice.label) : toWx(choice.label));
    }
    const auto idAt = [ids = std::move(ids)](int index) {
        return index < 0 ? std::string() : ids.at(static_cast<std::size_t>(index));
    };
    if (few) {
        auto* control = new wxRadioBox(this, wxID_ANY, toLabel(row.field.label), wxDefaultPosition, wxDefaultSize,
                                       labels, 1, wxRA_SPECIFY_COLS);
        control->SetSelection(chosen);
        row.control = control;
        row.value = [control, idAt] { return idAt(control->GetSelection()); };
        column.Add(control, under(*this, kGap));
    } else {
        addLabel(column, row.field.label);
        auto* control = new wxChoice(this, wxID_ANY, wxDefaultPosition, wxDefaultSize, labels);
        control->SetSelection(chosen);
        row.control = control;
        row.value = [control, idAt] { return idAt(control->GetSelection()); };
        column.Add(control, under(*this, 2));
    }
    row.empty = [] { return false; };
}

void RenewalFields::addConsent(wxSizer& column, Row& row) {
    auto* control = new wxCheckBox(this, wxID_ANY, wrapped(this, row.field.label, kWidth - 4 * kGap));
    control->SetValue(row.field.value == "yes");
    row.control = control;
    row.value = [control] { return std::string(control->GetValue() ? "yes" : ""); };
    row.empty = [control] { return !control->GetValue(); };
    column.Add(control, under(*this, kGap));
}

void RenewalFields::addReview(wxSizer& column, std::span<const core::RenewalField> fields) {
    constexpr int kLeast = 44, kMost = 220;
    auto* text = new ReadingText(this, title_, wxDefaultSize);
    for (const core::RenewalField& field : fields) {
        text->addLine(field.label, field.value);
        const std::string hint = fieldDescription(field, face_.words());
        if (!hint.empty()) {
            text->addParagraph(hint);
        }
    }
    text->showTop();
    text->SetMinSize(wxSize(-1, std::clamp(text->heightAt(FromDIP(kWidth)), FromDIP(kLeast), FromDIP(kMost))));
    column.Add(text, under(*this, kGap));
}

void RenewalFields::addLink(wxSizer& column, const core::RenewalField& field) {
    auto* open = pushButton(this, toUtf8(toLabel(field.label)), [this, url = field.value] {
        if (const Status opened = platform::openForPerson(url); !opened) {
            face_.failed(opened.error());
        }
    });
    open->Enable(field.value.starts_with(kWebPrefix)); // nothing else is opened at a plugin's word
    nameForReaders(*open, field.label, field.value);
    column.Add(open, wxSizerFlags().Border(wxTOP, FromDIP(kGap)));
    column.Add(paragraph(this, field.value, kWidth), under(*this, 2));
}

void RenewalFields::addProblem(wxSizer& column, Row& row) {
    if (const std::string hint = fieldHint(row.field, face_.words()); !hint.empty()) {
        auto* said = paragraph(this, hint, kWidth);
        said->SetForegroundColour(quietText());
        column.Add(said, under(*this, 2));
    }
    row.problem = paragraph(this, "", kWidth);
    row.problem->SetForegroundColour(colourOf(core::Severity::critical));
    column.Add(row.problem, under(*this, 2));
    say(row, row.field.error);
}

void RenewalFields::say(Row& row, const std::string& problem) {
    row.problem->SetLabel(toLabel(problem));
    row.problem->Wrap(FromDIP(kWidth));
    row.problem->Show(!problem.empty());
    row.field.error = problem;
    nameForReaders(*row.control, row.field.label, fieldDescription(row.field, face_.words()));
}

// What the password still lacks; said once there is something to judge.
void RenewalFields::checkWhileTyped(const std::string& id) {
    const auto row = std::ranges::find(rows_, id, [](const Row& one) { return one.field.id; });
    if (row == rows_.end() || row->field.rules == PasswordRules::none) {
        return;
    }
    const std::string problem = row->empty() ? std::string() : ruleBroken(*row);
    if (problem != row->field.error) {
        say(*row, problem);
        fitToForm();
    }
}

std::string RenewalFields::ruleBroken(const Row& row) const {
    const Secret typed = copyOf(*static_cast<const wxTextCtrl*>(row.control));
    const char* problem = reseal::problemOf(row.field.rules, typed.view());
    return *problem == '\0' ? std::string() : face_.words().tr(problem);
}

void RenewalFields::focusFirst() {
    const auto wrong = std::ranges::find_if(rows_, [](const Row& row) { return !row.field.error.empty(); });
    if (wrong != rows_.end()) {
        wrong->control->SetFocus();
    } else if (!rows_.empty()) {
        rows_.front().control->SetFocus();
    }
}

std::string RenewalFields::problemOf(const Row& row) const {
    if (row.again != nullptr) {
        const auto* typed = static_cast<const wxTextCtrl*>(row.control);
        if (typed->GetValue() != row.again->GetValue()) {
            return face_.words().tr("The two passwords differ. Type both again.");
        }
        if (!row.empty()) {
            if (std::string broken = ruleBroken(row); !broken.empty()) {
                return broken;
            }
        }
    }
    return fieldMissing(row.field, row.empty(), face_.words());
}

std::optional<core::RenewalAnswers> RenewalFields::answers() {
    bool whole = true;
    for (Row& row : rows_) {
        const std::string problem = problemOf(row);
        whole = whole && problem.empty();
        say(row, problem);
    }
    if (!whole) {
        fitToForm();
        focusFirst();
        return std::nullopt;
    }
    core::RenewalAnswers given;
    for (const Row& row : rows_) {
        if (row.take) {
            given[row.field.id] = row.take();
        } else {
            const std::string value = row.value();
            if (row.field.type != "consent") { // each is given anew
                typed_[row.field.id] = value;
            }
            given[row.field.id] = secretOf(value);
        }
    }
    return given;
}

} // namespace reseal::ui
