// SPDX-License-Identifier: Apache-2.0
// One running plugin host with one plugin. Calls block the caller, one at a time; cancel() and kill() come from any
// thread. Whatever the plugin does, a call returns within its deadline and two seconds.
#pragma once

#include "agent/core/plugin_runs.hpp"
#include "agent/platform/contained_process.hpp"
#include "agent/platform/file_identity.hpp"
#include "agent/plugins/supervision/plugin_call.hpp"
#include "agent/plugins/wire/connection.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace reseal::plugins {

struct PluginLaunch {
    std::string hostProgram; // absolute path of reseal-plugin-host
    std::string pluginId;
    std::string module; // absolute path, verified
    platform::FileIdentity identity;
    std::uint32_t privileges = 0; // wire::kMay...
    std::uint32_t memoryMegabytes = 1024;
    std::vector<std::string> keep = {}; // environment variables that its module needs
    // Right before each start: judges the files as they are now, and gives the identity that takes the place of the
    // one above. Absent: that one holds.
    std::function<Result<platform::FileIdentity>()> verify = {};
    // Whether what the module says of itself is what was signed; else plugin_lies. Absent: not asked.
    std::function<bool(const wire::Ready&)> honest = {};
};

class PluginProcess {
public:
    // Within ten seconds. Asks `launch` neither to verify nor whether the module is honest.
    [[nodiscard]] static Result<std::unique_ptr<PluginProcess>> start(const PluginLaunch& launch,
                                                                      PluginServices& services);
    ~PluginProcess();

    [[nodiscard]] const wire::Ready& ready() const { return ready_; }
    // `responding(false)` three seconds into a silence, `responding(true)` when it ends.
    [[nodiscard]] Result<PluginReply> call(const PluginCall& call, const std::function<void(bool)>& responding = {});
    // Whom the plugin's requests of the next calls go to; offers what the one of the start did. Between calls.
    void serveBy(PluginServices& services) { services_ = &services; }
    void cancel(const wire::Id& operation);
    void cancel(); // whatever is at work
    void leave();  // bye; two seconds; then it is killed
    void kill() { process_->kill(); }

    // How it ended, once it did or a call failed for its fault.
    [[nodiscard]] std::optional<core::RunEnd> ended() const { return ended_; }
    [[nodiscard]] long processId() const { return process_->processId(); }
    // Looks without waiting whether it ended between calls.
    [[nodiscard]] bool alive();

private:
    struct Running;

    PluginProcess(const PluginLaunch& launch, PluginServices& services,
                  std::unique_ptr<platform::ContainedProcess> process);
    [[nodiscard]] Status greet(const PluginLaunch& launch);
    [[nodiscard]] Error refusalOf(const wire::Frame& frame);
    [[nodiscard]] Status send(const PluginCall& call, Running& running);
    [[nodiscard]] Status take(const wire::Frame& frame, Running& running);
    [[nodiscard]] Status serve(Running& running);
    [[nodiscard]] Status silence(const Error& error, Running& running);
    [[nodiscard]] Error broke(const char* what);
    [[nodiscard]] Error died();
    [[nodiscard]] Error hung();
    void logOutput(const Running* running);

    const std::string pluginId_;
    PluginServices* services_; // of the call at work
    std::unique_ptr<platform::ContainedProcess> process_;
    wire::Connection connection_;
    wire::Ready ready_;
    std::optional<core::RunEnd> ended_;
    std::uint32_t calls_ = 0;

    std::mutex cancelling_; // guards what follows
    std::optional<wire::Id> atWork_;
    Cancellation cancellation_; // of the operation at work
};

} // namespace reseal::plugins
