// SPDX-License-Identifier: Apache-2.0
// The one thread that a PKCS#11 module is called on. Whoever calls it waits as long as the host allows; a module that
// stalls holds up its own lane and nothing else. A forked child starts a lane of its own.
#pragma once

#include "system/process.hpp"

#include <reseal/cxx/call.hpp>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <variant>

namespace token_pkcs11 {

// A Failure on its way from one thread to the other: by value, since exceptions share what they are made of.
struct Trouble {
    reseal_status status = RESEAL_E_INTERNAL;
    std::string message, reason, domain;
    reseal::sdk::Text text;
    std::int64_t code = 0, retryAfter = 0, triesLeft = -1;

    static Trouble of(const reseal::sdk::Failure& failure);
    reseal::sdk::Failure failure() const;
};

template <class Result>
using Outcome = std::variant<Result, Trouble>;

class Lane {
public:
    explicit Lane(std::string name) : name_(std::move(name)) {}
    ~Lane(); // waits for the job at work, unless it was given up
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    bool stuck() const; // with a job that was given up

    // Runs `job` and returns what it does. Failure: RESEAL_E_CANCELLED, RESEAL_E_DEADLINE, or RESEAL_E_UNREACHABLE
    // (module_stalled) after `most`; `giveUp` is called first, and `job` may still be at work: it owns what it uses.
    template <class Result>
    Result run(
        const reseal::sdk::Call& call, std::chrono::milliseconds most, std::function<Result()> job,
        const std::function<void()>& giveUp = [] {}) {
        auto future = start<Result>(std::move(job));
        wait(
            call, most, [&](std::chrono::milliseconds time) { return ready(future, time); }, giveUp);
        return take(future);
    }
    template <class Result>
    std::future<Outcome<Result>> start(std::function<Result()> job) {
        auto task =
            std::make_shared<std::packaged_task<Outcome<Result>()>>([job = std::move(job)]() -> Outcome<Result> {
                try {
                    return Outcome<Result>(std::in_place_index<0>, job());
                } catch (const reseal::sdk::Failure& failure) {
                    return Trouble::of(failure);
                } catch (const std::exception& problem) {
                    return Trouble::of(reseal::sdk::Failure(RESEAL_E_INTERNAL, problem.what()));
                }
            });
        auto future = task->get_future();
        post([task] { (*task)(); });
        return future;
    }
    // Of a future that is ready.
    template <class Result>
    static Result take(std::future<Outcome<Result>>& future) {
        Outcome<Result> outcome = future.get();
        if (const auto* const trouble = std::get_if<Trouble>(&outcome))
            throw trouble->failure();
        return std::get<0>(std::move(outcome));
    }
    // Until `isReady` of some milliseconds; fails as run() does.
    void wait(const reseal::sdk::Call& call, std::chrono::milliseconds most,
              const std::function<bool(std::chrono::milliseconds)>& isReady, const std::function<void()>& giveUp);

    template <class Result>
    static bool ready(const std::future<Result>& future, std::chrono::milliseconds time) {
        return future.wait_for(time) == std::future_status::ready;
    }

private:
    struct State;

    void post(std::function<void()> job);
    void begin();
    static void work(const std::shared_ptr<State>& state);

    std::string name_;
    std::shared_ptr<State> state_;
    std::unique_ptr<std::thread> thread_;
    reseal::system::ProcessId process_ = reseal::system::kNoProcess;
};

} // namespace token_pkcs11
