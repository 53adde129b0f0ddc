// SPDX-License-Identifier: Apache-2.0
// A CA plugin that does one thing wrong, named by BEHAVIOUR; `good` does nothing wrong. Without the C++ helper, so that
// nothing stands between the deed and the host.
#include <reseal/reseal.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

constexpr std::string_view kBehaviour = BEHAVIOUR;
constexpr bool is(std::string_view behaviour) { return kBehaviour == behaviour; }

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
    }
    if (is("hang-on-load")) {
        hang();
    }
}

reseal_bytes bytesOf(std::string_view text) { return {text.data(), static_cast<uint32_t>(text.size()), 0}; }

reseal_status put(const reseal_sink* out, std::string_view key, std::string_view text) {
    const reseal_param item{0, RESEAL_TYPE_TEXT, 0, bytesOf(key), bytesOf(text)};
    return out->put(out->ctx, &item);
}

std::string_view paramOf(const reseal_call* call, std::string_view key) {
    for (uint32_t i = 0; i < call->param_count; ++i) {
        const reseal_param& param = call->params[i];
        if (std::string_view(static_cast<const char*>(param.key.data), param.key.size) == key) {
            return {static_cast<const char*>(param.value.data), param.value.size};
        }
    }
    return {};
}

const reseal_log_1* logOf() {
    return static_cast<const reseal_log_1*>(host->get_extension(host->ctx, RESEAL_HOST_LOG_1));
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
    if (is("crash-in-call")) {
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
        const reseal_bytes line = bytesOf("and another line");
        logOf()->write(host->ctx, RESEAL_LOG_INFO, &line);
    }
    while (is("floods-stdout")) {
        std::puts(large.c_str());
    }
}

reseal_status RESEAL_CALL answer(reseal_instance* /*self*/, const reseal_call* call, const reseal_sink* out) {
    cancelled = false;
    damage(call);
    flood(out);
    if (const reseal_status status = tryTheCage(call, out); status != RESEAL_OK) {
        return status;
    }
    if (is("keeps-pointer")) {
        const reseal_param* const before = std::exchange(kept, call->params);
        if (before != nullptr) {
            static_cast<void>(*static_cast<const volatile char*>(before[0].value.data));
        }
    } else if (is("huge-item")) {
        return put(out, "x-test.huge", std::string((1U << 20U) + 1, 'a'));
    } else if (is("broken-utf8")) {
        return put(out, "x-test.text", "\xC3\x28");
    } else if (is("bad-key")) {
        return put(out, "Key With Spaces", "x");
    } else if (is("tampers-with-stdout")) {
        std::puts("rubbish on the standard output");
        std::fflush(stdout);
        ::close(STDOUT_FILENO);
    } else if (is("prints-secret")) {
        const std::string pin(paramOf(call, "pin"));
        std::puts(pin.c_str());
        std::fflush(stdout);
        const reseal_bytes line = bytesOf(pin);
        logOf()->write(host->ctx, RESEAL_LOG_INFO, &line);
    } else if (is("replies-late")) {
        std::this_thread::sleep_for(std::chrono::milliseconds(call->deadline_ms + 60000));
    } else if (is("callback-from-thread")) {
        std::thread([call, out] {
            const auto* const http =
                static_cast<const reseal_http_1*>(host->get_extension(host->ctx, RESEAL_HOST_HTTP_1));
            put(out, "x-test.status", std::to_string(http == nullptr ? 1 : http->request(host->ctx, call, out)));
        }).join();
    }
    return put(out, "x-test.echo", paramOf(call, "x-test.say"));
}

// Waits, and listens: what a good long call does.
reseal_status RESEAL_CALL wait(reseal_instance* self, const reseal_call* call, const reseal_sink* out) {
    if (!is("good")) {
        return answer(self, call, out);
    }
    cancelled = false;
    for (uint32_t waited = 0; waited < call->deadline_ms; waited += 10) {
        if (cancelled) {
            return RESEAL_E_CANCELLED;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return RESEAL_E_DEADLINE;
}

// Hands its params to the host's HTTP and the answer back.
reseal_status RESEAL_CALL fetch(reseal_instance* self, const reseal_call* call, const reseal_sink* out) {
    const auto* const http = static_cast<const reseal_http_1*>(host->get_extension(host->ctx, RESEAL_HOST_HTTP_1));
    return http == nullptr || !is("good") ? answer(self, call, out) : http->request(host->ctx, call, out);
}

void RESEAL_CALL cancel(reseal_instance* /*self*/, const uint8_t* /*operation*/) { cancelled = true; }

const reseal_ca_1 kCa{answer, answer, wait, fetch, is("empty-slot") ? nullptr : answer, cancel};

reseal_status RESEAL_CALL init(const reseal_host* given) {
    host = given;
    return RESEAL_OK;
}
void RESEAL_CALL deinit() {}

reseal_status RESEAL_CALL describe(const reseal_sink* out) {
    put(out, RESEAL_KEY_PLUGIN_ID, is("lies-about-id") ? "somebody-else" : "test");
    put(out, RESEAL_KEY_PLUGIN_VERSION, "1.0.0");
    return put(out, RESEAL_KEY_PLUGIN_EXTENSION, RESEAL_EXT_CA_1);
}

reseal_status RESEAL_CALL create(const char* id, reseal_instance** out) {
    const bool mine = std::string_view(id) == "test";
    *out = mine ? reinterpret_cast<reseal_instance*>(&host) : nullptr;
    return mine ? RESEAL_OK : RESEAL_E_NOT_FOUND;
}
void RESEAL_CALL destroy(reseal_instance* /*self*/) {}

const void* RESEAL_CALL getExtension(reseal_instance* /*self*/, const char* id) {
    return std::string_view(id) == RESEAL_EXT_CA_1 ? &kCa : nullptr;
}

const reseal_module kModule{is("wrong-size") ? 8U : static_cast<uint32_t>(sizeof(reseal_module)),
                            RESEAL_ABI_MINOR,
                            init,
                            deinit,
                            describe,
                            create,
                            destroy,
                            getExtension};

} // namespace

extern "C" RESEAL_EXPORT const reseal_module* RESEAL_CALL
#ifdef RESEAL_NO_ENTRY
reseal_module_v9()
#else
reseal_module_v1()
#endif
{
    return &kModule;
}
