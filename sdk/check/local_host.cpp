// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/local_host.hpp"

#include <algorithm>

namespace reseal::check {

using Clock = std::chrono::steady_clock;

LocalHost::LocalHost(plugins::PluginServices& services, std::uint32_t abiMinor)
    : services_(services), host_(host::tableOf(*this, abiMinor)) {}

void LocalHost::begin(const plugins::PluginCall& call) {
    const std::scoped_lock lock(guard_);
    cancellation_ = Cancellation();
    atWork_ = AtWork{call.conversation, call.operation, std::this_thread::get_id(), Clock::now() + call.deadline};
}

void LocalHost::end() {
    const std::scoped_lock lock(guard_);
    atWork_.reset();
}

void LocalHost::cancel() {
    const std::scoped_lock lock(guard_);
    cancellation_.cancel();
}

bool LocalHost::cancelled() const {
    const std::scoped_lock lock(guard_);
    return cancellation_.cancelled();
}

std::vector<std::string> LocalHost::astray() const {
    const std::scoped_lock lock(guard_);
    return astray_;
}

bool LocalHost::offers(std::string_view extension) {
    ++visits_;
    const auto offered = services_.offered();
    return std::ranges::find(offered, extension) != offered.end();
}

reseal_status LocalHost::service(const wire::Row& row, const reseal_call* call, const reseal_sink& out) {
    ++visits_;
    std::optional<AtWork> work;
    Cancellation cancellation;
    {
        const std::scoped_lock lock(guard_);
        work = atWork_;
        cancellation = cancellation_;
        if (!work || work->thread != std::this_thread::get_id()) {
            astray_.push_back(std::string(row.extension) +
                              (work ? " on another thread than the call's" : " while no call is at work"));
            return RESEAL_E_INVALID;
        }
    }
    auto params = host::itemsOf(call);
    if (const auto* refused = std::get_if<reseal_status>(&params)) {
        return *refused;
    }
    if (cancellation.cancelled()) {
        return RESEAL_E_CANCELLED;
    }
    const auto began = Clock::now();
    const auto left =
        std::max(std::chrono::ceil<std::chrono::milliseconds>(work->end - began), std::chrono::milliseconds(0));
    const plugins::PluginReply reply = services_.serve(
        {row.extension, row.function, work->conversation, work->operation,
         std::min(left, std::chrono::milliseconds(call->deadline_ms)), std::get<wire::Items>(params), cancellation});
    const reseal_status taken = host::putAll(reply.items, out);
    return taken != RESEAL_OK ? taken : reply.status;
}

void LocalHost::note(const wire::Note& note) {
    ++visits_;
    services_.note(note.level, note.text);
}

void LocalHost::progress(const wire::Progress& progress) {
    ++visits_;
    services_.progress(progress);
}

} // namespace reseal::check
