// SPDX-License-Identifier: Apache-2.0
// Everything known of one certificate, as labelled lines. Plain C++ without wx; any thread.
#pragma once

#include "agent/ui/certificate_list.hpp"

#include <string>
#include <vector>

namespace reseal::ui {

struct DetailLine {
    std::string label;
    std::string value; // may hold line breaks
};

struct DetailSection {
    std::string title;
    std::vector<DetailLine> lines; // never empty
};

[[nodiscard]] std::vector<DetailSection> detailsOf(const core::InventoryEntry& entry, const core::Snapshot& snapshot,
                                                   const Words& words);

// The same as one text, to be copied or read aloud.
[[nodiscard]] std::string detailsText(const std::vector<DetailSection>& sections);

} // namespace reseal::ui
