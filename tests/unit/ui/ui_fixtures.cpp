// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/ui/ui_fixtures.hpp"

namespace reseal::ui {

core::InventoryEntry UiTest::entry(const std::string& id, int daysLeft, bool keyKnown) {
    core::InventoryEntry made;
    made.certificate.id = id;
    made.certificate.holder.name = "Holder " + id;
    made.certificate.issuerName = "Issuer";
    made.certificate.issuer = "CN=Issuer";
    made.certificate.notBefore = kNow - std::chrono::days(500);
    made.certificate.notAfter = kNow + std::chrono::days(daysLeft) + std::chrono::hours(1);
    made.seen.push_back({.path = "/keys/" + id + ".p12", .firstSeen = kNow, .lastSeen = kNow});
    if (keyKnown) {
        made.keys.push_back({.path = "/keys/" + id + ".p12", .lastSeen = kNow});
    }
    return made;
}

core::Snapshot UiTest::snapshotOf(std::vector<core::InventoryEntry> entries) {
    core::Snapshot snapshot;
    snapshot.at = kNow;
    snapshot.entries = std::move(entries);
    return snapshot;
}

} // namespace reseal::ui
