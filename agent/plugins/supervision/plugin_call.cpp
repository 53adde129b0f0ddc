// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/supervision/plugin_call.hpp"

#include <algorithm>
#include <array>

namespace reseal::plugins {
namespace {

struct Words {
    std::string_view reason;
    Category category;
    const char* detail;
};

constexpr std::array kWords{
    Words{"plugin_crashed", Category::failed,
          N_("The plugin stopped unexpectedly. Nothing is lost; try again, and tell its vendor if it happens often.")},
    Words{"plugin_hung", Category::failed,
          N_("The plugin did not answer in time and was stopped. Nothing is lost; try again later.")},
    Words{"plugin_broke_contract", Category::failed,
          N_("The plugin answered in a way that makes no sense and was stopped. Tell its vendor.")},
    Words{"plugin_refused", Category::refused,
          N_("The plugin could not be loaded. Install it again, or ask its vendor for a version for this system.")},
    Words{"plugin_changed", Category::refused,
          N_("The plugin's file changed after it was checked. Install the plugin again.")},
    Words{"plugin_lies", Category::refused,
          N_("The plugin says something else of itself than its manifest. Install it again, or tell its vendor.")},
    Words{"plugin_not_started", Category::failed,
          N_("The program that runs plugins could not be started. Install Reseal again.")},
    Words{"plugin_rests", Category::failed,
          N_("The plugin failed three times in five minutes and rests for a while. Turn it on again to try at once.")},
    Words{"plugin_has_no_such_function", Category::usage,
          N_("The plugin cannot do this. See what it offers with `reseal plugin info`.")},
};

} // namespace

Error processError(const char* reason, const std::string& pluginId) {
    const auto* const words = std::ranges::find(kWords, std::string_view(reason), &Words::reason);
    return {words->category, reason, words->detail, pluginId}; // every reason of the header stands in the table
}

std::string describe(bool bySignal, int code) { return (bySignal ? "signal " : "exit ") + std::to_string(code); }

} // namespace reseal::plugins
