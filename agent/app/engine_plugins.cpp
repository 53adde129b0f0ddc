// SPDX-License-Identifier: Apache-2.0
// The engine's part in plugins: what the window asks for.
#include "agent/app/engine.hpp"

#include "agent/app/plugin_documents.hpp"

namespace reseal::app {

void Engine::enablePlugin(const std::string& id, bool on) {
    post([this, id, on] {
        const auto plugin = plugins_.enable(id, on);
        return plugin && !on ? Status() : statusOf(plugin);
    });
}

void Engine::judgePlugins() {
    post([this] {
        plugins_.judge();
        return Status();
    });
}

void Engine::trustPlugin(const std::string& id) {
    post([this, id] { return statusOf(plugins_.trust(id)); });
}

void Engine::distrustPlugin(const std::string& id) {
    post([this, id] {
        const auto plugin = plugins_.distrust(id);
        return plugin ? Status() : Status(plugin.error());
    });
}

void Engine::checkPlugin(const std::string& id) {
    post([this, id] {
        plugins_.judge();
        checkPluginNow(id);
        return Status();
    });
}

// A plugin may take its time to start, so off this thread.
void Engine::checkPluginNow(const std::string& id) {
    const Status judged = statusOf(plugins_.find(id));
    auto ready = readyPlugin(plugins_, *parts_.keyring, id, texts()->language(), parts_.clock->now());
    if (!judged || !ready || parts_.pluginCalls == nullptr) {
        return tellPluginCheck(id, !judged ? judged : ready ? Status() : Status(ready.error()));
    }
    tokenWork_.run(
        id, [plugin = std::move(ready).value(), &calls = *parts_.pluginCalls] { return calls.start(plugin); },
        [this, id](const Status& started) {
            tellPluginCheck(id, started);
            publish();
        });
}

void Engine::tellPluginCheck(const std::string& id, const Status& checked) {
    pluginCheck_ = core::PluginCheck{pluginCheck_ ? pluginCheck_->number + 1 : 1, id, {}};
    if (!checked) {
        pluginCheck_->error = checked.error();
    }
}

void Engine::installPlugin(const std::string& folder, bool trust) {
    post([this, folder, trust] { return installPluginNow(folder, trust); });
}

Status Engine::installPluginNow(const std::string& folder, bool trust) {
    offered_.reset();
    if (trust) {
        if (Status trusted = statusOf(plugins_.trust(folder)); !trusted) {
            return trusted;
        }
    }
    const auto installed = plugins_.install(folder);
    if (installed && plugins_.viewOf(installed.value()).mayBeTrusted) {
        offered_ = core::OfferedPlugin{plugins_.viewOf(installed.value()), folder, ++offers_};
        return {};
    }
    return statusOf(installed);
}

Status Engine::statusOf(const Result<plugins::Plugin>& done) const {
    if (!done) {
        return done.error();
    }
    const auto& refusal = done.value().refusal;
    return refusal ? Status(Error{refusal->category, refusal->code, inWords(*refusal, *texts()), done.value().id})
                   : Status();
}

void Engine::setDeveloperMode(bool on) {
    post([this, on] { return plugins_.setDeveloperMode(on); });
}

} // namespace reseal::app
