// SPDX-License-Identifier: Apache-2.0
// One loaded plugin module with its one instance. Never unloaded: the process ends instead, because vendors' libraries
// leave threads and handlers behind.
#pragma once

#include "agent/plugins/wire/messages.hpp"

#include <reseal/module.h>

#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace reseal::host {

class Module {
public:
    // Loads with all symbols bound and none shown to others, and finds the entry in the file itself, not in a library
    // that it pulls in. What went wrong comes back as a refusal.
    [[nodiscard]] static std::variant<Module, wire::Refuse> load(const std::string& path);

    // init, describe, create, extensions. [serial]
    [[nodiscard]] wire::Refuse start(const std::string& pluginId, const reseal_host& host); // Refusal::none: it runs
    void finish();                                                                          // destroy, deinit

    [[nodiscard]] const wire::Ready& ready() const { return ready_; }
    [[nodiscard]] reseal_instance* instance() const { return instance_; }
    // A function of the instance's extension; nullptr if it has none of that name.
    [[nodiscard]] reseal_function function(std::uint16_t row) const;
    [[nodiscard]] reseal_cancel cancel(std::string_view extension) const;

private:
    explicit Module(const reseal_module& table) : table_(&table) {}
    [[nodiscard]] bool describe();
    [[nodiscard]] bool findExtensions();

    const reseal_module* table_;
    reseal_instance* instance_ = nullptr;
    wire::Ready ready_;
    std::map<std::string, const void*, std::less<>> extensions_;
};

} // namespace reseal::host
