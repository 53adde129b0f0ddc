// SPDX-License-Identifier: Apache-2.0
// A CA, keys and a store that do what the test says, and remember what they were asked. One thread.
#pragma once

#include "agent/enrolment/demand_record.hpp"
#include "agent/enrolment/renewals.hpp"
#include "tests/support/fake_clock.hpp"

#include <algorithm>
#include <deque>

namespace reseal::enrolment {

class MemoryStore final : public RenewalStore {
public:
    Status add(const Renewal& renewal, const RenewalEvent& event) override {
        for (const auto& [id, row] : rows) {
            if (!renewal.oldCertificate.empty() && row.oldCertificate == renewal.oldCertificate && !ended(row.state)) {
                return Error{Category::refused, "renewal_active", "", id};
            }
        }
        return save(renewal, event);
    }
    Status save(const Renewal& renewal, const RenewalEvent& event) override {
        if (++writes == failsAt || failing) {
            return Error{Category::failed, "disk_full", "", {}};
        }
        rows[renewal.id] = renewal;
        log[renewal.id].push_back(event);
        return {};
    }
    Result<std::optional<Renewal>> find(const std::string& id) override {
        const auto row = rows.find(id);
        return row == rows.end() ? std::optional<Renewal>() : std::optional(row->second);
    }
    Result<std::vector<Renewal>> all() override {
        std::vector<Renewal> every;
        for (const auto& [id, row] : rows) {
            every.push_back(row);
        }
        return every;
    }
    Result<std::vector<RenewalEvent>> events(const std::string& id) override { return log[id]; }

    std::map<std::string, Renewal> rows;
    std::map<std::string, std::vector<RenewalEvent>> log;
    bool failing = false;
    int writes = 0;
    int failsAt = 0; // this one alone
};

struct AskedStep {
    std::string function;
    std::string operation;
    wire::Items params;
    Bytes cookie;
};

class ScriptedCa final : public CaConversation {
public:
    explicit ScriptedCa(MemoryStore& store) : store_(store) {}
    void ask(const Renewal& renewal, CaStep step, std::function<void(CaReply)> done) override {
        // What is about to happen is written down before it happens.
        writtenBefore = writtenBefore && store_.rows.at(renewal.id).operation == step.operation;
        asked.push_back({step.function, step.operation, std::move(step.params), renewal.cookie});
        if (hold || replies.empty()) {
            held.push_back(std::move(done));
            return;
        }
        CaReply reply = std::move(replies.front());
        replies.pop_front();
        done(std::move(reply));
    }

    std::deque<CaReply> replies;
    std::vector<AskedStep> asked;
    std::vector<std::function<void(CaReply)>> held;
    bool hold = false;
    bool writtenBefore = true;

private:
    MemoryStore& store_;
};

class FakeKeys final : public NewKeys {
public:
    void make(const Renewal& renewal, const plugins::KeyDemand& demand, const Means& means, Done<Bytes> done) override {
        lastTry = means.contains(kLastTry);
        pinGiven = means.contains("pin");
        if (!rightPin.empty()) {
            tried.push_back(pinGiven ? std::string(means.at("pin").view()) : std::string());
            refusal.reset();
            if (tried.back() != rightPin) {
                refusal = pinGiven ? Error{Category::refused, "pin_wrong", "", {}}
                                   : Error{Category::waiting, "pin_required", "", {}};
            }
        }
        if (refusal) {
            return done(*refusal);
        }
        made.insert(renewal.id + "/" + demand.id);
        ++calls;
        if (hold) {
            held = [done] { done(Bytes{1, 2, 3}); };
            return;
        }
        done(Bytes{1, 2, 3});
    }
    std::vector<Medium> media(const Renewal&, std::span<const plugins::KeyDemand>) override { return choices; }
    std::vector<Medium> unfit(std::span<const plugins::KeyDemand>) override { return unfitTokens; }
    PinFacts pin(const Renewal&) override { return pinFacts; }
    bool changesPin(const std::string&) override { return true; }
    void changePin(const std::string& token, const Means& means, std::function<void(Status)> done) override {
        if (!pinRefusal) {
            changedPin =
                token + " " + std::string(means.at("pin").view()) + " " + std::string(means.at(kNewPin).view());
        }
        done(pinRefusal ? Status(*pinRefusal) : Status());
    }

    std::string changedPin; // "TOKEN FROM TO"
    std::optional<Error> pinRefusal;
    std::vector<Medium> choices{{"vault", ""}, {"file", ""}};
    std::vector<Medium> unfitTokens;
    PinFacts pinFacts;
    std::set<std::string> made;
    std::string rightPin;           // empty: none is asked for
    std::vector<std::string> tried; // PINs, "" where none was given
    bool lastTry = false;
    bool pinGiven = false;
    bool hold = false; // the key is made once `held` is called
    std::function<void()> held;
    int calls = 0;
    std::optional<Error> refusal;
};

class FakeOldKey final : public OldKey {
public:
    void sign(const Renewal&, const plugins::PayloadDemand&, const Means& means, Done<Bytes> done) override {
        const auto given = means.find("password");
        if (!password.empty() && (given == means.end() || given->second.view() != password)) {
            return done(given == means.end() ? Error{Category::waiting, "password_required", "", {}}
                                             : Error{Category::refused, "bad_passphrase", "", {}});
        }
        if (needsVault && !means.contains("vault")) {
            return done(Error{Category::waiting, "no_way_in", "", {}});
        }
        done(refusal ? Result<Bytes>(*refusal) : Result<Bytes>(Bytes{9}));
    }
    void archive(const Renewal&, const Means& means, std::function<void(Status)> done) override {
        if (!archivePassword.empty() && !means.contains(kWithoutOld)) {
            return done(Error{Category::waiting, "password_required", "", {}});
        }
        const auto of = means.find(kPinOf);
        archivePin = means.contains("pin") && of != means.end() ? of->second.view() : "";
        if (!archivePinOf.empty() && archivePinOf != archivePin && !means.contains(kWithoutOld)) {
            return done(Error{Category::waiting, "pin_required", "", {}});
        }
        ++archived;
        done(archiveRefusal && !means.contains(kWithoutOld) ? Status(*archiveRefusal) : Status());
    }
    std::string place(const Renewal&) override { return "/keys/old.p12"; }
    std::string folder(const Renewal&) override { return oldFolder; }
    PinFacts pin(const Renewal&) override { return pinFacts; }

    PinFacts pinFacts;
    std::string oldFolder;
    std::string archivePassword;
    std::string archivePinOf; // the token whose PIN it needs
    std::string archivePin;   // the token whose PIN it was given
    std::string password;
    bool needsVault = false;
    std::optional<Error> refusal;
    std::optional<Error> archiveRefusal;
    int archived = 0;
};

class FakeInstallation final : public Installation {
public:
    explicit FakeInstallation(FakeOldKey& oldKey) : oldKey_(oldKey) {}
    Status check(const Renewal&, const plugins::IssuedCertificates&) override {
        return unfit ? Status(*unfit) : Status();
    }
    std::string remarkOn(const Renewal&, const plugins::IssuedCertificates&) override { return remark; }
    void install(const Renewal& renewal, const plugins::IssuedCertificates&, const Means& means,
                 Done<std::string> done) override {
        archivedBefore = archivedBefore && (renewal.oldCertificate.empty() || oldKey_.archived > 0);
        locked = means.contains("new-password");
        if (renewal.medium == "file" && !locked && !means.contains(kNoPassword)) {
            return done(Error{Category::waiting, "file_password_required", "", {}});
        }
        ++installed;
        done(refusal ? Result<std::string>(*refusal) : Result<std::string>(renewal.medium));
    }
    std::vector<Medium> copyMedia(const Renewal&) override { return copyTargets; }
    void copy(const Renewal&, const plugins::IssuedCertificates&, const CopyTarget& target, const Means& means,
              Done<std::string> done) override {
        const auto pin = means.find("pin");
        copyPin = pin == means.end() ? "" : pin->second.view();
        copyLastTry = means.contains(kLastTry);
        done(copyRefusal                 ? Result<std::string>(*copyRefusal)
             : target.medium == "folder" ? Result<std::string>(target.folder + "/copy.p12")
                                         : Result<std::string>(target.medium));
    }

    std::optional<Error> unfit;
    std::string remark;
    std::optional<Error> refusal;
    int installed = 0;
    bool locked = false; // a password came for the new file
    bool archivedBefore = true;
    std::vector<Medium> copyTargets;
    std::optional<Error> copyRefusal;
    std::string copyPin;
    bool copyLastTry = false;

private:
    FakeOldKey& oldKey_;
};

} // namespace reseal::enrolment
