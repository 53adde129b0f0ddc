// SPDX-License-Identifier: Apache-2.0
// Keeps the processes of all plugins: starts one when it is called, lets it go when it is idle, and lets a plugin rest
// that ended abnormally three times in five minutes. Any thread; calls into one plugin come one after the other.
#pragma once

#include "agent/core/plugin_runs.hpp"
#include "agent/plugins/supervision/plugin_process.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace reseal::plugins {

enum class Condition : std::uint8_t { stopped, running, notResponding, resting };
[[nodiscard]] const char* name(Condition condition); // "stopped" ...

class Supervisor {
public:
    // `changed` is told of every change of a plugin's condition, on the thread that called the plugin. `idle`: how long
    // a plugin stays without a call.
    Supervisor(core::PluginRuns& runs, const core::Clock& clock,
               std::function<void(const std::string& pluginId, Condition)> changed = {},
               std::chrono::milliseconds idle = std::chrono::minutes(1));
    ~Supervisor(); // every plugin leaves, or is killed

    // Starts it first where it does not run. A plugin that ended between calls is started again without a word.
    [[nodiscard]] Result<PluginReply> call(const PluginLaunch& launch, PluginServices& services,
                                           const PluginCall& call);
    // Starts it if need be, and says what it said of itself.
    [[nodiscard]] Result<wire::Ready> describe(const PluginLaunch& launch, PluginServices& services);
    void cancel(const std::string& pluginId, const wire::Id& operation);

    [[nodiscard]] Condition condition(const std::string& pluginId);
    [[nodiscard]] std::optional<TimePoint> restsUntil(const std::string& pluginId);
    void forgive(const std::string& pluginId); // the person wants to try again

    // Ends what was idle for long enough. Returns when it should be asked again, if anything still runs.
    std::optional<std::chrono::milliseconds> leaveIdle();
    // Before it is upgraded, turned off or removed. A call at work is cancelled first.
    void end(const std::string& pluginId);

private:
    struct Plugin;
    [[nodiscard]] std::shared_ptr<Plugin> find(const std::string& pluginId, bool make);
    [[nodiscard]] static std::shared_ptr<PluginProcess> processOf(Plugin& plugin);
    [[nodiscard]] Status ensure(Plugin& plugin, const PluginLaunch& launch, PluginServices& services);
    [[nodiscard]] Status start(Plugin& plugin, PluginLaunch launch, PluginServices& services);
    void close(Plugin& plugin, const std::string& pluginId, core::RunEnd end);
    void set(Plugin& plugin, const std::string& pluginId, Condition condition);

    core::PluginRuns& runs_;
    const core::Clock& clock_;
    const std::function<void(const std::string&, Condition)> changed_;
    const std::chrono::milliseconds idle_;
    std::mutex guard_;
    std::map<std::string, std::shared_ptr<Plugin>> plugins_;
};

} // namespace reseal::plugins
