// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/certificate_table.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/bitmap.h>
#include <wx/image.h>

#include <algorithm>
#include <array>

namespace reseal::ui {
namespace {

enum Column : unsigned { state, holder, timeLeft, due, purpose, issuer, columns };

constexpr int kMarkSize = 16;

} // namespace

class CertificateTable::Model : public wxDataViewVirtualListModel {
public:
    explicit Model(const wxWindow& window) {
        for (const auto severity :
             {core::Severity::fine, core::Severity::notice, core::Severity::warning, core::Severity::critical}) {
            marks_.at(static_cast<std::size_t>(severity)) = markBitmap(window, severity, kMarkSize);
        }
        wxImage clear(1, 1);
        clear.InitAlpha();
        clear.SetAlpha(0, 0, wxIMAGE_ALPHA_TRANSPARENT);
        noMark_ = wxBitmap(clear);
    }

    void reset(CertificateRows rows) {
        rows_ = std::move(rows);
        Reset(static_cast<unsigned>(rows_.size()));
    }
    [[nodiscard]] const CertificateRows& rows() const { return rows_; }

    [[nodiscard]] unsigned GetColumnCount() const override { return columns; }
    [[nodiscard]] wxString GetColumnType(unsigned column) const override {
        return column == state ? "wxDataViewIconText" : "string";
    }
    void GetValueByRow(wxVariant& value, unsigned index, unsigned column) const override {
        if (index >= rows_.size()) {
            return;
        }
        const CertificateRow& row = rows_[index];
        switch (column) {
        case state: {
            const wxBitmap& mark = row.marked ? marks_.at(static_cast<std::size_t>(row.severity)) : noMark_;
            value << wxDataViewIconText(toWx(row.state), wxBitmapBundle(mark));
            break;
        }
        case holder:
            value = toWx(row.holder);
            break;
        case timeLeft:
            value = toWx(row.timeLeft);
            break;
        case due:
            value = toWx(row.dueDate);
            break;
        case purpose:
            value = toWx(row.purpose);
            break;
        default:
            value = toWx(row.issuer);
            break;
        }
    }
    bool SetValueByRow(const wxVariant&, unsigned, unsigned) override { return false; }

private:
    CertificateRows rows_;
    std::array<wxBitmap, 4> marks_;
    wxBitmap noMark_;
};

CertificateTable::CertificateTable(wxWindow* parent, const Words& words, const std::string& name)
    : wxDataViewCtrl(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxDV_ROW_LINES | wxDV_SINGLE),
      model_(new Model(*this)) {
    AssociateModel(model_.get());
    AppendIconTextColumn(toWx(words.tr("State")), state, wxDATAVIEW_CELL_INERT, FromDIP(185), wxALIGN_LEFT,
                         wxDATAVIEW_COL_RESIZABLE);
    const auto add = [this](const std::string& title, unsigned column, int width) {
        auto* renderer = new wxDataViewTextRenderer;
        renderer->EnableEllipsize(wxELLIPSIZE_END);
        AppendColumn(new wxDataViewColumn(toWx(title), renderer, column, FromDIP(width), wxALIGN_LEFT,
                                          wxDATAVIEW_COL_RESIZABLE));
    };
    add(words.tr("Holder"), holder, 270);
    add(words.tr("Time left"), timeLeft, 145);
    add(words.tr("Due"), due, 130);
    add(words.tr("Purpose"), purpose, 165);
    add(words.tr("Issuer"), issuer, 200);
    SetMinSize(FromDIP(wxSize(420, 130)));
    nameForReaders(*this, name);
    Bind(wxEVT_DATAVIEW_SELECTION_CHANGED, [this](wxDataViewEvent&) {
        if (onSelect) {
            onSelect();
        }
    });
    Bind(wxEVT_DATAVIEW_ITEM_ACTIVATED, [this](wxDataViewEvent&) {
        if (const std::string id = selected(); onActivate && !id.empty()) {
            onActivate(id);
        }
    });
}

void CertificateTable::show(CertificateRows rows) {
    if (rows != model_->rows()) { // else a screen reader would be told of rows that go and come
        const std::string before = selected();
        model_->reset(std::move(rows));
        const bool kept = std::ranges::find(model_->rows(), before, &CertificateRow::id) != model_->rows().end();
        select(kept || model_->rows().empty() ? before : model_->rows().front().id);
    }
    if (onSelect) {
        onSelect();
    }
}

void CertificateTable::select(const std::string& id) {
    const auto found = std::ranges::find(model_->rows(), id, &CertificateRow::id);
    if (found == model_->rows().end()) {
        UnselectAll();
        return;
    }
    const wxDataViewItem item = model_->GetItem(static_cast<unsigned>(found - model_->rows().begin()));
    SetCurrentItem(item); // before Select(): GTK does not move the cursor to a row that is selected already
    Select(item);
    EnsureVisible(item);
    if (onSelect) {
        onSelect();
    }
}

std::string CertificateTable::selected() const {
    const wxDataViewItem item = GetSelection();
    if (!item.IsOk()) {
        return {};
    }
    const unsigned row = model_->GetRow(item);
    return row < model_->rows().size() ? model_->rows()[row].id : std::string();
}

} // namespace reseal::ui
