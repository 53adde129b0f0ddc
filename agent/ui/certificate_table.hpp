// SPDX-License-Identifier: Apache-2.0
// The list of certificates: a wxDataViewCtrl over rows that are kept once, so thousands of rows cost little and screen
// readers see each cell (wxListCtrl's rows are invisible to AT-SPI). UI thread.
#pragma once

#include "agent/ui/certificate_list.hpp"
#include "agent/ui/palette.hpp"

#include <wx/dataview.h>

#include <functional>
#include <string>

namespace reseal::ui {

class CertificateTable : public wxDataViewCtrl {
public:
    CertificateTable(wxWindow* parent, const Words& words, const std::string& name);

    // Shows other rows. The selection stays on the same certificate where it is still there, else goes to the first.
    void show(CertificateRows rows);
    void select(const std::string& id);
    [[nodiscard]] std::string selected() const; // id, or empty

    std::function<void()> onSelect;                        // the selection changed
    std::function<void(const std::string& id)> onActivate; // double click or Enter

private:
    class Model;
    wxObjectDataPtr<Model> model_;
};

} // namespace reseal::ui
