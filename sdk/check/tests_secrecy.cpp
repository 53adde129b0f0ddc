// SPDX-License-Identifier: Apache-2.0
// Group secrecy: where a secret that goes in comes out again.
#include "sdk/check/catalogue.hpp"
#include "sdk/check/demand.hpp"
#include "sdk/check/descriptors.hpp"
#include "sdk/check/survey.hpp"

#include <reseal/reseal.h>

#include <algorithm>

namespace reseal::check {
namespace {

using wire::Item;
using wire::Items;

// The canary as it may be written.
std::vector<std::string> spellings() {
    const std::string plain = kCanary;
    std::vector<std::string> list{plain, toHex(asBytes(plain))};
    for (std::size_t shift = 0; shift < 3; ++shift) { // inside of a longer text in Base64
        const std::string coded = toBase64(std::string(shift, 'x') + plain);
        list.push_back(coded.substr(shift == 0 ? 0 : 4, plain.size()));
    }
    list.emplace_back(plain.rbegin(), plain.rend());
    return list;
}

bool holdsCanary(std::string_view text) {
    static const auto list = spellings();
    return std::ranges::any_of(list, [&](const std::string& one) { return text.find(one) != std::string_view::npos; });
}

// Every secret of these params becomes the canary, and there is one more.
void poison(Items& params) {
    for (Item& item : params) {
        if (item.secret()) {
            item = Item::ofSecret(item.key, kCanary);
        }
    }
    params.push_back(Item::ofSecret(RESEAL_KEY_PIN, kCanary));
    params.push_back(Item::ofSecret(std::string(RESEAL_KEY_ANSWER) + "password", kCanary));
}

std::optional<std::string> leakIn(const std::string& name, const plugins::PluginReply& reply) {
    for (const Item& item : reply.items) {
        if (!item.secret() && holdsCanary(item.text())) {
            return "\"" + item.key + "\" of " + name;
        }
    }
    return std::nullopt;
}

std::optional<std::string> leakIn(const ScriptedServices& services) {
    for (const std::string& line : services.lines()) {
        if (holdsCanary(line)) {
            return "a line of the log or of progress";
        }
    }
    for (const Asked& one : services.asked()) {
        for (const Item& item : one.params) {
            const bool body = item.key == RESEAL_KEY_HTTP_BODY;
            if (!item.secret() && !body && holdsCanary(item.text())) {
                return "\"" + item.key + "\" of " + one.extension + ", which is no secret there";
            }
        }
    }
    return std::nullopt;
}

Outcome secretsStayInside(Bench& bench) {
    const DescriptorWatch watch;
    return withPlugin(bench, [&](Direct& direct, ScriptedServices& services) {
        std::optional<std::string> leak;
        direct.seen = [&](const plugins::PluginCall& call, const plugins::PluginReply& reply, const Sight&) {
            if (!leak) {
                leak = leakIn(call.function + " of " + call.extension, reply);
            }
        };
        for (Probe& probe : probes(bench, direct)) {
            poison(probe.call.params);
            static_cast<void>(direct.call(probe.call));
            probe.call.params.push_back(Item::ofText("x-kz.example.checker.unknown", "x"));
            probe.call.params.back().flags = RESEAL_FLAG_CRITICAL; // an error text is the likeliest place
            static_cast<void>(direct.call(probe.call));
        }
        for (const bool sparse : {false, true}) {
            Conversation conversation(bench, sparse ? "new" : "renew", sparse);
            if (direct.has(RESEAL_EXT_CA_1)) {
                static_cast<void>(drive(conversation, [&](plugins::PluginCall call) {
                    poison(call.params);
                    return direct.call(call);
                }));
            }
        }
        direct.finish();
        if (!leak) {
            leak = leakIn(services);
        }
        if (!leak && holdsCanary(watch.printed())) {
            leak = "what the plugin prints";
        }
        return leak ? failed("a secret comes out", "secrets only in items of type secret", "it is in " + *leak)
                    : passed();
    });
}

constexpr Test kTests[] = {
    {"secrets-stay-inside", "A secret shows in no log, error, item, cookie or output.", "param.h: RESEAL_TYPE_SECRET",
     secretsStayInside, true},
};

} // namespace

std::span<const Test> secrecyTests() { return kTests; }

} // namespace reseal::check
