// SPDX-License-Identifier: Apache-2.0
// New keys whose renewal ended otherwise than well: those that are written down, and those on tokens that bear the id
// of such a renewal, made right before the program ended.
#include "agent/app/engine.hpp"
#include "agent/app/renewal_desk.hpp"

#include <algorithm>
#include <iterator>

namespace reseal::app {
namespace {

using enrolment::KeptKey;
using enrolment::Renewal;

constexpr std::string_view kLabel = "reseal-"; // renewal_token_keys.cpp
constexpr std::size_t kIdSize = 32;

// Of the renewal that the label names; empty: none.
std::string renewalOf(const core::TokenObject& object) {
    const bool ours = object.label.starts_with(kLabel) && object.label.size() >= kLabel.size() + kIdSize;
    return ours && !object.key.empty() && object.certificate.empty() ? object.label.substr(kLabel.size(), kIdSize) : "";
}

std::string numberIn(const std::string& label) {
    const std::size_t end = kLabel.size() + kIdSize;
    return label.size() > end + 1 && label[end] == '-' ? label.substr(end + 1) : "1";
}

bool endedBadly(const Renewal& row) { return enrolment::ended(row.state) && row.state != enrolment::State::done; }

} // namespace

std::vector<KeptKey> RenewalDesk::strayKeys(bool look) {
    std::vector<KeptKey> stray;
    const auto rows = store_->all();
    const bool possible = rows && std::ranges::any_of(rows.value(), [](const Renewal& row) {
                              return endedBadly(row) && row.medium.find(':') != std::string::npos;
                          });
    if (!possible) {
        return stray;
    }
    for (const core::Token& token : look ? access_.tokens() : engine_.tokens().tokens()) {
        for (const core::TokenObject& object : token.objects) {
            const std::string id = renewalOf(object);
            const auto row = id.empty() ? Result<std::optional<Renewal>>(Error{}) : store_->find(id);
            if (row && row.value() && endedBadly(*row.value()) && core::means(row.value()->medium, token)) {
                stray.push_back(
                    {id, numberIn(object.label), {}, object.publicKey, {}, object.key, row.value()->changed});
            }
        }
    }
    return stray;
}

std::vector<KeptKey> RenewalDesk::leftOverKeys(bool look) {
    auto kept = keyStore_->kept("");
    std::vector<KeptKey> left;
    for (KeptKey& key : kept ? kept.value() : std::vector<KeptKey>()) {
        const auto row = store_->find(key.renewal);
        if (row && row.value() && enrolment::ended(row.value()->state)) {
            left.push_back(std::move(key));
        }
    }
    for (KeptKey& key : strayKeys(look)) {
        if (std::ranges::find(left, key.tokenKey, &KeptKey::tokenKey) == left.end()) {
            left.push_back(std::move(key));
        }
    }
    return left;
}

void RenewalDesk::forgetKeys(const std::string& renewal, const enrolment::Means& means,
                             std::function<void(Status)> done) {
    const auto row = store_->find(renewal);
    const auto kept = row ? keyStore_->kept(renewal) : Result<std::vector<KeptKey>>(row.error());
    if (!kept || !row.value()) {
        return done(kept ? Status() : kept.error());
    }
    std::vector<KeptKey> onToken = kept.value();
    std::ranges::copy(strayKeys(true), std::back_inserter(onToken));
    std::erase_if(onToken, [&](const KeptKey& key) { return key.tokenKey.empty() || key.renewal != renewal; });
    if (onToken.empty()) {
        return done(keyStore_->forget(renewal));
    }
    tokenKeys_.remove(row.value()->medium, onToken, means, [this, renewal, done = std::move(done)](const Status& gone) {
        if (gone) { // what is gone from there is listed no longer
            engine_.isLive() ? engine_.tokens().look() : engine_.tokens().lookNow();
        }
        done(gone ? keyStore_->forget(renewal) : gone);
    });
}

} // namespace reseal::app
