// SPDX-License-Identifier: Apache-2.0
// English words under a clock that stands at noon of 10 March 2026, and certificates due so many days from then.
#pragma once

#include "agent/ui/certificate_list.hpp"
#include "tests/support/fake_clock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reseal::ui {

class UiTest : public testing::Test {
protected:
    [[nodiscard]] static core::InventoryEntry entry(const std::string& id, int daysLeft, bool keyKnown = true);
    [[nodiscard]] static core::Snapshot snapshotOf(std::vector<core::InventoryEntry> entries);

    static constexpr TimePoint kNow =
        std::chrono::sys_days(std::chrono::year(2026) / std::chrono::March / 10) + std::chrono::hours(12);
    test::FakeClock clock_{kNow};
    Words words_{std::make_unique<core::EnglishTexts>(), clock_};
};

} // namespace reseal::ui
