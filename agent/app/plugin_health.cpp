// SPDX-License-Identifier: Apache-2.0
#include "agent/app/plugin_health.hpp"

#include "agent/base/result.hpp"

namespace reseal::app {

using core::HealthItem;
using core::Severity;

std::vector<HealthItem> checkPlugins(const std::vector<plugins::Plugin>& plugins, const plugins::Policy& policy,
                                     bool developerMode) {
    std::vector<HealthItem> items;
    if (developerMode) {
        items.push_back({"developer_mode",
                         Severity::warning,
                         N_("Developer mode is on"),
                         N_("Plugins are loaded that nobody vouches for."),
                         N_("Switch it off when you are done: reseal plugin developer-mode off."),
                         {},
                         ""});
    }
    for (const plugins::PolicyProblem& problem : policy.problems) {
        const std::string where = problem.file + (problem.field.empty() ? "" : " (" + problem.field + ")");
        items.push_back(
            {"policy_file_bad",
             Severity::warning,
             N_("A policy file has no effect: {file}"),
             problem.detail,
             N_("Ask your administrator to correct it. Until then only plugins that this build or the rest of "
                "the policy vouches for are loaded."),
             {{"file", where}},
             problem.file});
    }
    for (const plugins::Plugin& plugin : plugins) {
        if (!plugin.refusal || !plugin.enabled) { // one that is switched off needs no mending
            continue;
        }
        core::HealthItem item{"plugin_refused",
                              Severity::notice,
                              N_("Plugin {plugin} is not loaded"),
                              plugin.refusal->detail,
                              plugin.refusal->mend,
                              plugin.refusal->gaps,
                              plugin.id};
        const std::string& subject = plugin.refusal->subject;
        item.gaps["plugin"] = plugin.id + (subject.empty() ? "" : " (" + subject + ")");
        items.push_back(std::move(item));
    }
    return items;
}

} // namespace reseal::app
