// SPDX-License-Identifier: Apache-2.0
// How a test tells the checker what it is at and what it came to, so that a crash and a hang leave a trace too. By
// files of its scratch folder: a plugin may close or soil every descriptor. Any thread.
#pragma once

#include "sdk/check/outcome.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace reseal::check {

void openTrail(const std::filesystem::path& scratch);

void step(std::string_view what);        // "resume of reseal.ca/1"
void nameSteps(std::string_view prefix); // what stands before every step from now on
[[nodiscard]] std::string lastStep(const std::filesystem::path& scratch);

// The first one counts.
void deliver(const Outcome& outcome);
[[noreturn]] void deliverAndEnd(const Outcome& outcome);
// From a signal handler: `line` was made before with write().
[[noreturn]] void deliverFromSignal(const std::string& line);
[[nodiscard]] std::optional<Outcome> delivered(const std::filesystem::path& scratch);

// Ends this process with the outcome that `overdue` gives, unless it goes out of scope in time.
class Watch {
public:
    Watch(std::chrono::milliseconds limit, std::function<Outcome()> overdue);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

private:
    struct State;
    std::shared_ptr<State> state_;
    std::thread thread_;
};

} // namespace reseal::check
