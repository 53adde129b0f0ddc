// SPDX-License-Identifier: Apache-2.0
#include "agent/app/health_check.hpp"

#include "agent/core/wording.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

using core::HealthItem;
using core::Severity;

constexpr int kCriticalDays = 7;
constexpr int kWarningDays = 30;
constexpr int kForgetLapsedDays = 30; // a certificate that lapsed longer ago belongs to the history

// No clock of this program's lifetime is earlier than its release.
constexpr TimePoint kReleased = std::chrono::sys_days(std::chrono::year(2026) / 11 / 1);

void addCertificates(const HealthFacts& facts, std::vector<HealthItem>& items) {
    const TimePoint now = facts.clock->now();
    const core::EnglishTexts english;
    const core::Wording names(english, *facts.clock);
    for (const core::InventoryEntry& entry : facts.snapshot->entries) {
        if (!core::warns(entry)) {
            continue;
        }
        const core::Due due = core::dueOf(entry.certificate);
        const int left = core::Wording::calendarDays(*facts.clock, now, due.at);
        const core::Settings& settings = facts.snapshot->settings;
        const auto own = settings.certificateThresholds.find(entry.certificate.id);
        const core::Thresholds& thresholds =
            own == settings.certificateThresholds.end() ? settings.thresholds : own->second;
        if (thresholds.empty()) {
            continue; // muted by the person
        }
        const int firstNotice = std::max(thresholds.front(), kWarningDays);
        const bool named = !entry.certificate.holder.name.empty() || !entry.certificate.subject.empty();
        const core::Gaps gaps{{"who", named ? names.who(entry.certificate) : entry.certificate.id.substr(0, 12)},
                              {"date", names.shortDate(due.at)}};
        if (due.at <= now && left > -kForgetLapsedDays) {
            items.push_back({"certificate_lapsed", Severity::critical, N_("A certificate has lapsed"),
                             N_("{who}: ended on {date}."), N_("Renew it, or get a new one."), gaps,
                             entry.certificate.id});
        } else if (due.at > now && left <= firstNotice) {
            const Severity severity = left <= kCriticalDays  ? Severity::critical
                                      : left <= kWarningDays ? Severity::warning
                                                             : Severity::notice;
            const bool renewed = core::renewalUnderWay(facts.snapshot->renewals, entry.certificate.id) != nullptr;
            items.push_back({"certificate_due", severity, N_("A certificate lapses soon"), N_("{who}: until {date}."),
                             renewed ? N_("It is being renewed; Reseal tells you when it needs you.")
                                     : N_("Renew it in good time."),
                             gaps, entry.certificate.id});
        }
    }
}

void addPlaces(const HealthFacts& facts, std::vector<HealthItem>& items) {
    for (const core::SourceState& state : facts.snapshot->sources) {
        const core::Gaps gaps{{"path", state.source.path}};
        if (state.mode == "unreachable") {
            items.push_back({"source_unreachable", Severity::warning, N_("A watched place is not there"),
                             N_("{path} cannot be read now."),
                             N_("Plug in the drive or connect to the network, or take the place off the list."), gaps,
                             state.source.path});
        } else if (state.mode == "slow_timer") {
            items.push_back({"source_slow_timer", Severity::fine, N_("A watched place tells of no changes"),
                             N_("{path} is looked into every 15 minutes, since it sends no events."), "", gaps,
                             state.source.path});
        }
    }
    for (const core::LockedFile& file : facts.snapshot->locked) {
        if (file.present) {
            items.push_back({"file_locked",
                             Severity::notice,
                             N_("A file is locked with a password"),
                             N_("{path} cannot be watched without its password."),
                             N_("Enter the password once."),
                             {{"path", file.path}},
                             file.path});
        }
    }
    if (facts.snapshot->sources.empty() && facts.snapshot->entries.empty()) {
        items.push_back({"nothing_watched",
                         Severity::notice,
                         N_("Nothing is watched yet"),
                         N_("No folder has been chosen."),
                         N_("Choose the folders where your certificates lie."),
                         {},
                         ""});
    }
}

void addStorage(const HealthFacts& facts, std::vector<HealthItem>& items) {
    if (facts.restored) {
        items.push_back({"history_restored",
                         Severity::warning,
                         N_("The history was damaged and has been restored"),
                         facts.restored->empty()
                             ? N_("Reseal went back to its last backup.")
                             : N_("Reseal went back to its last backup; the damaged file was kept as {path}."),
                         N_("Check the disk."),
                         {{"path", *facts.restored}},
                         *facts.restored});
    }
    if (auto wrong = checkClock(facts.clock->now())) {
        items.push_back(std::move(*wrong));
    }
    for (const std::string& how : facts.failing) {
        items.push_back(
            {"notice_undelivered",
             Severity::warning,
             N_("The last notice could not be shown"),
             how == "command" ? N_("The command that you set for notices failed.") : N_("The desktop did not take it."),
             N_("Open the window to see what is due."),
             {},
             ""});
    }
}

} // namespace

std::optional<HealthItem> checkClock(TimePoint now) {
    if (now >= kReleased) {
        return std::nullopt;
    }
    return HealthItem{"clock_wrong",
                      Severity::critical,
                      N_("The computer's clock is wrong"),
                      N_("It shows a date before this program was made, so no due date can be trusted."),
                      N_("Set date and time in the system's settings."),
                      {},
                      ""};
}

std::vector<HealthItem> checkHealth(const HealthFacts& facts) {
    std::vector<HealthItem> items;
    addCertificates(facts, items);
    addPlaces(facts, items);
    addStorage(facts, items);
    items.insert(items.end(), facts.plugins.begin(), facts.plugins.end());
    std::ranges::stable_sort(items, std::greater{}, &HealthItem::severity);
    return items;
}

} // namespace reseal::app
