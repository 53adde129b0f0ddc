// SPDX-License-Identifier: Apache-2.0
// Group contract: params, items, and the functions as they are called.
#include "sdk/check/catalogue.hpp"
#include "sdk/check/demand.hpp"
#include "sdk/check/survey.hpp"
#include "sdk/check/trail.hpp"

#include <reseal/reseal.h>

#include <algorithm>
#include <thread>

namespace reseal::check {
namespace {

using plugins::PluginCall;
using plugins::PluginReply;
using wire::Item;
using wire::Items;

constexpr const char* kUnknown = "x-kz.example.checker.unknown";
constexpr const char* kUnknownToo = "x-kz.example.checker.unknown2";

// Status and keys only: for plugins that answer with something random in it.
std::string shapeOf(const PluginReply& reply) {
    std::string text = statusName(reply.status) + "\n";
    for (const Item& item : reply.items) {
        text += item.key + " " + std::to_string(item.type) + "\n";
    }
    return text;
}

// How a changed call differs from the same call unchanged; nothing if it does not.
std::optional<std::pair<std::string, std::string>> changes(Direct& direct, const PluginCall& call,
                                                           const PluginCall& changed) {
    const PluginReply one = direct.callIn(call, {}, nullptr);
    const PluginReply again = direct.callIn(call, {}, nullptr);
    const PluginReply other = direct.callIn(changed, {}, nullptr);
    const bool stable = transcript(one) == transcript(again);
    return stable ? difference(transcript(one), transcript(other)) : difference(shapeOf(one), shapeOf(other));
}

Outcome comparesCalls(Bench& bench, const char* what, const std::function<void(Items&)>& change) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        for (const Probe& probe : probes(bench, direct)) {
            PluginCall changed = probe.call;
            change(changed.params);
            if (const auto differs = changes(direct, probe.call, changed)) {
                return failed(probe.name + " " + what, differs->first, differs->second);
            }
        }
        return passed();
    });
}

Outcome unknownNoncriticalParamIgnored(Bench& bench) {
    return comparesCalls(bench, "answers otherwise where a param is there that it does not know", [](Items& params) {
        params.insert(params.begin(), Item::ofText(kUnknown, "whatever"));
        params.push_back(Item::ofNumber(kUnknownToo, 4711));
    });
}

Outcome paramOrderIrrelevant(Bench& bench) {
    return comparesCalls(bench, "answers otherwise where its params come in another order", [](Items& params) {
        // Those of one key keep their order among themselves.
        std::ranges::stable_sort(params, [](const Item& a, const Item& b) { return a.key > b.key; });
    });
}

Outcome unknownCriticalParamRefused(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices& services) {
        for (const Probe& probe : probes(bench, direct)) {
            PluginCall call = probe.call;
            call.params.push_back(Item::ofText(kUnknown, "must be known"));
            call.params.back().flags = RESEAL_FLAG_CRITICAL;
            services.forget();
            const PluginReply reply = direct.callIn(call, {}, nullptr);
            if (reply.status != RESEAL_E_UNSUPPORTED) {
                return failed(probe.name + " passes over a critical param that it does not know",
                              "RESEAL_E_UNSUPPORTED", statusName(reply.status));
            }
            if (!services.asked().empty()) {
                return failed(probe.name + " acts before it refuses", "nothing is done",
                              services.asked().front().extension + " was asked");
            }
        }
        return passed();
    });
}

Outcome flawless(Bench& bench, std::vector<std::string> Sight::*flaws, const char* what, const char* expected) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        const auto flaw = firstFlaw(survey(bench, direct), flaws);
        return flaw ? failed(what, expected, *flaw) : passed();
    });
}

Outcome textIsUtf8(Bench& bench) {
    return flawless(bench, &Sight::flaws, "an item is none", "keys, types and texts as param.h has them");
}
Outcome itemsWithinLimits(Bench& bench) {
    return flawless(bench, &Sight::tooLarge, "items past the limits", "1 MiB per item, 16 MiB and 10,000 per call");
}
Outcome reservedFieldsZero(Bench& bench) {
    return flawless(bench, &Sight::stray, "a field that is reserved holds something", "0");
}

// With the sink refusing at each item in turn; `what` went wrong, if anything.
std::optional<Outcome> refuseAtEach(Direct& direct, const Probe& probe, reseal_status status) {
    constexpr std::size_t kMost = 12;
    const std::size_t count = std::min(direct.callIn(probe.call, {}, nullptr).items.size(), kMost);
    for (std::size_t at = 0; at < count; ++at) {
        Sight sight;
        const PluginReply reply = direct.callIn(probe.call, {.refuseAt = at, .refuseWith = status}, &sight);
        const std::string where = probe.name + ", refused at item " + std::to_string(at + 1);
        if (sight.putsAfterRefusal > 0) {
            return failed(where + ", puts on", "nothing after the refusal",
                          std::to_string(sight.putsAfterRefusal) + " items");
        }
        if (sight.refused == RESEAL_OK) {
            return std::nullopt; // it puts fewer items this time
        }
        if (reply.status != status) {
            return failed(where + ", returns something else than the sink did", statusName(status),
                          statusName(reply.status));
        }
    }
    return std::nullopt;
}

Outcome sinkRefusalStopsCall(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        for (const Probe& probe : probes(bench, direct)) {
            for (const reseal_status status : {RESEAL_E_LIMIT, RESEAL_E_CANCELLED}) {
                if (auto outcome = refuseAtEach(direct, probe, status)) {
                    return *outcome;
                }
            }
        }
        return passed();
    });
}

// Where a plugin writes or looks where it must not, the process ends with that outcome.
Outcome inputsGuarded(Bench& bench, bool readOnly) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        direct.usual.readOnly = readOnly;
        direct.usual.revoked = !readOnly;
        static_cast<void>(survey(bench, direct));
        static_cast<void>(survey(bench, direct)); // what was kept in the first round is looked at in the second
        direct.finish();
        return passed();
    });
}

Outcome inputsInReadonlyPages(Bench& bench) { return inputsGuarded(bench, true); }
Outcome inputsFreedAfterCall(Bench& bench) { return inputsGuarded(bench, false); }

Outcome noCallbackAfterDestroy(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        static_cast<void>(survey(bench, direct));
        direct.finish();
        const std::size_t before = direct.host().visits();
        step("after destroy and deinit");
        std::this_thread::sleep_for(std::chrono::milliseconds(400));
        const std::size_t after = direct.host().visits();
        return after == before ? passed()
                               : failed("the plugin calls the host after destroy and deinit", "silence",
                                        std::to_string(after - before) + " calls");
    });
}

Outcome serialFromDifferentThreads(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        for (const Probe& probe : probes(bench, direct)) {
            const PluginReply here = direct.callIn(probe.call, {}, nullptr);
            const bool stable = transcript(direct.callIn(probe.call, {}, nullptr)) == transcript(here);
            PluginReply there;
            std::thread([&] { there = direct.callIn(probe.call, {}, nullptr); }).join();
            const auto differs =
                stable ? difference(transcript(here), transcript(there)) : difference(shapeOf(here), shapeOf(there));
            if (differs) {
                return failed(probe.name + " answers otherwise on another thread", differs->first, differs->second);
            }
        }
        return passed();
    });
}

Outcome servicesOnCallsThread(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        static_cast<void>(survey(bench, direct));
        const auto astray = direct.host().astray();
        return astray.empty() ? passed()
                              : failed("the plugin asks a service where it must not",
                                       "only during a call, on the thread that runs it", astray.front());
    });
}

Outcome errorHasMessage(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        const auto speechless = [](const std::string& name, const PluginReply& reply) -> std::optional<Outcome> {
            if (!known(reply.status)) {
                return failed(name + " returns no status", "one of status.h", std::to_string(reply.status));
            }
            if (reply.status != RESEAL_OK && wire::textOf(reply.items, RESEAL_KEY_ERROR_MESSAGE).empty()) {
                return failed(name + " fails without a word", "\"error.message\" with " + statusName(reply.status),
                              "no such item");
            }
            return std::nullopt;
        };
        for (const Probe& probe : probes(bench, direct)) {
            PluginCall critical = probe.call;
            critical.params.push_back(Item::ofText(kUnknown, "must be known"));
            critical.params.back().flags = RESEAL_FLAG_CRITICAL;
            for (const PluginCall& call : {probe.call, critical}) {
                if (auto outcome = speechless(probe.name, direct.callIn(call, {}, nullptr))) {
                    return *outcome;
                }
            }
            if (const PluginReply reply = direct.callIn(probe.call, {}, nullptr);
                !probe.legal && reply.status == RESEAL_OK) {
                return failed(probe.name + " takes what cannot be right (a cookie or a token that is none)",
                              "a failure", "RESEAL_OK");
            }
        }
        for (const Seen& one : survey(bench, direct)) {
            if (auto outcome = speechless(one.name, one.reply)) {
                return *outcome;
            }
        }
        return passed();
    });
}

Outcome answersWithOneDemand(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        if (!direct.has(RESEAL_EXT_CA_1)) {
            return skipped("the plugin has no reseal.ca/1");
        }
        std::string courses;
        for (const bool sparse : {false, true}) {
            const std::string purpose = sparse ? "new" : "renew";
            Conversation conversation(bench, purpose, sparse);
            static_cast<void>(drive(conversation, [&](const auto& call) { return direct.call(call); }));
            const std::string& end = conversation.end();
            if (end.starts_with("no demand: ")) {
                return failed("an answer is not one demand", "exactly one demand, with what belongs to it",
                              end.substr(11));
            }
            for (const reseal_status status : {RESEAL_E_INTERNAL, RESEAL_E_INVALID, RESEAL_E_UNSUPPORTED}) {
                if (end == statusName(status)) {
                    return failed("a conversation by the rules ends in " + end, "a demand, or a failure of the CA",
                                  std::string(wire::textOf(conversation.last(), RESEAL_KEY_ERROR_MESSAGE)));
                }
            }
            courses += courses.empty() ? purpose + ":" : "; " + purpose + ":";
            for (const std::string& demand : conversation.demands()) {
                courses += " " + demand;
            }
            courses += conversation.reached() ? "" : " (" + end + ")";
        }
        return passed(courses);
    });
}

// What a caller may send, however senseless: wrong types, nothing, far too much.
std::vector<Items> hostile(const Items& params) {
    std::vector<Items> list{{}};
    for (std::size_t i = 0; i < params.size(); ++i) {
        Items wrong = params;
        wrong[i] = wrong[i].type == RESEAL_TYPE_INTEGER ? Item::ofText(wrong[i].key, "text")
                                                        : Item::ofNumber(wrong[i].key, -1);
        list.push_back(std::move(wrong));
        Items empty = params;
        empty[i].value.clear();
        empty[i].number = empty[i].type == RESEAL_TYPE_INTEGER ? INT64_MIN : 0;
        list.push_back(std::move(empty));
        Items large = params;
        if (large[i].type != RESEAL_TYPE_INTEGER) {
            large[i].value.assign(wire::kMaxItem, 'A');
            list.push_back(std::move(large));
        }
    }
    Items many = params;
    while (many.size() < wire::kMaxItems) {
        many.push_back(Item::ofText("x-many." + std::to_string(many.size()), "x"));
    }
    list.push_back(std::move(many));
    return list;
}

Outcome noExceptionLeaves(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        for (const Probe& probe : probes(bench, direct)) {
            for (Items& params : hostile(probe.call.params)) {
                PluginCall call = probe.call;
                call.params = std::move(params);
                Sight sight;
                static_cast<void>(direct.callIn(call, {}, &sight));
                if (sight.threw) {
                    return failed("an exception leaves " + probe.name, "a status", "an exception");
                }
            }
        }
        for (const Seen& one : survey(bench, direct)) {
            if (one.sight.threw) {
                return failed("an exception leaves " + one.name, "a status", "an exception");
            }
        }
        return passed();
    });
}

constexpr Test kTests[] = {
    {"unknown-noncritical-param-ignored", "A param that the plugin does not know changes nothing.", "param.h",
     unknownNoncriticalParamIgnored},
    {"unknown-critical-param-refused", "A critical param that the plugin does not know is refused, and nothing done.",
     "param.h: RESEAL_FLAG_CRITICAL", unknownCriticalParamRefused},
    {"param-order-irrelevant", "The order of params has no meaning.", "param.h", paramOrderIrrelevant},
    {"text-is-utf8", "Texts are UTF-8 without NUL, keys and types are those of the interface.", "param.h", textIsUtf8},
    {"items-within-limits", "Items stay within 1 MiB, calls within 16 MiB and 10,000 items.", "sink.h",
     itemsWithinLimits},
    {"reserved-fields-zero", "Reserved fields and flags of items are 0.", "bytes.h, param.h", reservedFieldsZero},
    {"sink-refusal-stops-call", "A sink that refuses ends the call, which returns what the sink did.", "sink.h: put",
     sinkRefusalStopsCall},
    {"inputs-in-readonly-pages", "Inputs are never written to.", "bytes.h", inputsInReadonlyPages},
    {"inputs-freed-after-call", "Inputs are never looked at after the call.", "bytes.h", inputsFreedAfterCall},
    {"no-callback-after-destroy", "After destroy and deinit the host is not called.", "module.h: destroy",
     noCallbackAfterDestroy},
    {"serial-from-different-threads", "Calls may come from any thread, one after the other.", "call.h: [serial]",
     serialFromDifferentThreads},
    {"services-on-calls-thread", "Services are asked during a call only, on its thread.", "call.h: reseal_service",
     servicesOnCallsThread},
    {"error-has-message", "A failing call says what happened, and what is wrong fails.",
     "keys.h: error.message; status.h", errorHasMessage},
    {"answers-with-one-demand", "begin and resume answer with one demand and all that belongs to it.",
     "ext/ca.h; keys.h", answersWithOneDemand},
    {"no-exception-leaves", "No exception leaves a function, whatever it is called with.", "status.h",
     noExceptionLeaves},
};

} // namespace

std::span<const Test> contractTests() { return kTests; }

} // namespace reseal::check
