// SPDX-License-Identifier: Apache-2.0
// A notice command that fails, run by the real shell, changes nothing else: the desktop's notice, the next one and the
// history are what they would be, and log and health say that the command failed.
#include "tests/unit/app/resident_fixture.hpp"

#include "agent/base/log.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

std::mutex logMutex;
std::string logged; // guarded by logMutex

void keep(LogLevel level, std::string_view line) {
    const std::lock_guard lock(logMutex);
    (logged += level == LogLevel::warning ? "warning: " : "") += std::string(line) + "\n";
}

class FailingCommandTest : public ResidentTest {
protected:
    void SetUp() override {
        noticeCommandSeconds = 1;
        logged.clear();
        setLogSink(keep);
        ResidentTest::SetUp();
        writeOwn("first.pem", 5);
    }

    void TearDown() override {
        ResidentTest::TearDown();
        setLogSink(nullptr);
    }

    void failWith(const std::string& command) {
        settings.noticeCommand = command;
        ASSERT_TRUE(profile->saveSettings(settings));
        live();
        ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.notices() == 1; }));
        ASSERT_TRUE(observer.waitFor(saysThatItFailed));
    }

    // Nothing of the command's failure reaches the desktop's delivery, the history or the person's windows.
    void expectNothingElse() {
        EXPECT_NE(log().find("warning: notice "), std::string::npos) << log();
        EXPECT_NE(log().find(" not delivered by command"), std::string::npos) << log();
        EXPECT_TRUE(observer.failures().empty());
        engine->noteDelivery(observer.notice(0), true, "desktop");
        writeOwn("second.pem", 5); // seen live, told like the first
        ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.notices() == 2 && seen.entries() == 2; }));
        loop->stop();
        thread.join();
        const auto missed = engine->undeliveredNow();
        ASSERT_TRUE(missed);
        ASSERT_EQ(missed.value().size(), 1U);
        EXPECT_EQ(missed.value()[0].id, observer.notice(1));
    }

    static bool saysThatItFailed(const WaitingObserver& seen) {
        const auto& now = seen.snapshot();
        return now && std::ranges::any_of(now->health, [](const core::HealthItem& item) {
                   return item.code == "notice_undelivered" && item.text.find("command") != std::string::npos;
               });
    }

    static std::string log() {
        const std::lock_guard lock(logMutex);
        return logged;
    }

    core::Settings settings;
};

TEST_F(FailingCommandTest, Command_thatEndsWithAnError_isToldAndChangesNothingElse) {
    failWith("cat > /dev/null; exit 3");
    expectNothingElse();
}

TEST_F(FailingCommandTest, Command_thatIsMissing_isToldAndChangesNothingElse) {
    failWith("/no/such/program --notify");
    expectNothingElse();
}

TEST_F(FailingCommandTest, Command_thatHangs_isEndedAndChangesNothingElse) {
    failWith("exec sleep 600");
    expectNothingElse();
}

TEST_F(FailingCommandTest, Command_mended_clearsTheHealth) {
    failWith("exit 3");
    settings.noticeCommand = "cat > /dev/null";
    engine->saveSettings(settings);
    writeOwn("second.pem", 5);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.notices() == 2 && !saysThatItFailed(seen); }));
}

} // namespace
} // namespace reseal::app
