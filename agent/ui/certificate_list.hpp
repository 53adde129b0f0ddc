// SPDX-License-Identifier: Apache-2.0
// The rows of the certificate lists: which certificate stands on which page, in what state, in what order.
// Plain C++ without wx; any thread.
#pragma once

#include "agent/core/resident.hpp"
#include "agent/ui/words.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reseal::ui {

struct CertificateRow {
    std::string id;
    core::Severity severity = core::Severity::fine;
    bool marked = false; // the severity is shown: for certificates that warn
    TimePoint due;
    std::string state; // in words
    std::string holder;
    std::string purpose;
    std::string issuer;
    std::string dueDate;
    std::string timeLeft;
    std::string search; // folded: holder, identifiers, issuer, file names
    bool operator==(const CertificateRow&) const = default;
};
using CertificateRows = std::vector<CertificateRow>;

// Lapsed this many days ago or less, a certificate of the person's still stands among "My certificates".
inline constexpr int kLapsedStaysDays = 30;

// Days left at and below which a certificate is a warning, and critical; the same as in the health of agent/app.
inline constexpr int kWarningDays = 30;
inline constexpr int kCriticalDays = 7;

enum class Shelf { mine, others, past };

// Mine: the key is known and nothing replaced it. Past: superseded, long lapsed, or a stranger's that is gone.
[[nodiscard]] Shelf shelfOf(const core::InventoryEntry& entry, const core::Clock& clock);

// fine, notice (within the first threshold), warning, critical, by days left.
[[nodiscard]] core::Severity severityOf(const core::InventoryEntry& entry, const core::Settings& settings,
                                        const core::Clock& clock);

// Soonest due first; for `past` the latest first.
[[nodiscard]] CertificateRows rowsOf(const core::Snapshot& snapshot, Shelf shelf, const Words& words);

[[nodiscard]] CertificateRows filterRows(const CertificateRows& rows, std::string_view query);

// The entry of that id, or null.
[[nodiscard]] const core::InventoryEntry* findEntry(const core::Snapshot& snapshot, const std::string& id);

} // namespace reseal::ui
