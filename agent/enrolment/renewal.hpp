// SPDX-License-Identifier: Apache-2.0
// One renewal as it is remembered, and the table of its states. Values; any thread. Sources: design, decisions 3, 4, 8;
// facts/peers-and-users.md (certmonger's states, "stuck").
//
// A renewal is one row. Each step is one transaction: what is about to be done is written down before it is done, and
// what came of it before the next step begins. So the program may end at any moment:
//
//   state              what is going on                                after a crash
//   asking             a form is open: the CA's, or one of our own     the form is shown again
//   waiting_for_token  a token has to be plugged in                    likewise
//   making_key         the new key pair is made, under the renewal's   the same key is found again
//                      id, and kept before anyone hears of it
//   signing            the old key signs what the CA wants signed      it is signed again; nothing left the computer
//   submitting         a step is at the CA (`operation`)               `recover` with the same operation asks what
//                                                                      became of it; the step itself is not sent twice
//   waiting_for_ca     the CA needs time                               resumed when due, or when its folder changes
//   staged             certificates came, and are checked              checked again
//   archiving_old      the old certificate and key go to the archive   archived again: an entry is there once
//   installing         the new certificate joins its key               installed again: equal content counts as done
//   offering_backup    all is done; a copy is offered, for 30 days     offered again
//   done               ended: the new certificate is in use
//   rejected           ended: the CA said no, or what it sent did not fit
//   cancelled          ended: the person gave up. `operation` is set until the CA took notice
//   expired            ended: the CA's time was over
//
// Rules
//   - Stuck means: a person has to do something. Whatever is not stuck and not ended has a next attempt.
//   - One renewal that has not ended per old certificate; the store holds that.
//   - What is renewed along with it (a pair for authentication and signing) belongs to that renewal: all old ones are
//     archived before any new one is installed.
//   - A failure that may pass is tried again with back-off (back_off.hpp), never before the time the CA named.
//   - Where the clock was ahead and is set back, what was timed by it is due at once.
//   - A failure that will not pass by itself is stuck until the person resumes it.
//   - kMostUnproductive demands in a row without a person and without a wait: stuck (no_progress). Never a loop.
//   - No secret is ever part of a row. A step whose secrets are gone is recovered without them.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::enrolment {

enum class State : std::uint8_t {
    asking,
    waitingForToken,
    makingKey,
    signing,
    submitting,
    waitingForCa,
    staged,
    archivingOld,
    installing,
    offeringBackup,
    done,
    rejected,
    cancelled,
    expired,
};
inline constexpr std::size_t kStates = 14;

[[nodiscard]] const char* name(State state); // "asking", "waiting_for_token" ...
[[nodiscard]] std::optional<State> stateOf(std::string_view name);
[[nodiscard]] bool ended(State state);
[[nodiscard]] bool allowed(State from, State to); // the table; staying is always allowed

// Which of our own forms is open (own_questions.hpp).
enum class Question : std::uint8_t { none, medium, newFile, oldKey, pin, vault, repeat, backup, newPin, workplace };
[[nodiscard]] const char* name(Question question); // "none", "medium" ...
[[nodiscard]] std::optional<Question> questionOf(std::string_view name);

inline constexpr int kMostUnproductive = 8;
inline constexpr std::chrono::days kBackupOffer{30};

struct Renewal {
    std::string id; // 32 hex digits; also the conversation's
    State state = State::submitting;
    std::string purpose;        // "renew", "new"
    std::string ca;             // id of the plugin
    Bytes settings;             // packed items: given for this renewal alone
    std::string oldCertificate; // id; empty: there is none
    Bytes oldDer;
    Bytes pair; // packed certificates: renewed along with the old one (demand_record.hpp)

    std::string medium; // "vault", "file", a token's URI; empty: not chosen yet
    std::string folder; // of a new key file

    std::string operation; // 32 hex digits: of the step whose answer is not known; empty: none is under way
    std::string function;  // of that step: "begin", "resume", "withdraw"
    Bytes params;          // of that step: packed items, no secrets; while `workplace` is asked, what is missing; while
                           // the key is made, what was agreed to of that, and the tokens that were there (kSeenToken)
    Bytes cookie;
    Bytes demand; // packed items: the last one

    Question question = Question::none;
    State asked = State::asking; // who asked it: there it goes on
    std::string place;           // where the new certificate was installed
    std::string backup;          // where a copy was put

    int failures = 0;     // in a row
    int unproductive = 0; // demands in a row
    std::string reason;   // why it does not go on, snake_case; empty: nothing is wrong
    std::string detail;   // catalogue text, or the CA's own words in the person's language
    TimePoint started{};
    TimePoint changed{};
    std::optional<TimePoint> nextAttempt;
    std::optional<TimePoint> deadline;
};

// Its next attempt has come, or the clock was set back behind what is written down: then no time of it counts.
[[nodiscard]] bool due(const Renewal& renewal, TimePoint now);
[[nodiscard]] bool stuck(const Renewal& renewal);
[[nodiscard]] bool mayBeCancelled(const Renewal& renewal);  // before the old one is put away
[[nodiscard]] const char* waitsFor(const Renewal& renewal); // "person", "token", "ca", "retry"; "": it has ended

struct RenewalEvent { // of the log, which only grows
    TimePoint at{};
    std::string state;
    std::string what; // reason, or function of the step
};

} // namespace reseal::enrolment
