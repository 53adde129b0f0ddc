// SPDX-License-Identifier: Apache-2.0
// The requests about plugins, a part of Requests (requests.hpp): plugin_list, plugin_info, plugin_check, plugin_trust,
// plugin_distrust, plugin_enable, plugin_disable, plugin_install, plugin_set, plugin_developer_mode. "id" is an id, or
// an absolute path where the command takes one; "path_hex" a path that need not be UTF-8.
#pragma once

#include "agent/app/engine.hpp"
#include "agent/base/bytes.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace reseal::app {

// Engine thread.
class PluginRequests {
public:
    explicit PluginRequests(Engine& engine) : engine_(engine) {}

    // {"exit": N, "document": {...}}; throws the JSON library's exceptions for what is not understood.
    [[nodiscard]] nlohmann::ordered_json answer(const std::string& command, const nlohmann::ordered_json& request,
                                                const Secret& secret);

    // Diagnostics of every ready plugin that has them.
    [[nodiscard]] std::vector<core::HealthItem> examineAll();

private:
    [[nodiscard]] Result<ReadyPlugin> ready(const std::string& id);
    [[nodiscard]] nlohmann::ordered_json check(const std::string& target);
    [[nodiscard]] nlohmann::ordered_json list();
    [[nodiscard]] nlohmann::ordered_json set(const std::string& id, const nlohmann::ordered_json& request,
                                             const Secret& secret);
    [[nodiscard]] nlohmann::ordered_json told(const Result<plugins::Plugin>& plugin, bool refusalFails);

    Engine& engine_;
};

// An error as the answer to a request; what policy forbids names the organisation.
[[nodiscard]] nlohmann::ordered_json failureAnswer(Engine& engine, const Error& error);

} // namespace reseal::app
