// SPDX-License-Identifier: Apache-2.0
// The resident: keeps the inventory true, decides when to warn, tells its observer. One engine per profile
// (decision 16). Everything happens on the loop's thread; the core::Resident calls may come from any thread.
#pragma once

#include "agent/app/notice_command.hpp"
#include "agent/app/plugin_calls.hpp"
#include "agent/app/plugin_shelf.hpp"
#include "agent/app/profile.hpp"
#include "agent/app/survey.hpp"
#include "agent/core/resident.hpp"
#include "agent/core/texts.hpp"
#include "agent/platform/event_loop.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace reseal::app {

// What the engine is built on. All outlive it.
struct EngineParts {
    Profile* profile = nullptr;
    const core::Clock* clock = nullptr;
    const platform::FileSystem* files = nullptr;
    platform::Keyring* keyring = nullptr;
    const core::IssuerDirectory* issuers = nullptr;
    core::ResidentObserver* observer = nullptr; // may be null
    std::string localeFolder;
    PluginPlaces plugins = {};
    PluginCalls* pluginCalls = nullptr; // may be null: no plugin is ever started
};

class Engine final : public core::Resident {
public:
    explicit Engine(const EngineParts& parts);
    ~Engine() override;

    // Loop thread. From now on places are watched live and notices come by themselves.
    void start(platform::EventLoop& loop);

    // core::Resident; any thread once started.
    void rescan() override;
    void addSource(const std::string& path) override;
    void removeSource(const std::string& path) override;
    void saveSettings(const core::Settings& settings) override;
    void snooze(const std::vector<std::string>& certificateIds, TimePoint until) override;
    void unlock(const std::string& path, Secret password, bool remember) override;
    void sendTestNotice() override;
    void noteDelivery(const std::string& noticeId, bool delivered, const std::string& how) override;
    void enablePlugin(const std::string& id, bool on) override;
    void trustPlugin(const std::string& id) override;
    void installPlugin(const std::string& folder, bool trust) override;
    void setDeveloperMode(bool on) override;

    // The same acts for requests, on the loop's thread (or any one thread where no loop runs).
    [[nodiscard]] Result<core::Snapshot> snapshot();
    Status scanNow(const std::string& path, const Secret* password, PasswordOutcome* outcome = nullptr);
    Status addSourceNow(const std::string& path);
    Status removeSourceNow(const std::string& path);
    Status saveSettingsNow(const core::Settings& settings);
    Status snoozeNow(const std::vector<std::string>& certificateIds, TimePoint until);
    void scanAllNow();
    // Decides and writes down what is due. The caller tells it.
    [[nodiscard]] Result<std::optional<core::Notice>> evaluateNow();
    // Notices of the last week that nobody is known to have seen and that still hold.
    [[nodiscard]] Result<std::vector<core::Notice>> undeliveredNow();
    void tell(const core::Notice& notice); // the observer and the person's command
    Status noteDeliveryNow(const std::string& noticeId, bool delivered, const std::string& how);
    void keepCopy(); // brings the backup up to date, where that is cheap
    void publish();  // a new snapshot for the observer, and the next alarm

    [[nodiscard]] bool isLive() const { return loop_ != nullptr; }
    [[nodiscard]] Profile& profile() { return *parts_.profile; }
    [[nodiscard]] PluginShelf& plugins() { return plugins_; } // engine thread
    [[nodiscard]] const EngineParts& parts() const { return parts_; }
    [[nodiscard]] std::unique_ptr<core::Texts> texts() const; // of the language in force now

private:
    void post(std::function<Status()> act); // reports its failure, then publishes
    void check();                           // evaluate, tell, publish
    void tellAgain();                       // what could not be delivered before
    Status installPluginNow(const std::string& folder, bool trust);
    [[nodiscard]] Status statusOf(const Result<plugins::Plugin>& done) const; // a refusal is a failure

    EngineParts parts_;
    std::optional<std::string> restored_; // see storage::Database::unseenRestore
    PluginShelf plugins_;
    Survey survey_;
    NoticeCommand noticeCommand_;
    platform::EventLoop* loop_ = nullptr;
    std::optional<core::OfferedPlugin> offered_;
    int offers_ = 0;
    std::set<std::string> failing_; // ways of telling that failed last time: "desktop", "command"
    bool retryRuns_ = false;
};

} // namespace reseal::app
