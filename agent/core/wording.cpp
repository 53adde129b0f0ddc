// SPDX-License-Identifier: Apache-2.0
#include "agent/core/wording.hpp"

#include "agent/core/holder_roles.hpp"

#include <array>
#include <cstdio>
#include <sstream>

namespace reseal::core {
namespace {

// In the form that stands after a day: Russian and Kazakh translators give the genitive or dictionary form here.
constexpr std::array<const char*, 12> kMonths{N_("January"),   N_("February"), N_("March"),    N_("April"),
                                              N_("May"),       N_("June"),     N_("July"),     N_("August"),
                                              N_("September"), N_("October"),  N_("November"), N_("December")};
constexpr std::array<const char*, 7> kWeekdays{N_("Sunday"),   N_("Monday"), N_("Tuesday"), N_("Wednesday"),
                                               N_("Thursday"), N_("Friday"), N_("Saturday")};
constexpr std::size_t kMostLines = 5;

std::string day(const LocalTime& local) { return std::to_string(static_cast<unsigned>(local.date.day())); }

const char* month(const LocalTime& local) { return kMonths[(static_cast<unsigned>(local.date.month()) + 11) % 12]; }

} // namespace

int Wording::calendarDays(const Clock& clock, TimePoint now, TimePoint due) {
    const std::chrono::sys_days from(clock.local(now).date);
    const std::chrono::sys_days to(clock.local(due).date);
    return static_cast<int>((to - from).count());
}

std::string Wording::date(TimePoint instant) const {
    const LocalTime local = clock_.local(instant);
    return fill(texts_.translate(N_("{day} {month} {year}")),
                {{"day", day(local)},
                 {"month", texts_.translate(month(local))},
                 {"year", std::to_string(static_cast<int>(local.date.year()))}});
}

std::string Wording::shortDate(TimePoint instant) const {
    const LocalTime local = clock_.local(instant);
    char text[32];
    std::snprintf(text, sizeof text, "%02u.%02u.%04d", static_cast<unsigned>(local.date.day()),
                  static_cast<unsigned>(local.date.month()), static_cast<int>(local.date.year()));
    return text;
}

std::string Wording::dateTime(TimePoint instant) const {
    const int minute = clock_.local(instant).minuteOfDay;
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d", minute / 60 % 24, minute % 60);
    return fill(texts_.translate(N_("{date}, {time}")), {{"date", date(instant)}, {"time", text}});
}

std::string Wording::weekdayDate(TimePoint instant) const {
    const LocalTime local = clock_.local(instant);
    return fill(texts_.translate(N_("{weekday}, {day} {month}")),
                {{"weekday", texts_.translate(kWeekdays[local.weekday().c_encoding()])},
                 {"day", day(local)},
                 {"month", texts_.translate(month(local))}});
}

std::string Wording::days(long count) const {
    return fill(texts_.translatePlural("{count} day", "{count} days", count), {{"count", std::to_string(count)}});
}

std::string Wording::timeLeft(TimePoint due) const {
    const TimePoint now = clock_.now();
    const int left = calendarDays(clock_, now, due);
    if (due <= now) {
        return left == 0 ? texts_.translate(N_("lapsed today"))
                         : fill(texts_.translatePlural("lapsed {count} day ago", "lapsed {count} days ago", -left),
                                {{"count", std::to_string(-left)}});
    }
    if (left == 0) {
        return texts_.translate(N_("lapses today"));
    }
    return fill(texts_.translatePlural("{count} day left", "{count} days left", left),
                {{"count", std::to_string(left)}});
}

std::string Wording::usage(Usage usage) const {
    std::string text;
    const auto add = [&](Use use, const char* words) {
        if (usage.has(use)) {
            text += (text.empty() ? "" : ", ") + texts_.translate(words);
        }
    };
    add(Use::sign, N_("signing"));
    add(Use::authenticate, N_("logging in"));
    add(Use::encrypt, N_("encryption"));
    return text.empty() ? texts_.translate(N_("other purposes")) : text;
}

std::string Wording::roles(const std::string& codes) const {
    std::string text;
    std::istringstream words(codes);
    for (std::string code; words >> code;) {
        if (const char* name = roleName(code); *name != '\0') {
            text += (text.empty() ? "" : ", ") + texts_.translate(name);
        }
    }
    return text;
}

std::string Wording::dueReason(DueReason reason) const {
    return reason == DueReason::notAfter ? texts_.translate(N_("the certificate ends"))
                                         : texts_.translate(N_("the private key may not be used any longer"));
}

std::string Wording::who(const Certificate& certificate) const {
    const Holder& holder = certificate.holder;
    if (holder.name.empty()) {
        return certificate.subject.empty() ? texts_.translate(N_("(no name)")) : certificate.subject;
    }
    const bool both = !holder.organization.empty() && holder.organization != holder.name;
    return both ? holder.name + ", " + holder.organization : holder.name;
}

std::string Wording::noticeTitle(const Notice& notice) const {
    const long count = static_cast<long>(notice.items.size());
    const NoticeItem& first = notice.items.front();
    if (notice.lastChance()) {
        return texts_.translate(N_("Last chance to renew without a visit"));
    }
    if (count == 1) {
        const bool lapsed = first.due.at <= notice.at;
        if (!lapsed && first.daysLeft == 0) {
            return texts_.translate(N_("Your e-signature certificate lapses today"));
        }
        return lapsed
                   ? texts_.translate(N_("Your e-signature certificate has lapsed"))
                   : fill(texts_.translatePlural("Your e-signature certificate lapses in {count} day",
                                                 "Your e-signature certificate lapses in {count} days", first.daysLeft),
                          {{"count", std::to_string(first.daysLeft)}});
    }
    return fill(texts_.translatePlural("{count} e-signature certificate needs renewal",
                                       "{count} e-signature certificates need renewal", count),
                {{"count", std::to_string(count)}});
}

std::string Wording::noticeBody(const Notice& notice) const {
    std::string body;
    std::size_t lines = 0;
    for (const NoticeItem& item : notice.items) {
        if (lines++ == kMostLines) {
            const long more = static_cast<long>(notice.items.size() - kMostLines);
            body += "\n" + fill(texts_.translatePlural("and {count} more", "and {count} more", more),
                                {{"count", std::to_string(more)}});
            break;
        }
        body +=
            (body.empty() ? "" : "\n") +
            fill(texts_.translate(N_("{who}: {date}, {left}")),
                 {{"who", who(item.entry.certificate)}, {"date", date(item.due.at)}, {"left", timeLeft(item.due.at)}});
        if (item.lastChance && item.remoteRenewalEnds) {
            body += "\n" + fill(texts_.translate(N_("After {date} you will have to visit the CA in person.")),
                                {{"date", weekdayDate(*item.remoteRenewalEnds - std::chrono::seconds(1))}});
        }
    }
    return body;
}

std::string Wording::healthTitle(const HealthItem& item) const { return fill(texts_.translate(item.title), item.gaps); }

std::string Wording::healthText(const HealthItem& item) const {
    std::string text = fill(texts_.translate(item.text), item.gaps);
    if (!item.mend.empty()) {
        text += (text.empty() ? "" : " ") + fill(texts_.translate(item.mend), item.gaps);
    }
    return text;
}

std::string Wording::reason(const std::string& reason, const std::string& detail) const {
    return detail.empty() ? reason : texts_.translate(detail);
}

} // namespace reseal::core
