// SPDX-License-Identifier: Apache-2.0
// What most tests of the contract need: the plugin in this process, all probes, and the conversations.
#pragma once

#include "sdk/check/conversation.hpp"
#include "sdk/check/outcome.hpp"
#include "sdk/check/probes.hpp"

namespace reseal::check {

struct Seen {
    std::string name;
    plugins::PluginReply reply;
    Sight sight;
};

// Every probe, and for a CA both conversations to their ends: a renewal with all settings, and a first certificate with
// as few as possible. Made as direct.usual says.
[[nodiscard]] std::vector<Seen> survey(Bench& bench, Direct& direct);

// Starts the plugin in this process and hands it over. The outcome is that of `test`, or why it could not begin.
template <typename TestBody>
[[nodiscard]] Outcome withPlugin(Bench& bench, TestBody test) {
    ScriptedServices services(bench);
    auto direct = Direct::start(bench, services);
    return direct ? test(*direct.value(), services) : notStarted(direct.error());
}

// "begin of reseal.ca/1: ..." for the first that has something; nothing otherwise.
[[nodiscard]] std::optional<std::string> firstFlaw(const std::vector<Seen>& all,
                                                   std::vector<std::string> Sight::*flaws);

} // namespace reseal::check
