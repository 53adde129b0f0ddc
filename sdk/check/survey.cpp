// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/survey.hpp"

#include <reseal/ext/ca.h>

namespace reseal::check {

std::vector<Seen> survey(Bench& bench, Direct& direct) {
    std::vector<Seen> all;
    direct.seen = [&](const plugins::PluginCall& call, const plugins::PluginReply& reply, const Sight& sight) {
        all.push_back({call.function + " of " + call.extension, reply, sight});
    };
    for (const Probe& probe : probes(bench, direct)) {
        static_cast<void>(direct.call(probe.call));
    }
    if (direct.has(RESEAL_EXT_CA_1)) {
        for (const bool sparse : {false, true}) {
            Conversation conversation(bench, sparse ? "new" : "renew", sparse);
            static_cast<void>(drive(conversation, [&](const auto& call) { return direct.call(call); }));
        }
    }
    direct.seen = {};
    return all;
}

std::optional<std::string> firstFlaw(const std::vector<Seen>& all, std::vector<std::string> Sight::*flaws) {
    for (const Seen& one : all) {
        if (!(one.sight.*flaws).empty()) {
            return one.name + ": " + (one.sight.*flaws).front();
        }
    }
    return std::nullopt;
}

} // namespace reseal::check
