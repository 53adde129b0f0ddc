// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/tray_view.hpp"

namespace reseal::ui {
namespace {

std::string headline(const core::Snapshot* snapshot, const Words& words) {
    if (snapshot == nullptr) {
        return words.tr("Looking at your certificates…");
    }
    for (const core::HealthItem& item : snapshot->health) {
        if (item.severity != core::Severity::fine) {
            return words.wording().healthTitle(item);
        }
    }
    return words.tr("All certificates are in order");
}

} // namespace

TrayView trayViewOf(const core::Snapshot* snapshot, const Words& words) {
    TrayView view;
    const std::string said = headline(snapshot, words);
    view.title = "Reseal: " + said;
    view.menu.push_back({.id = "state", .label = said, .enabled = false});
    if (snapshot != nullptr) {
        view.state = core::worst(snapshot->health);
        std::size_t shown = 0;
        for (const CertificateRow& row : rowsOf(*snapshot, Shelf::mine, words)) {
            if (shown++ == kTrayCertificates) {
                break;
            }
            view.menu.push_back({.id = kTrayCertificatePrefix + row.id, .label = row.holder + ": " + row.timeLeft});
        }
    }
    view.menu.push_back({});
    view.menu.push_back({.id = "open", .label = words.tr("Open Reseal")});
    view.menu.push_back({.id = "check", .label = words.tr("Check now")});
    view.menu.push_back({.id = "settings", .label = words.tr("Settings…")});
    view.menu.push_back({.id = "test", .label = words.tr("Send a test notice")});
    view.menu.push_back({});
    view.menu.push_back({.id = "quit", .label = words.tr("Quit")});
    return view;
}

} // namespace reseal::ui
