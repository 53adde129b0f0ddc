// SPDX-License-Identifier: Apache-2.0
// Turns values into sentences of the person's language: notices, dates, reasons. The same words in the tray, in the
// terminal and in the notice's JSON.
#pragma once

#include "agent/core/clock.hpp"
#include "agent/core/health.hpp"
#include "agent/core/notice.hpp"
#include "agent/core/texts.hpp"

#include <string>

namespace reseal::core {

class Wording {
public:
    // Borrows both for its life.
    Wording(const Texts& texts, const Clock& clock) : texts_(texts), clock_(clock) {}

    [[nodiscard]] std::string date(TimePoint instant) const;        // "15 March 2027"
    [[nodiscard]] std::string shortDate(TimePoint instant) const;   // "15.03.2027", sortable by eye in a column
    [[nodiscard]] std::string dateTime(TimePoint instant) const;    // "15 March 2027, 09:00"
    [[nodiscard]] std::string weekdayDate(TimePoint instant) const; // "Friday, 27 November"
    [[nodiscard]] std::string days(long count) const;               // "1 day", "5 days"
    [[nodiscard]] std::string timeLeft(TimePoint due) const; // "5 days left", "lapsed 2 days ago", "lapses today"
    [[nodiscard]] std::string usage(Usage usage) const;      // "signing, logging in"
    // "head of the organisation", of Certificate::holderRoles; empty for none.
    [[nodiscard]] std::string roles(const std::string& codes) const;
    [[nodiscard]] std::string dueReason(DueReason reason) const;
    [[nodiscard]] std::string who(const Certificate& certificate) const; // holder, and the organisation if another

    [[nodiscard]] std::string noticeTitle(const Notice& notice) const;
    [[nodiscard]] std::string noticeBody(const Notice& notice) const; // a line per certificate, at most five

    [[nodiscard]] std::string healthTitle(const HealthItem& item) const;
    [[nodiscard]] std::string healthText(const HealthItem& item) const; // text and mend

    // What happened and what to do, for an error or refusal. One line, no path.
    [[nodiscard]] std::string reason(const std::string& reason, const std::string& detail) const;

    [[nodiscard]] const Texts& texts() const { return texts_; }

    // Calendar days from `now` to `due` on the wall clock; negative in the past.
    [[nodiscard]] static int calendarDays(const Clock& clock, TimePoint now, TimePoint due);

private:
    const Texts& texts_;
    const Clock& clock_;
};

} // namespace reseal::core
