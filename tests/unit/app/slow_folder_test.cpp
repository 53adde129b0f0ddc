// SPDX-License-Identifier: Apache-2.0
// A watched place whose file system sends no events, as a network folder: it is looked into by a slow timer, and said
// so. The watch is a fake that never tells anything, the timer a quick one.
#include "tests/unit/app/resident_fixture.hpp"

#include "agent/app/requests.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <future>

namespace reseal::app {
namespace {

class SilentWatch final : public platform::FolderWatch {
public:
    explicit SilentWatch(platform::WatchMode mode) : mode_(mode) {}
    platform::WatchMode add(const std::string&) override { return mode_; }
    void remove(const std::string&) override {}
    [[nodiscard]] platform::WatchMode mode(const std::string&) const override { return mode_; }

private:
    platform::WatchMode mode_;
};

class SlowFolderTest : public ResidentTest, public testing::WithParamInterface<platform::WatchMode> {
protected:
    SlowFolderTest() {
        watching.make = [](platform::EventLoop&, const platform::FolderWatch::Changed&) {
            return std::make_unique<SilentWatch>(GetParam());
        };
        watching.slowLook = std::chrono::milliseconds(20);
    }

    // What the command line would be answered.
    Json asked(const std::string& command) {
        std::promise<Json> answered;
        loop->post([&] {
            Requests(*engine).answer(Json{{"command", command}}, Secret(),
                                     [&](Json answer) { answered.set_value(std::move(answer)); });
        });
        return answered.get_future().get();
    }
};

TEST_P(SlowFolderTest, newFile_isFoundByTheTimer_andWarns) {
    live("slow_timer");
    writeOwn("own.pem", 5);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) {
        return seen.entries() == 1 && seen.notices() == 1 && seen.modeOfFirstSource() == "slow_timer";
    }));
}

TEST_P(SlowFolderTest, timer_comesAgainAndAgain) {
    live("slow_timer");
    for (std::size_t count = 1; count <= 3; ++count) {
        writeOwn(std::to_string(count) + ".pem", 100);
        ASSERT_TRUE(observer.waitFor([&](const auto& seen) { return seen.entries() == count; })) << count;
    }
}

TEST_P(SlowFolderTest, fileThatWentAway_isNoLongerThere) {
    const std::string path = writeOwn("own.pem", 100);
    live("slow_timer");
    ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.entries() == 1; }));
    std::filesystem::remove(path);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return !seen.snapshot()->entries[0].seen[0].present; }));
}

TEST_P(SlowFolderTest, sources_sayThatItIsLookedIntoSlowly) {
    live("slow_timer");
    const Json answer = asked("sources");
    ASSERT_EQ(answer.at("document").at("sources").size(), 1U) << answer;
    EXPECT_EQ(answer.at("document").at("sources")[0].at("mode"), "slow_timer");
}

TEST_P(SlowFolderTest, health_saysSo) {
    live("slow_timer");
    EXPECT_TRUE(observer.waitFor([](const auto& seen) {
        const auto& health = seen.snapshot()->health;
        return std::ranges::find(health, "source_slow_timer", &core::HealthItem::code) != health.end();
    }));
}

INSTANTIATE_TEST_SUITE_P(Of, SlowFolderTest,
                         testing::Values(platform::WatchMode::noEvents, platform::WatchMode::exhausted),
                         [](const auto& mode) {
                             return mode.param == platform::WatchMode::noEvents ? "networkFolder" : "watchesUsedUp";
                         });

} // namespace
} // namespace reseal::app
