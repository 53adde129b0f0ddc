// SPDX-License-Identifier: Apache-2.0
// Group token: what can be tried with whatever tokens are there, without harm to them.
#include "sdk/check/catalogue.hpp"
#include "sdk/check/demand.hpp"
#include "sdk/check/survey.hpp"

#include <reseal/reseal.h>

#include <algorithm>

namespace reseal::check {
namespace {

using plugins::PluginReply;
using wire::Item;
using wire::Items;

PluginReply callToken(Bench& bench, Direct& direct, const char* function, Items params = {}) {
    std::ranges::copy(Bench::everywhere(), std::back_inserter(params));
    std::ranges::move(bench.settings(), std::back_inserter(params));
    return direct.callIn(callOf(RESEAL_EXT_TOKEN_1, function, std::move(params), std::chrono::seconds(10)), {},
                         nullptr);
}

std::vector<std::string> idsOf(const PluginReply& tokens) {
    std::vector<std::string> ids;
    for (const std::string& group : groupsOf(tokens.items, RESEAL_KEY_TOKEN_ITEM)) {
        ids.emplace_back(wire::textOf(tokens.items, RESEAL_KEY_TOKEN_ITEM + group + RESEAL_KEY_TOKEN_ID));
    }
    return ids;
}

std::optional<std::int64_t> triesLeft(Bench& bench, Direct& direct, const std::string& token) {
    const PluginReply reply = callToken(bench, direct, "tries_left", {Item::ofText(RESEAL_KEY_TOKEN, token)});
    const Item* const tries = wire::find(reply.items, RESEAL_KEY_TOKEN_TRIES_LEFT);
    return reply.status == RESEAL_OK && tries != nullptr ? std::optional(tries->number) : std::nullopt;
}

// Skips a plugin that is none of tokens. `test` gets the ids of the tokens that are there.
template <typename TestBody>
Outcome withTokens(Bench& bench, bool needed, TestBody test) {
    if (!bench.manifest.has(RESEAL_EXT_TOKEN_1)) {
        return skipped("the plugin has no reseal.token/1");
    }
    return withPlugin(bench, [&](Direct& direct, ScriptedServices& services) -> Outcome {
        const PluginReply tokens = callToken(bench, direct, "tokens");
        const auto ids = idsOf(tokens);
        return needed && ids.empty() ? skipped("the plugin lists no token here") : test(direct, services, tokens, ids);
    });
}

Outcome tokensListWithoutPin(Bench& bench) {
    return withTokens(
        bench, false, [&](Direct& direct, ScriptedServices& services, const PluginReply& tokens, const auto& ids) {
            if (tokens.status != RESEAL_OK) {
                return failed("tokens fails", "RESEAL_OK, also without a token", statusName(tokens.status));
            }
            for (const Asked& one : services.asked()) {
                if (one.extension == RESEAL_HOST_PROMPT_1) {
                    return failed("tokens asks the person", "no prompt", "a prompt");
                }
            }
            for (const std::string& id : ids) {
                if (id.empty() || std::ranges::count(ids, id) != 1) {
                    return failed("a token has no id of its own", "token.<n>.id of every token", "\"" + id + "\"");
                }
            }
            const auto again = difference(transcript(tokens), transcript(callToken(bench, direct, "tokens")));
            return again ? failed("tokens gives another list a moment later", again->first, again->second)
                         : passed(std::to_string(ids.size()) + " tokens");
        });
}

Outcome pinWrongThenTriesLeft(Bench& bench) {
    return withTokens(bench, true, [&](Direct& direct, ScriptedServices&, const PluginReply&, const auto& ids) {
        if (!bench.plan.spendPinTry) {
            return skipped("it spends a PIN try of a token: give --spend-pin-try");
        }
        const auto before = triesLeft(bench, direct, ids.front());
        if (!before || *before < 3) {
            return skipped("the first token cannot say its tries, or has fewer than three");
        }
        const PluginReply reply =
            callToken(bench, direct, "objects",
                      {Item::ofText(RESEAL_KEY_TOKEN, ids.front()), Item::ofSecret(RESEAL_KEY_PIN, "0192837465")});
        if (reply.status != RESEAL_E_PIN_INCORRECT) {
            return failed("a wrong PIN is not said to be one", "RESEAL_E_PIN_INCORRECT", statusName(reply.status));
        }
        const auto after = triesLeft(bench, direct, ids.front());
        return after == *before - 1
                   ? passed()
                   : failed("a wrong PIN costs another number of tries", std::to_string(*before - 1) + " left",
                            after ? std::to_string(*after) : "not said");
    });
}

Outcome noPinRetryBurnedByProbe(Bench& bench) {
    return withTokens(bench, true, [&](Direct& direct, ScriptedServices&, const PluginReply&, const auto& ids) {
        std::vector<std::optional<std::int64_t>> before;
        for (const std::string& id : ids) {
            before.push_back(triesLeft(bench, direct, id));
        }
        static_cast<void>(survey(bench, direct));
        for (std::size_t i = 0; i < ids.size(); ++i) {
            static_cast<void>(callToken(bench, direct, "objects", {Item::ofText(RESEAL_KEY_TOKEN, ids[i])}));
            const auto after = triesLeft(bench, direct, ids[i]);
            if (after != before[i]) {
                return failed("looking at a token costs a PIN try", std::to_string(before[i].value_or(-1)),
                              std::to_string(after.value_or(-1)));
            }
        }
        return passed(std::to_string(ids.size()) + " tokens");
    });
}

Outcome tokenAbsentMidCall(Bench& bench) {
    return withTokens(bench, false, [&](Direct& direct, ScriptedServices&, const PluginReply&, const auto&) {
        const Item nowhere = Item::ofText(RESEAL_KEY_TOKEN, "pulled-out-4711");
        for (const char* const function : {"objects", "tries_left", "sign", "generate", "remove_object"}) {
            const PluginReply reply =
                callToken(bench, direct, function,
                          {nowhere, Item::ofText(RESEAL_KEY_KEY_ID, "x"), Item::ofText(RESEAL_KEY_OBJECT_ID, "x"),
                           Item::ofText(RESEAL_KEY_LABEL, "x"), Item::ofText(RESEAL_KEY_ALGORITHM, "rsa-2048")});
            const bool good = reply.status < 0 || std::string_view(function) == "remove_object";
            if (!good || reply.status == RESEAL_E_INTERNAL || !known(reply.status)) {
                return failed(std::string(function) + " of a token that is not there",
                              "RESEAL_E_TOKEN_ABSENT or RESEAL_E_NOT_FOUND", statusName(reply.status));
            }
        }
        return passed();
    });
}

constexpr Test kTests[] = {
    {"tokens-list-without-pin", "tokens lists what is there, without a PIN or a question.", "ext/token.h: tokens",
     tokensListWithoutPin},
    {"pin-wrong-then-tries-left", "A wrong PIN is said to be one and costs one try.", "ext/token.h; status.h",
     pinWrongThenTriesLeft},
    {"no-pin-retry-burned-by-probe", "Looking at tokens costs no PIN try.", "ext/token.h", noPinRetryBurnedByProbe},
    {"token-absent-mid-call", "A token that is gone is said to be gone.", "status.h: RESEAL_E_TOKEN_ABSENT",
     tokenAbsentMidCall},
};

} // namespace

std::span<const Test> tokenTests() { return kTests; }

} // namespace reseal::check
