// SPDX-License-Identifier: Apache-2.0
// The tables that a plugin gets from its host; each function goes over the wire to the agent.
#include "agent/plugin_host/session.hpp"
#include "agent/plugins/wire/rows.hpp"

#include <reseal/reseal.h>

#include <algorithm>

namespace reseal::host {
namespace {

Session& sessionOf(void* ctx) { return *static_cast<Session*>(ctx); }

template <std::uint16_t row>
reseal_status RESEAL_CALL serve(void* ctx, const reseal_call* call, const reseal_sink* out) {
    return ctx == nullptr ? RESEAL_E_INVALID : sessionOf(ctx).service(row, call, out);
}

void RESEAL_CALL writeNote(void* ctx, std::uint32_t level, const reseal_bytes* text) {
    if (ctx != nullptr) {
        sessionOf(ctx).note(level, text);
    }
}

void RESEAL_CALL report(void* ctx, const std::uint8_t* operation, std::uint32_t done, std::uint32_t total,
                        const reseal_bytes* text) {
    if (ctx != nullptr) {
        sessionOf(ctx).progress(operation, done, total, text);
    }
}

constexpr std::uint16_t kHttpRequest = 21; // numbers of rows.cpp
constexpr std::uint16_t kPromptAsk = 22;
constexpr std::uint16_t kSourceRead = 23;

constexpr reseal_http_1 kHttp{serve<kHttpRequest>};
constexpr reseal_prompt_1 kPrompt{serve<kPromptAsk>};
constexpr reseal_source_1 kSource{serve<kSourceRead>};
constexpr reseal_log_1 kLog{writeNote};
constexpr reseal_progress_1 kProgress{report};

const void* RESEAL_CALL getExtension(void* ctx, const char* id) {
    if (ctx == nullptr || id == nullptr || !sessionOf(ctx).offers(id)) {
        return nullptr;
    }
    const std::string_view wanted = id;
    return wanted == RESEAL_HOST_HTTP_1       ? static_cast<const void*>(&kHttp)
           : wanted == RESEAL_HOST_PROMPT_1   ? static_cast<const void*>(&kPrompt)
           : wanted == RESEAL_HOST_SOURCE_1   ? static_cast<const void*>(&kSource)
           : wanted == RESEAL_HOST_LOG_1      ? static_cast<const void*>(&kLog)
           : wanted == RESEAL_HOST_PROGRESS_1 ? static_cast<const void*>(&kProgress)
                                              : nullptr;
}

// A line as the agent takes it: cut to its length, and no broken character at the cut.
std::string lineOf(const reseal_bytes* text) {
    constexpr std::size_t kMaxLine = 4096;
    if (text == nullptr || text->data == nullptr) {
        return {};
    }
    std::string line(static_cast<const char*>(text->data), std::min<std::size_t>(text->size, kMaxLine));
    for (int i = 0; i < 3 && !line.empty() && !wire::isUtf8(line); ++i) {
        line.pop_back();
    }
    return wire::isUtf8(line) ? line : "(a line that is no text)";
}

} // namespace

Session::Session(wire::Connection& connection, std::vector<std::string> offered)
    : connection_(connection), offered_(std::move(offered)), host_{RESEAL_ABI_MINOR, 0, this, getExtension},
      relief_(platform::makeAlarm()) {}

bool Session::offers(std::string_view extension) const {
    return std::ranges::find(offered_, extension) != offered_.end();
}

void Session::note(std::uint32_t level, const reseal_bytes* text) {
    static_cast<void>(connection_.send(wire::Kind::note, 0, wire::Note{level, lineOf(text)}.write()));
}

void Session::progress(const std::uint8_t* operation, std::uint32_t done, std::uint32_t total,
                       const reseal_bytes* text) {
    wire::Progress progress{{}, done, total, lineOf(text)};
    if (operation != nullptr) {
        std::copy_n(operation, progress.operation.size(), progress.operation.begin());
    }
    static_cast<void>(connection_.send(wire::Kind::progress, 0, progress.write()));
}

reseal_status Session::service(std::uint16_t row, const reseal_call* call, const reseal_sink* out) {
    if (call == nullptr || out == nullptr || out->put == nullptr ||
        (call->params == nullptr && call->param_count > 0) || call->param_count > wire::kMaxItems) {
        return RESEAL_E_INVALID;
    }
    wire::Items params;
    wire::Allowance allowance;
    for (std::uint32_t i = 0; i < call->param_count; ++i) {
        auto item = wire::copyOf(call->params[i]);
        const reseal_status status = item ? wire::examine(*item) : RESEAL_E_INVALID;
        if (status != RESEAL_OK || !allowance.take(*item)) {
            return status != RESEAL_OK ? status : RESEAL_E_LIMIT;
        }
        params.push_back(std::move(*item));
    }
    wire::CallHead head{row, {}, {}, call->deadline_ms};
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
    wire::appendItems(frames, wire::Kind::hostItem, number, params);
    wire::appendFrame(frames, wire::Kind::hostGo, number, {});
    static_cast<void>(connection_.sendRaw(frames));
    wipe(frames.data(), frames.size());

    lock.lock();
    answered_.wait(lock, [&] { return serviceStatus_.has_value(); });
    const wire::Items items = std::move(serviceItems_);
    serviceItems_.clear();
    const reseal_status status = *serviceStatus_;
    lock.unlock();
    for (const wire::Item& item : items) {
        const reseal_param view = wire::viewOf(item);
        if (const reseal_status taken = out->put(out->ctx, &view); taken != RESEAL_OK) {
            return taken;
        }
    }
    return status;
}

} // namespace reseal::host
