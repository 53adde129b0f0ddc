// SPDX-License-Identifier: Apache-2.0
// The archive, and a document being opened, as the window words them. Plain C++ without wx; any thread.
#pragma once

#include "agent/core/resident.hpp"
#include "agent/ui/words.hpp"

#include <string>
#include <vector>

namespace reseal::ui {

struct ArchiveRow {
    std::string id;
    std::string who;
    std::string when;    // "15 March 2024 – 15 March 2025"
    std::string purpose; // "sign, encrypt"
    std::string key;     // "in the archive", "on the token X"
    std::string details; // everything known of it alone
};

[[nodiscard]] std::vector<ArchiveRow> archiveRows(const core::ArchiveView& archive, const Words& words);

// Of the chosen key's holder, in the order of time; empty where this is the only one.
[[nodiscard]] std::string holderLineText(const core::HolderLine& line, const Words& words);

// Who else can open the archive; empty where nobody can.
[[nodiscard]] std::string organisationsText(const core::ArchiveView& archive, const Words& words);

// One sentence about how it goes; what a screen reader says.
[[nodiscard]] std::string openingHeadline(const core::DocumentOpening& opening, const Words& words);
// Below it: what came out and who signed it, or what is wrong and what to do.
[[nodiscard]] std::string openingDetails(const core::DocumentOpening& opening, const Words& words);
// "Password of the archive", "PIN of X": what the field asks for; empty where nothing is typed here.
[[nodiscard]] std::string secretAsked(const core::DocumentOpening& opening, const Words& words);

} // namespace reseal::ui
