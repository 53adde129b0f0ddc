// SPDX-License-Identifier: Apache-2.0
#include "agent/app/engine_house.hpp"

#include "agent/app/installed_files.hpp"
#include "agent/app/issuer_files.hpp"
#include "agent/app/log_file.hpp"
#include "agent/app/requests.hpp"
#include "agent/app/version.hpp"
#include "agent/base/log.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/platform/system.hpp"
#include "agent/plugins/token_drivers.hpp"
#include "storage/sqlite_plugin_runs.hpp"

#include <nlohmann/json.hpp>

namespace reseal::app {

Result<std::unique_ptr<EngineHouse>> EngineHouse::open(const std::string& profileFolder,
                                                       core::ResidentObserver* observer, storage::WhenLost whenLost) {
    crypto::initialise();
    std::unique_ptr<EngineHouse> house(new EngineHouse);
    house->clock_ = platform::systemClock();
    house->files_ = platform::systemFileSystem();
    house->keyring_ = platform::systemKeyring();
    auto profile = Profile::open(profileFolder, *house->clock_, whenLost);
    if (!profile) {
        return profile.error();
    }
    house->profile_ = std::move(profile).value();
    startLogFile(profileFolder);
    log(LogLevel::info, std::string("Reseal ") + kVersion + " opens its profile");
    house->issuers_ = loadIssuers(issuerFolders(profileFolder));
    house->loop_ = platform::makeEventLoop(
        [](const char* what) { log(LogLevel::error, std::string("caught on the engine's thread: ") + what); });
    auto runs = storage::openSqlitePluginRuns(profileFolder);
    if (!runs) {
        return runs.error();
    }
    house->pluginCalls_ = std::make_unique<PluginCalls>(std::move(runs).value(), *house->clock_, pluginHostProgram(),
                                                        [self = house.get()] { self->pluginChanged(); });
    house->engine_ = std::make_unique<Engine>(
        EngineParts{house->profile_.get(), house->clock_.get(), house->files_.get(), house->keyring_.get(),
                    &house->issuers_, observer, localeFolder(), pluginPlaces(profileFolder), house->pluginCalls_.get(),
                    plugins::loadTokenDrivers(tokenFolders(profileFolder))});
    return house;
}

EngineHouse::~EngineHouse() {
    if (loop_) {
        loop_->stop();
    }
    if (thread_.joinable()) {
        thread_.join();
    }
}

void EngineHouse::live() {
    loop_->post([this] {
        auto server = platform::listenInProfile(*loop_, profile_->folder(),
                                                [this](std::string request, const platform::LocalServer::Reply& reply) {
                                                    Requests(*engine_).answer(request, reply);
                                                    wipe(request.data(), request.size());
                                                });
        if (server) {
            server_ = std::move(server).value();
        } else {
            log(LogLevel::warning, "cannot listen in the profile: " + server.error().reason);
        }
        engine_->start(*loop_);
    });
    loop_->run();
    server_.reset();
}

void EngineHouse::start(std::function<void()> terminated) {
    loop_->onTermination(std::move(terminated));
    thread_ = std::thread([this] { live(); });
}

void EngineHouse::run() {
    loop_->onTermination([this] { loop_->stop(); });
    live();
}

// On the thread that called the plugin.
void EngineHouse::pluginChanged() {
    loop_->post([this] {
        if (engine_->isLive()) {
            engine_->publish();
        }
        letIdlePluginsGo();
    });
}

void EngineHouse::letIdlePluginsGo() {
    if (const auto again = pluginCalls_->supervisor().leaveIdle(); again && !idleTimerRuns_) {
        idleTimerRuns_ = true;
        loop_->after(*again, [this] {
            idleTimerRuns_ = false;
            letIdlePluginsGo();
        });
    }
}

void EngineHouse::stop() { loop_->stop(); }

} // namespace reseal::app
