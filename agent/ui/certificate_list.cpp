// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/certificate_list.hpp"

#include "agent/ui/search_fold.hpp"

#include <algorithm>

namespace reseal::ui {
namespace {

using core::InventoryEntry;
using core::Severity;

bool present(const InventoryEntry& entry) {
    return std::ranges::any_of(entry.seen, [](const core::Sighting& sighting) { return sighting.present; });
}

int daysLeft(const InventoryEntry& entry, const core::Clock& clock) {
    return core::Wording::calendarDays(clock, clock.now(), core::dueOf(entry.certificate).at);
}

bool lapsed(const InventoryEntry& entry, const core::Clock& clock) {
    return core::dueOf(entry.certificate).at <= clock.now();
}

std::string stateText(const InventoryEntry& entry, Shelf shelf, Severity severity, bool renewed, const Words& words) {
    const core::Clock& clock = words.clock();
    if (!entry.supersededBy.empty()) {
        return words.tr("Superseded");
    }
    if (lapsed(entry, clock)) {
        return words.tr("Lapsed");
    }
    if (!present(entry)) {
        return shelf == Shelf::mine ? words.tr("Not here now") : words.tr("Gone");
    }
    if (entry.certificate.notBefore > clock.now()) {
        return words.tr("Not valid yet");
    }
    if (shelf == Shelf::others) {
        return entry.certificate.isCa ? words.tr("Issuer’s own") : words.tr("Someone else’s");
    }
    if (renewed) {
        return words.tr("Being renewed");
    }
    switch (severity) {
    case Severity::critical:
        return words.tr("Renew now");
    case Severity::warning:
        return words.tr("Renew soon");
    case Severity::notice:
        return words.tr("Due before long");
    case Severity::fine:
        break;
    }
    return words.tr("In order");
}

std::string searchText(const InventoryEntry& entry) {
    const core::Certificate& certificate = entry.certificate;
    const core::Holder& holder = certificate.holder;
    std::string text;
    for (const std::string* part :
         {&holder.name, &holder.organization, &holder.inn, &holder.innle, &holder.snils, &holder.ogrn, &holder.ogrnip,
          &holder.iin, &holder.bin, &holder.email, &certificate.issuerName, &certificate.subject, &certificate.serial,
          &certificate.id}) {
        text += *part;
        text += '\n';
    }
    for (const core::Sighting& sighting : entry.seen) {
        text += sighting.path;
        text += '\n';
    }
    return foldForSearch(text);
}

CertificateRow rowOf(const InventoryEntry& entry, Shelf shelf, const core::Snapshot& snapshot, const Words& words) {
    const core::Wording& wording = words.wording();
    const bool renewed = core::renewalUnderWay(snapshot.renewals, entry.certificate.id) != nullptr;
    CertificateRow row;
    row.id = entry.certificate.id;
    row.due = core::dueOf(entry.certificate).at;
    row.marked = shelf == Shelf::mine;
    row.severity = shelf == Shelf::mine ? severityOf(entry, snapshot.settings, words.clock()) : Severity::fine;
    row.state = stateText(entry, shelf, row.severity, renewed, words);
    row.holder = words.wording().who(entry.certificate);
    row.purpose = wording.usage(entry.certificate.usage);
    row.issuer = entry.certificate.issuerName;
    row.dueDate = wording.shortDate(row.due);
    row.timeLeft = wording.timeLeft(row.due);
    row.search = searchText(entry);
    return row;
}

} // namespace

Shelf shelfOf(const InventoryEntry& entry, const core::Clock& clock) {
    if (!entry.supersededBy.empty()) {
        return Shelf::past;
    }
    if (entry.keyKnown()) {
        return daysLeft(entry, clock) < -kLapsedStaysDays ? Shelf::past : Shelf::mine;
    }
    return lapsed(entry, clock) || !present(entry) ? Shelf::past : Shelf::others;
}

Severity severityOf(const InventoryEntry& entry, const core::Settings& settings, const core::Clock& clock) {
    const auto own = settings.certificateThresholds.find(entry.certificate.id);
    const core::Thresholds& thresholds =
        own != settings.certificateThresholds.end() ? own->second : settings.thresholds;
    const int first = thresholds.empty() ? kWarningDays : std::max(kWarningDays, thresholds.front());
    const int left = daysLeft(entry, clock);
    if (lapsed(entry, clock) || left <= kCriticalDays) {
        return Severity::critical;
    }
    if (left <= kWarningDays) {
        return Severity::warning;
    }
    return left <= first ? Severity::notice : Severity::fine;
}

CertificateRows rowsOf(const core::Snapshot& snapshot, Shelf shelf, const Words& words) {
    CertificateRows rows;
    for (const InventoryEntry& entry : snapshot.entries) {
        if (shelfOf(entry, words.clock()) == shelf) {
            rows.push_back(rowOf(entry, shelf, snapshot, words));
        }
    }
    std::ranges::stable_sort(rows, [shelf](const CertificateRow& left, const CertificateRow& right) {
        return shelf == Shelf::past ? left.due > right.due : left.due < right.due;
    });
    return rows;
}

CertificateRows filterRows(const CertificateRows& rows, std::string_view query) {
    CertificateRows kept;
    std::ranges::copy_if(rows, std::back_inserter(kept),
                         [query](const CertificateRow& row) { return matchesSearch(row.search, query); });
    return kept;
}

const InventoryEntry* findEntry(const core::Snapshot& snapshot, const std::string& id) {
    const auto found =
        std::ranges::find(snapshot.entries, id, [](const InventoryEntry& entry) { return entry.certificate.id; });
    return found == snapshot.entries.end() ? nullptr : &*found;
}

} // namespace reseal::ui
