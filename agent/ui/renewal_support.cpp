// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_support.hpp"

#include "agent/ui/certificate_list.hpp"

#include <algorithm>

namespace reseal::ui {
namespace {

std::string versionOf(const std::string& plugin, const core::Snapshot& snapshot) {
    const auto found = std::ranges::find(snapshot.plugins, plugin, &core::PluginView::id);
    return found == snapshot.plugins.end() ? std::string() : " " + found->version;
}

} // namespace

DetailSection supportSection(const core::RenewalView& view, const core::Snapshot& snapshot, const std::string& version,
                             const std::string& system, const Words& words) {
    DetailSection section{words.tr("For the help desk"), {}};
    const auto add = [&](const std::string& name, const std::string& value) {
        if (!value.empty()) {
            section.lines.push_back({name, value});
        }
    };
    const auto time = [&](const std::optional<TimePoint>& at) {
        return at ? words.wording().dateTime(*at) : std::string();
    };
    add("Reseal", version);
    add(words.tr("System"), system);
    add(words.tr("CA plugin"), view.ca + versionOf(view.ca, snapshot));
    add(words.tr("Renewal"), view.id);
    add(words.tr("State"),
        view.state + (view.stuck ? ", stuck" : "") + (view.waitsFor.empty() ? "" : ", waits for " + view.waitsFor));
    add(words.tr("Reason"), view.reason);
    add(words.tr("Message"), view.text);
    add(words.tr("Step"), view.step);
    add(words.tr("Asked"), view.form ? view.form->title : std::string());
    add(words.tr("Begun"), time(view.started));
    add(words.tr("Last change"), time(view.changed));
    add(words.tr("Next attempt"), time(view.nextAttempt));
    add(words.tr("Possible until"), time(view.deadline));
    if (const core::InventoryEntry* entry = findEntry(snapshot, view.certificate)) {
        add(words.tr("Old certificate"), entry->certificate.serial);
        add(words.tr("Issuer"), entry->certificate.issuerName);
    }
    return section;
}

} // namespace reseal::ui
