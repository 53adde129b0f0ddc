// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/kept_rows.hpp"

#include "agent/ui/wx_text.hpp"

#include <wx/dataview.h>

#include <algorithm>
#include <utility>

namespace reseal::ui {
namespace {

// Tab goes from the top to the bottom, whatever was made first.
void orderForTab(const wxSizer& sizer, wxWindow*& last) {
    for (const wxSizerItem* item : sizer.GetChildren()) {
        if (const wxSizer* inner = item->GetSizer()) {
            orderForTab(*inner, last);
        } else if (wxWindow* window = item->GetWindow()) {
            if (last != nullptr) {
                window->MoveAfterInTabOrder(last);
            }
            last = window;
        }
    }
}

bool shows(const wxDataViewListCtrl& list, const std::vector<std::vector<std::string>>& rows) {
    if (static_cast<std::size_t>(list.GetItemCount()) != rows.size()) {
        return false;
    }
    for (unsigned row = 0; row < rows.size(); ++row) {
        for (unsigned column = 0; column < rows[row].size(); ++column) {
            if (list.GetTextValue(row, column) != toWx(rows[row][column])) {
                return false;
            }
        }
    }
    return true;
}

} // namespace

bool KeptRows::show(wxSizer& column, const std::vector<std::string>& rows, const wxSizerFlags& flags,
                    const Make& make) {
    if (std::ranges::equal(rows, rows_, {}, {}, &Row::says)) {
        return false;
    }
    std::vector<Row> before = std::exchange(rows_, {});
    for (const Row& row : before) {
        column.Detach(row.sizer);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto kept = std::ranges::find(before, rows[i], &Row::says);
        rows_.push_back({rows[i], kept == before.end() ? make(i) : kept->sizer});
        if (kept != before.end()) {
            before.erase(kept);
        }
        column.Add(rows_.back().sizer, flags);
    }
    for (const Row& gone : before) {
        gone.sizer->Clear(true);
        delete gone.sizer;
    }
    wxWindow* last = nullptr;
    for (const Row& row : rows_) {
        orderForTab(*row.sizer, last);
    }
    return true;
}

void showCells(wxDataViewListCtrl& list, const std::vector<std::vector<std::string>>& rows) {
    if (shows(list, rows)) {
        return;
    }
    list.DeleteAllItems();
    for (const std::vector<std::string>& row : rows) {
        wxVector<wxVariant> cells;
        for (const std::string& text : row) {
            cells.push_back(toWx(text));
        }
        list.AppendItem(cells);
    }
}

} // namespace reseal::ui
