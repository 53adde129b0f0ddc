// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/supervision/supervisor.hpp"

#include <algorithm>
#include <atomic>

namespace reseal::plugins {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto kBudgetSpan = 5min;
constexpr std::size_t kBudget = 3;
constexpr auto kRest = 15min;

} // namespace

const char* name(Condition condition) {
    switch (condition) {
    case Condition::stopped:
        return "stopped";
    case Condition::running:
        return "running";
    case Condition::notResponding:
        return "not_responding";
    case Condition::resting:
        return "resting";
    }
    return "stopped";
}

struct Supervisor::Plugin {
    std::mutex calling;                     // one call at a time; guards what a call changes
    std::mutex holding;                     // guards `process` itself, for cancel() beside a call
    std::shared_ptr<PluginProcess> process; // nullptr: stopped
    std::int64_t run = 0;
    Steady::time_point lastCall;
    std::atomic<Condition> condition = Condition::stopped;
};

Supervisor::Supervisor(core::PluginRuns& runs, const core::Clock& clock,
                       std::function<void(const std::string&, Condition)> changed, std::chrono::milliseconds idle)
    : runs_(runs), clock_(clock), changed_(std::move(changed)), idle_(idle) {}

Supervisor::~Supervisor() {
    std::vector<std::string> ids;
    {
        const std::scoped_lock lock(guard_);
        for (const auto& [id, plugin] : plugins_) {
            ids.push_back(id);
        }
    }
    for (const std::string& id : ids) {
        end(id);
    }
}

std::shared_ptr<Supervisor::Plugin> Supervisor::find(const std::string& pluginId, bool make) {
    const std::scoped_lock lock(guard_);
    const auto found = plugins_.find(pluginId);
    if (found != plugins_.end()) {
        return found->second;
    }
    return make ? plugins_.emplace(pluginId, std::make_shared<Plugin>()).first->second : nullptr;
}

void Supervisor::set(Plugin& plugin, const std::string& pluginId, Condition condition) {
    if (plugin.condition.exchange(condition) != condition && changed_) {
        changed_(pluginId, condition);
    }
}

std::optional<TimePoint> Supervisor::restsUntil(const std::string& pluginId) {
    const auto now = clock_.now();
    const auto ends = runs_.abnormalEnds(pluginId, now - kRest - kBudgetSpan);
    if (!ends || ends.value().size() < kBudget) {
        return std::nullopt;
    }
    const auto& times = ends.value();
    for (std::size_t last = times.size(); last >= kBudget; --last) {
        if (times[last - 1] - times[last - kBudget] <= kBudgetSpan && times[last - 1] + kRest > now) {
            return times[last - 1] + kRest;
        }
    }
    return std::nullopt;
}

void Supervisor::close(Plugin& plugin, const std::string& pluginId, core::RunEnd end) {
    {
        const std::scoped_lock lock(plugin.holding);
        plugin.process.reset();
    }
    static_cast<void>(runs_.noteEnd(plugin.run, clock_.now(), end)); // an open run ends as unknown later
    set(plugin, pluginId, restsUntil(pluginId) ? Condition::resting : Condition::stopped);
}

Status Supervisor::ensure(Plugin& plugin, const PluginLaunch& launch, PluginServices& services) {
    const std::string& id = launch.pluginId;
    if (plugin.process && plugin.process->alive()) {
        return {};
    }
    if (plugin.process) {
        close(plugin, id, core::RunEnd::crashed); // between two calls: nobody waited for it
    }
    if (restsUntil(id)) {
        set(plugin, id, Condition::resting);
        return processError("plugin_rests", id);
    }
    return start(plugin, launch, services);
}

Status Supervisor::start(Plugin& plugin, PluginLaunch launch, PluginServices& services) {
    const std::string& id = launch.pluginId;
    if (launch.verify) {
        const auto identity = launch.verify();
        if (!identity) {
            return identity.error();
        }
        launch.identity = identity.value();
    }
    auto run = runs_.noteStart(id, clock_.now());
    if (!run) {
        return run.error();
    }
    plugin.run = run.value();
    auto started = PluginProcess::start(launch, services);
    if (!started) {
        const std::string& reason = started.error().reason;
        const auto end = reason == "plugin_hung"                                           ? core::RunEnd::hung
                         : reason == "plugin_crashed" || reason == "plugin_broke_contract" ? core::RunEnd::crashed
                                                                                           : core::RunEnd::refused;
        close(plugin, id, end);
        return started.error();
    }
    if (launch.honest && !launch.honest(started.value()->ready())) {
        started.value()->kill();
        close(plugin, id, core::RunEnd::refused);
        return processError("plugin_lies", id);
    }
    {
        const std::scoped_lock lock(plugin.holding);
        plugin.process = std::move(started).value();
    }
    set(plugin, id, Condition::running);
    return {};
}

Result<PluginReply> Supervisor::call(const PluginLaunch& launch, PluginServices& services, const PluginCall& call) {
    const auto plugin = find(launch.pluginId, true);
    const std::scoped_lock lock(plugin->calling);
    if (Status ready = ensure(*plugin, launch, services); !ready) {
        return ready.error();
    }
    plugin->process->serveBy(services); // those of the start are gone
    auto reply = plugin->process->call(call, [&](bool responding) {
        set(*plugin, launch.pluginId, responding ? Condition::running : Condition::notResponding);
    });
    plugin->lastCall = Steady::now();
    if (const auto ended = plugin->process->ended()) {
        close(*plugin, launch.pluginId, *ended);
    }
    return reply;
}

Result<wire::Ready> Supervisor::describe(const PluginLaunch& launch, PluginServices& services) {
    const auto plugin = find(launch.pluginId, true);
    const std::scoped_lock lock(plugin->calling);
    if (Status ready = ensure(*plugin, launch, services); !ready) {
        return ready.error();
    }
    plugin->lastCall = Steady::now();
    return plugin->process->ready();
}

std::shared_ptr<PluginProcess> Supervisor::processOf(Plugin& plugin) {
    const std::scoped_lock lock(plugin.holding);
    return plugin.process;
}

void Supervisor::cancel(const std::string& pluginId, const wire::Id& operation) {
    if (const auto plugin = find(pluginId, false)) {
        if (const auto process = processOf(*plugin)) {
            process->cancel(operation);
        }
    }
}

Condition Supervisor::condition(const std::string& pluginId) {
    const auto plugin = find(pluginId, false);
    const Condition now = plugin ? plugin->condition.load() : Condition::stopped;
    if (now == Condition::stopped || now == Condition::resting) {
        return restsUntil(pluginId) ? Condition::resting : Condition::stopped;
    }
    return now;
}

void Supervisor::forgive(const std::string& pluginId) { static_cast<void>(runs_.forgive(pluginId)); }

std::optional<std::chrono::milliseconds> Supervisor::leaveIdle() {
    std::vector<std::pair<std::string, std::shared_ptr<Plugin>>> all;
    {
        const std::scoped_lock lock(guard_);
        all.assign(plugins_.begin(), plugins_.end());
    }
    std::optional<std::chrono::milliseconds> next;
    for (const auto& [id, plugin] : all) {
        const std::unique_lock lock(plugin->calling, std::try_to_lock);
        if (!lock.owns_lock()) {
            next = idle_; // at work
            continue;
        }
        if (!plugin->process) {
            continue;
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(plugin->lastCall + idle_ - Steady::now());
        if (left > 0ms) {
            next = next ? std::min(*next, left) : left;
            continue;
        }
        plugin->process->leave();
        close(*plugin, id, plugin->process->ended().value_or(core::RunEnd::left));
    }
    return next;
}

void Supervisor::end(const std::string& pluginId) {
    if (const auto plugin = find(pluginId, false)) {
        if (const auto process = processOf(*plugin)) {
            process->cancel();
        }
        const std::scoped_lock lock(plugin->calling);
        if (plugin->process) {
            plugin->process->leave();
            close(*plugin, pluginId, plugin->process->ended().value_or(core::RunEnd::left));
        }
    }
}

} // namespace reseal::plugins
