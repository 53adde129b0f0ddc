// SPDX-License-Identifier: Apache-2.0
#include "agent/plugin_host/host_table.hpp"

#include <reseal/reseal.h>

#include <algorithm>

namespace reseal::host {
namespace {

HostServices& servicesOf(void* ctx) { return *static_cast<HostServices*>(ctx); }

template <std::uint16_t row>
reseal_status RESEAL_CALL serve(void* ctx, const reseal_call* call, const reseal_sink* out) {
    const bool usable = ctx != nullptr && out != nullptr && out->put != nullptr;
    return usable ? servicesOf(ctx).service(*wire::rowOf(row), call, *out) : RESEAL_E_INVALID;
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

void RESEAL_CALL writeNote(void* ctx, std::uint32_t level, const reseal_bytes* text) {
    if (ctx != nullptr) {
        servicesOf(ctx).note({level, lineOf(text)});
    }
}

void RESEAL_CALL report(void* ctx, const std::uint8_t* operation, std::uint32_t done, std::uint32_t total,
                        const reseal_bytes* text) {
    if (ctx == nullptr) {
        return;
    }
    wire::Progress progress{{}, done, total, lineOf(text)};
    if (operation != nullptr) {
        std::copy_n(operation, progress.operation.size(), progress.operation.begin());
    }
    servicesOf(ctx).progress(progress);
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
    if (ctx == nullptr || id == nullptr || !servicesOf(ctx).offers(id)) {
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

} // namespace

reseal_host tableOf(HostServices& services, std::uint32_t abiMinor) { return {abiMinor, 0, &services, getExtension}; }

std::variant<wire::Items, reseal_status> itemsOf(const reseal_call* call) {
    if (call == nullptr || (call->params == nullptr && call->param_count > 0) || call->param_count > wire::kMaxItems) {
        return RESEAL_E_INVALID;
    }
    wire::Items items;
    wire::Allowance allowance;
    for (std::uint32_t i = 0; i < call->param_count; ++i) {
        auto item = wire::copyOf(call->params[i]);
        const reseal_status status = item ? wire::examine(*item) : RESEAL_E_INVALID;
        if (status != RESEAL_OK || !allowance.take(*item)) {
            return status != RESEAL_OK ? status : RESEAL_E_LIMIT;
        }
        items.push_back(std::move(*item));
    }
    return items;
}

reseal_status putAll(const wire::Items& items, const reseal_sink& out) {
    for (const wire::Item& item : items) {
        const reseal_param view = wire::viewOf(item);
        if (const reseal_status taken = out.put(out.ctx, &view); taken != RESEAL_OK) {
            return taken;
        }
    }
    return RESEAL_OK;
}

} // namespace reseal::host
