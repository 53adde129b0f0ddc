// SPDX-License-Identifier: Apache-2.0
// Tokens and card readers as the window words them. Plain C++ without wx; any thread.
#pragma once

#include "agent/core/resident.hpp"
#include "agent/ui/words.hpp"

#include <string>
#include <vector>

namespace reseal::ui {

struct TokenRow {
    std::string uri; // empty: a reader in which no token was found
    std::string name;
    std::string state;        // "Ready", "PIN locked", "Driver missing"
    std::string certificates; // how many
    std::string space;        // "12 KB of 64 KB free"; empty where it does not say
    std::string details;      // its certificates, its PIN, what is wrong and what to do
    bool mayChangePin = false;
};

// Tokens first, then the readers that hold none.
[[nodiscard]] std::vector<TokenRow> tokenRows(const core::Snapshot& snapshot, const Words& words);

// The token of that URI, or null.
[[nodiscard]] const core::Token* findToken(const core::Snapshot& snapshot, const std::string& uri);

// What the person should know before typing a PIN: "3 tries are left."; empty where there is nothing to say.
[[nodiscard]] std::string pinText(const core::Token& token, const Words& words);

// What came of a change of the PIN.
[[nodiscard]] std::string outcomeText(const core::PinOutcome& outcome, const Words& words);

} // namespace reseal::ui
