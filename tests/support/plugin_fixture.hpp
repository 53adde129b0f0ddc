// SPDX-License-Identifier: Apache-2.0
// Plugins of tests/plugins_bad in real plugin hosts, and services that remember what they were asked.
#pragma once

#include "agent/core/plugin_runs.hpp"
#include "agent/platform/file_identity.hpp"
#include "agent/plugins/supervision/plugin_process.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace reseal::test {

inline plugins::PluginLaunch launchOf(const std::string& behaviour, std::uint32_t privileges = 0) {
    plugins::PluginLaunch launch;
    launch.hostProgram = RESEAL_BIN "/reseal-plugin-host";
    launch.pluginId = "test";
    launch.module = RESEAL_BAD_PLUGINS "/" + behaviour + "/" + behaviour + ".so";
    if (const auto identity = platform::identityOf(launch.module)) {
        launch.identity = identity.value();
    }
    launch.privileges = privileges;
    launch.memoryMegabytes = 512;
    return launch;
}

inline plugins::PluginCall callOf(std::string function, wire::Items params = {},
                                  std::chrono::milliseconds deadline = std::chrono::seconds(20)) {
    plugins::PluginCall call;
    call.extension = "reseal.ca/1";
    call.function = std::move(function);
    call.operation[0] = 1;
    call.deadline = deadline;
    call.params = std::move(params);
    return call;
}

class FakeServices final : public plugins::PluginServices {
public:
    std::vector<std::string> offered() const override { return {"reseal.http/1", "reseal.log/1", "reseal.prompt/1"}; }
    plugins::PluginReply serve(const plugins::ServiceCall& call) override {
        asked.emplace_back(call.extension);
        return answer ? answer(call) : plugins::PluginReply{RESEAL_E_UNSUPPORTED, {}};
    }
    void note(std::uint32_t, const std::string& line) override { lines.push_back(line); }
    void progress(const wire::Progress&) override {}

    std::function<plugins::PluginReply(const plugins::ServiceCall&)> answer;
    std::vector<std::string> asked;
    std::vector<std::string> lines;
};

class FakePluginRuns final : public core::PluginRuns {
public:
    Result<std::int64_t> noteStart(const std::string& pluginId, TimePoint) override {
        const std::scoped_lock lock(guard_);
        started.push_back(pluginId);
        return static_cast<std::int64_t>(started.size());
    }
    Status noteEnd(std::int64_t run, TimePoint at, core::RunEnd end) override {
        const std::scoped_lock lock(guard_);
        ends.emplace_back(started[static_cast<std::size_t>(run) - 1], at, end);
        return {};
    }
    Result<std::vector<std::string>> closeOpen(TimePoint) override { return std::vector<std::string>(); }
    Result<std::vector<TimePoint>> abnormalEnds(const std::string& pluginId, TimePoint since) override {
        const std::scoped_lock lock(guard_);
        std::vector<TimePoint> times;
        for (const auto& [plugin, at, end] : ends) {
            if (plugin == pluginId && at >= since && core::abnormal(end)) {
                times.push_back(at);
            }
        }
        return times;
    }
    Status forgive(const std::string&) override {
        const std::scoped_lock lock(guard_);
        ends.clear();
        return {};
    }

    std::vector<std::string> started;
    std::vector<std::tuple<std::string, TimePoint, core::RunEnd>> ends;

private:
    std::mutex guard_;
};

} // namespace reseal::test
