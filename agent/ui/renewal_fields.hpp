// SPDX-License-Identifier: Apache-2.0
// A form drawn from data: a control for each field, its hint and error beneath, and the form's own actions as buttons.
// UI thread.
#pragma once

#include "agent/ui/face.hpp"

#include <wx/scrolwin.h>

#include <functional>
#include <optional>
#include <span>

class wxSizer;
class wxStaticText;
class wxTextCtrl;

namespace reseal::ui {

class RenewalFields : public wxScrolledWindow {
public:
    // `act`: the person chose an action of the form instead of answering it.
    RenewalFields(wxWindow* parent, Face& face, std::function<void(const std::string& action)> act);

    // What was typed before and is no secret is there again where the same form comes back.
    void show(const core::RenewalForm& form);
    void clearForm();
    void focusFirst();

    // Secrets are taken out of their fields. Nothing where a field is missing, which is said beside it.
    [[nodiscard]] std::optional<core::RenewalAnswers> answers();

private:
    struct Row {
        core::RenewalField field;
        wxWindow* control = nullptr;
        wxTextCtrl* again = nullptr; // of a new password
        wxStaticText* problem = nullptr;
        std::function<std::string()> value; // of what is no secret
        std::function<bool()> empty;
        std::function<std::shared_ptr<const Secret>()> take;
    };
    void addFields(wxSizer& column, std::span<const core::RenewalField> fields);
    void add(wxSizer& column, core::RenewalField field);
    void addText(wxSizer& column, Row& row, long style);
    void addPath(wxSizer& column, Row& row);
    void addChoice(wxSizer& column, Row& row);
    void addConsent(wxSizer& column, Row& row);
    void addReview(wxSizer& column, std::span<const core::RenewalField> fields); // together, as one text
    void addLink(wxSizer& column, const core::RenewalField& field);
    void addProblem(wxSizer& column, Row& row);
    void addLabel(wxSizer& column, const std::string& text);
    [[nodiscard]] std::string problemOf(const Row& row) const;
    [[nodiscard]] std::string ruleBroken(const Row& row) const; // of a new password, in words
    void checkWhileTyped(const std::string& id);
    void say(Row& row, const std::string& problem);
    void fitToForm();
    void keepTyped();

    Face& face_;
    std::function<void(const std::string& action)> act_;
    std::vector<Row> rows_;
    std::map<std::string, std::string> typed_;
    std::string title_;
};

} // namespace reseal::ui
