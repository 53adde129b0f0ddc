// SPDX-License-Identifier: Apache-2.0
// What is shown anew with each snapshot, but made anew only where it changed: a button that someone is about to press,
// or that has the focus, stays, and so does a chosen line. UI thread.
#pragma once

#include <wx/sizer.h>

#include <functional>
#include <string>
#include <vector>

class wxDataViewListCtrl;

namespace reseal::ui {

// Rows of controls, one under the other, each known by all that it says.
class KeptRows {
public:
    using Make = std::function<wxSizer*(std::size_t index)>; // its controls are of one parent

    // Shows these rows, made by `make` where none says the same. False: nothing changed. `column` is borrowed.
    bool show(wxSizer& column, const std::vector<std::string>& rows, const wxSizerFlags& flags, const Make& make);

private:
    struct Row {
        std::string says;
        wxSizer* sizer; // in the column's ownership
    };
    std::vector<Row> rows_; // from the top
};

// Puts these cells into the list, unless it shows just them.
void showCells(wxDataViewListCtrl& list, const std::vector<std::vector<std::string>>& rows);

} // namespace reseal::ui
