// SPDX-License-Identifier: Apache-2.0
// The table of states.
#include "agent/enrolment/renewal.hpp"

#include <algorithm>

namespace reseal::enrolment {
namespace {

using enum State;

constexpr std::uint32_t bit(State state) { return 1U << static_cast<unsigned>(state); }

template <typename... States>
constexpr std::uint32_t set(States... states) {
    return (0U | ... | bit(states));
}

constexpr std::uint32_t kEnds = set(done, rejected, cancelled, expired);

constexpr std::chrono::minutes kClockStep{5}; // less is the clock being kept right

struct Row {
    State state;
    const char* name;
    std::uint32_t next; // besides itself
};

// Steps that ask a question of their own go to `asking` and come back.
constexpr std::array<Row, kStates> kTable{{
    {asking, "asking",
     set(submitting, makingKey, signing, staged, archivingOld, installing, cancelled, expired, waitingForToken)},
    {waitingForToken, "waiting_for_token", set(asking, makingKey, signing, archivingOld, installing, cancelled)},
    {makingKey, "making_key", set(asking, waitingForToken, submitting, cancelled)},
    {signing, "signing", set(asking, waitingForToken, submitting, cancelled)},
    {submitting, "submitting", set(asking, makingKey, signing, waitingForCa, staged, rejected, cancelled, expired)},
    {waitingForCa, "waiting_for_ca", set(submitting, cancelled, expired)},
    {staged, "staged", set(archivingOld, installing, rejected, cancelled)},
    {archivingOld, "archiving_old", set(asking, waitingForToken, installing)},
    {installing, "installing", set(asking, waitingForToken, offeringBackup)},
    {offeringBackup, "offering_backup", set(done)},
    {done, "done", 0},
    {rejected, "rejected", 0},
    {cancelled, "cancelled", 0},
    {expired, "expired", 0},
}};

const Row& rowOf(State state) { return kTable[static_cast<std::size_t>(state)]; }

constexpr std::array<const char*, 10> kQuestions{"none",  "medium", "new_file", "old_key", "pin",
                                                 "vault", "repeat", "backup",   "new_pin", "workplace"};

} // namespace

const char* name(State state) { return rowOf(state).name; }

std::optional<State> stateOf(std::string_view name) {
    const auto row = std::ranges::find(kTable, name, [](const Row& one) { return std::string_view(one.name); });
    return row == kTable.end() ? std::nullopt : std::optional(row->state);
}

bool ended(State state) { return (bit(state) & kEnds) != 0; }
bool allowed(State from, State to) { return from == to || (rowOf(from).next & bit(to)) != 0; }

bool mayBeCancelled(const Renewal& renewal) {
    const bool pauses = renewal.state == State::waitingForToken ||
                        (renewal.state == State::asking && renewal.question != Question::none);
    const State state = pauses ? renewal.asked : renewal.state; // where it goes on
    return allowed(state, State::cancelled) && !ended(state);
}

const char* name(Question question) { return kQuestions[static_cast<std::size_t>(question)]; }

std::optional<Question> questionOf(std::string_view name) {
    const auto found = std::ranges::find(kQuestions, name);
    return found == kQuestions.end() ? std::nullopt : std::optional(static_cast<Question>(found - kQuestions.begin()));
}

bool due(const Renewal& renewal, TimePoint now) {
    const bool setBack = renewal.changed > now + kClockStep && renewal.state != offeringBackup;
    return renewal.nextAttempt && (*renewal.nextAttempt <= now || setBack);
}

bool stuck(const Renewal& renewal) {
    const State state = renewal.state;
    const bool person = state == asking || state == waitingForToken || state == offeringBackup;
    return !ended(state) && (person || (!renewal.reason.empty() && !renewal.nextAttempt));
}

const char* waitsFor(const Renewal& renewal) {
    if (ended(renewal.state)) {
        return "";
    }
    if (renewal.state == waitingForToken) {
        return "token";
    }
    if (stuck(renewal)) {
        return "person";
    }
    return renewal.state == waitingForCa ? "ca" : "retry";
}

} // namespace reseal::enrolment
