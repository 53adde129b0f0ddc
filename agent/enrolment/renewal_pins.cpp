// SPDX-License-Identifier: Apache-2.0
// Tokens of a renewal: one that comes later, of which each PIN is, the factory's PIN with the person's consent, and
// another one instead of it.
#include "agent/enrolment/demand_record.hpp"
#include "agent/enrolment/renewals.hpp"

#include <algorithm>

namespace reseal::enrolment {
namespace {

constexpr const char* kChanged = "PIN changed"; // of the log

// Whether the PIN of the factory was tried, and asked for again at once; or another one took its place.
bool isKnownWrong(const std::vector<RenewalEvent>& events) {
    bool tried = false;
    for (const RenewalEvent& event : events) {
        if ((tried && event.what == name(Question::pin)) || event.what == kChanged) {
            return true;
        }
        tried = event.what == kFactoryTried;
    }
    return false;
}

} // namespace

PinFacts Renewals::pinOf(const Renewal& renewal) {
    const bool old = renewal.asked == State::signing || renewal.asked == State::archivingOld;
    PinFacts facts = old ? around_.oldKey->pin(renewal) : around_.keys->pin(renewal);
    const auto events =
        facts.factory.empty() ? Result<std::vector<RenewalEvent>>(Error{}) : around_.store->events(renewal.id);
    if (!events || isKnownWrong(events.value())) {
        facts.factory.clear();
    }
    return facts;
}

// The one that was typed; else the factory's, where the form offered that and the person agreed.
Status Renewals::takePin(const Renewal& row, Answers& answers, Means& means) {
    const PinFacts facts = pinOf(row);
    const auto typed = answers.find("pin");
    const auto agreed = answers.find(kFactoryPin);
    if (typed != answers.end() && !typed->second.empty()) {
        means.insert_or_assign("pin", std::move(typed->second));
    } else if (agreed != answers.end() && agreed->second.view() == "yes" && !facts.factory.empty()) {
        means.insert_or_assign("pin", Secret(facts.factory));
    } else {
        return Error{Category::usage, "bad_answer", N_("Type the PIN, or agree to the one below."), "pin"};
    }
    means.insert_or_assign(kPinOf, Secret(facts.uri));
    means.erase(kFactoryPin);
    if (!facts.factory.empty() && means.at("pin").view() == facts.factory) {
        means.emplace(kFactoryPin, Secret("yes"));
    }
    return {};
}

// A PIN is of one token: the one it was typed for, else the first that it is used at.
void Renewals::keepPinFor(Work& work, const std::string& token) {
    if (token.empty() || !work.means.contains("pin")) {
        return;
    }
    const auto known = work.means.find(kPinOf);
    if (known == work.means.end()) {
        work.means.emplace(kPinOf, Secret(token));
    } else if (known->second.view() != token) {
        for (const char* other : {"pin", kPinOf, kLastTry, kFactoryPin}) {
            work.means.erase(other);
        }
    }
}

std::optional<Renewals::Next> Renewals::askForMissing(Renewal& row, const std::vector<plugins::KeyDemand>& demands) {
    const auto missing = around_.workplace == nullptr ? std::map<std::string, std::string>()
                                                      : around_.workplace->missingForKey(row, demands);
    const auto agreed = unpackTexts(row.params);
    if (std::ranges::all_of(missing, [&](const auto& one) { return agreed.contains(one.first); })) {
        return std::nullopt;
    }
    row.params = packTexts(missing);
    return ask(row, Question::workplace);
}

// What was missing may be there meanwhile, and something else may be missing.
Renewals::Next Renewals::lookAgain(Renewal& row) {
    const auto demand = demandOf(row.demand);
    const auto* keys = demand ? std::get_if<std::vector<plugins::KeyDemand>>(&demand.value().what) : nullptr;
    if (keys == nullptr || around_.workplace == nullptr) {
        return Next::rest;
    }
    const Bytes missing = packTexts(around_.workplace->missingForKey(row, *keys));
    if (missing == row.params) {
        return Next::rest;
    }
    row.params = missing;
    if (!missing.empty()) {
        save(row, name(row.question));
        return Next::rest;
    }
    row.question = Question::none;
    return move(row, State::makingKey, "mended");
}

// The person chose a token that was not there yet: the one that is now; where there are several, that is asked. One
// that came since and cannot take the key is no reason to wait on without a word.
Renewals::Next Renewals::takeToken(Renewal& row, const std::vector<plugins::KeyDemand>& demands,
                                   const std::vector<Medium>& media) {
    const auto isToken = [](const Medium& one) {
        return one.id != "vault" && one.id != "file" && one.id != kLaterToken;
    };
    const auto count = std::ranges::count_if(media, isToken);
    if (count > 1) {
        row.medium.clear();
        row.params.clear();
        return ask(row, Question::medium);
    }
    if (count == 1) {
        row.medium = std::ranges::find_if(media, isToken)->id;
        return move(row, State::makingKey, row.medium);
    }
    if (const auto asked = askForMissing(row, demands)) {
        return *asked;
    }
    const std::vector<Medium> unfit = around_.keys->unfit(demands);
    auto notes = unpackTexts(row.params);
    const bool cameSince = notes.contains(kSeenToken) && std::ranges::any_of(unfit, [&](const Medium& token) {
                               return !notes.contains(kSeenToken + token.id);
                           });
    if (cameSince) {
        row.medium.clear();
        row.params.clear();
        const Error why{Category::refused,
                        "token_unfit",
                        N_("The token that you plugged in cannot hold a new key. Choose another medium, or plug in "
                           "another token."),
                        {}};
        return ask(row, Question::medium, &why);
    }
    std::erase_if(notes, [](const auto& note) { return note.first.starts_with(kSeenToken); });
    notes.emplace(kSeenToken, "");
    for (const Medium& token : unfit) {
        notes.emplace(kSeenToken + token.id, "");
    }
    row.params = packTexts(notes);
    row.asked = row.state;
    row.nextAttempt.reset();
    (void)move(row, State::waitingForToken, "token_absent");
    return Next::rest;
}

bool Renewals::offersNewPin(Work& work) {
    const auto token = work.means.find(kPinOf);
    return work.means.erase(kFactoryPin) > 0 && token != work.means.end() &&
           around_.keys->changesPin(std::string(token->second.view()));
}

// The step that asked is taken again afterwards, with the PIN that holds then.
Renewals::Next Renewals::changePin(Renewal& row, Work& work) {
    const auto token = work.means.find(kPinOf);
    const std::string uri(token == work.means.end() ? std::string_view() : token->second.view());
    around_.keys->changePin(uri, work.means, [this, id = row.id](const Status& changed) {
        with(id, [&](Renewal& now, Work& working) {
            auto fresh = working.means.extract(kNewPin);
            if (ended(now.state)) {
                return Next::again; // it was cancelled meanwhile
            }
            if (!changed) {
                const std::string& reason = changed.error().reason;
                const bool gone = reason == "token_absent" || reason == "pin_required";
                return gone ? pauseForError(now, changed.error()) : ask(now, Question::newPin, &changed.error());
            }
            working.means.insert_or_assign("pin", std::move(fresh.mapped()));
            return save(now, kChanged) ? Next::again : Next::rest;
        });
    });
    return Next::away;
}

} // namespace reseal::enrolment
