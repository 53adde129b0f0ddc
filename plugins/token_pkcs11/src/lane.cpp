// SPDX-License-Identifier: Apache-2.0
#include "lane.hpp"

#include "texts.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>

namespace token_pkcs11 {

using reseal::sdk::Failure;
using reseal::system::thisProcess;
using namespace std::chrono_literals;

Trouble Trouble::of(const Failure& failure) {
    return {failure.status(), failure.what(), failure.reason(),     failure.domain(),
            failure.text(),   failure.code(), failure.retryAfter(), failure.triesLeft()};
}

Failure Trouble::failure() const {
    Failure out(status, message, text, reason);
    if (!domain.empty())
        out.native(domain, code);
    return out.retryAfter(retryAfter).triesLeft(triesLeft);
}

struct Lane::State {
    std::mutex mutex;
    std::condition_variable news;
    std::deque<std::function<void()>> jobs;
    bool ending = false;
    int waitedFor = 0; // jobs posted and not finished
    int givenUp = 0;   // of these
};

Lane::~Lane() {
    if (!thread_ || process_ != thisProcess()) {
        static_cast<void>(thread_.release()); // it is in another process
        return;
    }
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
    }
    state_->news.notify_all();
    if (stuck())
        thread_->detach(); // what it works with belongs to its job
    else
        thread_->join();
}

void Lane::begin() {
    if (process_ == thisProcess())
        return;
    static_cast<void>(thread_.release());
    if (state_)
        static_cast<void>(new std::shared_ptr<State>(state_)); // of the parent process: its mutex may be held
    state_ = std::make_shared<State>();
    thread_ = std::make_unique<std::thread>(work, state_);
    process_ = thisProcess();
}

void Lane::work(const std::shared_ptr<State>& state) {
    for (;;) {
        std::function<void()> job;
        {
            std::unique_lock lock(state->mutex);
            state->news.wait(lock, [&] { return state->ending || !state->jobs.empty(); });
            if (state->jobs.empty())
                return;
            job = std::move(state->jobs.front());
            state->jobs.pop_front();
        }
        job();
        job = nullptr;
        const std::lock_guard lock(state->mutex);
        if (--state->waitedFor == 0)
            state->givenUp = 0;
    }
}

void Lane::post(std::function<void()> job) {
    begin();
    {
        const std::lock_guard lock(state_->mutex);
        state_->jobs.push_back(std::move(job));
        ++state_->waitedFor;
    }
    state_->news.notify_all();
}

bool Lane::stuck() const {
    if (!state_ || process_ != thisProcess())
        return false;
    const std::lock_guard lock(state_->mutex);
    return state_->givenUp > 0;
}

void Lane::wait(const reseal::sdk::Call& call, std::chrono::milliseconds most,
                const std::function<bool(std::chrono::milliseconds)>& isReady, const std::function<void()>& giveUp) {
    constexpr auto step = 50ms;
    constexpr auto reserve = 200ms; // to answer in
    const auto began = std::chrono::steady_clock::now();
    while (!isReady(step)) {
        const bool late = std::chrono::steady_clock::now() - began >= most;
        const bool ends = call.remaining() <= reserve;
        if (!call.cancelled() && !late && !ends)
            continue;
        giveUp();
        {
            const std::lock_guard lock(state_->mutex);
            if (state_->waitedFor > 0)
                ++state_->givenUp;
        }
        if (call.cancelled())
            throw Failure(RESEAL_E_CANCELLED, "cancelled");
        throw Failure(late ? RESEAL_E_UNREACHABLE : RESEAL_E_DEADLINE, "PKCS#11 module " + name_ + " does not answer",
                      texts::moduleStalled().with(name_), "module_stalled");
    }
}

} // namespace token_pkcs11
