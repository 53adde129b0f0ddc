// SPDX-License-Identifier: Apache-2.0
// What each state does, and where it leads. Every step loads the row, writes down what it is about to do, and what came
// of it (renewal.hpp).
#include "agent/enrolment/back_off.hpp"
#include "agent/enrolment/demand_record.hpp"
#include "agent/enrolment/renewals.hpp"

#include <reseal/keys.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace reseal::enrolment {
namespace {

constexpr int kMostWithdrawals = 10; // the CA does not listen: the person has given up all the same
constexpr std::chrono::days kFolderAlone{1};

// Which secret opens the form's lock; empty for forms of another kind.
const char* secretOf(Question question) {
    return question == Question::oldKey    ? "password"
           : question == Question::pin     ? "pin"
           : question == Question::vault   ? "vault"
           : question == Question::newFile ? "new-password"
                                           : "";
}

Question questionFor(const std::string& reason) {
    if (reason == "password_required" || reason == "bad_passphrase" || reason == kOldKeyAway ||
        reason == kOldTokenAway) {
        return Question::oldKey;
    }
    if (reason == "pin_required" || reason == "pin_incorrect" || reason == "pin_length" || reason == "pin_last_try" ||
        reason.starts_with("pin_wrong")) {
        return Question::pin;
    }
    if (reason == "no_way_in" || reason == "only_keyring" || reason == "vault_locked" || reason == "wrong_password" ||
        reason == "password_unfit") {
        return Question::vault;
    }
    const bool file = reason == "file_password_required" || reason == "file_password_unfit";
    return file ? Question::newFile : Question::none;
}

std::optional<TimePoint> earliestExpiry(const plugins::Form& form) {
    std::optional<TimePoint> earliest;
    for (const plugins::FormField& field : form.fields) {
        if (field.expires && (!earliest || *field.expires < *earliest)) {
            earliest = field.expires;
        }
    }
    return earliest;
}

} // namespace

Renewals::Next Renewals::move(Renewal& row, State to, const std::string& what) {
    if (!allowed(row.state, to)) {
        throw std::logic_error(std::string("no way from ") + name(row.state) + " to " + name(to));
    }
    row.state = to;
    return save(row, what) ? Next::again : Next::rest;
}

Renewals::Next Renewals::step(Renewal& row, Work& work) {
    const TimePoint now = around_.clock->now();
    const bool first = !std::exchange(work.begun, true);
    const bool fresh = !row.operation.empty() && row.operation == work.operation;
    const bool comes = row.nextAttempt ? due(row, now) : row.reason.empty();
    if (first && work.now) {
        row.unproductive = 0;
    }
    if ((first ? !work.now : true) && !fresh && !comes) {
        return Next::rest;
    }
    if (work.means.contains(kNewPin) && row.state != State::asking && !ended(row.state)) {
        return changePin(row, work);
    }
    switch (row.state) {
    case State::asking: {
        if (row.question == Question::pin) {
            keepPinFor(work, pinOf(row).uri);
        } else if (row.question == Question::workplace && row.asked == State::makingKey) {
            return lookAgain(row);
        }
        const auto held = work.means.find(secretOf(row.question));
        const bool looks = first && (row.reason == kOldKeyAway || row.reason == kOldTokenAway);
        if (!looks && (held == work.means.end() || (row.question == Question::newFile && row.folder.empty()))) {
            return Next::rest;
        }
        row.question = Question::none;
        row.reason.clear();
        row.detail.clear();
        return move(row, row.asked, looks ? "looks again" : "answered");
    }
    case State::waitingForToken:
        return first ? move(row, row.asked, "looks again") : Next::rest;
    case State::makingKey:
        return makeKeys(row, work);
    case State::signing:
        return sign(row, work);
    case State::submitting:
        return callCa(row, work);
    case State::waitingForCa:
        return std::exchange(work.now, false) || due(row, now) ? submit(row, work, "resume", {}) : Next::rest;
    case State::staged:
        return checkStaged(row);
    case State::archivingOld:
        return archiveOld(row, work);
    case State::installing:
        return install(row, work);
    case State::offeringBackup:
        return offerCopy(row, work);
    case State::cancelled:
        return row.operation.empty() ? Next::rest : callCa(row, work);
    case State::done:
    case State::rejected:
    case State::expired:
        break;
    }
    return Next::rest;
}

Renewals::Next Renewals::ask(Renewal& row, Question question, const Error* why) {
    row.asked = row.state;
    row.question = question;
    row.nextAttempt.reset();
    const bool wrong = why != nullptr && (why->category == Category::refused || why->category == Category::usage);
    row.reason = wrong ? why->reason : "";
    row.detail = wrong ? why->detail : "";
    if (const auto work = work_.find(row.id); work != work_.end()) {
        work->second->means.erase(secretOf(question)); // it did not fit
        if (question == Question::pin) {
            work->second->means.erase(kPinOf);
            work->second->means.erase(kFactoryPin);
        }
        if (question == Question::newFile) {
            work->second->means.erase(kNoPassword);
        }
        work->second->means.erase(kLastTry); // each is agreed to by itself
    }
    return move(row, State::asking, name(question));
}

Renewals::Next Renewals::pauseForError(Renewal& row, const Error& error) {
    if (const Question question = questionFor(error.reason); question != Question::none) {
        return ask(row, question, &error);
    }
    if (error.reason == "token_absent" && allowed(row.state, State::waitingForToken)) {
        row.asked = row.state;
        row.nextAttempt.reset();
        (void)move(row, State::waitingForToken, error.reason);
        return Next::rest;
    }
    row.reason = error.reason;
    row.detail = error.detail;
    row.nextAttempt.reset();
    if (error.reason == "too_many_tries") { // of the archive's password; it says how many seconds to wait
        row.nextAttempt =
            around_.clock->now() + std::chrono::seconds(std::clamp(std::atoi(error.subject.c_str()), 1, 3600));
    } else if (error.category == Category::failed) {
        row.nextAttempt = nextTry(around_.clock->now(), ++row.failures, chance());
    }
    save(row, error.reason);
    return Next::rest;
}

Renewals::Next Renewals::submit(Renewal& row, Work& work, const std::string& function, wire::Items params) {
    row.operation = randomId();
    row.function = function;
    row.params = pack(params);
    row.reason.clear();
    row.detail.clear();
    row.nextAttempt.reset();
    row.deadline.reset();
    work.operation = row.operation;
    work.params = std::move(params);
    return move(row, State::submitting, function);
}

Renewals::Next Renewals::callCa(Renewal& row, Work& work) {
    auto kept = unpack(row.params);
    if (!kept) {
        return pauseForError(row, kept.error());
    }
    if (row.operation.empty()) {
        return submit(row, work, row.function.empty() ? "resume" : row.function, std::move(kept).value());
    }
    const bool fresh = row.operation == work.operation;
    const bool begins = fresh && row.function == "begin" && row.cookie.empty();
    if (begins && around_.workplace != nullptr && !std::exchange(work.lookedAround, true)) {
        return lookAround(row);
    }
    const bool withdraws = row.function == "withdraw";
    CaStep step{fresh || withdraws ? row.function : "recover", row.operation,
                fresh ? std::move(work.params) : std::move(kept).value()};
    work.operation.clear(); // once only
    const bool recovers = step.function == "recover";
    around_.ca->ask(row, std::move(step),
                    [this, id = row.id, operation = row.operation, recovers](const CaReply& reply) {
                        with(id, [&](Renewal& now, Work&) {
                            return now.operation == operation ? replied(now, reply, recovers)
                                                              : Next::again; // else it was cancelled
                        });
                    });
    return Next::away;
}

Renewals::Next Renewals::replied(Renewal& row, const CaReply& reply, bool recovers) {
    if (row.state == State::cancelled) {
        row.nextAttempt.reset();
        const bool again = reply.trouble == CaTrouble::later && ++row.failures < kMostWithdrawals;
        if (again) {
            row.nextAttempt = nextTry(around_.clock->now(), row.failures, chance(), reply.retryAfter);
        } else {
            row.operation.clear();
        }
        save(row, reply.trouble ? reply.error.reason : "withdrawn");
        return Next::rest;
    }
    return reply.trouble ? troubled(row, reply, recovers) : accept(row, reply.demand);
}

Renewals::Next Renewals::troubled(Renewal& row, const CaReply& reply, bool recovers) {
    row.reason = reply.error.reason;
    row.detail = reply.error.detail;
    row.nextAttempt.reset();
    switch (*reply.trouble) {
    case CaTrouble::later:
        row.nextAttempt = nextTry(around_.clock->now(), ++row.failures, chance(), reply.retryAfter);
        break;
    case CaTrouble::no:
        row.operation.clear();
        (void)move(row, State::rejected, row.reason);
        return Next::rest;
    case CaTrouble::cannotTell:
        row.reason.clear();
        return ask(row, Question::repeat);
    case CaTrouble::person:
        if (recovers) {
            break; // what became of the step itself is still to be asked
        }
        row.operation.clear(); // it did not arrive: the step is taken anew
        if (row.function == "begin" && row.cookie.empty()) {
            (void)move(row, State::cancelled, row.reason); // nothing was begun
            return Next::rest;
        }
        break;
    }
    save(row, row.reason);
    return Next::rest;
}

Renewals::Next Renewals::accept(Renewal& row, const wire::Items& items) {
    const auto demand = plugins::readDemand(items);
    if (!demand) {
        row.reason = demand.error().reason;
        row.detail = demand.error().detail;
        row.nextAttempt.reset();
        save(row, row.reason);
        return Next::rest;
    }
    if (!demand.value().cookie.empty()) {
        row.cookie = demand.value().cookie;
    }
    row.demand = pack(items);
    row.operation.clear();
    row.function.clear();
    row.params.clear();
    row.question = Question::none;
    row.failures = 0;
    row.reason.clear();
    row.detail.clear();
    row.nextAttempt.reset();
    row.deadline.reset();
    return settle(row, demand.value());
}

Renewals::Next Renewals::settle(Renewal& row, const plugins::Demand& demand) {
    if (const auto* form = std::get_if<plugins::Form>(&demand.what)) {
        row.deadline = earliestExpiry(*form);
        return move(row, State::asking, "form");
    }
    if (const auto* wait = std::get_if<plugins::WaitDemand>(&demand.what)) {
        return waitFor(row, *wait);
    }
    if (const auto* failed = std::get_if<plugins::FailedDemand>(&demand.what)) {
        return finish(row, *failed);
    }
    if (std::holds_alternative<plugins::IssuedCertificates>(demand.what)) {
        return move(row, State::staged, "issued");
    }
    const bool keys = std::holds_alternative<std::vector<plugins::KeyDemand>>(demand.what);
    if (++row.unproductive > kMostUnproductive) {
        row.reason = "no_progress";
        row.detail =
            N_("The CA's plugin asks for the same again and again. Tell its vendor, or resume the renewal later.");
        (void)move(row, keys ? State::makingKey : State::signing, row.reason);
        return Next::rest;
    }
    return move(row, keys ? State::makingKey : State::signing, keys ? "key" : "signature");
}

Renewals::Next Renewals::waitFor(Renewal& row, const plugins::WaitDemand& wait) {
    const TimePoint now = around_.clock->now();
    row.deadline = wait.deadline;
    if (wait.deadline && *wait.deadline <= now) {
        row.reason = "expired";
        row.detail = N_("The time that the CA gave is over. Begin a new renewal.");
        (void)move(row, State::expired, row.reason);
        return Next::rest;
    }
    if (wait.until && *wait.until > now) {
        row.unproductive = 0;
        row.nextAttempt = wait.until;
    } else if (!wait.until && !wait.folder.empty()) {
        row.nextAttempt = now + kFolderAlone;
    } else {
        row.nextAttempt = nextTry(now, ++row.unproductive, chance());
    }
    if (row.deadline && *row.nextAttempt > *row.deadline) {
        row.nextAttempt = row.deadline; // a last look
    }
    (void)move(row, State::waitingForCa, "wait");
    return Next::rest;
}

Renewals::Next Renewals::finish(Renewal& row, const plugins::FailedDemand& failed) {
    row.reason = failed.reason.empty() ? "rejected" : failed.reason;
    row.detail = inLanguage(failed.text, "en");
    const State end = row.reason == "expired"     ? State::expired
                      : row.reason == "withdrawn" ? State::cancelled
                                                  : State::rejected;
    (void)move(row, end, row.reason);
    return Next::rest;
}

Renewals::Next Renewals::makeKeys(Renewal& row, Work& work) {
    const auto demand = demandOf(row.demand);
    const auto* keys = demand ? std::get_if<std::vector<plugins::KeyDemand>>(&demand.value().what) : nullptr;
    if (keys == nullptr) {
        return pauseForError(row, demand ? Error{Category::damaged, "record_damaged", "", {}} : demand.error());
    }
    const auto media = around_.keys->media(row, *keys);
    if (row.medium == kLaterToken) {
        return takeToken(row, *keys, media);
    }
    if (row.medium.empty() && media.size() == 1) {
        row.medium = media.front().id;
        return move(row, State::makingKey, row.medium);
    }
    const bool fits = std::ranges::find(media, row.medium, &Medium::id) != media.end();
    if (row.medium.empty()) {
        return media.empty() ? pauseForError(row, {Category::refused,
                                                   "no_medium",
                                                   N_("There is no medium here that the CA accepts for the new key."),
                                                   {}})
                             : ask(row, Question::medium);
    }
    if (!fits && (row.medium == "vault" || row.medium == "file")) {
        row.medium.clear();
        return ask(row, Question::medium);
    }
    if (const auto asked = askForMissing(row, *keys)) {
        return *asked;
    }
    keepPinFor(work, around_.keys->pin(row).uri);
    makeNext(row.id, *keys, {});
    return Next::away;
}

void Renewals::makeNext(const std::string& id, std::vector<plugins::KeyDemand> left, wire::Items made) {
    with(id, [&](Renewal& row, Work& work) {
        if (row.state != State::makingKey) {
            return Next::again; // it was cancelled meanwhile
        }
        if (left.empty()) {
            return offersNewPin(work) ? ask(row, Question::newPin) : submit(row, work, "resume", std::move(made));
        }
        const plugins::KeyDemand demand = left.back();
        left.pop_back();
        around_.keys->make(
            row, demand, work.means, [this, id, demand, left, made](const Result<Bytes>& request) mutable {
                if (!request) {
                    return with(id, [&](Renewal& now, Work&) {
                        return now.state == State::makingKey ? pauseForError(now, request.error()) : Next::again;
                    });
                }
                made.push_back(wire::Item::ofBytes(RESEAL_KEY_REQUEST + demand.id, request.value()));
                makeNext(id, std::move(left), std::move(made));
            });
        return Next::away;
    });
}

Renewals::Next Renewals::sign(Renewal& row, Work& work) {
    const auto demand = demandOf(row.demand);
    const auto* payloads = demand ? std::get_if<std::vector<plugins::PayloadDemand>>(&demand.value().what) : nullptr;
    if (payloads == nullptr) {
        return pauseForError(row, demand ? Error{Category::damaged, "record_damaged", "", {}} : demand.error());
    }
    keepPinFor(work, around_.oldKey->pin(row).uri);
    signNext(row.id, *payloads, {});
    return Next::away;
}

void Renewals::signNext(const std::string& id, std::vector<plugins::PayloadDemand> left, wire::Items made) {
    with(id, [&](Renewal& row, Work& work) {
        if (row.state != State::signing) {
            return Next::again; // it was cancelled meanwhile
        }
        if (left.empty()) {
            return offersNewPin(work) ? ask(row, Question::newPin) : submit(row, work, "resume", std::move(made));
        }
        const plugins::PayloadDemand payload = left.back();
        left.pop_back();
        around_.oldKey->sign(
            row, payload, work.means, [this, id, payload, left, made](const Result<Bytes>& signature) mutable {
                if (!signature) {
                    return with(id, [&](Renewal& now, Work&) {
                        return now.state == State::signing ? pauseForError(now, signature.error()) : Next::again;
                    });
                }
                made.push_back(wire::Item::ofBytes(RESEAL_KEY_SIGNATURE + payload.id, signature.value()));
                signNext(id, std::move(left), std::move(made));
            });
        return Next::away;
    });
}

Renewals::Next Renewals::checkStaged(Renewal& row) {
    const auto demand = demandOf(row.demand);
    const auto* issued = demand ? std::get_if<plugins::IssuedCertificates>(&demand.value().what) : nullptr;
    const Status fits = issued == nullptr ? Status(Error{Category::damaged, "record_damaged", "", {}})
                                          : around_.installation->check(row, *issued);
    if (!fits && fits.error().category == Category::failed) {
        return pauseForError(row, fits.error());
    }
    if (!fits) {
        row.reason = fits.error().reason;
        row.detail = fits.error().detail;
        (void)move(row, State::rejected, row.reason);
        return Next::rest;
    }
    return move(row, row.oldCertificate.empty() ? State::installing : State::archivingOld, "fits");
}

Renewals::Next Renewals::archiveOld(Renewal& row, Work& work) {
    const std::string next = around_.keys->pin(row).uri;
    if (const std::string old = around_.oldKey->pin(row).uri; next.empty() || next == old) {
        keepPinFor(work, old);
    } // else a PIN that came without a word of its token may be the new one's, and stays for that
    around_.oldKey->archive(row, work.means, [this, id = row.id](const Status& archived) {
        with(id, [&](Renewal& now, Work& working) {
            if (!archived) {
                return pauseForError(now, archived.error());
            }
            return offersNewPin(working) ? ask(now, Question::newPin) : move(now, State::installing, "archived");
        });
    });
    return Next::away;
}

Renewals::Next Renewals::install(Renewal& row, Work& work) {
    const auto demand = demandOf(row.demand);
    const auto* issued = demand ? std::get_if<plugins::IssuedCertificates>(&demand.value().what) : nullptr;
    if (issued == nullptr) {
        return pauseForError(row, {Category::damaged, "record_damaged", "", {}});
    }
    keepPinFor(work, around_.keys->pin(row).uri);
    around_.installation->install(row, *issued, work.means, [this, id = row.id](const Result<std::string>& place) {
        with(id, [&](Renewal& now, Work& working) {
            if (!place) {
                return pauseForError(now, place.error());
            }
            if (offersNewPin(working)) {
                return ask(now, Question::newPin);
            }
            now.place = place.value();
            now.reason.clear();
            now.detail = remarkOn(now);
            now.question = Question::backup;
            now.nextAttempt = around_.clock->now() + kBackupOffer;
            (void)move(now, State::offeringBackup, "installed");
            const bool copyable = now.medium == "vault" || now.medium == "file";
            if (!copyable) {
                now.question = Question::none;
                now.nextAttempt.reset();
                (void)move(now, State::done, "key stays on its token");
            }
            return Next::rest;
        });
    });
    return Next::away;
}

} // namespace reseal::enrolment
