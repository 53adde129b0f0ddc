// SPDX-License-Identifier: Apache-2.0
#include "agent/base/log.hpp"
#include "agent/platform/pcsc/card_service.hpp"
#include "agent/platform/pcsc/service_wait.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <string>
#include <thread>

namespace reseal::platform {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstPause = 1s; // after a service that is there and does not answer; doubles
constexpr auto kLongestPause = 60s;

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
                    waiting_.wait(pause);
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
