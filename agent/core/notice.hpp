// SPDX-License-Identifier: Apache-2.0
// A notice: what is said, about which certificates. Several due together make one notice.
#pragma once

#include "agent/base/result.hpp"
#include "agent/core/expiry_rules.hpp"
#include "agent/core/inventory.hpp"
#include "agent/core/issuer_directory.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace reseal::core {

struct NoticeItem {
    InventoryEntry entry;
    Due due;
    int threshold = 0; // days, or kLastChance
    int daysLeft = 0;  // calendar days on the person's wall clock; negative once lapsed
    bool lastChance = false;
    std::optional<TimePoint> remoteRenewalEnds; // where the CA is known to close remote renewal
};

struct Notice {
    std::string id; // "n" and the instant, unique per profile
    TimePoint at;
    std::vector<NoticeItem> items; // soonest due first; never empty
    [[nodiscard]] bool lastChance() const;
};

using AnnouncedById = std::unordered_map<std::string, Announced>; // by certificate id

// What has been announced, on disk. Engine thread. Each writing call is one durable transaction (synchronous=FULL):
// a notice is written down before it is shown, so a crash never repeats it.
class NoticeLog {
public:
    virtual ~NoticeLog() = default;
    [[nodiscard]] virtual Result<AnnouncedById> announced() = 0;

    struct Entry {
        std::string certificateId;
        Announced state; // replaces what was there
    };
    virtual Status record(const std::string& noticeId, TimePoint at, const std::vector<Entry>& entries) = 0;
    virtual Status snooze(const std::vector<std::string>& certificateIds, TimePoint until) = 0;
    virtual Status noteDelivery(const std::string& noticeId, bool delivered, const std::string& how) = 0;

    struct Past {
        std::string noticeId;
        TimePoint at;
        std::vector<std::string> certificateIds;
    };
    // Notices since an instant of which no delivery is known, oldest first.
    [[nodiscard]] virtual Result<std::vector<Past>> undelivered(TimePoint since) = 0;

    [[nodiscard]] virtual Result<std::vector<Past>> history(std::size_t newest) = 0;
};

// The decision of one evaluation.
struct Evaluation {
    std::optional<Notice> notice;              // to be recorded, then shown
    std::vector<NoticeLog::Entry> records;     // to be recorded with the notice
    std::vector<NoticeLog::Entry> corrections; // to be recorded without one: what a wrong clock had announced
    std::optional<TimePoint> next;             // when to evaluate again at the latest
};

// A notice that was written down earlier, as it reads now; without the certificates that no longer warn.
[[nodiscard]] Notice renew(const NoticeLog::Past& past, const std::vector<InventoryEntry>& entries,
                           const IssuerDirectory& issuers, const Clock& clock);

// Which certificates warn at all: the key is known, not superseded.
[[nodiscard]] bool warns(const InventoryEntry& entry);

// Looks at all entries at `now`. Pure: changes nothing, shows nothing.
[[nodiscard]] Evaluation evaluate(const std::vector<InventoryEntry>& entries, const AnnouncedById& announced,
                                  const Settings& settings, const IssuerDirectory& issuers, const Clock& clock);

} // namespace reseal::core
