// SPDX-License-Identifier: Apache-2.0
// The agent's services for one plugin. Lives as long as calls into that plugin may run; calls come on their threads.
#pragma once

#include "agent/network/http_client.hpp"
#include "agent/plugins/conversation/form.hpp"
#include "agent/plugins/supervision/plugin_call.hpp"

#include <functional>
#include <optional>

namespace reseal::plugins {

// What the person answered: values by field, or an action. Nothing: dismissed.
struct FormAnswers {
    std::map<std::string, Secret> fields;
    std::string action;
};
using Asking = std::function<std::optional<FormAnswers>(const Form& form, const Cancellation& cancellation)>;
using Reporting = std::function<void(const wire::Progress& progress)>;
using Reading = std::function<Result<Bytes>(std::int64_t source, std::size_t most)>; // empty at the end

struct ServiceRules {
    std::string pluginId;
    network::HttpRules http;
    bool takesForms = false; // reseal.prompt/1: never within a token call
};

class AgentServices final : public PluginServices {
public:
    // Borrows the client. Without `asking` nobody is there to ask; without `reading` there is no source.
    AgentServices(ServiceRules rules, network::HttpClient& client, Asking asking = {}, Reporting reporting = {},
                  Reading reading = {});

    [[nodiscard]] std::vector<std::string> offered() const override;
    [[nodiscard]] PluginReply serve(const ServiceCall& call) override;
    void note(std::uint32_t level, const std::string& line) override;
    void progress(const wire::Progress& progress) override;

private:
    [[nodiscard]] PluginReply ask(const ServiceCall& call) const;
    [[nodiscard]] PluginReply read(const ServiceCall& call) const;

    const ServiceRules rules_;
    network::HttpClient& client_;
    const Asking asking_;
    const Reporting reporting_;
    const Reading reading_;
};

} // namespace reseal::plugins
