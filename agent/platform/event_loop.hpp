// SPDX-License-Identifier: Apache-2.0
// One thread that sleeps until something happens: a posted task, a wall-clock alarm, a file-system event, a
// connection. Nothing here polls; an idle loop makes no wake-ups.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace reseal::platform {

class EventLoop {
public:
    using Task = std::function<void()>;

    virtual ~EventLoop() = default;

    // Any thread. Runs on the loop's thread, in the order posted.
    virtual void post(Task task) = 0;

    // Loop thread. Calls `task` once the wall clock reaches `at` (at once if it is past), also when the machine
    // wakes from sleep after it, and whenever the clock is set. One alarm: setting it replaces the one before.
    virtual void setAlarm(std::optional<TimePoint> at, Task task) = 0;

    // Loop thread. Calls `task` once, this long from now.
    virtual void after(std::chrono::milliseconds delay, Task task) = 0;

    // Runs until stop(). The caller's thread becomes the loop's thread.
    virtual void run() = 0;
    virtual void stop() = 0; // any thread

    // SIGINT and SIGTERM (console close on Windows) call `task` on the loop's thread instead of ending the process.
    virtual void onTermination(Task task) = 0;
};

// Every error thrown out of a task reaches `caught` with its text; the loop goes on. One place per thread.
[[nodiscard]] std::unique_ptr<EventLoop> makeEventLoop(std::function<void(const char* what)> caught);

} // namespace reseal::platform
