// SPDX-License-Identifier: Apache-2.0
// Takes together the frames of a plugin's service call, and keeps what is secret in a call out of the log. One thread.
#pragma once

#include "agent/plugins/supervision/plugin_call.hpp"
#include "agent/plugins/wire/frame.hpp"

#include <optional>

namespace reseal::plugins {

class ServiceDesk {
public:
    // hostCall, hostItem or hostGo of the running call. False: they make no sense.
    [[nodiscard]] bool take(const wire::Frame& frame);
    [[nodiscard]] bool complete() const { return complete_; }
    [[nodiscard]] const wire::CallHead& head() const { return *head_; }
    [[nodiscard]] const wire::Items& params() const { return params_; }
    void clear();

private:
    std::optional<wire::CallHead> head_;
    wire::Items params_;
    wire::Allowance allowance_;
    bool complete_ = false;
};

// `line` with every secret of the items replaced, and nothing that moves a cursor.
[[nodiscard]] std::string withoutSecrets(std::string line, const wire::Items& items);

} // namespace reseal::plugins
