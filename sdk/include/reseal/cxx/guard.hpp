// SPDX-License-Identifier: Apache-2.0
// Between the C function and the plugin's method: checks what comes in, lets no exception out. Used by the tables.
#ifndef RESEAL_CXX_GUARD_HPP
#define RESEAL_CXX_GUARD_HPP

#include "call.hpp"

#include <mutex>
#include <new>

namespace reseal::sdk {

// Checks that cost something, or that only matter while a plugin is written: on unless NDEBUG.
#if !defined(RESEAL_SDK_CHECKS) && !defined(NDEBUG)
#define RESEAL_SDK_CHECKS 1
#elif !defined(RESEAL_SDK_CHECKS)
#define RESEAL_SDK_CHECKS 0
#endif

// The function that is at work in this module; there is one at most, for all of them are [serial].
class AtWork {
public:
    void begin(const std::uint8_t* operation) {
        const std::lock_guard lock(mutex_);
        std::copy_n(operation, 16, operation_.begin());
        cancelled_ = false;
        running_ = true;
    }
    void end() {
        const std::lock_guard lock(mutex_);
        running_ = false;
    }
    void cancel(const std::uint8_t* operation) { // [any-thread]
        const std::lock_guard lock(mutex_);
        if (running_ && operation != nullptr && std::equal(operation_.begin(), operation_.end(), operation))
            cancelled_ = true;
    }
    bool running() {
        const std::lock_guard lock(mutex_);
        return running_;
    }
    std::atomic<bool>& flag() { return cancelled_; }

private:
    std::mutex mutex_;
    std::array<std::uint8_t, 16> operation_{};
    bool running_ = false;
    std::atomic<bool> cancelled_{false};
};

// What all tables of a module share.
struct ModuleState {
    const reseal_host* host = nullptr;
    AtWork work;
};

inline ModuleState& moduleState() {
    static ModuleState state;
    return state;
}

inline reseal_status report(const Failure& failure, const std::string& language, const reseal_sink& sink) noexcept {
    try {
        Out out(sink);
        const std::string message = cut(asText(failure.what()), 4096);
        out.text(RESEAL_KEY_ERROR_MESSAGE, message.empty() ? "failed" : message);
        if (!failure.text().empty())
            out.text(RESEAL_KEY_ERROR_TEXT, asText(failure.text().in(language)));
        if (!failure.reason().empty())
            out.text(RESEAL_KEY_ERROR_REASON, asText(failure.reason()));
        if (!failure.domain().empty()) {
            out.text(RESEAL_KEY_ERROR_NATIVE_DOMAIN, asText(failure.domain()));
            out.integer(RESEAL_KEY_ERROR_NATIVE_CODE, failure.code());
        }
        if (failure.retryAfter() > 0)
            out.integer(RESEAL_KEY_ERROR_RETRY_AFTER_MS, failure.retryAfter());
        if (failure.triesLeft() >= 0)
            out.integer(RESEAL_KEY_TOKEN_TRIES_LEFT, failure.triesLeft());
    } catch (const SinkStopped& stopped) {
        return stopped.status;
    } catch (...) {
        return failure.status();
    }
    return failure.status();
}

// Runs `body` and turns whatever it throws into a status and "error." items.
template <class Body>
reseal_status guarded(const std::string& language, const reseal_sink& sink, Body body) noexcept {
    try {
        try {
            body();
            return RESEAL_OK;
        } catch (const SinkStopped& stopped) {
            return stopped.status < 0 ? stopped.status : RESEAL_E_INTERNAL;
        } catch (const Failure& failure) {
            return report(failure, language, sink);
        } catch (const std::bad_alloc&) {
            return report(Failure(RESEAL_E_INTERNAL, "out of memory"), language, sink);
        } catch (const std::exception& problem) {
            return report(Failure(RESEAL_E_INTERNAL, problem.what()), language, sink);
        } catch (...) {
            return report(Failure(RESEAL_E_INTERNAL, "an exception of an unknown type"), language, sink);
        }
    } catch (...) {
        return RESEAL_E_INTERNAL; // not even the message could be made
    }
}

// One function of a table: null checks, params, critical keys, cancellation, then `body(call, out)`.
template <class CallType, class Body>
reseal_status serve(const void* self, const reseal_call* raw, const reseal_sink* sink, KnownKeys known,
                    Body body) noexcept {
    if (sink == nullptr || sink->put == nullptr)
        return RESEAL_E_INVALID;
    ModuleState& module = moduleState();
    std::string language;
    return guarded(language, *sink, [&] {
        if (self == nullptr || raw == nullptr)
            throw Failure(RESEAL_E_INVALID, "called without an instance or a call");
        if (RESEAL_SDK_CHECKS && module.work.running())
            throw Failure(RESEAL_E_INVALID, "two [serial] functions of this module at once");
        checkCall(*raw, known);
        Work work;
        work.host = module.host;
        work.cancelled = &module.work.flag();
        struct Running {
            AtWork& at;
            ~Running() { at.end(); }
        } running{module.work};
        module.work.begin(raw->operation_id);
        const CallType call(*raw, work);
        language = call.language();
        Out out(*sink);
        body(call, out);
    });
}

} // namespace reseal::sdk

#endif
