// SPDX-License-Identifier: Apache-2.0
// Inventory entries for tests that need no real certificate.
#pragma once

#include "agent/core/inventory.hpp"

#include <string>

namespace reseal::test {

inline TimePoint at(int year, unsigned month, unsigned day, int hour = 0, int minute = 0) {
    return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)) +
           std::chrono::hours(hour) + std::chrono::minutes(minute);
}

// A certificate of one year that ends at `notAfter`, for signing, its key known.
inline core::InventoryEntry ownEntry(const std::string& id, TimePoint notAfter, const std::string& holder = "") {
    core::InventoryEntry entry;
    core::Certificate& certificate = entry.certificate;
    certificate.id = id;
    certificate.holder.name = holder.empty() ? "Holder of " + id : holder;
    certificate.subject = "CN=" + certificate.holder.name;
    certificate.issuer = "CN=Test CA";
    certificate.issuerName = "Test CA";
    certificate.serial = "01";
    certificate.algorithm = "RSA 2048";
    certificate.usage.add(core::Use::sign);
    certificate.notBefore = notAfter - std::chrono::days(365);
    certificate.notAfter = notAfter;
    entry.seen.push_back({"/keys/" + id + ".pem", core::FileKind::pem, certificate.notBefore, certificate.notBefore});
    entry.keys.push_back({"/keys/" + id + ".pem", core::FileKind::pem, false, true, certificate.notBefore});
    return entry;
}

} // namespace reseal::test
