// SPDX-License-Identifier: Apache-2.0
// Large profiles. The figures are printed. The limits are of processor time, an order of magnitude above what a release
// build takes: a busy machine and sanitizers stay below them.
#include "tests/support/sanitizer.hpp"
#include "tests/unit/storage/profile_fixture.hpp"

#include <chrono>
#include <ctime>
#include <iostream>

namespace reseal::storage::test {
namespace {

using std::chrono::hours;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int kLargest = reseal::test::kSanitized ? 20000 : 100000;
constexpr int kSlower = reseal::test::kSanitized ? 4 : 1;

template <typename Work>
double timed(const char* name, Work work) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t processorStart = std::clock();
    work();
    const double processor = 1000.0 * static_cast<double>(std::clock() - processorStart) / CLOCKS_PER_SEC;
    const double taken = Milliseconds(std::chrono::steady_clock::now() - start).count();
    std::cout << "  " << name << ": " << taken << " ms, of the processor " << processor << " ms\n";
    testing::Test::RecordProperty(name, std::to_string(taken));
    return processor;
}

std::vector<core::FileReading> many(int from, int count) {
    std::vector<core::FileReading> readings;
    readings.reserve(static_cast<std::size_t>(count));
    for (int i = from; i < from + count; ++i) {
        readings.push_back(
            reading("/home/person/certificates/" + std::to_string(i / 100) + "/" + std::to_string(i) + ".cer", {i}));
    }
    return readings;
}

TEST_F(ProfileTest, TenThousandFiles_areRecordedAndRescannedQuickly) {
    open();
    auto readings = many(0, 10000);
    EXPECT_LT(timed("record_10k_new", [&] { scan("/home/person", readings); }), 5000 * kSlower);
    clock_.advance(hours(1));
    EXPECT_LT(timed("record_10k_same", [&] { scan("/home/person", readings); }), 3000 * kSlower);
    EXPECT_LT(timed("rescan_10k_unchanged", [&] { scan("/home/person", {}); }), 300 * kSlower);
    std::size_t known = 0;
    EXPECT_LT(timed("known_files_10k", [&] { known = store_->knownFiles("/home/person").value().size(); }),
              300 * kSlower);
    EXPECT_EQ(known, 10000U);
    std::vector<std::string> gone;
    for (const auto& one : readings) {
        gone.push_back(one.path);
    }
    EXPECT_LT(timed("gone_10k", [&] { scan("/home/person", {}, gone); }), 3000 * kSlower);
    EXPECT_EQ(entries().size(), 10000U);
}

TEST_F(ProfileTest, NoticeOfTenThousandCertificates_isRecordedAndReadQuickly) {
    open();
    std::vector<core::NoticeLog::Entry> due;
    for (int i = 0; i < 10000; ++i) {
        due.push_back({certificate(i).certificate.id, {kStart, {60, 30, 14}, std::nullopt}});
    }
    EXPECT_LT(timed("notice_10k", [&] { EXPECT_TRUE(notices_->record("n1", kStart, due).ok()); }), 1000 * kSlower);
    EXPECT_LT(timed("notice_10k_again", [&] { EXPECT_TRUE(notices_->record("n1", kStart, due).ok()); }),
              1000 * kSlower);
    EXPECT_LT(timed("announced_10k", [&] { EXPECT_EQ(notices_->announced().value().size(), 10000U); }), 500 * kSlower);
    EXPECT_LT(timed("history_10k", [&] { EXPECT_EQ(notices_->history(5).value()[0].certificateIds.size(), 10000U); }),
              500 * kSlower);
    EXPECT_LT(timed("undelivered_10k",
                    [&] { EXPECT_EQ(notices_->undelivered(kStart).value()[0].certificateIds.size(), 10000U); }),
              500 * kSlower);
}

TEST_F(ProfileTest, TenThousandCertificates_areOpenedAgainInNoTime) {
    open();
    scan("/home/person", many(0, 10000));
    timed("backup_10k", [&] { EXPECT_TRUE(database_->backUpIfDue().ok()); });
    timed("close_10k", [&] { close(); });
    EXPECT_LT(timed("open_10k_again", [&] { open(); }), 50 * kSlower);
    close();
    clock_.advance(hours(24));
    timed("open_10k_the_next_day", [&] { open(); });
}

TEST_F(ProfileTest, HundredThousandCertificates_areOpenedAndReadQuickly) {
    open();
    for (int i = 0; i < kLargest; i += 10000) {
        auto readings = many(i, 10000);
        for (std::size_t j = 0; j < readings.size(); j += 10) {
            readings[j].keys.push_back(keyOf(readings[j].certificates[0].certificate));
        }
        scan("/home/person", readings);
    }
    timed("backup_100k", [&] { EXPECT_TRUE(database_->backUpIfDue().ok()); });
    close();
    clock_.advance(hours(24)); // with a check of every page
    EXPECT_LT(timed("open_100k", [&] { open(); }), 10000 * kSlower);
    std::vector<core::InventoryEntry> all;
    EXPECT_LT(timed("entries_100k", [&] { all = entries(); }), 10000 * kSlower);
    ASSERT_EQ(all.size(), static_cast<std::size_t>(kLargest));
    EXPECT_TRUE(all[0].keyKnown());
    EXPECT_FALSE(all[1].keyKnown());
    std::cout << "  file: " << std::filesystem::file_size(folder_.file("reseal.db")) / 1000000 << " MB\n";
}

} // namespace
} // namespace reseal::storage::test
