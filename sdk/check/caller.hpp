// SPDX-License-Identifier: Apache-2.0
// A plugin that can be called: in this process, or in a reseal-plugin-host.
#pragma once

#include "agent/plugin_host/module.hpp"
#include "agent/plugins/supervision/plugin_process.hpp"
#include "sdk/check/guarded_call.hpp"
#include "sdk/check/local_host.hpp"
#include "sdk/check/outcome.hpp"
#include "sdk/check/scripted_services.hpp"

namespace reseal::check {

class Caller {
public:
    virtual ~Caller() = default;
    // An error is one of the process: it crashed, hung or broke the contract.
    [[nodiscard]] virtual Result<plugins::PluginReply> call(const plugins::PluginCall& call) = 0;
    [[nodiscard]] virtual const std::vector<std::string>& extensions() const = 0;
    [[nodiscard]] bool has(std::string_view extension) const;
};

// In a plugin host of its own, as the agent runs it.
class Hosted final : public Caller {
public:
    [[nodiscard]] static Result<std::unique_ptr<Hosted>> start(const Bench& bench, ScriptedServices& services);
    Result<plugins::PluginReply> call(const plugins::PluginCall& call) override;
    const std::vector<std::string>& extensions() const override { return process_->ready().extensions; }
    void kill() { process_->kill(); }

private:
    explicit Hosted(std::unique_ptr<plugins::PluginProcess> process) : process_(std::move(process)) {}
    std::unique_ptr<plugins::PluginProcess> process_;
};

// How a call into this process is made, beyond what a host does.
struct Manner {
    std::optional<std::size_t> refuseAt = {}; // the sink refuses that item and all after it
    reseal_status refuseWith = RESEAL_E_LIMIT;
    bool readOnly = false;                 // inputs lie in pages that cannot be written
    bool revoked = false;                  // inputs lie in pages that are gone after the call
    std::function<Outcome()> overdue = {}; // what it comes to when it does not return; else "hang"
    std::chrono::milliseconds grace{2000}; // past the deadline
};

// What there was to see of a call, beside its reply.
struct Sight {
    bool threw = false;
    reseal_status refused = RESEAL_OK; // what the sink said, if it refused
    std::size_t putsAfterRefusal = 0;
    std::vector<std::string> flaws;    // items against param.h
    std::vector<std::string> tooLarge; // items against the limits
    std::vector<std::string> stray;    // reserved fields and flags that are not 0
    std::chrono::milliseconds took{0};
};

// In this process. A call that does not return ends the process with an outcome.
class Direct final : public Caller {
public:
    // Loads the module (once per process), init, create. `why` of an error says what the module did.
    [[nodiscard]] static Result<std::unique_ptr<Direct>> start(const Bench& bench, ScriptedServices& services,
                                                               std::uint32_t abiMinor = RESEAL_ABI_MINOR);
    ~Direct() override;
    // As `usual` says, with the status that a host makes of it; `seen` is told what there was to see.
    Result<plugins::PluginReply> call(const plugins::PluginCall& call) override;
    Manner usual; // manner of call()
    std::function<void(const plugins::PluginCall&, const plugins::PluginReply&, const Sight&)> seen;

    [[nodiscard]] plugins::PluginReply callIn(const plugins::PluginCall& call, const Manner& manner, Sight* sight);
    // Any thread. As the host does it, services included; or the plugin's own function only.
    void cancel(const wire::Id& operation, std::string_view extension);
    void cancelInPlugin(const wire::Id& operation, std::string_view extension);
    const std::vector<std::string>& extensions() const override { return module_->ready().extensions; }
    [[nodiscard]] const wire::Ready& ready() const { return module_->ready(); }
    [[nodiscard]] LocalHost& host() { return *host_; }
    void finish(); // destroy, deinit

private:
    Direct(const Bench& bench, ScriptedServices& services, std::uint32_t abiMinor);
    const Bench& bench_;
    std::unique_ptr<LocalHost> host_;
    std::optional<host::Module> module_;
    GuardedPages pages_;
    bool finished_ = false;
};

// The outcome of a test that could not even begin.
[[nodiscard]] Outcome notStarted(const Error& error);

} // namespace reseal::check
