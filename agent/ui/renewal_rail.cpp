// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_rail.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace reseal::ui {
namespace {

constexpr std::array kLabels{N_("Your data"), N_("New key"), N_("Issue"), N_("Archive"), N_("In use")};
constexpr std::size_t kData = 0, kKey = 1, kIssue = 2, kArchive = 3, kInUse = 4;

// Questions, signatures and calls come before the key and after it.
std::optional<std::size_t> stageOf(const core::RenewalView& view) {
    constexpr std::array<std::string_view, 3> lost{"rejected", "cancelled", "expired"};
    if (std::ranges::find(lost, view.state) != lost.end()) {
        return std::nullopt;
    }
    const std::string& state = view.pausedIn.empty() ? view.state : view.pausedIn;
    if (state == "staged" || state == "archiving_old") {
        return kArchive;
    }
    if (state == "installing" || state == "offering_backup" || state == "done") {
        return kInUse;
    }
    return view.newKey == core::RenewalView::NewKey::made        ? kIssue
           : view.newKey == core::RenewalView::NewKey::beingMade ? kKey
                                                                 : kData;
}

} // namespace

std::vector<RailStage> renewalRail(const core::RenewalView& view, const Words& words) {
    std::vector<RailStage> stages;
    const auto at = stageOf(view);
    for (std::size_t i = 0; at && i < kLabels.size(); ++i) {
        const bool reached = i == *at && view.state != "done";
        stages.push_back({words.tr(kLabels[i]), reached    ? RailStage::Place::here
                                                : i <= *at ? RailStage::Place::behind
                                                           : RailStage::Place::ahead});
    }
    return stages;
}

std::string railDescription(const std::vector<RailStage>& stages, const Words& words) {
    const auto behind = std::ranges::count(stages, RailStage::Place::behind, &RailStage::place);
    if (stages.empty()) {
        return {};
    }
    const std::size_t at = std::min(static_cast<std::size_t>(behind), stages.size() - 1);
    return words.tr(
        "Step {number} of {count}: {name}",
        {{"number", std::to_string(at + 1)}, {"count", std::to_string(stages.size())}, {"name", stages[at].label}});
}

} // namespace reseal::ui
