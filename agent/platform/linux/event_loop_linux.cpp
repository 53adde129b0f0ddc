// SPDX-License-Identifier: Apache-2.0
// EventLoop over Boost.Asio. The alarm is a timerfd on the wall clock, since Asio's own timers run on a clock that
// stands still in sleep and does not notice when the wall clock is set.
#include "agent/platform/event_loop.hpp"

#include "agent/platform/linux/asio_loop.hpp"
#include "agent/platform/linux/file_descriptor.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/timerfd.h>
#include <system_error>

namespace reseal::platform {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

class AsioEventLoop final : public EventLoop {
public:
    explicit AsioEventLoop(std::function<void(const char* what)> caught)
        : caught_(std::move(caught)), work_(asio::make_work_guard(context_)), alarm_(context_), signals_(context_) {
        const int timer = ::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
        if (timer < 0) {
            throw std::system_error(errno, std::generic_category(), "timerfd_create");
        }
        alarm_.assign(timer);
        awaitAlarm();
    }

    [[nodiscard]] asio::io_context& context() { return context_; }

    void post(Task task) override { asio::post(context_, std::move(task)); }

    void setAlarm(std::optional<TimePoint> at, Task task) override {
        alarmTask_ = at ? std::move(task) : Task{};
        itimerspec when{};
        if (at) {
            // Zero would disarm; what lies before 1970 is as past as its first second.
            when.it_value.tv_sec = std::max<std::int64_t>(1, at->time_since_epoch().count());
        }
        const int flags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
        if (::timerfd_settime(alarm_.native_handle(), flags, &when, nullptr) != 0 && errno == ECANCELED && at) {
            post([this] { clockWasSet(); });
        }
    }

    void after(std::chrono::milliseconds delay, Task task) override {
        auto timer = std::make_shared<asio::steady_timer>(context_, delay);
        timer->async_wait([timer, task = std::move(task)](const error_code& error) {
            if (!error) {
                task();
            }
        });
    }

    void run() override {
        for (;;) {
            try {
                context_.run();
                break;
            } catch (const std::exception& error) {
                caught(error.what());
            } catch (...) {
                caught("an exception of unknown type");
            }
        }
        context_.restart();
    }

    void stop() override { context_.stop(); }

    void onTermination(Task task) override {
        const bool first = !terminationTask_;
        terminationTask_ = std::move(task);
        if (first) {
            signals_.add(SIGINT);
            signals_.add(SIGTERM);
            awaitSignal();
        }
    }

private:
    void caught(const char* what) {
        if (caught_) {
            caught_(what);
        }
    }

    void awaitAlarm() {
        alarm_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const error_code& error) {
            if (error) {
                return;
            }
            awaitAlarm(); // first, so that a task that throws leaves the alarm alive
            std::uint64_t expirations = 0;
            if (::read(alarm_.native_handle(), &expirations, sizeof expirations) > 0) {
                if (const Task task = std::exchange(alarmTask_, Task{})) {
                    task();
                }
            } else if (errno == ECANCELED) {
                clockWasSet();
            }
        });
    }

    // The alarm stays set: the person's clock may come to show its time all the same.
    void clockWasSet() {
        if (const Task task = alarmTask_) {
            task();
        }
    }

    void awaitSignal() {
        signals_.async_wait([this](const error_code& error, int) {
            if (!error) {
                awaitSignal();
                if (const Task task = terminationTask_) {
                    task();
                }
            }
        });
    }

    std::function<void(const char* what)> caught_;
    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    asio::posix::stream_descriptor alarm_;
    asio::signal_set signals_;
    Task alarmTask_;
    Task terminationTask_;
};

} // namespace

std::unique_ptr<EventLoop> makeEventLoop(std::function<void(const char* what)> caught) {
    return std::make_unique<AsioEventLoop>(std::move(caught));
}

boost::asio::io_context& contextOf(EventLoop& loop) { return dynamic_cast<AsioEventLoop&>(loop).context(); }

} // namespace reseal::platform
