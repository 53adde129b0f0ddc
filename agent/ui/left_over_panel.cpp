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
    GetSizer()->Add(heading(this, face.words().tr("Left-over keys of renewals")));
    Hide();
}

void LeftOverPanel::refresh() {
    const std::vector<core::LeftOverKeys>& all = face_.snapshot()->leftOverKeys;
    std::vector<std::string> said;
    for (const core::LeftOverKeys& keys : all) {
        said.push_back(keys.renewal + '\n' + leftOverText(keys, face_.words()));
    }
    const auto make = [&](std::size_t i) { return makeRow(all[i], leftOverText(all[i], face_.words())); };
    if (rows_.show(*GetSizer(), said, wxSizerFlags().Expand().Border(wxTOP, FromDIP(kGap)), make)) {
        Show(!all.empty());
        GetParent()->Layout();
    }
}

wxSizer* LeftOverPanel::makeRow(const core::LeftOverKeys& keys, const std::string& text) {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    auto* remove =
        pushButton(this, face_.words().tr("Re&move…"), [this, keys] { (new RemoveKeysDialog(face_, keys))->Show(); });
    remove->Enable(mayBeRemoved(keys));
    nameForReaders(*remove, face_.words().tr("Remove: {what}", {{"what", text}}));
    row->Add(paragraph(this, text, kTextWidth), wxSizerFlags(1).CentreVertical());
    row->Add(remove, wxSizerFlags().CentreVertical().Border(wxLEFT, FromDIP(kGap)));
    return row;
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
