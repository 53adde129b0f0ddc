// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/services/agent_services.hpp"

#include "agent/base/log.hpp"
#include "agent/plugins/services/http_service.hpp"

#include <reseal/reseal.h>

#include <algorithm>

namespace reseal::plugins {

using wire::Item;

AgentServices::AgentServices(ServiceRules rules, network::HttpClient& client, Asking asking, Reporting reporting,
                             Reading reading)
    : rules_(std::move(rules)), client_(client), asking_(std::move(asking)), reporting_(std::move(reporting)),
      reading_(std::move(reading)) {}

std::vector<std::string> AgentServices::offered() const {
    std::vector<std::string> ids{RESEAL_HOST_LOG_1, RESEAL_HOST_PROGRESS_1, RESEAL_HOST_PROMPT_1, RESEAL_HOST_SOURCE_1};
    if (!rules_.http.allowedHosts.empty()) {
        ids.emplace_back(RESEAL_HOST_HTTP_1);
    }
    return ids;
}

PluginReply AgentServices::serve(const ServiceCall& call) {
    if (call.extension == RESEAL_HOST_HTTP_1) {
        return fetch(client_, rules_.http, call);
    }
    if (call.extension == RESEAL_HOST_PROMPT_1) {
        return ask(call);
    }
    return call.extension == RESEAL_HOST_SOURCE_1 ? read(call) : PluginReply{RESEAL_E_UNSUPPORTED, {}};
}

PluginReply AgentServices::ask(const ServiceCall& call) const {
    if (!asking_ || !rules_.takesForms) {
        return {RESEAL_E_UNSUPPORTED, {}};
    }
    const auto form = readForm(wire::textOf(call.params, RESEAL_KEY_FORM));
    if (!form) {
        return {RESEAL_E_INVALID, {}};
    }
    const auto answers = asking_(form.value(), call.cancellation);
    if (!answers) {
        return {call.cancellation.cancelled() ? RESEAL_E_CANCELLED : RESEAL_E_USER, {}};
    }
    PluginReply reply{RESEAL_OK, {}};
    if (!answers->action.empty()) {
        reply.items.push_back(Item::ofText(RESEAL_KEY_ACTION, answers->action));
        return reply;
    }
    for (const FormField& field : form.value().fields) {
        if (const auto answer = answers->fields.find(field.id); answer != answers->fields.end()) {
            const std::string key = RESEAL_KEY_ANSWER + field.id;
            reply.items.push_back(field.secret() ? Item::ofSecret(key, answer->second.view())
                                                 : Item::ofText(key, answer->second.view()));
        }
    }
    return reply;
}

PluginReply AgentServices::read(const ServiceCall& call) const {
    const Item* const source = wire::find(call.params, RESEAL_KEY_SOURCE);
    const Item* const most = wire::find(call.params, RESEAL_KEY_MAX_BYTES);
    if (!reading_ || source == nullptr) {
        return {RESEAL_E_UNSUPPORTED, {}};
    }
    const auto wanted = static_cast<std::size_t>(
        std::clamp<std::int64_t>(most == nullptr ? 65536 : most->number, 1, static_cast<std::int64_t>(wire::kMaxItem)));
    const auto piece = reading_(source->number, wanted);
    if (!piece) {
        return {RESEAL_E_INTERNAL, {Item::ofText(RESEAL_KEY_ERROR_REASON, piece.error().reason)}};
    }
    PluginReply reply{RESEAL_OK, {}};
    if (!piece.value().empty()) {
        reply.items.push_back(Item::ofBytes(RESEAL_KEY_DATA, piece.value()));
    }
    return reply;
}

void AgentServices::note(std::uint32_t level, const std::string& line) {
    log(level >= RESEAL_LOG_ERROR     ? LogLevel::error
        : level >= RESEAL_LOG_WARNING ? LogLevel::warning
                                      : LogLevel::info,
        "plugin " + rules_.pluginId + ": " + line);
}

void AgentServices::progress(const wire::Progress& progress) {
    if (reporting_) {
        reporting_(progress);
    }
}

} // namespace reseal::plugins
