// SPDX-License-Identifier: Apache-2.0
// The reader watch on a real pcscd: cards come and go, the service stops and starts, nothing wakes meanwhile.
#include "agent/platform/smart_card_readers.hpp"
#include "tests/support/virtual_readers.hpp"
#include "tests/unit/platform/platform_fixtures.hpp"

#include <algorithm>

namespace reseal::platform {
namespace {

using namespace std::chrono_literals;

class ReaderWatchTest : public testing::Test {
protected:
    void SetUp() override {
        if (!readers_.whyNot().empty()) {
            GTEST_SKIP() << "no virtual readers: " << readers_.whyNot();
        }
        runner_.onLoop([this] {
            watch_ = watchReaders(runner_.loop(), [this](const ReadersNow& now) {
                const std::scoped_lock lock(guard_);
                seen_.push_back(now);
                came_.notify_all();
            });
        });
    }
    void TearDown() override {
        runner_.onLoop([this] { watch_.reset(); });
        runner_.join();
    }

    // Whether the newest state comes to fit within the time.
    bool comes(const std::function<bool(const ReadersNow&)>& fits, std::chrono::milliseconds within = kGenerous) {
        std::unique_lock lock(guard_);
        return came_.wait_for(lock, within, [&] { return !seen_.empty() && fits(seen_.back()); });
    }
    static bool runs(const ReadersNow& now) { return now.serviceRuns && now.readers.size() == 2; }
    static std::size_t cards(const ReadersNow& now) {
        return static_cast<std::size_t>(std::ranges::count_if(now.readers, &ReaderState::cardPresent));
    }
    std::size_t told() {
        const std::scoped_lock lock(guard_);
        return seen_.size();
    }

    TempFolder folder_;
    test::VirtualReaders readers_{folder_.path()};
    LoopThread runner_;
    std::mutex guard_;
    std::condition_variable came_;
    std::vector<ReadersNow> seen_;
    std::unique_ptr<ReaderWatch> watch_;
};

TEST_F(ReaderWatchTest, emptyReaders_areToldFirst) { EXPECT_TRUE(comes(runs)); }

TEST_F(ReaderWatchTest, insertedCard_isToldWithItsAtrWithinASecond) {
    ASSERT_TRUE(comes(runs));
    readers_.order("insert 0 blank 3B021401");
    ASSERT_TRUE(comes([](const ReadersNow& now) { return cards(now) == 1; }, 1s));
    const std::scoped_lock lock(guard_);
    EXPECT_EQ(toHex(seen_.back().readers.at(0).atr), "3b021401");
}

TEST_F(ReaderWatchTest, removedCard_isToldWithinASecond) {
    readers_.order("insert 1 blank");
    ASSERT_TRUE(comes([](const ReadersNow& now) { return cards(now) == 1; }));
    readers_.order("remove 1");
    EXPECT_TRUE(comes([](const ReadersNow& now) { return runs(now) && cards(now) == 0; }, 1s));
}

TEST_F(ReaderWatchTest, serviceThatStops_isTold_andFoundAgainWhenItStarts) {
    ASSERT_TRUE(comes(runs));
    readers_.order("stop");
    ASSERT_TRUE(comes([](const ReadersNow& now) { return !now.serviceRuns; }));
    readers_.order("start");
    ASSERT_TRUE(comes(runs));
    readers_.order("insert 0 blank");
    EXPECT_TRUE(comes([](const ReadersNow& now) { return cards(now) == 1; }));
}

TEST_F(ReaderWatchTest, nothingHappens_nothingIsTold) {
    ASSERT_TRUE(comes(runs));
    const std::size_t before = told();
    EXPECT_FALSE(comes([](const ReadersNow& now) { return cards(now) != 0; }, 500ms));
    EXPECT_EQ(told(), before);
}

TEST_F(ReaderWatchTest, readersNow_saysTheSameOnce) {
    readers_.order("insert 0 blank 3B021401");
    ASSERT_TRUE(comes([](const ReadersNow& now) { return cards(now) == 1; }));
    const std::scoped_lock lock(guard_);
    EXPECT_EQ(readersNow(), seen_.back());
}

TEST_F(ReaderWatchTest, watchThatEnds_endsAtOnce) {
    ASSERT_TRUE(comes(runs));
    const auto began = std::chrono::steady_clock::now();
    runner_.onLoop([this] { watch_.reset(); });
    EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
}

} // namespace
} // namespace reseal::platform
