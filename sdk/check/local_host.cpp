// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/local_host.hpp"

#include "agent/plugins/wire/rows.hpp"

#include <reseal/reseal.h>

#include <algorithm>

namespace reseal::check {
namespace {

using Clock = std::chrono::steady_clock;

LocalHost& hostOf(void* ctx) { return *static_cast<LocalHost*>(ctx); }

template <std::uint16_t row>
reseal_status RESEAL_CALL serveRow(void* ctx, const reseal_call* call, const reseal_sink* out) {
    return ctx == nullptr ? RESEAL_E_INVALID : hostOf(ctx).serve(row, call, out);
}

void RESEAL_CALL writeNote(void* ctx, std::uint32_t level, const reseal_bytes* text) {
    if (ctx != nullptr) {
        hostOf(ctx).note(level, text);
    }
}

void RESEAL_CALL report(void* ctx, const std::uint8_t* operation, std::uint32_t done, std::uint32_t total,
                        const reseal_bytes* text) {
    if (ctx != nullptr) {
        hostOf(ctx).progress(operation, done, total, text);
    }
}

const void* RESEAL_CALL getExtension(void* ctx, const char* id) {
    return ctx == nullptr || id == nullptr ? nullptr : hostOf(ctx).extension(id);
}

constexpr std::uint16_t kHttpRequest = 21; // numbers of rows.cpp
constexpr std::uint16_t kPromptAsk = 22;
constexpr std::uint16_t kSourceRead = 23;

constexpr reseal_http_1 kHttp{serveRow<kHttpRequest>};
constexpr reseal_prompt_1 kPrompt{serveRow<kPromptAsk>};
constexpr reseal_source_1 kSource{serveRow<kSourceRead>};
constexpr reseal_log_1 kLog{writeNote};
constexpr reseal_progress_1 kProgress{report};

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

// Status and copies of the params; what a host refuses is refused here too.
reseal_status copyParams(const reseal_call* call, wire::Items& params) {
    if (call == nullptr || (call->params == nullptr && call->param_count > 0) || call->param_count > wire::kMaxItems) {
        return RESEAL_E_INVALID;
    }
    wire::Allowance allowance;
    for (std::uint32_t i = 0; i < call->param_count; ++i) {
        auto item = wire::copyOf(call->params[i]);
        const reseal_status status = item ? wire::examine(*item) : RESEAL_E_INVALID;
        if (status != RESEAL_OK || !allowance.take(*item)) {
            return status != RESEAL_OK ? status : RESEAL_E_LIMIT;
        }
        params.push_back(std::move(*item));
    }
    return RESEAL_OK;
}

} // namespace

LocalHost::LocalHost(plugins::PluginServices& services, std::uint32_t abiMinor)
    : services_(services), host_{abiMinor, 0, this, getExtension} {}

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

const void* LocalHost::extension(const char* id) {
    ++visits_;
    const std::string_view wanted = id;
    const auto offered = services_.offered();
    if (std::ranges::find(offered, wanted) == offered.end()) {
        return nullptr;
    }
    return wanted == RESEAL_HOST_HTTP_1       ? static_cast<const void*>(&kHttp)
           : wanted == RESEAL_HOST_PROMPT_1   ? static_cast<const void*>(&kPrompt)
           : wanted == RESEAL_HOST_SOURCE_1   ? static_cast<const void*>(&kSource)
           : wanted == RESEAL_HOST_LOG_1      ? static_cast<const void*>(&kLog)
           : wanted == RESEAL_HOST_PROGRESS_1 ? static_cast<const void*>(&kProgress)
                                              : nullptr;
}

reseal_status LocalHost::serve(std::uint16_t row, const reseal_call* call, const reseal_sink* out) {
    ++visits_;
    wire::Items params;
    const wire::Row& service = *wire::rowOf(row);
    std::optional<AtWork> work;
    Cancellation cancellation;
    {
        const std::scoped_lock lock(guard_);
        work = atWork_;
        cancellation = cancellation_;
        if (!work || work->thread != std::this_thread::get_id()) {
            astray_.push_back(std::string(service.extension) +
                              (work ? " on another thread than the call's" : " while no call is at work"));
            return RESEAL_E_INVALID;
        }
    }
    if (out == nullptr || out->put == nullptr) {
        return RESEAL_E_INVALID;
    }
    if (const reseal_status status = copyParams(call, params); status != RESEAL_OK) {
        return status;
    }
    if (cancellation.cancelled()) {
        return RESEAL_E_CANCELLED;
    }
    const auto began = Clock::now();
    const auto left =
        std::max(std::chrono::ceil<std::chrono::milliseconds>(work->end - began), std::chrono::milliseconds(0));
    const plugins::PluginReply reply =
        services_.serve({service.extension, service.function, work->conversation, work->operation,
                         std::min(left, std::chrono::milliseconds(call->deadline_ms)), params, cancellation});
    for (const wire::Item& item : reply.items) {
        const reseal_param view = wire::viewOf(item);
        if (const reseal_status taken = out->put(out->ctx, &view); taken != RESEAL_OK) {
            return taken;
        }
    }
    return reply.status;
}

void LocalHost::note(std::uint32_t level, const reseal_bytes* text) {
    ++visits_;
    services_.note(level, lineOf(text));
}

void LocalHost::progress(const std::uint8_t* operation, std::uint32_t done, std::uint32_t total,
                         const reseal_bytes* text) {
    ++visits_;
    wire::Progress progress{{}, done, total, lineOf(text)};
    if (operation != nullptr) {
        std::copy_n(operation, progress.operation.size(), progress.operation.begin());
    }
    services_.progress(progress);
}

} // namespace reseal::check
