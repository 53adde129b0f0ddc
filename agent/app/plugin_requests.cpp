// SPDX-License-Identifier: Apache-2.0
#include "agent/app/plugin_requests.hpp"

#include "agent/app/documents.hpp"
#include "agent/app/plugin_documents.hpp"
#include "agent/app/requests.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace reseal::app {
namespace {

Json done(Json document) { return Json{{"exit", 0}, {"document", std::move(document)}}; }

} // namespace

Json failureAnswer(Engine& engine, const Error& error) {
    const auto texts = engine.texts();
    Json document = documentOf(error, core::Wording(*texts, *engine.parts().clock));
    const std::string& organisation = engine.plugins().policy().organisation;
    if (error.reason == "managed" && !organisation.empty()) {
        document["detail"] = core::fill(texts->translate(N_("This is managed by your organisation ({name}).")),
                                        {{"name", organisation}});
    }
    return Json{{"exit", exitCode(error.category)}, {"document", std::move(document)}};
}

Json PluginRequests::told(const Result<plugins::Plugin>& plugin, bool refusalFails) {
    if (!plugin) {
        return failureAnswer(engine_, plugin.error());
    }
    const auto texts = engine_.texts();
    const auto& refusal = plugin.value().refusal;
    Json document{{"plugin", documentOf(plugin.value(), engine_.plugins().settingsOf(plugin.value()), *texts)}};
    if (!refusal || !refusalFails) {
        return done(std::move(document));
    }
    document.update(documentOf(*refusal, plugin.value().id, *texts));
    return Json{{"exit", exitCode(refusal->category)}, {"document", std::move(document)}};
}

Json PluginRequests::list() {
    const auto texts = engine_.texts();
    Json rows = Json::array();
    PluginShelf& shelf = engine_.plugins();
    for (const plugins::Plugin& plugin : shelf.all()) {
        rows.push_back(documentOf(plugin, shelf.settingsOf(plugin), *texts));
    }
    const plugins::Policy& policy = shelf.policy();
    const std::string manager =
        policy.organisation.empty() ? texts->translate(N_("your organisation")) : policy.organisation;
    return done({{"plugins", std::move(rows)},
                 {"developer_mode", shelf.developerMode()},
                 {"managed_by", policy.present ? Json(manager) : Json(nullptr)}});
}

Result<ReadyPlugin> PluginRequests::ready(const std::string& id) {
    return readyPlugin(engine_.plugins(), *engine_.parts().keyring, id, engine_.texts()->language(),
                       engine_.parts().clock->now());
}

std::vector<core::HealthItem> PluginRequests::examineAll() {
    std::vector<core::HealthItem> items;
    PluginCalls* const calls = engine_.parts().pluginCalls;
    for (const plugins::Plugin& plugin : engine_.plugins().all()) {
        if (calls != nullptr && plugin.state == plugins::State::ready) {
            if (const auto prepared = ready(plugin.id)) {
                std::ranges::move(calls->examine(prepared.value()), std::back_inserter(items));
            }
        }
    }
    return items;
}

// What can be judged without running it; then whether it runs and says what its manifest says.
Json PluginRequests::check(const std::string& target) {
    const auto plugin = engine_.plugins().find(target);
    PluginCalls* const calls = engine_.parts().pluginCalls;
    if (calls != nullptr && plugin && plugin.value().state == plugins::State::ready) {
        const auto prepared = ready(target);
        const Status started = prepared ? calls->start(prepared.value()) : Status(prepared.error());
        if (!started) {
            return failureAnswer(engine_, started.error());
        }
    }
    return told(plugin, true);
}

Json PluginRequests::set(const std::string& id, const Json& request, const Secret& secret) {
    const auto values = request.value("values", std::map<std::string, std::string>{});
    return told(engine_.plugins().set(id, values, request.value("secret_name", ""), secret), false);
}

Json PluginRequests::answer(const std::string& command, const Json& request, const Secret& secret) {
    PluginShelf& shelf = engine_.plugins();
    shelf.judge(); // what lies on the disk now is what the answer is about
    const std::string target =
        request.contains("path_hex") ? fromHex(request.at("path_hex").get<std::string>()) : request.value("id", "");
    if (command == "plugin_list") {
        return list();
    }
    if (command == "plugin_info") {
        return told(shelf.find(target), false);
    }
    if (command == "plugin_check") {
        return check(target);
    }
    Json answer;
    if (command == "plugin_trust") {
        answer = told(shelf.trust(target), true);
    } else if (command == "plugin_distrust") {
        answer = told(shelf.distrust(target), false);
    } else if (command == "plugin_enable" || command == "plugin_disable") {
        answer = told(shelf.enable(target, command == "plugin_enable"), command == "plugin_enable");
    } else if (command == "plugin_install") {
        answer = told(shelf.install(target), true);
    } else if (command == "plugin_set") {
        answer = set(target, request, secret);
    } else if (command == "plugin_developer_mode") {
        const Status set = shelf.setDeveloperMode(request.at("on").get<bool>());
        answer = set ? list() : failureAnswer(engine_, set.error());
    } else {
        return failureAnswer(engine_, {Category::usage, "bad_request", N_("The request is not understood.")});
    }
    engine_.publish();
    return answer;
}

} // namespace reseal::app
