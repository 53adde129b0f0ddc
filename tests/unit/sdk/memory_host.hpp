// SPDX-License-Identifier: Apache-2.0
// A host in memory: calls a module's functions with params from a list, keeps what comes out, answers services.
#pragma once

#include "reseal/reseal.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::test {

struct Item {
    std::string key, value;
    std::int64_t number = 0;
    std::uint32_t type = RESEAL_TYPE_TEXT;
    std::uint32_t flags = 0;
};

inline Item text(std::string key, std::string value) { return {std::move(key), std::move(value)}; }
inline Item number(std::string key, std::int64_t value) { return {std::move(key), {}, value, RESEAL_TYPE_INTEGER}; }
inline Item secret(std::string key, std::string value) {
    return {std::move(key), std::move(value), 0, RESEAL_TYPE_SECRET};
}
inline Item bytes(std::string key, std::string_view value) {
    return {std::move(key), std::string(value), 0, RESEAL_TYPE_BYTES};
}
inline Item bytes(std::string key, const std::vector<unsigned char>& value) {
    return bytes(std::move(key), std::string_view(reinterpret_cast<const char*>(value.data()), value.size()));
}
inline Item critical(Item item) {
    item.flags = RESEAL_FLAG_CRITICAL;
    return item;
}

inline reseal_param paramOf(const Item& item) {
    reseal_param param{};
    param.number = item.number;
    param.type = item.type;
    param.flags = item.flags;
    param.key = {item.key.data(), static_cast<std::uint32_t>(item.key.size()), 0};
    param.value = {item.value.data(), static_cast<std::uint32_t>(item.value.size()), 0};
    return param;
}

class Reply {
public:
    reseal_status status = RESEAL_OK;
    std::vector<Item> items;
    int refuseFrom = -1; // the sink says RESEAL_E_LIMIT from this item on
    int puts = 0;

    const Item* find(std::string_view key) const {
        const auto at = std::find_if(items.begin(), items.end(), [&](const Item& i) { return i.key == key; });
        return at != items.end() ? &*at : nullptr;
    }
    bool has(std::string_view key) const { return find(key) != nullptr; }
    std::string value(std::string_view key) const { return has(key) ? find(key)->value : std::string(); }
    std::int64_t integer(std::string_view key) const { return has(key) ? find(key)->number : -1; }
    std::string demand() const { return value(RESEAL_KEY_DEMAND); }
    std::string cookie() const { return value(RESEAL_KEY_COOKIE); }

    reseal_sink sink() { return {this, put}; }

private:
    static reseal_status RESEAL_CALL put(void* ctx, const reseal_param* item) {
        auto* self = static_cast<Reply*>(ctx);
        if (self->refuseFrom >= 0 && self->puts++ >= self->refuseFrom)
            return RESEAL_E_LIMIT;
        const auto copy = [](const reseal_bytes& b) {
            return b.size > 0 ? std::string(static_cast<const char*>(b.data), b.size) : std::string();
        };
        self->items.push_back({copy(item->key), copy(item->value), item->number, item->type, item->flags});
        return RESEAL_OK;
    }
};

struct CallIds {
    char conversation = 'c';
    char operation = 'o';
    std::uint32_t deadlineMs = 60000;
};

inline Reply call(reseal_function function, reseal_instance* self, const std::vector<Item>& params, CallIds ids = {},
                  int refuseFrom = -1) {
    std::vector<reseal_param> raw;
    raw.reserve(params.size());
    for (const Item& item : params)
        raw.push_back(paramOf(item));
    reseal_call call{};
    std::memset(call.conversation_id, ids.conversation, 16);
    std::memset(call.operation_id, ids.operation, 16);
    call.deadline_ms = ids.deadlineMs;
    call.param_count = static_cast<std::uint32_t>(raw.size());
    call.params = raw.data();
    Reply reply;
    reply.refuseFrom = refuseFrom;
    const reseal_sink sink = reply.sink();
    reply.status = function(self, &call, &sink);
    return reply;
}

// Services: what `http`, `prompt` and `source` say, and the lines that came to the log and as progress.
class MemoryHost {
public:
    using Service =
        std::function<reseal_status(const reseal_call& call, const std::vector<Item>& in, std::vector<Item>& out)>;

    Service http, prompt, source;
    std::vector<std::string> lines, steps;

    MemoryHost() : host_{RESEAL_ABI_MINOR, 0, this, extension} {}
    const reseal_host* raw() const { return &host_; }

private:
    static const void* RESEAL_CALL extension(void* ctx, const char* id) {
        static const reseal_http_1 httpTable = {request};
        static const reseal_prompt_1 promptTable = {ask};
        static const reseal_log_1 logTable = {write};
        static const reseal_source_1 sourceTable = {read};
        static const reseal_progress_1 progressTable = {report};
        auto* self = static_cast<MemoryHost*>(ctx);
        if (std::strcmp(id, RESEAL_HOST_HTTP_1) == 0)
            return self->http ? &httpTable : nullptr;
        if (std::strcmp(id, RESEAL_HOST_PROMPT_1) == 0)
            return self->prompt ? &promptTable : nullptr;
        if (std::strcmp(id, RESEAL_HOST_SOURCE_1) == 0)
            return self->source ? &sourceTable : nullptr;
        if (std::strcmp(id, RESEAL_HOST_PROGRESS_1) == 0)
            return &progressTable;
        return std::strcmp(id, RESEAL_HOST_LOG_1) == 0 ? &logTable : nullptr;
    }
    static reseal_status serve(const Service& service, const reseal_call& call, const reseal_sink& sink) {
        std::vector<Item> in, out;
        for (std::uint32_t i = 0; i < call.param_count; ++i) {
            const reseal_param& p = call.params[i];
            in.push_back({std::string(static_cast<const char*>(p.key.data), p.key.size),
                          std::string(static_cast<const char*>(p.value.data), p.value.size), p.number, p.type,
                          p.flags});
        }
        const reseal_status status = service(call, in, out);
        for (const Item& item : out) {
            const reseal_param param = paramOf(item);
            if (const reseal_status refused = sink.put(sink.ctx, &param); refused != RESEAL_OK)
                return refused;
        }
        return status;
    }
    static reseal_status RESEAL_CALL request(void* ctx, const reseal_call* call, const reseal_sink* out) {
        return serve(static_cast<MemoryHost*>(ctx)->http, *call, *out);
    }
    static reseal_status RESEAL_CALL ask(void* ctx, const reseal_call* call, const reseal_sink* out) {
        return serve(static_cast<MemoryHost*>(ctx)->prompt, *call, *out);
    }
    static reseal_status RESEAL_CALL read(void* ctx, const reseal_call* call, const reseal_sink* out) {
        return serve(static_cast<MemoryHost*>(ctx)->source, *call, *out);
    }
    static void RESEAL_CALL report(void* ctx, const std::uint8_t*, std::uint32_t done, std::uint32_t total,
                                   const reseal_bytes*) {
        static_cast<MemoryHost*>(ctx)->steps.push_back(std::to_string(done) + "/" + std::to_string(total));
    }
    static void RESEAL_CALL write(void* ctx, std::uint32_t, const reseal_bytes* line) {
        static_cast<MemoryHost*>(ctx)->lines.emplace_back(static_cast<const char*>(line->data), line->size);
    }

    reseal_host host_;
};

} // namespace reseal::test
