// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/trust_dialog.hpp"

#include "agent/ui/plugin_list.hpp"
#include "agent/ui/reading_text.hpp"

namespace reseal::ui {

TrustDialog::TrustDialog(Face& face, const core::PluginView& plugin, std::function<void()> trusted)
    : Dialog(face, face.words().tr("Trust a plugin")) {
    const Words& words = face.words();
    auto* text = new ReadingText(this, words.tr("Trust a plugin"), wxSize(620, 200));
    text->addParagraph(trustText(plugin, words));
    text->showTop();
    auto* content = new wxBoxSizer(wxVERTICAL);
    content->Add(text, wxSizerFlags(1).Expand());
    auto* cancel = button(words.tr("&Cancel"), {}, wxID_CANCEL);
    auto* trust = button(words.tr("&Trust"), [this, act = std::move(trusted)] {
        act();
        Close();
    });
    finish(content, {cancel, trust}, cancel);
}

} // namespace reseal::ui
