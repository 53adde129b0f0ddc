// SPDX-License-Identifier: Apache-2.0
// What a function of a plugin was called with. Good until it returns.
#ifndef RESEAL_CXX_CALL_HPP
#define RESEAL_CXX_CALL_HPP

#include "../module.h"
#include "params.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <thread>

namespace reseal::sdk {

// Keys that a function of version 1 knows; one that ends in '.' stands for all that begin with it.
struct KnownKeys {
    const std::string_view* first = nullptr;
    std::size_t count = 0;

    constexpr KnownKeys() = default;
    template <std::size_t N>
    constexpr KnownKeys(const std::string_view (&keys)[N]) : first(keys), count(N) {}
};

inline bool isKnown(std::string_view key, KnownKeys known) {
    const auto fits = [key](std::string_view k) {
        return k.back() == '.' ? key.size() > k.size() && key.substr(0, k.size()) == k : key == k;
    };
    static constexpr std::string_view everywhere[] = {RESEAL_KEY_LANGUAGE, RESEAL_KEY_NOW_MS, RESEAL_KEY_SETTING};
    return std::any_of(std::begin(everywhere), std::end(everywhere), fits) ||
           std::any_of(known.first, known.first + known.count, fits);
}

// What the wrapper keeps of the one function that is at work.
struct Work {
    const reseal_host* host = nullptr;
    std::atomic<bool>* cancelled = nullptr;
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    std::chrono::steady_clock::duration waited{}; // in prompts: the deadline stands still
    std::thread::id thread = std::this_thread::get_id();
};

class Call {
public:
    Call(const reseal_call& raw, Work& work) : raw_(raw), work_(work) {}
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    // Absent: `otherwise`. Another type than the one asked for ends the call with RESEAL_E_INVALID.
    std::string text(std::string_view key, std::string_view otherwise = {}) const {
        const reseal_param* param = find(key, RESEAL_TYPE_TEXT);
        return std::string(param != nullptr ? view(param->value) : otherwise);
    }
    std::int64_t integer(std::string_view key, std::int64_t otherwise = 0) const {
        const reseal_param* param = find(key, RESEAL_TYPE_INTEGER);
        return param != nullptr ? param->number : otherwise;
    }
    Bytes bytes(std::string_view key) const {
        const reseal_param* param = find(key, RESEAL_TYPE_BYTES);
        return param != nullptr ? toBytes(view(param->value)) : Bytes();
    }
    std::vector<Bytes> allBytes(std::string_view key) const { // of a key that repeats
        std::vector<Bytes> out;
        each([&](const reseal_param& p) {
            if (view(p.key) == key && p.type == RESEAL_TYPE_BYTES)
                out.push_back(toBytes(view(p.value)));
        });
        return out;
    }
    Secret secret(std::string_view key) const { // text will do too
        const reseal_param* param = find(key, 0);
        return param != nullptr ? Secret(view(param->value)) : Secret();
    }
    bool has(std::string_view key) const { return find(key, 0) != nullptr; }
    // Ends of all keys that begin with `prefix`: of "digest." perhaps "1", "2".
    std::vector<std::string> names(std::string_view prefix) const {
        std::vector<std::string> out;
        each([&](const reseal_param& p) {
            const std::string_view key = view(p.key);
            if (key.size() > prefix.size() && key.substr(0, prefix.size()) == prefix)
                out.emplace_back(key.substr(prefix.size()));
        });
        return out;
    }

    std::string language() const { return text(RESEAL_KEY_LANGUAGE, "en"); }
    std::int64_t now() const { return integer(RESEAL_KEY_NOW_MS); } // milliseconds since 1970; ask no other clock
    std::string setting(std::string_view name, std::string_view otherwise = {}) const {
        return text(std::string(RESEAL_KEY_SETTING).append(name), otherwise);
    }
    Secret secretSetting(std::string_view name) const { return secret(std::string(RESEAL_KEY_SETTING).append(name)); }

    // The same id again is the same step again: hand it to the CA as transaction id or nonce.
    std::string operation() const { return hex(raw_.operation_id, 16); }
    std::string conversation() const { return hex(raw_.conversation_id, 16); }
    std::array<std::uint8_t, 16> operationId() const {
        std::array<std::uint8_t, 16> id{};
        std::copy_n(raw_.operation_id, 16, id.begin());
        return id;
    }

    bool cancelled() const { return work_.cancelled != nullptr && work_.cancelled->load(std::memory_order_relaxed); }
    std::chrono::milliseconds remaining() const {
        using namespace std::chrono;
        const auto spent = steady_clock::now() - work_.started - work_.waited;
        return std::max(milliseconds(raw_.deadline_ms) - duration_cast<milliseconds>(spent), milliseconds(0));
    }
    // For loops that take long: ends the call where the host wants it to end.
    void checkpoint() const {
        if (cancelled())
            throw Failure(RESEAL_E_CANCELLED, "cancelled");
        if (remaining().count() == 0)
            throw Failure(RESEAL_E_DEADLINE, "the deadline passed");
    }

    const reseal_call& raw() const { return raw_; }
    Work& work() const { return work_; }

private:
    template <class Visit>
    void each(Visit visit) const {
        for (std::uint32_t i = 0; i < raw_.param_count; ++i)
            visit(raw_.params[i]);
    }
    const reseal_param* find(std::string_view key, std::uint32_t type) const {
        for (std::uint32_t i = 0; i < raw_.param_count; ++i) {
            const reseal_param& param = raw_.params[i];
            if (view(param.key) != key)
                continue;
            if (type != 0 && param.type != type)
                throw Failure(RESEAL_E_INVALID, "a param of the wrong type: " + std::string(key));
            return &param;
        }
        return nullptr;
    }

    const reseal_call& raw_;
    Work& work_;
};

// Refuses what breaks the contract, and what is critical and not known.
inline void checkCall(const reseal_call& call, KnownKeys known) {
    if (call.param_count > kMostItems || (call.params == nullptr && call.param_count > 0))
        throw Failure(RESEAL_E_INVALID, "params without an address, or too many");
    std::size_t size = 0;
    for (std::uint32_t i = 0; i < call.param_count; ++i) {
        const reseal_param& param = call.params[i];
        if (const char* flaw = flawOf(param))
            throw Failure(RESEAL_E_INVALID, std::string("a param has ") + flaw);
        size += param.value.size;
        if ((param.flags & RESEAL_FLAG_CRITICAL) != 0 && !isKnown(view(param.key), known))
            throw Failure(RESEAL_E_UNSUPPORTED, "unknown critical param: " + std::string(view(param.key)));
    }
    if (size > kMostInCall)
        throw Failure(RESEAL_E_LIMIT, "params past 16 MiB");
}

} // namespace reseal::sdk

#endif
