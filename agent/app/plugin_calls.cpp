// SPDX-License-Identifier: Apache-2.0
#include "agent/app/plugin_calls.hpp"

#include "agent/app/installed_files.hpp"
#include "agent/app/late_http_client.hpp"
#include "agent/app/plugin_shelf.hpp"
#include "agent/app/version.hpp"
#include "agent/base/log.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/platform/local_listener.hpp"
#include "agent/plugins/host_pattern.hpp"

#include <reseal/reseal.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

namespace reseal::app {
namespace {

struct Privilege {
    std::string_view name;
    std::uint32_t bit;
};
constexpr std::array kPrivileges{Privilege{"files", wire::kMayFiles}, Privilege{"pcsc", wire::kMayPcsc},
                                 Privilege{"network", wire::kMayNetwork}, Privilege{"exec", wire::kMayExec}};

std::uint32_t bitsOf(const std::vector<std::string>& privileges) {
    std::uint32_t bits = 0;
    for (const Privilege& privilege : kPrivileges) {
        bits |= std::ranges::find(privileges, privilege.name) != privileges.end() ? privilege.bit : 0U;
    }
    return bits;
}

// What describe says has to be what was signed.
bool tellsTheTruth(const wire::Ready& ready, const plugins::Manifest& manifest) {
    const std::set<std::string> described(ready.described.begin(), ready.described.end());
    const std::set<std::string> promised(manifest.extensions.begin(), manifest.extensions.end());
    const std::set<std::string> there(ready.extensions.begin(), ready.extensions.end());
    return ready.id == manifest.id && ready.version == manifest.version && described == promised &&
           std::ranges::includes(there, promised);
}

// Judges it anew, right before it is started: the same manifest, and its files as that says.
Result<platform::FileIdentity> identityNow(const plugins::Plugin& was, const plugins::Policy& policy,
                                           const plugins::PluginChoices& choices) {
    const plugins::Plugin now = plugins::inspectPlugin(was.folder, was.origin, policy, choices);
    if (now.refusal) {
        return Error{now.refusal->category, now.refusal->code, now.refusal->detail, was.id};
    }
    if (now.manifestSha256 != was.manifestSha256) {
        return plugins::processError("plugin_changed", was.id);
    }
    return now.moduleIdentity;
}

} // namespace

Result<ReadyPlugin> readyPlugin(PluginShelf& shelf, platform::Keyring& keyring, const std::string& id,
                                const std::string& language, TimePoint now) {
    const auto plugin = shelf.find(id);
    if (!plugin) {
        return plugin.error();
    }
    if (plugin.value().state != plugins::State::ready) {
        return Error{Category::refused, "plugin_not_ready",
                     N_("The plugin is switched off or refused. See why with `reseal plugin info`."), id};
    }
    ReadyPlugin ready{plugin.value(), shelf.policy(), shelf.choices(), {}};
    ready.params.push_back(wire::Item::ofText(RESEAL_KEY_LANGUAGE, language));
    ready.params.push_back(wire::Item::ofNumber(
        RESEAL_KEY_NOW_MS, std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count()));
    for (const plugins::PluginSetting& setting : shelf.settingsOf(plugin.value())) {
        const std::string key = RESEAL_KEY_SETTING + setting.description->name;
        if (setting.source == plugins::ValueSource::keyring) {
            const auto secret = keyring.find(plugins::keyringName(id, setting.description->name));
            if (!secret) {
                return secret.error();
            }
            ready.params.push_back(wire::Item::ofSecret(key, secret.value().view()));
        } else if (!setting.value.empty()) {
            ready.params.push_back(wire::Item::ofText(key, setting.value));
        }
    }
    return ready;
}

PluginCalls::PluginCalls(std::unique_ptr<core::PluginRuns> runs, const core::Clock& clock, std::string hostProgram,
                         std::function<void()> changed)
    : runs_(std::move(runs)), clock_(clock), hostProgram_(std::move(hostProgram)),
      http_(std::make_unique<LateHttpClient>(httpsLibrary(), std::string("Reseal/") + kVersion)),
      supervisor_(*runs_, clock_, [changed = std::move(changed)](const std::string&, plugins::Condition) {
          if (changed) {
              changed();
          }
      }) {
    const auto open = runs_->closeOpen(clock_.now());
    for (const std::string& id : open ? open.value() : std::vector<std::string>()) {
        log(LogLevel::warning, "plugin " + id + " was at work when Reseal or the computer stopped");
    }
}

plugins::PluginLaunch PluginCalls::launchOf(const ReadyPlugin& ready) const {
    plugins::PluginLaunch launch;
    launch.hostProgram = hostProgram_;
    launch.pluginId = ready.plugin.id;
    launch.module = ready.plugin.modulePath;
    launch.verify = [plugin = ready.plugin, policy = ready.policy, choices = ready.choices] {
        return identityNow(plugin, policy, choices);
    };
    launch.honest = [manifest = *ready.plugin.manifest](const wire::Ready& said) {
        return tellsTheTruth(said, manifest);
    };
    launch.privileges = bitsOf(ready.plugin.manifest->privileges);
    if (ready.plugin.manifest->memoryMb) {
        launch.memoryMegabytes = static_cast<std::uint32_t>(*ready.plugin.manifest->memoryMb);
    }
    if (ready.plugin.manifest->is("token")) {
        launch.keep = {"SOFTHSM2_CONF"};
    }
    return launch;
}

plugins::AgentServices PluginCalls::servicesFor(const ReadyPlugin& ready, const plugins::Asking& asking,
                                                const plugins::Reading& reading) {
    plugins::ServiceRules rules;
    rules.pluginId = ready.plugin.id;
    rules.http.allowedHosts = ready.plugin.manifest->hosts;
    for (const wire::Item& param : ready.params) { // an address that the person or policy set is its own consent
        const bool setting = param.key.starts_with(RESEAL_KEY_SETTING);
        if (std::string host = setting ? plugins::hostOfAddress(param.text()) : ""; !host.empty()) {
            rules.http.allowedHosts.push_back(std::move(host));
        }
    }
    rules.http.plainLoopback = ready.plugin.manifest->loopbackHttp;
    rules.http.listenerAt = platform::listenerAt;
    rules.http.alsoAllowed = [policy = ready.policy](std::string_view host, int port) {
        return policy.allowsHost(host, port);
    };
    rules.takesForms = !ready.plugin.manifest->is("token");
    return {std::move(rules), *http_, asking, {}, reading};
}

Status PluginCalls::start(const ReadyPlugin& ready) {
    plugins::AgentServices services = servicesFor(ready, {}, {});
    const auto described = supervisor_.describe(launchOf(ready), services);
    return described ? Status() : Status(described.error());
}

Result<plugins::PluginReply> PluginCalls::call(const ReadyPlugin& ready, plugins::PluginCall call,
                                               const plugins::Asking& asking, const plugins::Reading& reading) {
    std::ranges::copy(ready.params, std::back_inserter(call.params));
    plugins::AgentServices services = servicesFor(ready, asking, reading);
    return supervisor_.call(launchOf(ready), services, call);
}

std::vector<core::HealthItem> PluginCalls::examine(const ReadyPlugin& ready) {
    plugins::PluginCall call;
    call.extension = RESEAL_EXT_DIAGNOSTICS_1;
    call.function = "examine";
    call.deadline = std::chrono::seconds(5);
    const auto& offered = ready.plugin.manifest->extensions;
    if (std::ranges::find(offered, call.extension) == offered.end()) {
        return {};
    }
    const auto reply = this->call(ready, std::move(call));
    if (!reply) {
        return {{reply.error().reason,
                 core::Severity::warning,
                 N_("Plugin {plugin} does not work"),
                 reply.error().detail,
                 "",
                 {{"plugin", ready.plugin.id}},
                 ready.plugin.id}};
    }
    const std::string title =
        core::displaySafe(inLanguage(ready.plugin.manifest->name, wire::textOf(ready.params, RESEAL_KEY_LANGUAGE)));
    std::vector<core::HealthItem> items;
    for (const wire::Item& item : reply.value().items) {
        constexpr std::string_view kState = RESEAL_KEY_CHECK_STATE;
        if (!item.key.starts_with(RESEAL_KEY_CHECK) || !item.key.ends_with(kState)) {
            continue;
        }
        const std::string check = item.key.substr(0, item.key.size() - kState.size());
        const auto text = [&](const char* what) {
            return core::displaySafe(std::string(wire::textOf(reply.value().items, check + what)));
        };
        items.push_back(
            {"plugin_check",
             item.text() == "fine"      ? core::Severity::fine
             : item.text() == "warning" ? core::Severity::notice
                                        : core::Severity::warning,
             N_("Plugin {plugin}"),
             N_("{text}"),
             item.text() == "fine" ? "" : N_("{mend}"),
             {{"plugin", title}, {"text", text(RESEAL_KEY_CHECK_TEXT)}, {"mend", text(RESEAL_KEY_CHECK_MEND)}},
             ready.plugin.id});
    }
    return items;
}

std::vector<core::HealthItem> PluginCalls::health(const std::vector<plugins::Plugin>& all) {
    std::vector<core::HealthItem> items;
    for (const plugins::Plugin& plugin : all) {
        if (plugin.state == plugins::State::ready && supervisor_.restsUntil(plugin.id)) {
            items.push_back({"plugin_rests",
                             core::Severity::warning,
                             N_("Plugin {plugin} rests"),
                             N_("It failed three times in five minutes."),
                             N_("It is tried again in a quarter of an hour; to try at once, switch it on again: reseal "
                                "plugin enable {plugin}."),
                             {{"plugin", plugin.id}},
                             plugin.id});
        }
    }
    return items;
}

} // namespace reseal::app
