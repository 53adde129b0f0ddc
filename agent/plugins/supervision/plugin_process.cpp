// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/supervision/plugin_process.hpp"

#include "agent/base/log.hpp"
#include "agent/plugins/supervision/service_desk.hpp"
#include "agent/plugins/wire/rows.hpp"

#include <algorithm>

namespace reseal::plugins {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kStart = 10s;
constexpr auto kSilence = 3s; // without acknowledgement
constexpr auto kGrace = 2s;   // past a deadline or a cancel
constexpr auto kLastWords = 500ms;
constexpr std::size_t kMaxNotes = 1000; // of a call; the rest is passed over

std::chrono::milliseconds until(Clock::time_point end) {
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()), 0ms);
}

bool stopsTheClock(const wire::Row& service) { return service.extension == "reseal.prompt/1"; }

} // namespace

struct PluginProcess::Running {
    const PluginCall& call;
    const std::function<void(bool)>& responding;
    std::uint32_t number = 0;
    Clock::time_point end;         // killed then
    Clock::time_point silentUntil; // told then
    bool told = false;             // that it does not respond
    bool acknowledged = false;
    bool cancelSeen = false;
    Cancellation cancellation = {};
    PluginReply reply;
    wire::Allowance allowance;
    ServiceDesk desk;
    bool finished = false;
    std::size_t notes = 0;
};

PluginProcess::PluginProcess(const PluginLaunch& launch, PluginServices& services,
                             std::unique_ptr<platform::ContainedProcess> process)
    : pluginId_(launch.pluginId), services_(&services), process_(std::move(process)), connection_(process_->channel()) {
}

PluginProcess::~PluginProcess() { process_->kill(); }

Result<std::unique_ptr<PluginProcess>> PluginProcess::start(const PluginLaunch& launch, PluginServices& services) {
    auto started = platform::startContained({launch.hostProgram}, launch.keep);
    if (!started) {
        log(LogLevel::error, "plugin host: " + started.error().reason);
        return processError("plugin_not_started", launch.pluginId);
    }
    std::unique_ptr<PluginProcess> process(new PluginProcess(launch, services, std::move(started).value()));
    if (Status greeted = process->greet(launch); !greeted) {
        process->logOutput(nullptr);
        process->process_->kill();
        return greeted.error();
    }
    return process;
}

Status PluginProcess::greet(const PluginLaunch& launch) {
    const auto end = Clock::now() + kStart;
    const wire::Hello hello{wire::kOldest, wire::kNewest, "", services_->offered()};
    Bytes frames;
    wire::appendFrame(frames, wire::Kind::hello, 0, hello.write());
    wire::appendFrame(frames, wire::Kind::start, 0,
                      wire::Start{launch.pluginId, launch.module, launch.identity.device, launch.identity.inode,
                                  launch.privileges, launch.memoryMegabytes}
                          .write());
    if (!connection_.sendRaw(frames, until(end))) {
        return died();
    }
    for (bool greeted = false;;) {
        const auto frame = connection_.receive(until(end));
        if (!frame) {
            return frame.error().reason == "timed_out" ? hung() : died();
        }
        switch (frame.value().kind) {
        case wire::Kind::hello:
            greeted = wire::Hello::read(frame.value().body).has_value();
            break;
        case wire::Kind::note:
            break; // before it is ready nothing that it says is kept
        case wire::Kind::ready:
            if (auto ready = wire::Ready::read(frame.value().body); ready && greeted) {
                ready_ = std::move(*ready);
                return {};
            }
            return broke("ready");
        case wire::Kind::refuse:
            return refusalOf(frame.value());
        default:
            return broke("a frame before it is ready");
        }
    }
}

Error PluginProcess::refusalOf(const wire::Frame& frame) {
    const auto refuse = wire::Refuse::read(frame.body);
    ended_ = core::RunEnd::refused;
    if (!refuse) {
        return processError("plugin_refused", pluginId_);
    }
    log(LogLevel::warning, "plugin " + pluginId_ + " refused, code " +
                               std::to_string(static_cast<unsigned>(refuse->code)) + ": " +
                               withoutSecrets(refuse->text, {}));
    return processError(refuse->code == wire::Refusal::changed ? "plugin_changed" : "plugin_refused", pluginId_);
}

bool PluginProcess::alive() { return !ended_ && process_->wait(0ms).running; }

Result<PluginReply> PluginProcess::call(const PluginCall& call, const std::function<void(bool)>& responding) {
    const wire::Row* const row = wire::rowOf(call.extension, call.function);
    if (row == nullptr || std::ranges::find(ready_.extensions, call.extension) == ready_.extensions.end()) {
        return processError("plugin_has_no_such_function", pluginId_);
    }
    const auto now = Clock::now();
    Running running{.call = call,
                    .responding = responding,
                    .number = ++calls_,
                    .end = now + call.deadline + kGrace,
                    .silentUntil = now + kSilence,
                    .reply = {},
                    .allowance = {},
                    .desk = {}};
    {
        const std::scoped_lock lock(cancelling_);
        atWork_ = call.operation;
        cancellation_ = running.cancellation;
    }
    Status good = send(call, running);
    while (good.ok() && !running.finished) {
        if (Clock::now() >= running.end) { // however much it says meanwhile
            good = hung();
            break;
        }
        const auto next =
            running.acknowledged || running.told ? running.end : std::min(running.end, running.silentUntil);
        const auto frame = connection_.receive(until(next));
        good = frame ? take(frame.value(), running) : silence(frame.error(), running);
    }
    {
        const std::scoped_lock lock(cancelling_);
        atWork_.reset();
    }
    if (running.told && responding) {
        responding(true);
    }
    logOutput(&running);
    if (!good) {
        process_->kill();
        return good.error();
    }
    return std::move(running.reply);
}

Status PluginProcess::send(const PluginCall& call, Running& running) {
    Bytes frames;
    const auto deadline = static_cast<std::uint32_t>(std::clamp<long long>(call.deadline.count(), 0, 0x7FFFFFFF));
    wire::appendFrame(
        frames, wire::Kind::call, running.number,
        wire::CallHead{wire::rowOf(call.extension, call.function)->number, call.conversation, call.operation, deadline}
            .write());
    wire::appendItems(frames, wire::Kind::item, running.number, call.params);
    wire::appendFrame(frames, wire::Kind::go, running.number, {});
    const Status sent = connection_.sendRaw(frames, until(running.end));
    wipe(frames.data(), frames.size());
    return sent.ok() ? Status() : sent.error().reason == "timed_out" ? Status(hung()) : Status(died());
}

// Nothing came: the deadline, a cancel, or the end of the process.
Status PluginProcess::silence(const Error& error, Running& running) {
    if (error.reason == "interrupted") {
        if (running.cancellation.cancelled() && !running.cancelSeen) {
            running.cancelSeen = true;
            running.end = std::min(running.end, Clock::now() + kGrace);
        }
        return {};
    }
    if (error.reason != "timed_out") {
        return error.reason == "broken_frame" ? broke("bytes") : died();
    }
    if (Clock::now() < running.silentUntil || running.acknowledged || running.told) {
        return {};
    }
    running.told = true;
    if (running.responding) {
        running.responding(false);
    }
    return {};
}

Status PluginProcess::take(const wire::Frame& frame, Running& running) {
    switch (frame.kind) {
    case wire::Kind::note:
        if (const auto note = wire::Note::read(frame.body)) {
            if (++running.notes > kMaxNotes) {
                return {};
            }
            services_->note(note->level, withoutSecrets(note->text, running.call.params));
            return {};
        }
        return broke("a note");
    case wire::Kind::progress:
        if (auto progress = wire::Progress::read(frame.body)) {
            progress->text = withoutSecrets(progress->text, running.call.params);
            services_->progress(*progress);
            return {};
        }
        return broke("progress");
    case wire::Kind::pong:
        return {};
    default:
        break;
    }
    if (frame.call != running.number) {
        return broke("a frame of another call");
    }
    running.acknowledged = true;
    switch (frame.kind) {
    case wire::Kind::ack:
        return {};
    case wire::Kind::item: {
        auto item = wire::readItem(frame.body);
        if (!item || wire::examine(*item) != RESEAL_OK || !running.allowance.take(*item)) {
            return broke("an item");
        }
        running.reply.items.push_back(std::move(*item));
        return {};
    }
    case wire::Kind::result: {
        const auto status = wire::readStatus(frame.body);
        running.reply.status = status.value_or(RESEAL_E_INTERNAL);
        running.finished = status.has_value();
        return running.finished ? Status() : Status(broke("a result"));
    }
    default:
        if (!running.desk.take(frame)) {
            return broke("a frame out of turn");
        }
        return running.desk.complete() ? serve(running) : Status();
    }
}

Status PluginProcess::serve(Running& running) {
    const wire::CallHead& head = running.desk.head();
    const wire::Row& row = *wire::rowOf(head.row);
    const auto began = Clock::now();
    const auto left = std::min(until(running.end - kGrace), std::chrono::milliseconds(head.deadlineMs));
    const PluginReply reply =
        services_->serve({row.extension, row.function, running.call.conversation, running.call.operation, left,
                          running.desk.params(), running.cancellation});
    if (stopsTheClock(row)) {
        running.end += Clock::now() - began;
    }
    running.desk.clear();
    Bytes frames;
    wire::appendItems(frames, wire::Kind::hostItem, running.number, reply.items);
    wire::appendFrame(frames, wire::Kind::hostResult, running.number, wire::writeStatus(reply.status));
    const Status sent = connection_.sendRaw(frames, until(running.end));
    wipe(frames.data(), frames.size());
    return sent.ok() ? Status() : sent.error().reason == "timed_out" ? Status(hung()) : Status(died());
}

void PluginProcess::cancel() {
    std::optional<wire::Id> operation;
    {
        const std::scoped_lock lock(cancelling_);
        operation = atWork_;
    }
    if (operation) {
        cancel(*operation);
    }
}

void PluginProcess::cancel(const wire::Id& operation) {
    Cancellation cancellation;
    {
        const std::scoped_lock lock(cancelling_);
        if (atWork_ != operation) {
            return;
        }
        cancellation = cancellation_;
    }
    cancellation.cancel();
    static_cast<void>(connection_.send(wire::Kind::cancel, 0, wire::writeId(operation), kGrace));
    connection_.interrupt();
}

void PluginProcess::leave() {
    if (ended_) {
        return;
    }
    static_cast<void>(connection_.send(wire::Kind::bye, 0, {}, kGrace));
    ended_ = process_->wait(kGrace).running ? core::RunEnd::hung : core::RunEnd::left;
    process_->kill();
}

Error PluginProcess::broke(const char* what) {
    log(LogLevel::warning, "plugin " + pluginId_ + " broke the contract: " + what);
    ended_ = core::RunEnd::crashed;
    return processError("plugin_broke_contract", pluginId_);
}

Error PluginProcess::died() {
    const platform::Ending ending = process_->wait(kLastWords);
    log(LogLevel::warning, "plugin " + pluginId_ + " ended: " +
                               (ending.running ? "closed its channel" : describe(ending.bySignal, ending.code)));
    ended_ = core::RunEnd::crashed;
    const bool contract =
        !ending.running && !ending.bySignal && ending.code == static_cast<int>(wire::Refusal::contract);
    return processError(contract ? "plugin_broke_contract" : "plugin_crashed", pluginId_);
}

Error PluginProcess::hung() {
    log(LogLevel::warning, "plugin " + pluginId_ + " did not answer in time");
    ended_ = core::RunEnd::hung;
    return processError("plugin_hung", pluginId_);
}

void PluginProcess::logOutput(const Running* running) {
    const std::string output = process_->takeOutput();
    if (!output.empty()) {
        constexpr std::size_t kKept = 1000;
        log(LogLevel::info,
            "plugin " + pluginId_ + " printed: " +
                withoutSecrets(output.substr(0, kKept), running != nullptr ? running->call.params : wire::Items()));
    }
}

} // namespace reseal::plugins
