// SPDX-License-Identifier: Apache-2.0
// A call into a plugin and what comes back; and the services that the agent does for plugins meanwhile.
#pragma once

#include "agent/base/cancellation.hpp"
#include "agent/base/result.hpp"
#include "agent/plugins/wire/item.hpp"
#include "agent/plugins/wire/messages.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace reseal::plugins {

struct PluginCall {
    std::string extension; // "reseal.ca/1"
    std::string function;  // "begin"
    wire::Id conversation{};
    wire::Id operation{};
    std::chrono::milliseconds deadline{60000};
    wire::Items params;
};

struct PluginReply {
    reseal_status status = RESEAL_E_INTERNAL;
    wire::Items items;
};

struct ServiceCall {
    std::string_view extension; // "reseal.http/1"
    std::string_view function;
    const wire::Id& conversation;
    const wire::Id& operation;
    std::chrono::milliseconds left; // of the plugin's own deadline
    const wire::Items& params;
    const Cancellation& cancellation; // the person gave up meanwhile
};

// What the agent offers to one plugin. Called on the thread that called the plugin, while it waits.
class PluginServices {
public:
    virtual ~PluginServices() = default;
    [[nodiscard]] virtual std::vector<std::string> offered() const = 0; // extension ids
    [[nodiscard]] virtual PluginReply serve(const ServiceCall& call) = 0;
    virtual void note(std::uint32_t level, const std::string& line) = 0; // RESEAL_LOG_...
    virtual void progress(const wire::Progress& progress) = 0;
};

// Error of the process itself, never of the plugin's own judgement. Reasons: plugin_crashed, plugin_hung,
// plugin_broke_contract, plugin_refused, plugin_changed, plugin_lies, plugin_not_started, plugin_rests,
// plugin_has_no_such_function.
[[nodiscard]] Error processError(const char* reason, const std::string& pluginId);

// "signal 11", "exit 3".
[[nodiscard]] std::string describe(bool bySignal, int code);

} // namespace reseal::plugins
