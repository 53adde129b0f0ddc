// SPDX-License-Identifier: Apache-2.0
// A conversation of one module with the agent. Two threads: one reads the channel, and runs the call that it reads.
// Where that takes longer than a moment the other reads on, so that a cancel or a ping is never behind a call. The
// plugin sees one [serial] call at a time.
#pragma once

#include "agent/platform/alarm.hpp"
#include "agent/plugin_host/host_table.hpp"
#include "agent/plugin_host/module.hpp"
#include "agent/plugins/wire/connection.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace reseal::host {

class Session final : public HostServices {
public:
    // Precondition: hello and start are done; `offered` are the agent's services.
    Session(wire::Connection& connection, std::vector<std::string> offered);

    [[nodiscard]] const reseal_host& host() const { return host_; }

    // Until the agent says bye or is gone. Returns the exit code of the process. A breach of the contract ends the
    // process at once.
    [[nodiscard]] int serve(Module& module);

    // Services, called by the plugin (services.cpp).
    [[nodiscard]] bool offers(std::string_view extension) override;
    reseal_status service(const wire::Row& row, const reseal_call* call, const reseal_sink& out) override;
    void note(const wire::Note& note) override;
    void progress(const wire::Progress& progress) override;

private:
    struct Call {
        std::uint32_t number = 0;
        wire::CallHead head;
        wire::Items params;
    };
    struct Reply; // gathers what the plugin puts

    // Who may read: the thread that does, or nobody while a call runs and until the other thread takes it.
    enum class Channel : std::uint8_t { held, offered, taken };

    void readAndRun();
    void wakeRelief();
    void relieve();                               // sleeps until the channel is offered for too long
    [[nodiscard]] bool readUntilCall(Call& call); // false: the conversation is over
    [[nodiscard]] bool take(const wire::Frame& frame, Call& call, bool& complete);
    void takeReply(const wire::Frame& frame);
    void execute(Call& call);
    void cancel(const wire::Id& operation);
    [[nodiscard]] platform::Patience untilAck() const;
    void acknowledge();
    [[noreturn]] static void breach(const char* what);
    static reseal_status RESEAL_CALL put(void* ctx, const reseal_param* param);

    wire::Connection& connection_;
    const std::vector<std::string> offered_;
    reseal_host host_;
    Module* module_ = nullptr;

    std::atomic<Channel> channel_ = Channel::held;
    std::unique_ptr<platform::Alarm> relief_;
    std::atomic<bool> reliefSet_ = false;
    std::atomic<std::uint32_t> callsBegun_ = 0;
    std::atomic<bool> over_ = false;

    mutable std::mutex running_; // guards what follows
    std::condition_variable answered_;
    std::uint32_t runningNumber_ = 0; // 0: none
    wire::CallHead runningHead_;
    std::thread::id runner_;
    std::chrono::steady_clock::time_point since_;
    bool acknowledged_ = false;
    bool cancelled_ = false;
    bool serviceWaits_ = false;
    wire::Items serviceItems_;
    std::optional<reseal_status> serviceStatus_;
};

} // namespace reseal::host
