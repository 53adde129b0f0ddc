// SPDX-License-Identifier: Apache-2.0
// The engine of renewals: takes each as far as it goes without a person, and holds what it waits for. Knows nothing of
// terminals, windows or the network. The rules stand in renewal.hpp. Engine thread.
#pragma once

#include "agent/enrolment/seams.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace reseal::enrolment {

struct Order {
    std::string purpose = "renew";
    std::string ca;
    std::map<std::string, std::string> settings;
    std::string oldCertificate; // id
    Bytes oldDer;
    std::vector<Bytes> pair; // renewed along; DER
    std::string medium;      // "vault", "file", a token's URI; empty: asked
    std::string folder;
};

// One step may need two secrets, which are asked one after the other: the first is held so long.
inline constexpr std::chrono::minutes kMeansHeld{10};

using Answers = std::map<std::string, Secret>; // by field; or "action" alone

class Renewals {
public:
    // Borrows what it is given for its life. `changed`: a renewal came to rest; `heard`: whoever ran it is told.
    // `busy`: a step that takes its time has begun.
    explicit Renewals(const Surroundings& around, std::function<void(const std::string& id, bool heard)> changed = {},
                      std::function<void()> busy = {});

    // Writes the renewal down; run() begins it. Gives its id. renewal_active (refused; subject: the id of the other).
    [[nodiscard]] Result<std::string> begin(const Order& order);

    // Goes on until it rests: a person, a time or an end. `atRest` is called then. `now`: somebody says that waiting is
    // over. Means of a run that is under way are added to its own.
    void run(const std::string& id, Means means, bool now, std::function<void()> atRest = {});

    // The answers to the open form, checked; run() goes on. `more`: what else is at hand. Errors: bad_answer (usage;
    // subject: the field), no_question.
    Status answer(const std::string& id, Answers answers, Means more = {});
    // The person followed a link of the CA's (renewal_link.hpp): the CA is asked at once. Errors: not_waiting
    // (refused).
    Status follow(const std::string& id, const std::string& link);
    Status cancel(const std::string& id); // renewal_ended, too_late (refused); run() tells the CA

    // Every renewal whose time has come; the resident calls it at nextDue(). Means that were held too long are wiped.
    void runDue();
    void letGo();     // of means that are held for a renewal at rest: they are asked for again
    void runCutOff(); // what an end of the program interrupted; once, at the start of the resident
    [[nodiscard]] std::optional<TimePoint> nextDue();
    void tokensChanged(); // those that wait for one look again

    [[nodiscard]] Result<Renewal>
    find(const std::string& start); // by the start of its id; unknown_renewal, ambiguous_id
    [[nodiscard]] Result<std::vector<Renewal>> all() { return around_.store->all(); }
    [[nodiscard]] std::optional<plugins::Form> form(const Renewal& renewal); // the open one
    [[nodiscard]] bool atWork(const std::string& id) const { return work_.contains(id); }
    [[nodiscard]] bool idle() const { return work_.empty(); }

private:
    struct Work { // a run under way; secrets live here and nowhere else
        Means means;
        wire::Items params;    // of the step, with its secrets
        std::string operation; // that this run itself began
        bool begun = false;
        bool now = false;
        bool lookedAround = false;          // at the workplace, or the person goes on all the same
        std::optional<TimePoint> heldUntil; // means of a run that rests at one of our own questions
        std::vector<std::function<void()>> atRest;
    };
    enum class Next : std::uint8_t { again, away, rest }; // away: a `done` goes on

    void goOn(const std::string& id);
    Next step(Renewal& row, Work& work);
    void rest(const std::string& id);
    void hold(const std::string& id, Means means);
    [[nodiscard]] PinFacts pinOf(const Renewal& renewal); // that asks for one
    Status takePin(const Renewal& row, Answers& answers, Means& means);
    static void keepPinFor(Work& work, const std::string& token);
    [[nodiscard]] bool offersNewPin(Work& work); // once, after the factory's PIN did its work
    Next changePin(Renewal& row, Work& work);
    Next pauseForError(Renewal& row, const Error& error);
    Next ask(Renewal& row, Question question, const Error* why = nullptr);
    Next move(Renewal& row, State to, const std::string& what = {});
    bool save(Renewal& row, const std::string& what);

    Next submit(Renewal& row, Work& work, const std::string& function, wire::Items params);
    Next callCa(Renewal& row, Work& work);
    Next lookAround(const Renewal& row);
    Next replied(Renewal& row, const CaReply& reply, bool recovers);
    Next troubled(Renewal& row, const CaReply& reply, bool recovers);
    Next accept(Renewal& row, const wire::Items& items);
    Next settle(Renewal& row, const plugins::Demand& demand);
    Next waitFor(Renewal& row, const plugins::WaitDemand& wait);
    Next finish(Renewal& row, const plugins::FailedDemand& failed);
    Next makeKeys(Renewal& row, Work& work);
    Next takeToken(Renewal& row, const std::vector<plugins::KeyDemand>& demands, const std::vector<Medium>& media);
    // The question of the workplace, where something is missing that the person did not agree to.
    std::optional<Next> askForMissing(Renewal& row, const std::vector<plugins::KeyDemand>& demands);
    Next lookAgain(Renewal& row); // while that is asked
    void makeNext(const std::string& id, std::vector<plugins::KeyDemand> left, wire::Items made);
    Next sign(Renewal& row, Work& work);
    void signNext(const std::string& id, std::vector<plugins::PayloadDemand> left, wire::Items made);
    Next checkStaged(Renewal& row);
    [[nodiscard]] std::string remarkOn(const Renewal& row); // on what was installed
    Next archiveOld(Renewal& row, Work& work);
    Next install(Renewal& row, Work& work);
    Status answerOwn(Renewal& row, Answers& answers, Means& means, Means& more);
    void answerWorkplace(Renewal& row, bool again);
    Status answerBackup(Renewal& row, Answers& answers, Means& means, const Means& more);
    Next offerCopy(Renewal& row, Work& work);
    Next copyKey(Renewal& row, Work& work);
    // Loads the row, lets `act` change it, and goes on as it says.
    void with(const std::string& id, const std::function<Next(Renewal&, Work&)>& act);
    [[nodiscard]] std::string randomId();
    [[nodiscard]] std::uint32_t chance();

    Surroundings around_;
    std::function<void(const std::string& id, bool heard)> changed_;
    std::function<void()> busy_;
    std::map<std::string, std::unique_ptr<Work>> work_;
    std::map<std::string, Work> prepared_; // answers given before run(), and means that are held
};

} // namespace reseal::enrolment
