// SPDX-License-Identifier: Apache-2.0
// The renewals of one profile: their engine (enrolment/renewals.hpp) with what it needs of this program, and what wakes
// them: their times, the folders and tokens they wait for, and the start of the resident. Engine thread.
#pragma once

#include "agent/app/renewal_ca.hpp"
#include "agent/app/renewal_installation.hpp"
#include "agent/app/renewal_keys.hpp"
#include "agent/app/renewal_offers.hpp"
#include "agent/app/renewal_old_key.hpp"
#include "agent/app/renewal_workplace.hpp"
#include "agent/enrolment/renewals.hpp"
#include "agent/platform/event_loop.hpp"
#include "agent/platform/folder_watch.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace reseal::app {

class Engine;

// What a person or a script orders. Nothing is begun where it is refused.
struct RenewalOrder {
    std::string certificate; // id; empty: a new certificate
    std::string ca;          // empty: the one of the renewal under way, or that serves the issuer (RenewalOffers)
    std::map<std::string, std::string> settings;
    std::string medium;       // empty: asked
    bool personThere = false; // who answers forms: the archive's password may be asked later
};

class RenewalDesk {
public:
    // Borrows the engine for its life. `changed`: something is to be shown or timed anew.
    RenewalDesk(Engine& engine, std::function<void()> changed);
    ~RenewalDesk();

    void live(platform::EventLoop& loop); // the resident runs: goes on with what is due

    // The id of the renewal, which run() goes on with; one of this certificate and CA that has not ended is taken up
    // again. Errors: those of RenewalOffers, unknown_plugin, plugin_not_ready, bad_setting, managed, renewal_active,
    // no_way_in, and others.
    [[nodiscard]] Result<std::string> begin(const RenewalOrder& order, const enrolment::Means& means);

    // A "reseal:" link, from whoever: gives the id of the renewal, which run() goes on with. Errors, all refused:
    // foreign_link, renewal_ended, not_waiting.
    [[nodiscard]] Result<std::string> follow(const std::string& link);

    [[nodiscard]] RenewalOffers& offers() { return offers_; }
    // A file that the person handed over: where it is the answer that a renewal waits for in a folder, it is put there.
    // Gives the id of that renewal, which run() goes on with; empty: it is no such file.
    [[nodiscard]] Result<std::string> takeAnswer(const std::string& path);

    [[nodiscard]] enrolment::Renewals& renewals() { return renewals_; }
    [[nodiscard]] enrolment::RenewalStore& store() { return *store_; }
    // Of renewals that ended otherwise than well. `look`: at tokens that may hold some, where no resident knows them.
    [[nodiscard]] std::vector<enrolment::KeptKey> leftOverKeys(bool look);
    // At the person's word; also from their token, with its PIN (`means`).
    void forgetKeys(const std::string& renewal, const enrolment::Means& means, std::function<void(Status)> done);

private:
    [[nodiscard]] Result<ReadyPlugin> plugin(const enrolment::Renewal& renewal);
    [[nodiscard]] Result<ReadyPlugin> plugin(const std::string& id, const std::map<std::string, std::string>& settings);
    [[nodiscard]] Result<std::vector<Bytes>> authorities(const enrolment::Renewal& renewal);
    [[nodiscard]] std::vector<Bytes> alongWith(const std::string& certificate); // what this CA renews together
    [[nodiscard]] Result<std::string> caOf(const RenewalOrder& order);
    // On tokens that are here, of renewals that ended so.
    [[nodiscard]] std::vector<enrolment::KeptKey> strayKeys(bool look);
    [[nodiscard]] Status wayIntoVault(const enrolment::Means& means);
    void rested(const std::string& id, bool heard);
    void examineCa(const enrolment::Renewal& renewal, std::function<void(std::vector<core::HealthItem>)> done);
    void callPerson(const enrolment::Renewal& row);
    void watchFolders();

    Engine& engine_;
    std::function<void()> changed_;
    std::unique_ptr<enrolment::RenewalStore> store_;
    std::unique_ptr<enrolment::NewKeyStore> keyStore_;
    std::unique_ptr<enrolment::Chance> chance_;
    TokenWork work_; // calls into CA plugins, one at a time
    TokenAccess access_;
    RenewalOffers offers_;
    RenewalOldKey oldKey_;
    RenewalCa ca_;
    RenewalTokenKeys tokenKeys_;
    RenewalKeys keys_;
    RenewalInstallation installation_;
    RenewalWorkplace workplace_;
    enrolment::Renewals renewals_;
    std::unique_ptr<platform::FolderWatch> watch_;
    std::set<std::string> watched_;
    std::map<std::string, std::string> called_; // by id: what the person was called for
};

} // namespace reseal::app
