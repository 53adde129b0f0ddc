// SPDX-License-Identifier: Apache-2.0
// A resident without an engine: a dozen sample certificates, and every request answered at once with a new snapshot.
// For looking at windows and for tests of the face. UI thread.
#pragma once

#include "agent/core/resident.hpp"

#include <string>
#include <vector>

namespace reseal::test {

class FakeResident final : public core::Resident {
public:
    // Borrows both for its life.
    FakeResident(const core::Clock& clock, core::ResidentObserver& observer);

    void rescan() override;
    void addSource(const std::string& path) override;
    void removeSource(const std::string& path) override;
    void saveSettings(const core::Settings& settings) override;
    void snooze(const std::vector<std::string>& certificateIds, TimePoint until) override;
    void unlock(const std::string& path, Secret password, bool remember) override; // "right" is the password
    void sendTestNotice() override;
    void noteDelivery(const std::string& noticeId, bool delivered, const std::string& how) override;
    void judgePlugins() override {} // the sample has them from the start
    void enablePlugin(const std::string& id, bool on) override;
    void trustPlugin(const std::string& id) override;
    void distrustPlugin(const std::string& id) override { asked.push_back("distrust " + id); }
    void checkPlugin(const std::string& id) override;
    void installPlugin(const std::string& folder, bool trust) override;
    void setDeveloperMode(bool on) override;
    void lookAtTokens() override {}
    void changePin(const core::PinChange& change) override; // "right" is the PIN
    void lookIntoArchive(const std::string& query) override;
    void lookAtHolder(const std::string& entry) override;
    void runErrand(const core::ArchiveErrand& errand) override;   // likewise
    void openDocument(const core::DocumentOrder& order) override; // "right" is the archive's password
    void followLink(const std::string& link) override { asked.push_back("follow " + link); }
    void cancelOpening() override { asked.emplace_back("cancel opening"); }
    void beginRenewal(const std::string& certificateId, const std::string& caId) override; // asks for a phone number
    void answerRenewal(const std::string& id, const core::RenewalAnswers& answers) override;
    void addChance(Secret chance) override { asked.push_back("chance " + std::to_string(chance.view().size())); }
    void lockArchive() override { asked.emplace_back("lock archive"); }
    void resumeRenewal(const std::string& id) override { asked.push_back("resume " + id); }
    void cancelRenewal(const std::string& id) override;
    void forgetKeys(const std::string& renewal, const std::shared_ptr<const Secret>&, bool) override {
        asked.push_back("forget keys " + renewal);
    }

    // Gives the snapshot to the observer.
    void publish();

    // A notice about the certificates due soonest.
    [[nodiscard]] core::Notice sampleNotice(std::size_t certificates) const;

    core::Snapshot snapshot;        // change it, then publish()
    std::vector<std::string> asked; // "snooze 2", "unlock /path remember" ..., oldest first

private:
    const core::Clock& clock_;
    core::ResidentObserver& observer_;
};

// The samples: Russian and Kazakh names, all states, one locked file, refusals, an unreachable folder.
[[nodiscard]] core::Snapshot sampleSnapshot(const core::Clock& clock);

// Issuers for two of the samples.
[[nodiscard]] core::IssuerDirectory sampleIssuers();

} // namespace reseal::test
