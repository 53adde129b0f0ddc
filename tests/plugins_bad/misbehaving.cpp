// SPDX-License-Identifier: Apache-2.0
// A CA plugin that does one thing wrong, named by its file; `good` does nothing wrong. The deed is done before the C++
// helper is reached, or after it, so that nothing stands between the deed and the host.
#include "conversation.hpp"

#include <reseal/reseal.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace misbehaving {
namespace {

using Inner = Module<Conversation>;

const reseal_host* host = nullptr;
std::atomic<bool> cancelled = false;
const reseal_param* kept = nullptr;

[[noreturn]] void hang() {
    for (;;) {
        std::this_thread::sleep_for(std::chrono::hours(1));
    }
}

[[maybe_unused]] __attribute__((constructor)) void onLoad() {
    if (is("crash-on-load")) {
        std::abort();
    } else if (is("hang-on-load")) {
        hang();
    } else if (is("slow-load")) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2500));
    } else if (is("thread-on-load")) {
        std::thread(hang).detach();
    }
}

reseal_bytes bytesOf(std::string_view text) { return {text.data(), static_cast<uint32_t>(text.size()), 0}; }

reseal_status put(const reseal_sink* out, std::string_view key, std::string_view text, uint32_t reserved = 0) {
    reseal_param item{0, RESEAL_TYPE_TEXT, 0, bytesOf(key), bytesOf(text)};
    item.value.reserved0 = reserved;
    return out->put(out->ctx, &item);
}

const reseal_param* find(const reseal_call* call, std::string_view key) {
    for (uint32_t i = 0; i < call->param_count; ++i) {
        if (view(call->params[i].key) == key) {
            return &call->params[i];
        }
    }
    return nullptr;
}

std::string_view paramOf(const reseal_call* call, std::string_view key) {
    const reseal_param* const param = find(call, key);
    return param == nullptr ? std::string_view() : view(param->value);
}

template <typename Table>
const Table* serviceOf(const char* id) {
    return static_cast<const Table*>(host->get_extension(host->ctx, id));
}

void writeLog(std::string_view text) {
    const reseal_bytes line = bytesOf(text);
    serviceOf<reseal_log_1>(RESEAL_HOST_LOG_1)->write(host->ctx, RESEAL_LOG_INFO, &line);
}

// What a plugin in a cage finds out about it: "0" where the call was let through, else the errno.
reseal_status tell(const reseal_sink* out, std::string_view what, bool done) {
    return put(out, std::string("x-test.").append(what), done ? "0" : std::to_string(errno));
}

reseal_status tryTheCage(const reseal_call* call, const reseal_sink* out) {
    if (is("forks")) {
        const pid_t child = ::fork();
        if (child == 0) {
            hang();
        }
        return tell(out, "fork", child > 0);
    }
    if (is("execs")) {
        ::execl("/bin/true", "true", nullptr);
        return tell(out, "exec", false);
    }
    if (is("opens-socket")) {
        tell(out, "inet", ::socket(AF_INET, SOCK_STREAM, 0) >= 0);
        return tell(out, "unix", ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
    }
    if (is("reads-key-files")) {
        tell(out, "read", ::open(std::string(paramOf(call, "setting.file")).c_str(), O_RDONLY) >= 0);
        return tell(out, "write", ::open(std::string(paramOf(call, "setting.file")).c_str(), O_WRONLY) >= 0);
    }
    if (is("signals-others")) {
        return tell(out, "kill", ::kill(::getppid(), 0) == 0);
    }
    return RESEAL_OK;
}

void damage(const reseal_call* call) {
    if (is("crash-in-call") || (is("crash-at-a-key") && find(call, "label") != nullptr)) {
        *static_cast<volatile int*>(nullptr) = 1; // NOLINT: the point of it
    } else if (is("hang-in-call") || is("ignores-cancel")) {
        hang();
    } else if (is("exit-in-call")) {
        std::exit(0);
    } else if (is("throws")) {
        throw std::runtime_error("thrown over the boundary");
    } else if (is("leaks-memory")) {
        for (;;) {
            std::memset(std::malloc(1U << 24U), 1, 1U << 24U); // NOLINT: the point of it
        }
    } else if (is("closes-pipe")) {
        ::close(3);
        hang();
    } else if (is("tampers-with-pipe")) {
        const std::array<char, 64> rubbish{"this is not a frame"};
        static_cast<void>(!::write(3, rubbish.data(), rubbish.size()));
        hang();
    } else if (is("writes-input") && call->param_count > 0) {
        std::memset(const_cast<void*>(call->params[0].value.data), 'x', call->params[0].value.size); // NOLINT
    } else if (is("keeps-pointer")) {
        const reseal_param* const before = std::exchange(kept, call->params);
        if (before != nullptr) {
            static_cast<void>(*static_cast<const volatile char*>(before[0].value.data));
        }
    } else if (is("dies-between-calls")) {
        std::thread([] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            ::_exit(7);
        }).detach();
    }
}

void flood(const reseal_sink* out) {
    const std::string large(1U << 19U, 'a');
    while (is("floods-items")) {
        put(out, "x-test.flood", large); // goes on whatever the sink says
    }
    while (is("floods-log")) {
        writeLog("and another line");
    }
    while (is("floods-stdout")) {
        std::puts(large.c_str());
    }
}

void spill(const reseal_call* call) {
    if (is("tampers-with-stdout")) {
        std::puts("rubbish on the standard output");
        std::fflush(stdout);
        ::close(STDOUT_FILENO);
    } else if (is("prints-secret")) {
        const std::string pin(paramOf(call, "pin"));
        std::puts(pin.c_str());
        std::fflush(stdout);
        writeLog(pin);
    } else if (is("needs-services")) {
        writeLog("there is always a log");
    } else if (is("calls-after-destroy")) {
        std::thread([] {
            for (;;) {
                writeLog("still here");
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
        }).detach();
    }
}

void dawdle(const reseal_call* call) {
    if (is("replies-late")) {
        std::this_thread::sleep_for(std::chrono::milliseconds(call->deadline_ms + 60000));
    } else if (is("slow-cancel")) {
        for (uint32_t waited = 0; waited < call->deadline_ms && !cancelled; waited += 10) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        std::this_thread::sleep_for(std::chrono::seconds(cancelled ? 5 : 0));
    } else if (is("cancels-anything")) {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
    }
}

// Refuses what it has no reason to refuse.
bool fussy(const reseal_call* call) {
    static const std::thread::id first = std::this_thread::get_id();
    if (is("only-known-params")) {
        return find(call, "x-kz.example.checker.unknown") != nullptr;
    }
    if (is("order-matters")) {
        return call->param_count > 0 && view(call->params[0].key) != "language";
    }
    return (is("one-thread-only") && first != std::this_thread::get_id()) || (is("cancels-anything") && cancelled);
}

reseal_status putWrongly(const reseal_call* call, const reseal_sink* out) {
    if (is("huge-item")) {
        return put(out, "x-test.huge", std::string((1U << 20U) + 1, 'a'));
    }
    if (is("broken-utf8")) {
        return put(out, "x-test.text", "\xC3\x28");
    }
    if (is("bad-key")) {
        return put(out, "Key With Spaces", "x");
    }
    if (is("stray-reserved")) {
        return put(out, "x-test.stray", "x", 7);
    }
    if (is("two-demands")) {
        return put(out, RESEAL_KEY_DEMAND, RESEAL_DEMAND_WAIT);
    }
    if (is("secret-in-error")) {
        return put(out, RESEAL_KEY_ERROR_MESSAGE, std::string("not this PIN: ").append(paramOf(call, "pin")));
    }
    if (is("knows-its-host") && ::prctl(PR_GET_DUMPABLE) == 0) {
        return put(out, "x-test.watched", "no");
    }
    if (is("callback-from-thread")) {
        std::thread([call, out] {
            const auto* const http = serviceOf<reseal_http_1>(RESEAL_HOST_HTTP_1);
            put(out, "x-test.status", std::to_string(http == nullptr ? 1 : http->request(host->ctx, call, out)));
        }).join();
    }
    return RESEAL_OK;
}

// For the tests of the supervision: a long call that listens, and one that hands its params to the host's HTTP.
std::optional<reseal_status> onOrder(const reseal_call* call, const reseal_sink* out) {
    const std::string_view order = paramOf(call, "x-test.do");
    if (order == "wait") {
        for (uint32_t waited = 0; waited < call->deadline_ms; waited += 10) {
            if (cancelled) {
                return RESEAL_E_CANCELLED;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return RESEAL_E_DEADLINE;
    }
    if (order == "fetch") {
        const auto* const http = serviceOf<reseal_http_1>(RESEAL_HOST_HTTP_1);
        return http == nullptr ? RESEAL_E_UNSUPPORTED : http->request(host->ctx, call, out);
    }
    return std::nullopt;
}

reseal_status RESEAL_CALL swallow(void* ctx, const reseal_param* item) {
    const auto* const out = static_cast<const reseal_sink*>(ctx);
    static_cast<void>(out->put(out->ctx, item));
    return RESEAL_OK;
}

reseal_status callInner(reseal_function inner, reseal_instance* self, const reseal_call* call, const reseal_sink* out) {
    reseal_call changed = *call;
    std::vector<reseal_param> params(call->params, call->params + call->param_count);
    if (is("ignores-critical")) {
        for (reseal_param& param : params) {
            param.flags = 0;
        }
        changed.params = params.data();
    }
    const reseal_sink deaf{const_cast<reseal_sink*>(out), swallow}; // NOLINT: the sink's own signature
    return inner(self, &changed, is("swallows-refusal") ? &deaf : out);
}

template <reseal_function inner>
reseal_status RESEAL_CALL answer(reseal_instance* self, const reseal_call* call, const reseal_sink* out) {
    if (!is("cancels-anything")) {
        cancelled = false;
    }
    if (const auto ordered = onOrder(call, out)) {
        return *ordered;
    }
    damage(call);
    flood(out);
    spill(call);
    dawdle(call);
    if (is("wordless")) {
        return RESEAL_E_CONFIG;
    }
    if (fussy(call)) {
        cancelled = false;
        put(out, RESEAL_KEY_ERROR_MESSAGE, "not like this");
        return RESEAL_E_INVALID;
    }
    reseal_status status = tryTheCage(call, out);
    status = status == RESEAL_OK ? putWrongly(call, out) : status;
    status = status == RESEAL_OK ? callInner(inner, self, call, out) : status;
    const std::string_view said = paramOf(call, "x-test.say");
    return status == RESEAL_OK && !said.empty() ? put(out, "x-test.echo", said) : status;
}

void RESEAL_CALL cancel(reseal_instance* self, const uint8_t* operation) {
    cancelled = true;
    CaTable::table()->cancel(self, operation);
}

const reseal_ca_1* caTable() {
    static const reseal_ca_1 table{answer<CaTable::describe>,
                                   answer<CaTable::begin>,
                                   answer<CaTable::resume>,
                                   answer<CaTable::recover>,
                                   is("empty-slot") ? nullptr : answer<CaTable::withdraw>,
                                   cancel};
    return &table;
}

const reseal_module& inner() { return *Inner::table("test", "1.0.0"); }

reseal_status RESEAL_CALL init(const reseal_host* given) {
    static int times = 0;
    if ((is("one-init-only") && times++ > 0) || (is("minor-matters") && given->abi_minor > RESEAL_ABI_MINOR)) {
        return RESEAL_E_INTERNAL;
    }
    if (is("socket-in-init")) {
        ::close(::socket(AF_INET, SOCK_STREAM, 0));
    }
    host = given;
    return inner().init(given);
}
void RESEAL_CALL deinit() { inner().deinit(); }

reseal_status RESEAL_CALL describe(const reseal_sink* out) {
    put(out, RESEAL_KEY_PLUGIN_ID, is("lies-about-id") ? "somebody-else" : "test");
    put(out, RESEAL_KEY_PLUGIN_VERSION, is("lies-about-version") ? "1.0.1" : "1.0.0");
    return put(out, RESEAL_KEY_PLUGIN_EXTENSION, is("lies-about-extension") ? RESEAL_EXT_TOKEN_1 : RESEAL_EXT_CA_1);
}

reseal_status RESEAL_CALL create(const char* id, reseal_instance** out) {
    static int times = 0;
    const std::string_view wanted = id;
    const bool wrongly = is("any-id") || (is("id-by-prefix") && wanted.starts_with("test"));
    if (is("fifty-instances") && ++times > 50) {
        *out = nullptr;
        return RESEAL_E_LIMIT;
    }
    return inner().create(wrongly ? "test" : id, out);
}
void RESEAL_CALL destroy(reseal_instance* self) { inner().destroy(self); }

const void* RESEAL_CALL getExtension(reseal_instance* /*self*/, const char* id) {
    return is("any-extension") || std::string_view(id) == RESEAL_EXT_CA_1 ? caTable() : nullptr;
}

const reseal_module* moduleTable() {
    static const reseal_module table{is("wrong-size") ? 8U : static_cast<uint32_t>(sizeof(reseal_module)),
                                     RESEAL_ABI_MINOR,
                                     init,
                                     deinit,
                                     describe,
                                     create,
                                     destroy,
                                     getExtension};
    return &table;
}

} // namespace
} // namespace misbehaving

extern "C" RESEAL_EXPORT const reseal_module* RESEAL_CALL
#ifdef RESEAL_NO_ENTRY
reseal_module_v9()
#else
reseal_module_v1()
#endif
{
    return misbehaving::moduleTable();
}

#ifdef RESEAL_EXPORTS_MORE
extern "C" RESEAL_EXPORT int another_symbol() { return 1; }
#endif
