// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/settings_form.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace reseal::ui {
namespace {

constexpr int kMostDays = 3650;

std::string listed(const std::vector<int>& numbers) {
    std::string text;
    for (const int number : numbers) {
        text += (text.empty() ? "" : ", ") + std::to_string(number);
    }
    return text;
}

} // namespace

std::string thresholdsText(const core::Thresholds& thresholds) { return listed(thresholds); }

Result<core::Thresholds> parseThresholds(const std::string& text) {
    const Error mistake{Category::usage,
                        "bad_setting",
                        N_("Write whole numbers of days with commas between them, such as 60, 30, 14, 7, 3, 1."),
                        {}};
    std::string spaced = text;
    std::ranges::replace_if(
        spaced, [](char c) { return c == ',' || c == ';'; }, ' ');
    std::istringstream words(spaced);
    core::Thresholds thresholds;
    for (std::string word; words >> word;) {
        int days = 0;
        const char* end = word.data() + word.size();
        const auto [stop, failure] = std::from_chars(word.data(), end, days);
        if (failure != std::errc() || stop != end || days < -kMostDays || days > kMostDays) {
            return mistake;
        }
        thresholds.push_back(days);
    }
    std::ranges::sort(thresholds, std::greater<>());
    thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
    return thresholds;
}

std::string thresholdsSentence(const core::Thresholds& thresholds, const Words& words) {
    std::vector<int> before;
    long after = 0;
    for (const int days : thresholds) {
        if (days >= 0) {
            before.push_back(days);
        } else {
            ++after;
        }
    }
    std::string text;
    if (!before.empty()) {
        text = words.tr("Reseal reminds you {days} days before a certificate is due.", {{"days", listed(before)}});
    }
    if (after > 0) {
        text += (text.empty() ? "" : " ") + words.trn("If it lapses all the same, it reminds you once more.",
                                                      "If it lapses all the same, it reminds you {count} more times.",
                                                      after);
    }
    return text.empty() ? words.tr("No reminders: all of them are switched off.") : text;
}

} // namespace reseal::ui
