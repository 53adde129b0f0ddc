// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/conversation.hpp"

#include "sdk/check/demand.hpp"
#include "sdk/check/probes.hpp"

#include <reseal/reseal.h>

#include <algorithm>
#include <fstream>

namespace reseal::check {
namespace {

using wire::Item;
using wire::Items;

constexpr std::size_t kMostSteps = 50;
constexpr std::size_t kPatience = 2; // waits before the certificate lies in the folder

} // namespace

Conversation::Conversation(Bench& bench, std::string purpose, bool sparse)
    : bench_(bench), purpose_(std::move(purpose)), sparse_(sparse) {}

Items Conversation::params() const {
    Items items = bench_.about(purpose_, sparse_);
    for (Item& item : items) {
        if (item.key == RESEAL_KEY_NOW_MS) {
            item.number = now_;
        }
    }
    if (!cookies_.empty()) {
        items.push_back(Item::ofBytes(RESEAL_KEY_COOKIE, cookies_.back()));
    }
    std::ranges::copy(besides, std::back_inserter(items));
    return items;
}

plugins::PluginCall Conversation::next() {
    plugins::PluginCall call = callOf(RESEAL_EXT_CA_1, function_, params());
    call.conversation = idOf(purpose_ + (sparse_ ? " sparse" : ""));
    call.operation = idOf(purpose_ + " step " + std::to_string(++step_));
    std::ranges::copy(answers_, std::back_inserter(call.params));
    return call;
}

plugins::PluginCall Conversation::recovery() const {
    plugins::PluginCall call = callOf(RESEAL_EXT_CA_1, "recover", params());
    call.conversation = idOf(purpose_ + (sparse_ ? " sparse" : ""));
    call.operation = idOf(purpose_ + " step " + std::to_string(step_));
    std::ranges::copy(answers_, std::back_inserter(call.params));
    return call;
}

void Conversation::take(const plugins::PluginReply& reply) {
    last_ = Items(reply.items);
    answers_.clear();
    if (reply.status != RESEAL_OK) {
        end_ = statusName(reply.status);
        return;
    }
    if (const auto flaw = demandFlaw(reply.items)) {
        end_ = "no demand: " + *flaw;
        return;
    }
    const std::string kind(wire::textOf(reply.items, RESEAL_KEY_DEMAND));
    demands_.push_back(kind);
    if (const Item* const cookie = wire::find(reply.items, RESEAL_KEY_COOKIE)) {
        cookies_.push_back(cookie->value);
    }
    if (kind == RESEAL_DEMAND_DONE || kind == RESEAL_DEMAND_FAILED) {
        end_ = kind;
        return;
    }
    function_ = "resume";
    now_ += 1000;
    answer(kind, reply.items);
    if (step_ >= kMostSteps && end_.empty()) {
        end_ = "still under way after " + std::to_string(kMostSteps) + " steps";
    }
}

void Conversation::answer(std::string_view kind, const Items& items) {
    if (kind == RESEAL_DEMAND_INPUT) {
        answers_ = answersTo(wire::textOf(items, RESEAL_KEY_FORM), bench_);
        if (std::ranges::count(demands_, RESEAL_DEMAND_INPUT) > 20) {
            end_ = "asks again and again: give \"answers\" in --settings";
        }
    } else if (kind == RESEAL_DEMAND_KEY) {
        makeKeys(items);
    } else if (kind == RESEAL_DEMAND_SIGNATURE) {
        signPayloads(items);
    } else {
        const Item* const until = wire::find(items, RESEAL_KEY_WAIT_UNTIL_MS);
        constexpr std::int64_t kYear = 31'536'000'000;
        now_ = until == nullptr ? now_ + 1000 : std::clamp(until->number, now_, now_ + kYear);
        if (const std::string folder(wire::textOf(items, RESEAL_KEY_WAIT_FOLDER));
            !folder.empty() && ++waits_ >= kPatience) {
            issueInto(folder);
        }
    }
}

void Conversation::makeKeys(const Items& items) {
    const auto bytesOf = [&](const std::string& key) {
        const Item* const item = wire::find(items, key);
        return item == nullptr ? Bytes() : item->value;
    };
    for (const std::string& group : groupsOf(items, RESEAL_KEY_KEY)) {
        const std::string key = RESEAL_KEY_KEY + group;
        const bool bare = wire::textOf(items, key + RESEAL_KEY_KEY_FORM) == "public-key";
        std::optional<Bytes> made;
        for (const char* const algorithm : {"ec-p256", "ec-p384", "rsa-2048", "rsa-3072", "rsa-4096"}) { // cheapest
            const bool taken = std::ranges::any_of(items, [&](const Item& item) {
                return item.key == key + RESEAL_KEY_KEY_ALGORITHM && item.text() == algorithm;
            });
            if (taken && !made) {
                made = bench_.issuer().request(algorithm, bytesOf(key + RESEAL_KEY_KEY_SUBJECT),
                                               bytesOf(key + RESEAL_KEY_KEY_EXTENSIONS), bare);
            }
        }
        if (!made) {
            end_ = "demands a kind of key that the checker cannot make";
            return;
        }
        requests_.push_back(*made);
        answers_.push_back(Item::ofBytes(RESEAL_KEY_REQUEST + group, *made));
    }
}

void Conversation::signPayloads(const Items& items) {
    for (const std::string& group : groupsOf(items, RESEAL_KEY_PAYLOAD)) {
        const std::string key = RESEAL_KEY_PAYLOAD + group;
        const auto made = bench_.issuer().sign(std::string(wire::textOf(items, key + RESEAL_KEY_PAYLOAD_FORM)),
                                               wire::find(items, key + RESEAL_KEY_PAYLOAD_DATA)->value);
        if (!made) {
            end_ = "demands a form of signature that there is not";
            return;
        }
        answers_.push_back(Item::ofBytes(RESEAL_KEY_SIGNATURE + group, *made));
    }
}

void Conversation::issueInto(const std::string& folder) const {
    for (std::size_t i = 0; i < requests_.size(); ++i) {
        if (const auto certificate = bench_.issuer().certify(requests_[i])) {
            std::ofstream file(std::filesystem::path(folder) / ("issued-" + std::to_string(i + 1) + ".cer"),
                               std::ios::binary);
            file.write(reinterpret_cast<const char*>(certificate->data()),
                       static_cast<std::streamsize>(certificate->size()));
        }
    }
}

Status drive(Conversation& conversation, const MakeCall& call) {
    while (!conversation.over()) {
        const auto reply = call(conversation.next());
        if (!reply) {
            return reply.error();
        }
        conversation.take(reply.value());
    }
    return {};
}

} // namespace reseal::check
