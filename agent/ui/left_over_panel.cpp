// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/left_over_panel.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/pin_dialog.hpp"
#include "agent/ui/renewal_words.hpp"
#include "agent/ui/wx_text.hpp"

#include <algorithm>

namespace reseal::ui {
namespace {

constexpr int kTextWidth = 700;
constexpr int kQuestionWidth = 460;

} // namespace

LeftOverPanel::LeftOverPanel(wxWindow* parent, Face& face) : wxPanel(parent), face_(face) {
    SetSizer(new wxBoxSizer(wxVERTICAL));
    Hide();
}

void LeftOverPanel::refresh() {
    const core::Snapshot& snapshot = *face_.snapshot();
    std::vector<std::string> now;
    for (const core::LeftOverKeys& keys : snapshot.leftOverKeys) {
        now.push_back(keys.renewal);
        now.push_back(leftOverText(keys, face_.words()));
    }
    if (now == shown_) {
        return; // the keyboard stays where it is
    }
    shown_ = std::move(now);
    GetSizer()->Clear(true);
    if (!shown_.empty()) {
        GetSizer()->Add(heading(this, face_.words().tr("Left-over keys of renewals")));
    }
    for (std::size_t at = 0; at < snapshot.leftOverKeys.size(); ++at) {
        addRow(snapshot.leftOverKeys[at], shown_[2 * at + 1]);
    }
    Show(!shown_.empty());
    GetParent()->Layout();
}

void LeftOverPanel::addRow(const core::LeftOverKeys& keys, const std::string& text) {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    auto* remove =
        pushButton(this, face_.words().tr("Re&move…"), [this, keys] { (new RemoveKeysDialog(face_, keys))->Show(); });
    remove->Enable(mayBeRemoved(keys));
    nameForReaders(*remove, face_.words().tr("Remove: {what}", {{"what", text}}));
    row->Add(paragraph(this, text, kTextWidth), wxSizerFlags(1).CentreVertical());
    row->Add(remove, wxSizerFlags().CentreVertical().Border(wxLEFT, FromDIP(kGap)));
    GetSizer()->Add(row, wxSizerFlags().Expand().Border(wxTOP, FromDIP(kGap)));
}

RemoveKeysDialog::RemoveKeysDialog(Face& face, const core::LeftOverKeys& keys)
    : Dialog(face, face.words().tr("Remove a left-over key")), renewal_(keys.renewal), token_(keys.token) {
    const Words& words = face.words();
    auto* content = new wxBoxSizer(wxVERTICAL);
    content->Add(paragraph(this, leftOverText(keys, words), kQuestionWidth));
    content->Add(paragraph(this,
                           words.tr("Nothing can bring it back once it is removed. A certificate that the CA issues "
                                    "for it after all could not be used then."),
                           kQuestionWidth),
                 wxSizerFlags().Border(wxTOP, FromDIP(kGap)));
    auto* cancel = button(words.tr("&Cancel"), {}, wxID_CANCEL);
    auto* remove = button(words.tr("Re&move it"), [this] { accept(); });
    finish(content, {cancel, remove}, cancel);
    cancel->SetFocus();
}

void RemoveKeysDialog::accept() {
    if (token_.empty()) {
        face_.resident().forgetKeys(renewal_, nullptr, false);
        return static_cast<void>(Close());
    }
    const auto& tokens = face_.snapshot()->tokens;
    const auto token = std::ranges::find_if(tokens, [&](const core::Token& one) { return core::means(token_, one); });
    if (token != tokens.end()) {
        const auto use = [&face = face_, renewal = renewal_](const std::shared_ptr<const Secret>& pin, bool lastTry) {
            face.resident().forgetKeys(renewal, pin, lastTry);
        };
        (new PinDialog(face_, *token, use))->Show();
    } else {
        face_.tell(face_.words().tr("The token is not there any more. Plug it in and try again."), true);
    }
    Close();
}

} // namespace reseal::ui
