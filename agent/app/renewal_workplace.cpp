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

// The token that the key is on, or is to be on, is not there. One that is shows that its reader works.
bool RenewalWorkplace::needsReader(const Renewal& renewal) const {
    const std::string& medium = renewal.medium;
    const bool onToken = !medium.empty() && medium != "vault" && medium != "file";
    if (!onToken && sight_.oldKey(renewal) != "away") {
        return false;
    }
    const auto tokens = sight_.tokens();
    return !onToken || medium == enrolment::kLaterToken ||
           std::ranges::none_of(tokens, [&](const core::Token& token) { return core::means(medium, token); });
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
