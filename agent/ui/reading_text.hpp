// SPDX-License-Identifier: Apache-2.0
// Text to be read, selected and copied: headings, labelled lines, lists. Reached by Tab, so screen readers read it.
// UI thread.
#pragma once

#include <wx/textctrl.h>

#include <string>

namespace reseal::ui {

class ReadingText : public wxTextCtrl {
public:
    ReadingText(wxWindow* parent, const std::string& name, const wxSize& size);

    void clearText();
    void addHeading(const std::string& text);
    void addLine(const std::string& label, const std::string& value);
    void addParagraph(const std::string& text);
    void addItem(const std::string& text); // of a list
    void showTop();
    [[nodiscard]] int heightAt(int width) const; // of all that it holds; pixels

private:
    void write(const std::string& text, bool bold, bool quiet);
};

} // namespace reseal::ui
