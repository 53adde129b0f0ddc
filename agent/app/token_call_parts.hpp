// SPDX-License-Identifier: Apache-2.0
// What the calls to token plugins are made of, for the files that make them. Any thread.
#pragma once

#include "agent/app/token_calls.hpp"

#include <reseal/reseal.h>

#include <chrono>

namespace reseal::app {

inline constexpr std::chrono::seconds kAct{60}; // one act on a token, a person's way to it included

// The token and, where one was given, the PIN.
[[nodiscard]] wire::Items tokenParams(const std::string& token, const PinEntry& entry);

// Of `generate`: with chance of this process' generator, which has what the person's hands gave (crypto/generator.hpp).
[[nodiscard]] wire::Items generateParams(const std::string& token, const std::string& label,
                                         const std::string& algorithm, const PinEntry& entry);

struct TokenCalls::Question {
    const char* function;
    wire::Items params;
    std::chrono::milliseconds deadline;
    const char* extension = RESEAL_EXT_TOKEN_1;
    plugins::Reading reading = {};
};

} // namespace reseal::app
