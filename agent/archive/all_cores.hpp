// SPDX-License-Identifier: Apache-2.0
// Work spread over the machine's cores. Inside agent/archive only.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace reseal::archive {

// `work` for each number below `count`, in any order; returns when all is done. What one throws is thrown on.
template <typename Work>
void onAllCores(std::size_t count, const Work& work) {
    std::atomic<std::size_t> next{0};
    std::mutex guard;
    std::exception_ptr thrown;
    const auto run = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++) {
                work(i);
            }
        } catch (...) {
            const std::lock_guard lock(guard);
            thrown = std::current_exception();
        }
    };
    std::vector<std::jthread> threads;
    const std::size_t wanted = std::min<std::size_t>(std::max(std::thread::hardware_concurrency(), 1U), count);
    for (std::size_t i = 1; i < wanted; ++i) {
        threads.emplace_back(run);
    }
    run();
    threads.clear(); // joins
    if (thrown) {
        std::rethrow_exception(thrown);
    }
}

} // namespace reseal::archive
