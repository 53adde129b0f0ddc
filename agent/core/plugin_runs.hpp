// SPDX-License-Identifier: Apache-2.0
// What is remembered of the processes of plugins: each start durably, and how each ended. After a crash of the agent or
// the machine it tells which plugin was starting or at work; and three abnormal ends in five minutes make one rest.
#pragma once

#include "agent/base/result.hpp"
#include "agent/core/clock.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reseal::core {

enum class RunEnd : std::uint8_t {
    left,    // asked to, or idle
    crashed, // a signal, an exit of its own, a breach of the contract
    hung,    // past its deadline, or deaf to a cancel: it was ended
    refused, // it never came to work
    unknown, // the agent or the machine ended first
};
[[nodiscard]] const char* name(RunEnd end); // "left", "crashed" ...
[[nodiscard]] inline bool abnormal(RunEnd end) { return end == RunEnd::crashed || end == RunEnd::hung; }

class PluginRuns {
public:
    virtual ~PluginRuns() = default;
    // Durable before it returns. The number names the run.
    [[nodiscard]] virtual Result<std::int64_t> noteStart(const std::string& pluginId, TimePoint at) = 0;
    virtual Status noteEnd(std::int64_t run, TimePoint at, RunEnd end) = 0;
    // Ends as `unknown` every run without an end, and names their plugins. Once, at the start of the engine.
    [[nodiscard]] virtual Result<std::vector<std::string>> closeOpen(TimePoint at) = 0;
    // Times of the abnormal ends since then, oldest first.
    [[nodiscard]] virtual Result<std::vector<TimePoint>> abnormalEnds(const std::string& pluginId, TimePoint since) = 0;
    // The person wants to try again: what was is no longer counted.
    virtual Status forgive(const std::string& pluginId) = 0;
};

} // namespace reseal::core
