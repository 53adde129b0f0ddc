// SPDX-License-Identifier: Apache-2.0
// The CA's side of a renewal: a step of the conversation as a call into its plugin, and what comes back. Engine thread;
// the call itself runs on a worker where the engine is live.
#pragma once

#include "agent/app/plugin_calls.hpp"
#include "agent/app/token_work.hpp"
#include "agent/core/certificate.hpp"
#include "agent/enrolment/seams.hpp"

#include <functional>

namespace reseal::app {

// The plugin with the settings that hold for this renewal: its own ones come before those of the person.
using PreparePlugin = std::function<Result<ReadyPlugin>(const enrolment::Renewal& renewal)>;

class RenewalCa final : public enrolment::CaConversation {
public:
    // Borrows both for its life. `calls` may be null: no plugin is ever started. `oldKey`: "ready", "away", "lost" or
    // "lapsed".
    RenewalCa(PluginCalls* calls, TokenWork& work, PreparePlugin prepare,
              std::function<std::string(const enrolment::Renewal& renewal)> oldKey)
        : calls_(calls), work_(work), prepare_(std::move(prepare)), oldKey_(std::move(oldKey)) {}

    void ask(const enrolment::Renewal& renewal, enrolment::CaStep step,
             std::function<void(enrolment::CaReply)> done) override;

private:
    PluginCalls* calls_;
    TokenWork& work_;
    PreparePlugin prepare_;
    std::function<std::string(const enrolment::Renewal& renewal)> oldKey_;
};

} // namespace reseal::app
