// SPDX-License-Identifier: Apache-2.0
// The seam between the resident (one engine thread) and whoever shows it (tray, terminal, a fake in tests).
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/core/archive_errand.hpp"
#include "agent/core/archive_view.hpp"
#include "agent/core/health.hpp"
#include "agent/core/inventory.hpp"
#include "agent/core/issuer_directory.hpp"
#include "agent/core/notice.hpp"
#include "agent/core/plugin_view.hpp"
#include "agent/core/renewal_view.hpp"
#include "agent/core/settings.hpp"
#include "agent/core/token.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reseal::core {

struct SourceState {
    WatchedSource source;
    std::string mode; // "events", "slow_timer", "unreachable", "not_watched" (no resident runs)
};

// The person changes a token's PIN.
struct PinChange {
    std::string tokenUri;
    std::shared_ptr<const Secret> pin;
    std::shared_ptr<const Secret> newPin;
    bool allowLastTry = false; // after a warning
};

// What came of the last one.
struct PinOutcome {
    int number = 0; // counts up
    std::string tokenUri;
    std::optional<Error> error;   // none: it is changed
    std::optional<int> triesLeft; // where the token said so
};

// Everything there is to show, at one moment. Immutable once handed over.
struct Snapshot {
    TimePoint at;
    std::vector<InventoryEntry> entries; // soonest due first, superseded marked
    std::vector<LockedFile> locked;
    std::vector<Refusal> refusals;
    std::vector<SourceState> sources;
    std::vector<HealthItem> health; // worst first
    Settings settings;
    std::vector<NoticeLog::Past> notices; // newest first
    std::vector<PluginView> plugins;      // by id
    std::optional<OfferedPlugin> offeredPlugin;
    std::optional<PluginCheck> pluginCheck;
    Management management;
    std::vector<Token> tokens;       // as last looked at
    std::vector<CardReader> readers; // now
    std::optional<PinOutcome> pinOutcome;
    std::shared_ptr<const ArchiveView> archive;   // null until somebody looked into it
    std::shared_ptr<const HolderLine> holderLine; // null until a key of the archive was chosen
    std::optional<ErrandOutcome> errandOutcome;
    std::vector<RenewalView> renewals; // newest first: under way, and ended within the last week
    std::vector<LeftOverKeys> leftOverKeys;
    std::vector<RenewalCa> renewalCas; // ready ones; none before plugins were judged
    bool pluginsJudged = false;
};

// What a window may ask for. Any thread; returns at once; what comes of it arrives as a new snapshot or a failure.
class Resident {
public:
    virtual ~Resident() = default;
    virtual void rescan() = 0;
    virtual void addSource(const std::string& path) = 0;
    virtual void removeSource(const std::string& path) = 0;
    virtual void saveSettings(const Settings& settings) = 0;
    virtual void snooze(const std::vector<std::string>& certificateIds, TimePoint until) = 0;
    // Reads a locked file with its password; `remember` keeps it in the OS keyring.
    virtual void unlock(const std::string& path, Secret password, bool remember) = 0;
    virtual void sendTestNotice() = 0;
    virtual void noteDelivery(const std::string& noticeId, bool delivered, const std::string& how) = 0;
    virtual void judgePlugins() = 0; // the snapshots have them from then on
    virtual void enablePlugin(const std::string& id, bool on) = 0;
    virtual void trustPlugin(const std::string& id) = 0; // its signer, and the privileges it asks for
    virtual void distrustPlugin(const std::string& id) = 0;
    virtual void checkPlugin(const std::string& id) = 0; // starts it; the snapshot's plugin check tells
    // What is not trusted yet comes back as the snapshot's offered plugin; `trust` is the person's answer to that.
    virtual void installPlugin(const std::string& folder, bool trust) = 0;
    virtual void setDeveloperMode(bool on) = 0;
    virtual void lookAtTokens() = 0; // asks their plugins; no PIN is sent
    virtual void changePin(const PinChange& change) = 0;
    virtual void lookIntoArchive(const std::string& query) = 0; // the snapshots have what was found from then on
    virtual void lookAtHolder(const std::string& entry) = 0;    // of this key; the snapshots have the line from then on
    virtual void lockArchive() = 0;                             // and what was typed for renewals that wait is wiped
    virtual void runErrand(const ArchiveErrand& errand) = 0;    // the snapshots tell what came of it
    // Into a new file beside it; openingChanged() tells. An order ends the one before. A certificate that a renewal
    // waits for in a folder is put there instead; renewalFollowed() tells.
    virtual void openDocument(const DocumentOrder& order) = 0;
    virtual void followLink(const std::string& link) = 0; // a "reseal:" link
    virtual void cancelOpening() = 0;
    // Renewals go on by themselves; the snapshots tell. One of this certificate and CA that has not ended is taken up.
    virtual void beginRenewal(const std::string& certificateId, const std::string& caId) = 0;
    virtual void answerRenewal(const std::string& id, const RenewalAnswers& answers) = 0;
    virtual void addChance(Secret chance) = 0; // of the person's hands, for keys that are made on this computer
    virtual void resumeRenewal(const std::string& id) = 0; // waiting is over, the person says
    virtual void cancelRenewal(const std::string& id) = 0;
    // Removes its left-over keys, for good. `pin`: of their token.
    virtual void forgetKeys(const std::string& renewal, const std::shared_ptr<const Secret>& pin,
                            bool allowLastTry) = 0;
};

// Called on the engine's thread; an implementation hops to its own.
class ResidentObserver {
public:
    virtual ~ResidentObserver() = default;
    virtual void snapshotChanged(std::shared_ptr<const Snapshot> snapshot) = 0;
    virtual void noticeDue(const Notice& notice) = 0;
    virtual void testNotice() = 0;
    virtual void failed(const Error& error) = 0; // something asked for did not work
    virtual void openingChanged(const DocumentOpening& opening) = 0;
    // A renewal came to where a person has to do something; shown in the snapshot that came before, or comes next.
    virtual void renewalNeedsPerson(const std::string& id) = 0;
    virtual void renewalFollowed(const std::string& id) = 0; // the person followed a link into it
    virtual void raised() = 0;                               // a second start asks the window to come to the front
};

} // namespace reseal::core
