// SPDX-License-Identifier: Apache-2.0
// Tokens of a renewal: one that comes later, of which each PIN is, the factory's PIN with the person's consent, and
// another one instead of it.
#include "agent/enrolment/renewals.hpp"

#include <algorithm>

namespace reseal::enrolment {
namespace {

// Whether the PIN of the factory was tried, and asked for again at once.
bool wasRefused(const std::vector<RenewalEvent>& events) {
    bool tried = false;
    for (const RenewalEvent& event : events) {
        if (tried && event.what == name(Question::pin)) {
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
    if (!events || wasRefused(events.value())) {
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

// The person chose a token that was not there yet: the one that is now; where there are several, that is asked.
Renewals::Next Renewals::takeToken(Renewal& row, const std::vector<Medium>& media) {
    const auto isToken = [](const Medium& one) {
        return one.id != "vault" && one.id != "file" && one.id != kLaterToken;
    };
    const auto count = std::ranges::count_if(media, isToken);
    if (count > 1) {
        row.medium.clear();
        return ask(row, Question::medium);
    }
    if (count == 1) {
        row.medium = std::ranges::find_if(media, isToken)->id;
        return move(row, State::makingKey, row.medium);
    }
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
            return save(now, "PIN changed") ? Next::again : Next::rest;
        });
    });
    return Next::away;
}

} // namespace reseal::enrolment
