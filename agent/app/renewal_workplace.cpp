// SPDX-License-Identifier: Apache-2.0
#include "agent/app/renewal_workplace.hpp"

#include "agent/app/health_check.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/signature_names.hpp"

#include <algorithm>
#include <iterator>

namespace reseal::app {
namespace {

using core::HealthItem;
using enrolment::Renewal;

bool usesGost(const Renewal& renewal) {
    const auto kind =
        renewal.oldDer.empty() ? std::nullopt : crypto::kindOfPublicKey(crypto::publicKeyInfoIn(renewal.oldDer));
    return kind && crypto::isGost(*kind);
}

// Every kind that the CA takes for one of the keys.
bool wantsGost(std::span<const plugins::KeyDemand> demands) {
    return std::ranges::any_of(demands, [](const plugins::KeyDemand& demand) {
        return std::ranges::all_of(demand.algorithms,
                                   [](const std::string& algorithm) { return algorithm.starts_with("gost-"); });
    });
}

HealthItem newGostMissing() {
    HealthItem item = gostMissing();
    item.title = N_("No GOST key can be made here");
    item.text = N_("The CA wants a GOST key, and what OpenSSL makes such keys with is not there.");
    return item;
}

// What it is by how it is mended, in one line each: they are values of a form.
std::map<std::string, std::string> inWords(const std::vector<HealthItem>& items, const core::Texts& texts) {
    std::map<std::string, std::string> words;
    for (const HealthItem& item : items) {
        std::string& all = words[core::fill(texts.translate(item.title), item.gaps)];
        for (const std::string& text : {item.text, item.mend}) {
            all += text.empty() ? "" : (all.empty() ? "" : " ") + core::fill(texts.translate(text), item.gaps);
        }
    }
    return words;
}

} // namespace

// The token that the old key is on, or the new one was ordered for, is not there. One that is shows that its reader
// works.
bool RenewalWorkplace::needsReader(const Renewal& renewal) const {
    const std::string& medium = renewal.medium;
    const bool onToken = !medium.empty() && medium != "vault" && medium != "file";
    if (!onToken && sight_.oldKey(renewal) != "away") {
        return false;
    }
    const auto tokens = sight_.tokens();
    return !onToken ||
           std::ranges::none_of(tokens, [&](const core::Token& token) { return core::means(medium, token); });
}

// A medium that is there when it is chosen has its reader and its driver: only one that comes later is looked after.
std::map<std::string, std::string> RenewalWorkplace::missingForKey(const Renewal& renewal,
                                                                   std::span<const plugins::KeyDemand> demands) {
    const std::unique_ptr<core::Texts> texts = sight_.texts();
    std::vector<HealthItem> items;
    if (wantsGost(demands) && !usesGost(renewal) && !sight_.gostWorks()) { // else it was said at the beginning
        items.push_back(newGostMissing());
    }
    if (renewal.medium == enrolment::kLaterToken) {
        std::ranges::move(checkReaders(sight_.readers(), texts->language()), std::back_inserter(items));
    }
    return inWords(items, *texts);
}

void RenewalWorkplace::look(const Renewal& renewal, std::function<void(std::map<std::string, std::string>)> done) {
    const std::shared_ptr<core::Texts> texts = sight_.texts();
    std::vector<HealthItem> items;
    if (auto wrong = checkClock(sight_.clock->now())) {
        items.push_back(std::move(*wrong));
    }
    if (usesGost(renewal) && !sight_.gostWorks()) {
        items.push_back(gostMissing());
    }
    if (needsReader(renewal)) {
        std::ranges::move(checkReaders(sight_.readers(), texts->language()), std::back_inserter(items));
    }
    sight_.examine(renewal, [texts, items, done = std::move(done)](std::vector<HealthItem> own) mutable {
        std::ranges::copy_if(own, std::back_inserter(items), [](const HealthItem& item) {
            return item.code == "plugin_check" && item.severity >= core::Severity::warning; // broken, it says itself
        });
        done(inWords(items, *texts));
    });
}

} // namespace reseal::app
