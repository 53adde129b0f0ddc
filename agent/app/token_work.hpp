// SPDX-License-Identifier: Apache-2.0
// What waits on a token, off the engine's thread: a PIN pad may take a minute. One act at a time on one worker, in the
// order given. Engine thread; acts run on the worker and know nothing of the engine.
#pragma once

#include "agent/platform/event_loop.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

namespace reseal::app {

class TokenWork {
public:
    // `end` stops the call that is at work in a plugin; any thread.
    explicit TokenWork(std::function<void(const std::string& plugin)> end) : end_(std::move(end)) {}
    ~TokenWork(); // what waits is dropped, what is under way is ended; none of them is finished
    TokenWork(const TokenWork&) = delete;
    TokenWork& operator=(const TokenWork&) = delete;

    void live(platform::EventLoop& loop) { loop_ = &loop; }

    // `act()` on the worker, then `finish(its result)` on the loop's thread. Without a loop both now.
    template <typename Act, typename Finish>
    void run(const std::string& plugin, Act act, Finish finish) {
        if (loop_ == nullptr) {
            finish(act());
            return;
        }
        auto result = std::make_shared<std::optional<std::invoke_result_t<Act&>>>();
        enqueue({plugin, [result, act = std::move(act)]() mutable { result->emplace(act()); },
                 [result, finish = std::move(finish)]() mutable { finish(std::move(**result)); }});
    }

private:
    struct Task {
        std::string plugin;
        std::function<void()> act;
        std::function<void()> finish;
    };
    void enqueue(Task task);
    void work();
    void runOne(Task task);

    const std::function<void(const std::string& plugin)> end_;
    platform::EventLoop* loop_ = nullptr;
    std::mutex guard_;
    std::condition_variable stirred_;
    std::deque<Task> waiting_;
    std::optional<std::string> atWork_; // the plugin
    bool leaving_ = false;
    std::shared_ptr<std::atomic<bool>> gone_ = std::make_shared<std::atomic<bool>>(false);
    std::thread worker_;
};

} // namespace reseal::app
