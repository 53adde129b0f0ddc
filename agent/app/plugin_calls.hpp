// SPDX-License-Identifier: Apache-2.0
// Calls into the plugins of this profile: what the shelf judged ready is launched in a host of its own, with its
// settings, its privileges and the agent's services. Any thread; a call blocks within its deadline.
#pragma once

#include "agent/core/health.hpp"
#include "agent/network/http_client.hpp"
#include "agent/platform/keyring.hpp"
#include "agent/plugins/catalogue.hpp"
#include "agent/plugins/plugin_settings.hpp"
#include "agent/plugins/services/agent_services.hpp"
#include "agent/plugins/supervision/supervisor.hpp"

#include <memory>
#include <string>

namespace reseal::app {

class PluginShelf;

// A copy of what a call needs; made on the engine's thread.
struct ReadyPlugin {
    plugins::Plugin plugin; // State::ready
    plugins::Policy policy;
    plugins::PluginChoices choices;
    wire::Items params; // language, now, settings: they come with every call
};

// Errors: unknown_plugin (notFound), plugin_not_ready (refused), those of the keyring.
[[nodiscard]] Result<ReadyPlugin> readyPlugin(PluginShelf& shelf, platform::Keyring& keyring, const std::string& id,
                                              const std::string& language, TimePoint now);

class PluginCalls {
public:
    // Borrows the clock. `hostProgram`: reseal-plugin-host. `changed`: a plugin's condition is another; on the thread
    // that called it.
    PluginCalls(std::unique_ptr<core::PluginRuns> runs, const core::Clock& clock, std::string hostProgram,
                std::function<void()> changed = {});

    // Starts it if need be; its files are judged anew before each start. A plugin that says of itself what its manifest
    // does not is refused (plugin_lies).
    [[nodiscard]] Status start(const ReadyPlugin& ready);
    // `call` without the params that every call has. `reading`: what reseal.source/1 gives meanwhile.
    [[nodiscard]] Result<plugins::PluginReply> call(const ReadyPlugin& ready, plugins::PluginCall call,
                                                    const plugins::Asking& asking = {},
                                                    const plugins::Reading& reading = {});

    [[nodiscard]] plugins::Supervisor& supervisor() { return supervisor_; }

    // What its diagnostics say of the workplace, as health items; nothing where it has none. Five seconds at most.
    [[nodiscard]] std::vector<core::HealthItem> examine(const ReadyPlugin& ready);
    // Those of plugins that rest.
    [[nodiscard]] std::vector<core::HealthItem> health(const std::vector<plugins::Plugin>& all);

private:
    [[nodiscard]] plugins::PluginLaunch launchOf(const ReadyPlugin& ready) const;
    [[nodiscard]] plugins::AgentServices servicesFor(const ReadyPlugin& ready, const plugins::Asking& asking,
                                                     const plugins::Reading& reading);

    std::unique_ptr<core::PluginRuns> runs_;
    const core::Clock& clock_;
    const std::string hostProgram_;
    std::unique_ptr<network::HttpClient> http_;
    plugins::Supervisor supervisor_;
};

} // namespace reseal::app
