// SPDX-License-Identifier: Apache-2.0
// The resident: keeps the inventory true, decides when to warn, tells its observer. One engine per profile
// (decision 16). Everything happens on the loop's thread; the core::Resident calls may come from any thread.
#pragma once

#include "agent/app/archive_keeper.hpp"
#include "agent/app/archive_keeping.hpp"
#include "agent/app/document_opening.hpp"
#include "agent/app/notice_command.hpp"
#include "agent/app/plugin_calls.hpp"
#include "agent/app/plugin_shelf.hpp"
#include "agent/app/profile.hpp"
#include "agent/app/survey.hpp"
#include "agent/app/token_survey.hpp"
#include "agent/app/token_work.hpp"
#include "agent/core/resident.hpp"
#include "agent/core/texts.hpp"
#include "agent/platform/event_loop.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace reseal::app {

class RenewalDesk;

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
    plugins::TokenDrivers tokenDrivers = {};
    Watching watching = {};
    int noticeCommandSeconds = NoticeCommand::kSeconds;
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
    void judgePlugins() override;
    void enablePlugin(const std::string& id, bool on) override;
    void trustPlugin(const std::string& id) override;
    void distrustPlugin(const std::string& id) override;
    void checkPlugin(const std::string& id) override;
    void installPlugin(const std::string& folder, bool trust) override;
    void setDeveloperMode(bool on) override;
    void lookAtTokens() override;
    void changePin(const core::PinChange& change) override;
    void lookIntoArchive(const std::string& query) override;
    void lookAtHolder(const std::string& entry) override;
    void lockArchive() override;
    void runErrand(const core::ArchiveErrand& errand) override;
    void openDocument(const core::DocumentOrder& order) override;
    void followLink(const std::string& link) override;
    void cancelOpening() override;
    void beginRenewal(const std::string& certificateId, const std::string& caId) override;
    void answerRenewal(const std::string& id, const core::RenewalAnswers& answers) override;
    void addChance(Secret chance) override;
    void resumeRenewal(const std::string& id) override;
    void cancelRenewal(const std::string& id) override;
    void forgetKeys(const std::string& renewal, const std::shared_ptr<const Secret>& pin, bool allowLastTry) override;

    // The same acts for requests, on the loop's thread (or any one thread where no loop runs).
    [[nodiscard]] Result<core::Snapshot> snapshot();
    Status scanNow(const std::string& path, const Secret* password, PasswordOutcome* outcome = nullptr);
    Status addSourceNow(const std::string& path);
    Status removeSourceNow(const std::string& path);
    Status saveSettingsNow(const core::Settings& settings);
    Status snoozeNow(const std::vector<std::string>& certificateIds, TimePoint until);
    void scanAllNow();
    void lockArchiveNow();
    // Decides and writes down what is due. The caller tells it.
    [[nodiscard]] Result<std::optional<core::Notice>> evaluateNow();
    // Notices of the last week that nobody is known to have seen and that still hold.
    [[nodiscard]] Result<std::vector<core::Notice>> undeliveredNow();
    void tell(const core::Notice& notice); // the observer and the person's command
    Status noteDeliveryNow(const std::string& noticeId, bool delivered, const std::string& how);
    void closeArchive();   // what waited for the vault to be open is done, then it is locked
    void archiveChanged(); // what somebody looks at is looked up anew, what is due of it is planned
    void keepCopy();       // brings the backup up to date, where that is cheap
    void publish();        // a new snapshot for the observer, and the next alarm

    [[nodiscard]] bool isLive() const { return loop_ != nullptr; }
    [[nodiscard]] platform::EventLoop* loop() const { return loop_; } // null where none runs
    [[nodiscard]] Profile& profile() { return *parts_.profile; }
    [[nodiscard]] PluginShelf& plugins() { return plugins_; }    // engine thread
    [[nodiscard]] TokenSurvey& tokens() { return tokens_; }      // likewise
    [[nodiscard]] ArchiveKeeper& archive() { return archive_; }  // likewise
    [[nodiscard]] ArchiveKeeping& keeping() { return keeping_; } // likewise
    [[nodiscard]] TokenWork& tokenWork() { return tokenWork_; }
    [[nodiscard]] RenewalDesk& renewals() { return *renewals_; }          // engine thread
    [[nodiscard]] Result<ReadyPlugin> tokenPlugin(const std::string& id); // as readyPlugin; it knows its modules
    [[nodiscard]] const EngineParts& parts() const { return parts_; }
    [[nodiscard]] std::unique_ptr<core::Texts> texts() const; // of the language in force now

private:
    void post(std::function<Status()> act); // reports its failure, then publishes
    void check();                           // evaluate, tell, publish
    void setAlarm();                        // for the next notice or renewal, whichever comes first
    void tellAgain();                       // what could not be delivered before
    [[nodiscard]] std::vector<ReadyPlugin> tokenPlugins(bool cardsOnly);
    void tellPinOutcome(const std::string& uri, std::optional<Error> error, std::optional<int> triesLeft = {});
    void describeRenewals(core::Snapshot& snapshot); // and what of them needs the person, to its health
    Status installPluginNow(const std::string& folder, bool trust);
    void checkPluginNow(const std::string& id);
    void tellPluginCheck(const std::string& id, const Status& checked);
    [[nodiscard]] Status statusOf(const Result<plugins::Plugin>& done) const; // a refusal is a failure

    EngineParts parts_;
    std::optional<std::string> restored_; // see storage::Database::unseenRestore
    ArchiveKeeper archive_;
    ArchiveKeeping keeping_;
    PluginShelf plugins_;
    Survey survey_;
    TokenSurvey tokens_;
    TokenWork tokenWork_;
    DocumentOpener opener_;
    std::optional<std::string> archiveQuery_; // somebody looks
    std::shared_ptr<const core::ArchiveView> archiveView_;
    std::shared_ptr<const core::HolderLine> holderLine_;
    std::optional<core::ErrandOutcome> errandOutcome_;
    NoticeCommand noticeCommand_;
    std::unique_ptr<RenewalDesk> renewals_;
    struct RefusedAnswer {
        Error why; // subject: the field
        int count = 0;
    };
    std::map<std::string, RefusedAnswer> refusedAnswers_; // by renewal: the form is still open
    std::optional<TimePoint> nextNotice_;
    platform::EventLoop* loop_ = nullptr;
    std::optional<core::OfferedPlugin> offered_;
    int offers_ = 0;
    std::optional<core::PluginCheck> pluginCheck_;
    std::optional<core::PinOutcome> pinOutcome_;
    std::set<std::string> failing_; // ways of telling that failed last time: "desktop", "command"
    bool retryRuns_ = false;
};

} // namespace reseal::app
