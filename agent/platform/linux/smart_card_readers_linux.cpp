// SPDX-License-Identifier: Apache-2.0
#include "agent/base/log.hpp"
#include "agent/platform/linux/inotify.hpp"
#include "agent/platform/pcsc/card_service.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <poll.h>
#include <string>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <thread>

namespace reseal::platform {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstPause = 1s; // after a service that is there and does not answer; doubles
constexpr auto kLongestPause = 60s;

std::string socketPath() {
    const char* const chosen = std::getenv("PCSCLITE_CSOCK_NAME"); // pcsc-lite's own variable
    return chosen != nullptr && *chosen != '\0' ? chosen : "/run/pcscd/pcscd.comm";
}

std::string folderOf(const std::string& path) {
    const auto slash = path.find_last_of('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

// Sleeps until pcscd's socket may be there: an event in its folder, or in the nearest one that exists.
class ServiceWait {
public:
    ServiceWait() : stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

    void stop() { (void)::eventfd_write(stop_.get(), 1); }

    void wait(const std::string& socket, std::chrono::milliseconds pause) {
        Inotify events;
        std::string folder = folderOf(socket);
        while (events.add(folder, IN_CREATE | IN_MOVED_TO | IN_ATTRIB) < 0 && folder != "/") {
            folder = folderOf(folder);
        }
        const bool there = ::access(socket.c_str(), F_OK) == 0; // after the watch was set: nothing is missed
        pollfd waits[] = {{stop_.get(), POLLIN, 0}, {events.descriptor(), POLLIN, 0}};
        (void)::poll(waits, std::size(waits), there ? static_cast<int>(pause.count()) : -1);
    }

private:
    FileDescriptor stop_;
};

class PcscWatch final : public ReaderWatch {
public:
    PcscWatch(EventLoop& loop, std::function<void(const ReadersNow&)> changed)
        : loop_(loop), told_(std::make_shared<Told>(std::move(changed))), thread_([this] { run(); }) {}

    ~PcscWatch() override {
        told_->call = nullptr;
        stopping_ = true;
        waiting_.stop();
        std::unique_lock lock(guard_);
        while (!ended_) { // a wait that was about to begin does not hear the first word
            service_.cancel();
            end_.wait_for(lock, 20ms, [this] { return ended_; });
        }
        lock.unlock();
        thread_.join();
    }

private:
    struct Told {
        explicit Told(std::function<void(const ReadersNow&)> changed) : call(std::move(changed)) {}
        std::function<void(const ReadersNow&)> call; // loop thread; empty once the watch is gone
    };

    void run() {
        try {
            auto pause = std::chrono::milliseconds(kFirstPause);
            while (!stopping_) {
                if (connect()) {
                    pause = follow() ? kFirstPause : std::min<std::chrono::milliseconds>(pause * 2, kLongestPause);
                }
                if (!stopping_) {
                    tell({});
                    waiting_.wait(socketPath(), pause);
                }
            }
        } catch (const std::exception& error) {
            log(LogLevel::error, std::string("smart-card readers: ") + error.what());
        }
        const std::scoped_lock lock(guard_);
        ended_ = true;
        end_.notify_all();
    }

    bool connect() {
        const std::scoped_lock lock(guard_); // beside cancel()
        return service_.connect();
    }

    // Until the service is gone. False: it went before it had told anything.
    bool follow() {
        bool told = false;
        while (!stopping_) {
            auto now = service_.look();
            if (!now) {
                break;
            }
            tell(std::move(*now));
            told = true;
            if (stopping_ || !service_.waitForChange()) {
                break;
            }
        }
        const std::scoped_lock lock(guard_);
        service_.disconnect();
        return told;
    }

    void tell(ReadersNow now) {
        if (last_ == now) {
            return;
        }
        last_ = now;
        loop_.post([told = told_, now = std::move(now)] {
            if (told->call) {
                told->call(now);
            }
        });
    }

    EventLoop& loop_;
    const std::shared_ptr<Told> told_;
    std::atomic<bool> stopping_ = false;
    ServiceWait waiting_;
    std::mutex guard_; // service_ beside cancel(), and ended_
    std::condition_variable end_;
    bool ended_ = false;
    CardService service_;
    std::optional<ReadersNow> last_;
    std::thread thread_;
};

} // namespace

std::unique_ptr<ReaderWatch> watchReaders(EventLoop& loop, std::function<void(const ReadersNow&)> changed) {
    return std::make_unique<PcscWatch>(loop, std::move(changed));
}

ReadersNow readersNow() {
    CardService service;
    const auto now = service.connect() ? service.look() : std::nullopt;
    return now.value_or(ReadersNow{});
}

} // namespace reseal::platform
