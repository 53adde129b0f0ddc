// SPDX-License-Identifier: Apache-2.0
#include "agent/enrolment/back_off.hpp"

#include <algorithm>

namespace reseal::enrolment {

TimePoint nextTry(TimePoint now, int failures, std::uint32_t chance, std::optional<std::chrono::seconds> named) {
    using std::chrono::seconds;
    constexpr seconds kFirst{60};
    constexpr seconds kLongest{4 * 3600};
    constexpr seconds kLongestNamed = std::chrono::days(30); // what a CA may ask for
    const int doublings = std::clamp(failures - 1, 0, 10);
    seconds wait = std::min(kFirst * (1 << doublings), kLongest);
    wait = std::max(wait, std::min(named.value_or(seconds(0)), kLongestNamed));
    const auto most = static_cast<std::uint32_t>(wait.count() / 5);
    return now + wait + seconds(most == 0 ? 0 : chance % (most + 1));
}

} // namespace reseal::enrolment
