// SPDX-License-Identifier: Apache-2.0
// Calls that every plugin of an extension has to take without any state before them, and that change nothing worth
// mentioning: what most tests of the contract are made with.
#pragma once

#include "sdk/check/caller.hpp"

namespace reseal::check {

struct Probe {
    std::string name; // "begin of reseal.ca/1"
    plugins::PluginCall call;
    bool legal = true; // else it has to be refused, in words
};

[[nodiscard]] std::vector<Probe> probes(Bench& bench, const Caller& caller);

// A call of the conversation "first".
[[nodiscard]] plugins::PluginCall callOf(std::string extension, std::string function, wire::Items params,
                                         std::chrono::milliseconds deadline = std::chrono::milliseconds(5000));

// Text of a reply that is the same for the same reply: status and items, one a line. Secrets as their size.
[[nodiscard]] std::string transcript(const plugins::PluginReply& reply);
[[nodiscard]] std::string transcript(const wire::Items& items);
// The first lines in which two transcripts differ, or nothing.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> difference(const std::string& one,
                                                                            const std::string& other);
[[nodiscard]] std::string statusName(reseal_status status); // "RESEAL_E_INVALID"; "status 7"
[[nodiscard]] bool known(reseal_status status);

} // namespace reseal::check
