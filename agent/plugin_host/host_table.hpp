// SPDX-License-Identifier: Apache-2.0
// The tables that a module gets from its host, over something that answers them: the channel to the agent in
// reseal-plugin-host, services in the same process in the checker. Whatever a module hands over is looked at here.
#pragma once

#include "agent/plugins/wire/item.hpp"
#include "agent/plugins/wire/messages.hpp"
#include "agent/plugins/wire/rows.hpp"

#include <reseal/module.h>

#include <string>
#include <string_view>
#include <variant>

namespace reseal::host {

// Called on any thread of the module, as the interface says of each table (sdk/include/reseal/host).
class HostServices {
public:
    virtual ~HostServices() = default;
    [[nodiscard]] virtual bool offers(std::string_view extension) = 0;
    // `out` is never null; its params are not looked at yet, see itemsOf().
    virtual reseal_status service(const wire::Row& row, const reseal_call* call, const reseal_sink& out) = 0;
    virtual void note(const wire::Note& note) = 0;
    virtual void progress(const wire::Progress& progress) = 0;
};

// Borrows the services for as long as the module has the table.
[[nodiscard]] reseal_host tableOf(HostServices& services, std::uint32_t abiMinor = RESEAL_ABI_MINOR);

// Copies of the params, or why they are refused.
[[nodiscard]] std::variant<wire::Items, reseal_status> itemsOf(const reseal_call* call);

// Hands the items of an answer on; the sink's own refusal comes back.
[[nodiscard]] reseal_status putAll(const wire::Items& items, const reseal_sink& out);

} // namespace reseal::host
