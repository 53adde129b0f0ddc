// SPDX-License-Identifier: Apache-2.0
#include "agent/plugin_host/session.hpp"

#include "agent/plugins/wire/rows.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace reseal::host {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kAckAfter{500};
constexpr std::size_t kFlushAt = 65536;
constexpr std::chrono::microseconds kNow{0};
constexpr std::chrono::microseconds kMoment{1000};

} // namespace

// What a call puts, in frames that go out together with its result unless they grow large.
struct Session::Reply {
    Session& session;
    std::uint32_t number;
    Bytes frames;
    wire::Allowance allowance;
    reseal_status refused = RESEAL_OK;

    void flush() {
        static_cast<void>(session.connection_.sendRaw(frames)); // a broken pipe ends the reader
        wipe(frames.data(), frames.size());
        frames.clear();
    }
};

void Session::breach(const char* what) {
    std::fprintf(stderr, "contract: %s\n", what);
    std::fflush(stderr);
    std::_Exit(static_cast<int>(wire::Refusal::contract));
}

int Session::serve(Module& module) {
    module_ = &module;
    std::thread other([this] {
        while (!over_) {
            relieve();
            readAndRun();
        }
    });
    while (!over_) {
        readAndRun();
        relieve();
    }
    other.join();
    module.finish();
    return 0;
}

// Until the conversation is over, or the other thread has taken the channel meanwhile. Precondition: this one holds it.
void Session::readAndRun() {
    for (bool mine = true; mine && !over_;) {
        Call call;
        if (!readUntilCall(call)) {
            over_ = true;
            relief_->ringIn(kNow);
            return;
        }
        ++callsBegun_;
        channel_ = Channel::offered;
        wakeRelief();
        execute(call);
        auto offered = Channel::offered;
        mine = channel_.compare_exchange_strong(offered, Channel::held);
    }
}

// Not for every call anew: setting the alarm costs more than a short call.
void Session::wakeRelief() {
    if (!reliefSet_.exchange(true)) {
        relief_->ringIn(kMoment);
    }
}

void Session::relieve() {
    for (std::uint32_t seen = callsBegun_; !over_;) {
        relief_->wait();
        reliefSet_ = false;
        const std::uint32_t now = callsBegun_;
        auto offered = Channel::offered;
        if (now == seen && channel_.compare_exchange_strong(offered, Channel::taken)) {
            return; // the same call is still at work
        }
        seen = now;
        if (channel_ == Channel::offered) {
            wakeRelief();
        }
    }
}

platform::Patience Session::untilAck() const {
    const std::scoped_lock lock(running_);
    if (runningNumber_ == 0 || acknowledged_) {
        return {};
    }
    const auto left = since_ + kAckAfter - Clock::now();
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds(0));
}

// Unless the call that was waited for has ended meanwhile: a result is sent only after runningNumber_ is 0.
void Session::acknowledge() {
    const std::scoped_lock lock(running_);
    if (runningNumber_ != 0 && !acknowledged_ && Clock::now() - since_ >= kAckAfter) {
        acknowledged_ = true;
        static_cast<void>(connection_.send(wire::Kind::ack, runningNumber_, {}));
    }
}

bool Session::readUntilCall(Call& call) {
    for (bool complete = false; !complete;) {
        const auto frame = connection_.receive(untilAck());
        if (frame) {
            if (!take(frame.value(), call, complete)) {
                return false;
            }
        } else if (frame.error().reason == "timed_out") {
            acknowledge();
        } else if (frame.error().reason == "closed") {
            std::_Exit(0); // the agent is gone; whatever the plugin does meanwhile is for nobody
        } else {
            breach("the channel is broken");
        }
    }
    return true;
}

// `complete`: the call may run. False: bye.
bool Session::take(const wire::Frame& frame, Call& call, bool& complete) {
    switch (frame.kind) {
    case wire::Kind::call: {
        const auto head = wire::CallHead::read(frame.body);
        if (!head || frame.call == 0) {
            breach("a call is damaged");
        }
        call = {frame.call, *head, {}};
        return true;
    }
    case wire::Kind::item: {
        auto item = wire::readItem(frame.body);
        if (!item || frame.call != call.number || call.params.size() >= wire::kMaxItems) {
            breach("a param is damaged");
        }
        call.params.push_back(std::move(*item));
        return true;
    }
    case wire::Kind::go: {
        const std::scoped_lock lock(running_);
        if (frame.call != call.number || runningNumber_ != 0) {
            breach("two calls at a time");
        }
        runningNumber_ = call.number;
        runningHead_ = call.head;
        runner_ = std::this_thread::get_id();
        since_ = Clock::now();
        acknowledged_ = false;
        cancelled_ = false;
        complete = true;
        return true;
    }
    case wire::Kind::hostItem:
    case wire::Kind::hostResult:
        takeReply(frame);
        return true;
    case wire::Kind::cancel:
        if (const auto operation = wire::readId(frame.body)) {
            cancel(*operation);
        }
        return true;
    case wire::Kind::ping:
        return connection_.send(wire::Kind::pong, 0, {}).ok();
    case wire::Kind::bye:
        return false;
    default:
        breach("a frame that only a host sends");
    }
}

void Session::takeReply(const wire::Frame& frame) {
    const std::scoped_lock lock(running_);
    if (!serviceWaits_ || frame.call != runningNumber_) {
        breach("an answer that nobody waits for");
    }
    if (frame.kind == wire::Kind::hostItem) {
        auto item = wire::readItem(frame.body);
        if (!item || serviceItems_.size() >= wire::kMaxItems) {
            breach("an answer is damaged");
        }
        serviceItems_.push_back(std::move(*item));
        return;
    }
    serviceStatus_ = wire::readStatus(frame.body).value_or(RESEAL_E_INTERNAL);
    serviceWaits_ = false;
    answered_.notify_all();
}

void Session::cancel(const wire::Id& operation) {
    reseal_cancel function = nullptr;
    {
        const std::scoped_lock lock(running_);
        const wire::Row* const row = wire::rowOf(runningHead_.row);
        if (runningNumber_ == 0 || runningHead_.operation != operation || row == nullptr) {
            return;
        }
        cancelled_ = true;
        function = module_->cancel(row->extension);
    }
    if (function != nullptr) {
        function(module_->instance(), operation.data());
    }
}

reseal_status RESEAL_CALL Session::put(void* ctx, const reseal_param* param) {
    auto& reply = *static_cast<Reply*>(ctx);
    if (reply.refused != RESEAL_OK) {
        return reply.refused;
    }
    auto item = param == nullptr ? std::nullopt : wire::copyOf(*param);
    reseal_status status = item ? wire::examine(*item) : RESEAL_E_INVALID;
    if (status == RESEAL_OK && !reply.allowance.take(*item)) {
        status = RESEAL_E_LIMIT;
    }
    if (status == RESEAL_OK) {
        const std::scoped_lock lock(reply.session.running_);
        status = reply.session.cancelled_ ? RESEAL_E_CANCELLED : RESEAL_OK;
    }
    reply.refused = status;
    if (status != RESEAL_OK) {
        return status;
    }
    Bytes body;
    body.reserve(item->value.size() + item->key.size() + 32);
    wire::appendItem(body, *item);
    wire::appendFrame(reply.frames, wire::Kind::item, reply.number, body);
    wipe(body.data(), body.size());
    if (reply.frames.size() >= kFlushAt) {
        reply.flush();
    }
    return RESEAL_OK;
}

void Session::execute(Call& call) {
    const reseal_function function = module_->function(call.head.row);
    std::vector<reseal_param> params;
    params.reserve(call.params.size());
    for (const wire::Item& item : call.params) {
        params.push_back(wire::viewOf(item));
    }
    reseal_call view{{}, {}, call.head.deadlineMs, static_cast<std::uint32_t>(params.size()), params.data()};
    std::ranges::copy(call.head.conversation, view.conversation_id);
    std::ranges::copy(call.head.operation, view.operation_id);
    Reply reply{*this, call.number, {}, {}, RESEAL_OK};
    const reseal_sink sink{&reply, put};
    reseal_status status = RESEAL_E_UNSUPPORTED;
    try {
        status = function == nullptr ? RESEAL_E_UNSUPPORTED : function(module_->instance(), &view, &sink);
    } catch (...) {
        breach("an exception left a function");
    }
    if (status == RESEAL_OK && reply.refused != RESEAL_OK) {
        status = reply.refused; // it went on after the sink had refused
    }
    {
        const std::scoped_lock lock(running_);
        runningNumber_ = 0;
    }
    wire::appendFrame(reply.frames, wire::Kind::result, call.number, wire::writeStatus(status));
    reply.flush();
}

} // namespace reseal::host
