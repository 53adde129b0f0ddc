// SPDX-License-Identifier: Apache-2.0
// A reseal_host in this process: what reseal-plugin-host offers to a module, without the wire between.
#pragma once

#include "agent/plugin_host/host_table.hpp"
#include "agent/plugins/supervision/plugin_call.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace reseal::check {

class LocalHost final : public host::HostServices {
public:
    explicit LocalHost(plugins::PluginServices& services, std::uint32_t abiMinor = RESEAL_ABI_MINOR);

    [[nodiscard]] const reseal_host& table() const { return host_; }

    void begin(const plugins::PluginCall& call); // of a [serial] function on this thread
    void end();
    void cancel(); // what runs, as a person's wish
    [[nodiscard]] bool cancelled() const;

    // Services that were asked without a call, or on another thread than the call's.
    [[nodiscard]] std::vector<std::string> astray() const;
    // How often the module came, by any function of the host.
    [[nodiscard]] std::size_t visits() const { return visits_; }

    // Called by the module (local_host.cpp).
    [[nodiscard]] bool offers(std::string_view extension) override;
    reseal_status service(const wire::Row& row, const reseal_call* call, const reseal_sink& out) override;
    void note(const wire::Note& note) override;
    void progress(const wire::Progress& progress) override;

private:
    struct AtWork {
        wire::Id conversation{};
        wire::Id operation{};
        std::thread::id thread;
        std::chrono::steady_clock::time_point end;
    };

    plugins::PluginServices& services_;
    reseal_host host_;
    mutable std::mutex guard_;
    std::optional<AtWork> atWork_;
    std::vector<std::string> astray_;
    std::atomic<std::size_t> visits_ = 0;
    Cancellation cancellation_; // of the call at work; guarded
};

} // namespace reseal::check
