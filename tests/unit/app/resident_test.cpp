// SPDX-License-Identifier: Apache-2.0
// The engine alive on its loop: events, alarms, the notice command. Nothing here sleeps; every wait ends on what it
// waits for.
#include "agent/app/engine.hpp"

#include "agent/app/issuer_files.hpp"
#include "agent/platform/system.hpp"
#include "tests/support/plugin_fixtures.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace reseal::app {
namespace {

using std::chrono::days;

constexpr auto kPatience = std::chrono::seconds(20);

// Lets the test wait until the engine has told something.
class WaitingObserver final : public core::ResidentObserver {
public:
    void snapshotChanged(std::shared_ptr<const core::Snapshot> now) override {
        note([&] { snapshot_ = std::move(now); });
    }
    void noticeDue(const core::Notice& notice) override {
        note([&] { notices_.push_back(notice.id); });
    }
    void testNotice() override {}
    void failed(const Error& error) override {
        note([&] { failures_.push_back(error.reason); });
    }
    void raised() override {}

    template <typename Condition>
    bool waitFor(Condition condition) {
        std::unique_lock lock(mutex_);
        return told_.wait_for(lock, kPatience, [&] { return condition(*this); });
    }
    [[nodiscard]] std::size_t entries() const { return snapshot_ ? snapshot_->entries.size() : 0; }
    [[nodiscard]] std::size_t notices() const { return notices_.size(); }
    [[nodiscard]] const std::vector<std::string>& failures() const { return failures_; }
    [[nodiscard]] std::shared_ptr<const core::Snapshot> snapshot() const { return snapshot_; }
    [[nodiscard]] std::string modeOfFirstSource() const {
        return snapshot_ && !snapshot_->sources.empty() ? snapshot_->sources[0].mode : "";
    }

private:
    template <typename Act>
    void note(Act act) {
        const std::lock_guard lock(mutex_);
        act();
        told_.notify_all();
    }
    std::mutex mutex_;
    std::condition_variable told_;
    std::shared_ptr<const core::Snapshot> snapshot_;
    std::vector<std::string> notices_;
    std::vector<std::string> failures_;
};

class ResidentTest : public ::testing::Test {
protected:
    void SetUp() override {
        auto opened = Profile::open(folder / "profile", *clock);
        ASSERT_TRUE(opened);
        profile = std::move(opened).value();
        std::filesystem::create_directories(folder / "keys");
        ASSERT_TRUE(profile->certificates().addSource(folder / "keys", clock->now()));
        loop = platform::makeEventLoop([](const char* what) { ADD_FAILURE() << what; });
        EngineParts parts{profile.get(), clock.get(), files.get(), keyring.get(), &issuers, &observer, ""};
        parts.plugins.ownFolder = folder / "profile/plugins";
        parts.plugins.roots = {{parts.plugins.ownFolder, plugins::Origin::person}};
        engine = std::make_unique<Engine>(parts);
    }

    void live() {
        thread = std::thread([this] {
            loop->post([this] { engine->start(*loop); });
            loop->run();
        });
        ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.modeOfFirstSource() == "events"; }));
    }

    void TearDown() override {
        loop->stop();
        if (thread.joinable()) {
            thread.join();
        }
        engine.reset();
    }

    std::string writeOwn(const std::string& name, int daysLeft) {
        test::CertificateSpec spec;
        spec.subject = {{"CN", name}};
        spec.notBefore = clock->now() - days(10);
        spec.notAfter = clock->now() + days(daysLeft);
        const auto made = test::makeCertificate(spec);
        return folder.write("keys/" + name, made.pem + made.keyPem);
    }

    test::TemporaryFolder folder;
    std::unique_ptr<core::Clock> clock = platform::systemClock();
    std::unique_ptr<platform::FileSystem> files = platform::systemFileSystem();
    std::unique_ptr<platform::Keyring> keyring = platform::systemKeyring();
    core::IssuerDirectory issuers;
    WaitingObserver observer;
    std::unique_ptr<Profile> profile;
    std::unique_ptr<platform::EventLoop> loop;
    std::unique_ptr<Engine> engine;
    std::thread thread;
};

TEST_F(ResidentTest, NewFile_inAWatchedFolder_warnsByItself) {
    live();
    writeOwn("own.pem", 5);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.notices() == 1 && seen.entries() == 1; }));
}

TEST_F(ResidentTest, NewFile_inANewSubfolder_isSeen) {
    live();
    writeOwn("deep/er/own.pem", 100);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.entries() == 1; }));
}

TEST_F(ResidentTest, SourceThatWentAway_isSeenAgainWhenItComesBack) {
    live();
    std::filesystem::rename(folder / "keys", folder / "away");
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.modeOfFirstSource() == "unreachable"; }));
    writeOwn("own.pem", 100);
    EXPECT_TRUE(
        observer.waitFor([](const auto& seen) { return seen.modeOfFirstSource() == "events" && seen.entries() == 1; }));
}

TEST_F(ResidentTest, NoticeCommand_getsTheNoticeAsJson) {
    core::Settings settings;
    settings.noticeCommand = "cat > '" + (folder / "told.json") + ".part' && mv '" + (folder / "told.json") +
                             ".part' '" + (folder / "keys") + "/told.txt'";
    ASSERT_TRUE(profile->saveSettings(settings));
    writeOwn("own.pem", 5);
    live();
    ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.notices() == 1; }));
    loop->stop();
    thread.join();
    engine.reset(); // waits for the command
    std::ifstream told(folder / "keys/told.txt");
    const std::string text((std::istreambuf_iterator<char>(told)), std::istreambuf_iterator<char>());
    EXPECT_NE(text.find("\"days_left\":5"), std::string::npos) << text;
}

TEST_F(ResidentTest, Source_thatDoesNotExist_isRefusedInWords) {
    live();
    engine->addSource(folder / "missing");
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return !seen.failures().empty(); }));
}

TEST_F(ResidentTest, WrongPassword_isReportedAndTheFileStaysLocked) {
    const auto made = test::makeCertificate({});
    const std::string path = folder.write("keys/own.p12", test::makePkcs12(made, {.password = "secret"}));
    live();
    engine->unlock(path, Secret("wrong"), false);
    ASSERT_TRUE(observer.waitFor([](const auto& seen) { return !seen.failures().empty(); }));
    EXPECT_EQ(observer.failures()[0], "bad_passphrase");
    engine->unlock(path, Secret("secret"), false);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.entries() == 1; }));
}

TEST_F(ResidentTest, PluginOfAnUnknownSigner_isOffered_andInstalledOnceThePersonTrustsIt) {
    const auto signer = test::makeSigner("Example Signer");
    test::writePlugin(folder / "source", test::manifestText(), &signer);
    live();
    engine->installPlugin(folder / "source", false);
    ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.snapshot()->offeredPlugin.has_value(); }));
    EXPECT_EQ(observer.snapshot()->offeredPlugin->plugin.signer, "Example Signer");
    EXPECT_TRUE(observer.failures().empty());
    engine->installPlugin(folder / "source", true);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) {
        return !seen.snapshot()->offeredPlugin && seen.snapshot()->plugins.size() == 1 &&
               seen.snapshot()->plugins[0].state == "ready";
    }));
    engine->installPlugin(folder / "none", false);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.failures().size() == 1; }));
}

TEST(IssuerFiles, shippedFiles_areAllReadable) {
    const core::IssuerDirectory directory = loadIssuers({RESEAL_SOURCE_DIR "/assets/issuers"});
    EXPECT_GE(directory.entries().size(), 2U);
    for (const core::IssuerEntry& entry : directory.entries()) {
        for (const char* language : {"en", "ru", "kk"}) {
            EXPECT_TRUE(entry.steps.contains(language)) << entry.id << " " << language;
            EXPECT_TRUE(entry.bring.contains(language)) << entry.id << " " << language;
        }
    }
}

TEST(IssuerFiles, laterFolder_winsOverAnEarlierOne) {
    test::TemporaryFolder folder;
    folder.write("a/x.json", R"({"id":"x","issuer_contains":["CA"],"name":"first"})");
    folder.write("b/x.json", R"({"id":"x","issuer_contains":["CA"],"name":"second","phone":"1"})");
    folder.write("b/broken.json", "{");
    const core::IssuerDirectory directory = loadIssuers({folder / "a", folder / "b"});
    ASSERT_EQ(directory.entries().size(), 1U);
    EXPECT_EQ(core::inLanguage(directory.entries()[0].name, "ru"), "second");
}

} // namespace
} // namespace reseal::app
