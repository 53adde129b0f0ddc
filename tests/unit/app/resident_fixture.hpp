// SPDX-License-Identifier: Apache-2.0
// An engine alive on its loop, and an observer to wait with.
#pragma once

#include "agent/app/engine.hpp"

#include "agent/platform/system.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

namespace reseal::app {

inline constexpr auto kPatience = std::chrono::seconds(20);

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
    void openingChanged(const core::DocumentOpening& opening) override {
        note([&] { openings_.push_back(opening); });
    }
    void failed(const Error& error) override {
        note([&] { failures_.push_back(error.reason); });
    }
    void renewalNeedsPerson(const std::string&) override {}
    void renewalFollowed(const std::string&) override {}
    void raised() override {}

    template <typename Condition>
    bool waitFor(Condition condition) {
        std::unique_lock lock(mutex_);
        return told_.wait_for(lock, kPatience, [&] { return condition(*this); });
    }
    [[nodiscard]] std::size_t entries() const { return snapshot_ ? snapshot_->entries.size() : 0; }
    [[nodiscard]] std::size_t notices() const { return notices_.size(); }
    [[nodiscard]] std::string notice(std::size_t number) {
        const std::lock_guard lock(mutex_);
        return notices_.at(number);
    }
    [[nodiscard]] const std::vector<std::string>& failures() const { return failures_; }
    [[nodiscard]] std::shared_ptr<const core::Snapshot> snapshot() const { return snapshot_; }
    [[nodiscard]] const std::vector<core::DocumentOpening>& openings() const { return openings_; }
    [[nodiscard]] std::size_t count() { // of what was told about documents so far
        const std::lock_guard lock(mutex_);
        return openings_.size();
    }
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
    std::vector<core::DocumentOpening> openings_;
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
        parts.watching = watching;
        parts.noticeCommandSeconds = noticeCommandSeconds;
        engine = std::make_unique<Engine>(parts);
    }

    void live(const std::string& mode = "events") {
        thread = std::thread([this] {
            loop->post([this] { engine->start(*loop); });
            loop->run();
        });
        ASSERT_TRUE(observer.waitFor([&](const auto& seen) { return seen.modeOfFirstSource() == mode; }));
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
        spec.notBefore = clock->now() - std::chrono::days(10);
        spec.notAfter = clock->now() + std::chrono::days(daysLeft);
        const auto made = test::makeCertificate(spec);
        return folder.write("keys/" + name, made.pem + made.keyPem);
    }

    test::TemporaryFolder folder;
    std::unique_ptr<core::Clock> clock = platform::systemClock();
    std::unique_ptr<platform::FileSystem> files = platform::systemFileSystem();
    std::unique_ptr<platform::Keyring> keyring = platform::systemKeyring();
    core::IssuerDirectory issuers;
    Watching watching;
    int noticeCommandSeconds = NoticeCommand::kSeconds;
    WaitingObserver observer;
    std::unique_ptr<Profile> profile;
    std::unique_ptr<platform::EventLoop> loop;
    std::unique_ptr<Engine> engine;
    std::thread thread;
};

} // namespace reseal::app
