// SPDX-License-Identifier: Apache-2.0
// Runs an engine on a thread of its own, with the profile's socket, for a program whose main thread belongs to a
// toolkit. Also used, on the caller's thread, by `reseal watch`.
#pragma once

#include "agent/app/engine.hpp"
#include "agent/platform/event_loop.hpp"
#include "agent/platform/local_channel.hpp"

#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace reseal::app {

// Everything that outlives an engine, opened in order.
class EngineHouse {
public:
    // Opens the profile. `observer` may be null and outlives the house.
    [[nodiscard]] static Result<std::unique_ptr<EngineHouse>>
    open(const std::string& profileFolder, core::ResidentObserver* observer,
         storage::WhenLost whenLost = storage::WhenLost::refuse);
    ~EngineHouse(); // ends a running thread first

    // Live, on a thread of its own; `terminated` is called there when the system asks the process to end.
    void start(std::function<void()> terminated);
    void run();  // live, on this thread, until stop() or a termination signal
    void stop(); // any thread

    // Whether opening had to go back to the backup.
    [[nodiscard]] bool restored() const { return profile_->database().opening().restoredFromBackup; }

    [[nodiscard]] Engine& engine() { return *engine_; }
    [[nodiscard]] const core::Clock& clock() const { return *clock_; }
    [[nodiscard]] const core::IssuerDirectory& issuers() const { return issuers_; }

private:
    EngineHouse() = default;
    void live();
    void pluginChanged();
    void letIdlePluginsGo(); // loop thread

    std::unique_ptr<core::Clock> clock_;
    std::unique_ptr<platform::FileSystem> files_;
    std::unique_ptr<platform::Keyring> keyring_;
    core::IssuerDirectory issuers_;
    std::unique_ptr<Profile> profile_;
    std::unique_ptr<platform::EventLoop> loop_;
    std::unique_ptr<PluginCalls> pluginCalls_;
    std::unique_ptr<Engine> engine_;
    std::unique_ptr<platform::LocalServer> server_;
    bool idleTimerRuns_ = false;
    std::thread thread_;
};

} // namespace reseal::app
