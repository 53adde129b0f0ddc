// SPDX-License-Identifier: Apache-2.0
// Group differential: the same script in this process and through a plugin host has the same transcript.
#include "sdk/check/catalogue.hpp"
#include "sdk/check/survey.hpp"

#include <reseal/reseal.h>

namespace reseal::check {
namespace {

// Every call and every service, with all that went in and out of them.
Result<std::string> play(Bench& bench, Caller& caller, ScriptedServices& services) {
    std::string text;
    bench.emptyFolders();
    const auto call = [&](const plugins::PluginCall& one) {
        services.forget();
        auto reply = caller.call(one);
        text += "== " + one.function + " of " + one.extension + "\n";
        for (const Asked& asked : services.asked()) {
            text += "-- " + asked.extension + "\n" + transcript(asked.params) + transcript(asked.reply);
        }
        for (const std::string& line : services.lines()) {
            text += "-- note " + line + "\n";
        }
        text += reply ? transcript(reply.value()) : reply.error().reason + "\n";
        return reply;
    };
    for (const Probe& probe : probes(bench, caller)) {
        if (const auto reply = call(probe.call); !reply) {
            return reply.error();
        }
    }
    for (const bool sparse : {false, true}) {
        Conversation conversation(bench, sparse ? "new" : "renew", sparse);
        if (caller.has(RESEAL_EXT_CA_1)) {
            if (const Status went = drive(conversation, call); !went) {
                return went.error();
            }
        }
    }
    return text;
}

std::string keysOnly(const std::string& text) {
    std::string keys;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        const std::string line = text.substr(at, end - at);
        keys += line.starts_with("==") || line.starts_with("--") ? line : line.substr(0, line.find(' '));
        keys += "\n";
        at = end + 1;
    }
    return keys;
}

Outcome sameInAndOutOfProcess(Bench& bench) {
    ScriptedServices services(bench);
    auto direct = Direct::start(bench, services);
    if (!direct) {
        return notStarted(direct.error());
    }
    auto hosted = Hosted::start(bench, services);
    if (!hosted) {
        return failed("the plugin starts in this process but not in a plugin host", "both", hosted.error().reason);
    }
    const auto here = play(bench, *direct.value(), services);
    const auto again = play(bench, *direct.value(), services);
    const auto there = play(bench, *hosted.value(), services);
    if (!here || !again || !there) {
        return {Verdict::crash, "the plugin host ended", "an answer", there ? "" : there.error().reason};
    }
    const bool stable = here.value() == again.value();
    const auto differs =
        stable ? difference(here.value(), there.value()) : difference(keysOnly(here.value()), keysOnly(there.value()));
    if (differs) {
        return failed("the plugin answers otherwise in a plugin host", differs->first, differs->second);
    }
    return passed(stable ? std::to_string(here.value().size()) + " bytes of transcript"
                         : "values vary from call to call, so only statuses and keys were compared");
}

constexpr Test kTests[] = {
    {"same-in-and-out-of-process", "The plugin does the same whether or not a pipe lies between.", "module.h; call.h",
     sameInAndOutOfProcess},
};

} // namespace

std::span<const Test> differentialTests() { return kTests; }

} // namespace reseal::check
