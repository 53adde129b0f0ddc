// SPDX-License-Identifier: Apache-2.0
// Group fuzz: random calls. Round N of a seed is the same call on every machine.
#include "sdk/check/catalogue.hpp"
#include "sdk/check/survey.hpp"
#include "sdk/check/trail.hpp"

#include <reseal/reseal.h>

#include <atomic>
#include <thread>

namespace reseal::check {
namespace {

using plugins::PluginCall;
using plugins::PluginReply;
using wire::Item;
using wire::Items;

constexpr auto kLongest = std::chrono::seconds(6); // of a fuzz test, unless rounds were asked for

const std::vector<std::string> kKeys{
    "language",        "now-ms",         "setting.x",   "purpose",      "profile",  "cookie",
    "old-certificate", "old-chain",      "old-key",     "holder.email", "answer.x", "action",
    "request.1",       "request.2",      "signature.1", "link",         "token",    "key",
    "object",          "label",          "algorithm",   "ciphertext",   "peer-key", "ukm",
    "digest.1",        "allow-last-try", "certificate", "source",       "attached", "x-kz.example.fuzz"};
const std::vector<std::string> kTexts{"",      "x",     "en",   "kk",   "renew",
                                      "new",   "ready", "yes",  "../x", "/",
                                      "\x7F",  "{}",    "[",    "1",    "-9223372036854775808",
                                      "Қазақ", "%s%n",  "a\nb", "\\",   "\"",
                                      "null"};

Item randomItem(Random& random, std::string key) {
    switch (random.below(5)) {
    case 0: {
        constexpr std::int64_t kNumbers[] = {0, 1, -1, kNow, INT64_MAX, INT64_MIN, 4294967296};
        return Item::ofNumber(std::move(key), kNumbers[random.below(std::size(kNumbers))]);
    }
    case 1:
        return Item::ofBytes(std::move(key), random.bytes(random.below(random.oneIn(20) ? 70000 : 300)));
    case 2:
        return Item::ofSecret(std::move(key), random.of(kTexts));
    case 3:
        return Item::ofText(std::move(key), std::string(random.below(random.oneIn(20) ? 70000 : 200), 'a'));
    default:
        return Item::ofText(std::move(key), random.of(kTexts));
    }
}

// A few changes to params that were right. Folders and files keep to the scratch folder.
void mutate(Random& random, Items& params) {
    const std::size_t changes = 1 + random.below(4);
    for (std::size_t i = 0; i < changes; ++i) {
        const std::size_t at = random.below(params.size());
        switch (random.below(5)) {
        case 0:
            params.push_back(randomItem(random, random.of(kKeys)));
            break;
        case 1:
            if (!params.empty()) {
                params.erase(params.begin() + static_cast<std::ptrdiff_t>(at));
            }
            break;
        case 2:
            if (!params.empty()) {
                params[at] = randomItem(random, params[at].key);
            }
            break;
        case 3:
            if (!params.empty() && params[at].type == RESEAL_TYPE_BYTES && !params[at].value.empty()) {
                params[at].value[random.below(params[at].value.size())] = static_cast<std::uint8_t>(random.next());
            }
            break;
        default:
            if (!params.empty()) {
                params[at].flags = RESEAL_FLAG_CRITICAL;
            }
        }
    }
}

std::optional<std::string> wrong(const PluginReply& reply, const Sight& sight) {
    if (sight.threw) {
        return "an exception";
    }
    if (!known(reply.status)) {
        return statusName(reply.status);
    }
    for (const auto* const list : {&sight.flaws, &sight.stray, &sight.tooLarge}) {
        if (!list->empty()) {
            return list->front();
        }
    }
    return std::nullopt;
}

// One round: makes calls, says what was wrong.
using Round = std::function<std::optional<std::string>(Direct&, ScriptedServices&, Random&)>;

Outcome rounds(Bench& bench, const char* test, const Round& round) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices& services) {
        const auto end = std::chrono::steady_clock::now() + bench.scaled(kLongest);
        const bool asked = bench.plan.fuzzRounds != kUsualRounds;
        unsigned done = 0;
        for (; done < bench.plan.fuzzRounds && (asked || std::chrono::steady_clock::now() < end); ++done) {
            const std::string where = "seed " + std::to_string(bench.plan.seed) + " round " + std::to_string(done);
            nameSteps(std::string(test) + ", " + where + ": ");
            Random random = bench.random(test + std::to_string(done));
            if (const auto flaw = round(direct, services, random)) {
                return failed(where + " of " + test, "a status, and items by the rules", *flaw);
            }
        }
        return passed(std::to_string(done) + " rounds, seed " + std::to_string(bench.plan.seed));
    });
}

Outcome fuzzParams(Bench& bench) {
    return rounds(bench, "fuzz-params", [&](Direct& direct, ScriptedServices&, Random& random) {
        const auto list = probes(bench, direct);
        if (list.empty()) {
            return std::optional<std::string>();
        }
        PluginCall call = random.of(list).call;
        mutate(random, call.params);
        Manner manner;
        manner.readOnly = true;
        manner.revoked = true;
        Sight sight;
        const PluginReply reply = direct.callIn(call, manner, &sight);
        return wrong(reply, sight);
    });
}

// Calls of a conversation that come doubled, late, in another order, or with answers that do not belong there.
Outcome fuzzSequences(Bench& bench) {
    return rounds(bench, "fuzz-sequences", [&](Direct& direct, ScriptedServices&, Random& random) {
        std::optional<std::string> flaw;
        const auto make = [&](const PluginCall& call) {
            Sight sight;
            PluginReply reply = direct.callIn(call, {}, &sight);
            flaw = flaw ? flaw : wrong(reply, sight);
            return reply;
        };
        if (!direct.has(RESEAL_EXT_CA_1)) {
            for (const Probe& probe : probes(bench, direct)) {
                static_cast<void>(make(probe.call));
            }
            return flaw;
        }
        Conversation conversation(bench, random.oneIn(2) ? "new" : "renew", random.oneIn(2));
        for (std::size_t step = 0; step < 8 && !conversation.over() && !flaw; ++step) {
            PluginCall call = conversation.next();
            if (random.oneIn(4)) {
                static_cast<void>(make(conversation.recovery()));
            }
            if (random.oneIn(4)) {
                PluginCall other = call;
                other.function = random.of(std::vector<std::string>{"resume", "withdraw", "recover", "describe"});
                mutate(random, other.params);
                static_cast<void>(make(other));
            }
            conversation.take(make(call));
        }
        return flaw;
    });
}

Outcome fuzzCancel(Bench& bench) {
    return rounds(bench, "fuzz-cancel", [&](Direct& direct, ScriptedServices& services, Random& random) {
        const auto list = probes(bench, direct);
        if (list.empty()) {
            return std::optional<std::string>();
        }
        services.delay = std::chrono::milliseconds(random.below(20));
        const PluginCall call = random.of(list).call;
        const auto after = std::chrono::microseconds(random.below(3000));
        std::thread other([&] {
            std::this_thread::sleep_for(after);
            direct.cancel(call.operation, call.extension);
        });
        Sight sight;
        const PluginReply reply = direct.callIn(call, {}, &sight);
        other.join();
        services.delay = std::chrono::milliseconds(0);
        return wrong(reply, sight);
    });
}

constexpr Test kTests[] = {
    {"fuzz-params", "Random params do no harm.", "param.h; status.h", fuzzParams},
    {"fuzz-sequences", "Steps that come doubled, late or out of turn do no harm.", "ext/ca.h", fuzzSequences},
    {"fuzz-cancel", "A cancel at any moment does no harm.", "call.h: reseal_cancel", fuzzCancel},
};

} // namespace

std::span<const Test> fuzzTests() { return kTests; }

} // namespace reseal::check
