// SPDX-License-Identifier: Apache-2.0
// The inputs of a call in pages of their own, read-only while it runs or gone when it is over, and never used again.
// Who writes there, or looks later, ends the process with the outcome "fail" that names it.
#pragma once

#include "agent/plugins/supervision/plugin_call.hpp"

#include <reseal/call.h>

#include <cstddef>
#include <vector>

namespace reseal::check {

class GuardedPages {
public:
    // A copy of the call with all that it points to. Nothing of it is ever freed.
    [[nodiscard]] const reseal_call* lay(const plugins::PluginCall& call, bool readOnly);
    void revoke(); // what was laid last

private:
    void* start_ = nullptr;
    std::size_t size_ = 0;
    std::size_t number_ = 0;
};

// The call as the plugin sees it, in ordinary memory.
class PlainCall {
public:
    explicit PlainCall(const plugins::PluginCall& call);
    [[nodiscard]] const reseal_call* get() const { return &call_; }

private:
    std::vector<reseal_param> params_;
    reseal_call call_;
};

} // namespace reseal::check
