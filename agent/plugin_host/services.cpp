// SPDX-License-Identifier: Apache-2.0
// The host's services over the wire: each goes to the agent.
#include "agent/plugin_host/session.hpp"

#include <algorithm>

namespace reseal::host {

Session::Session(wire::Connection& connection, std::vector<std::string> offered)
    : connection_(connection), offered_(std::move(offered)), host_(tableOf(*this)), relief_(platform::makeAlarm()) {}

bool Session::offers(std::string_view extension) { return std::ranges::find(offered_, extension) != offered_.end(); }

void Session::note(const wire::Note& note) { static_cast<void>(connection_.send(wire::Kind::note, 0, note.write())); }

void Session::progress(const wire::Progress& progress) {
    static_cast<void>(connection_.send(wire::Kind::progress, 0, progress.write()));
}

reseal_status Session::service(const wire::Row& row, const reseal_call* call, const reseal_sink& out) {
    const auto params = itemsOf(call);
    if (const auto* refused = std::get_if<reseal_status>(&params)) {
        return *refused;
    }
    wire::CallHead head{row.number, {}, {}, call->deadline_ms};
    std::unique_lock lock(running_);
    if (runningNumber_ == 0 || runner_ != std::this_thread::get_id() || serviceWaits_) {
        return RESEAL_E_INVALID; // only within a call, on its thread
    }
    if (cancelled_) {
        return RESEAL_E_CANCELLED;
    }
    head.conversation = runningHead_.conversation;
    head.operation = runningHead_.operation;
    const std::uint32_t number = runningNumber_;
    serviceWaits_ = true;
    serviceStatus_.reset();
    serviceItems_.clear();
    lock.unlock();

    Bytes frames;
    wire::appendFrame(frames, wire::Kind::hostCall, number, head.write());
    wire::appendItems(frames, wire::Kind::hostItem, number, std::get<wire::Items>(params));
    wire::appendFrame(frames, wire::Kind::hostGo, number, {});
    static_cast<void>(connection_.sendRaw(frames));
    wipe(frames.data(), frames.size());

    lock.lock();
    answered_.wait(lock, [&] { return serviceStatus_.has_value(); });
    const wire::Items items = std::move(serviceItems_);
    serviceItems_.clear();
    const reseal_status status = *serviceStatus_;
    lock.unlock();
    const reseal_status taken = putAll(items, out);
    return taken != RESEAL_OK ? taken : status;
}

} // namespace reseal::host
