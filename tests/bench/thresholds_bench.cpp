// SPDX-License-Identifier: Apache-2.0
// Deciding what is due among 100,000 certificates of one person, nothing announced yet and all announced.
#include "agent/core/notice.hpp"
#include "agent/platform/system.hpp"
#include "tests/support/inventory_samples.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace {

using namespace reseal; // NOLINT(google-build-using-namespace): a program of one file

template <typename Work>
double medianMilliseconds(Work work) {
    std::vector<double> values;
    for (int round = 0; round < 9; ++round) {
        const auto start = std::chrono::steady_clock::now();
        work();
        values.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace

int main() {
    constexpr int kCount = 100'000;
    const auto clock = platform::systemClock();
    const TimePoint now = clock->now();
    std::vector<core::InventoryEntry> entries;
    core::AnnouncedById announced;
    for (int i = 0; i < kCount; ++i) {
        const Bytes digits{static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8),
                           static_cast<std::uint8_t>(i)};
        const std::string id = toHex(digits) + std::string(58, '0');
        entries.push_back(test::ownEntry(id, now + std::chrono::hours(24 * 30 + i % 8000)));
        announced[id] = {entries.back().certificate.notAfter, {60, 30}, std::nullopt};
    }
    const core::Settings settings;
    const core::IssuerDirectory issuers;
    std::size_t fired = 0;
    const double fresh = medianMilliseconds([&] {
        const auto evaluation = core::evaluate(entries, {}, settings, issuers, *clock);
        fired = evaluation.notice ? evaluation.notice->items.size() : 0;
    });
    const double known =
        medianMilliseconds([&] { (void)core::evaluate(entries, announced, settings, issuers, *clock); });
    std::printf("| thresholds over 100,000 certificates, all announced | %.1f ms | aim: under 100 ms |\n", known);
    std::printf("| the same, nothing announced, %zu fire at once | %.1f ms | |\n", fired, fresh);
    return 0;
}
