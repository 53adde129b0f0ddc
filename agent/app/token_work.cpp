// SPDX-License-Identifier: Apache-2.0
#include "agent/app/token_work.hpp"

#include "agent/base/log.hpp"

#include <chrono>
#include <exception>

namespace reseal::app {
namespace {

constexpr std::chrono::milliseconds kEndAgain{50}; // an act may begin its call right after it was ended

} // namespace

TokenWork::~TokenWork() {
    *gone_ = true;
    if (!worker_.joinable()) {
        return;
    }
    std::unique_lock lock(guard_);
    leaving_ = true;
    waiting_.clear();
    stirred_.notify_all();
    while (atWork_) {
        const std::string plugin = *atWork_;
        lock.unlock();
        end_(plugin);
        lock.lock();
        stirred_.wait_for(lock, kEndAgain, [this] { return !atWork_; });
    }
    lock.unlock();
    worker_.join();
}

void TokenWork::enqueue(Task task) {
    const std::lock_guard lock(guard_);
    waiting_.push_back(std::move(task));
    if (!worker_.joinable()) {
        worker_ = std::thread([this] { work(); });
    }
    stirred_.notify_all();
}

void TokenWork::work() {
    std::unique_lock lock(guard_);
    while (true) {
        stirred_.wait(lock, [this] { return leaving_ || !waiting_.empty(); });
        if (leaving_) {
            return;
        }
        Task task = std::move(waiting_.front());
        waiting_.pop_front();
        atWork_ = task.plugin;
        lock.unlock();
        runOne(std::move(task));
        lock.lock();
        atWork_.reset();
        stirred_.notify_all();
    }
}

void TokenWork::runOne(Task task) {
    try {
        task.act();
    } catch (const std::exception& error) {
        log(LogLevel::error, std::string("a token's work ended with: ") + error.what());
        loop_->post([dropped = std::move(task.finish)] {}); // who waits for its end is hung up on, on the loop's thread
        return;
    }
    loop_->post([gone = gone_, finish = std::move(task.finish)] {
        if (!*gone) {
            finish();
        }
    });
}

} // namespace reseal::app
