// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/interruption.hpp"

#include <array>
#include <atomic>
#include <csignal>

namespace reseal::platform {
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM};

std::atomic<bool> noted{false};
static_assert(std::atomic<bool>::is_always_lock_free); // a signal handler may not wait

void note(int /*signal*/) { noted = true; }

} // namespace

struct Interruption::Before {
    std::array<struct sigaction, kSignals.size()> actions{};
};

Interruption::Interruption() : before_(std::make_unique<Before>()) {
    noted = false;
    struct sigaction once {};
    once.sa_handler = note;
    once.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
        ::sigaction(kSignals[i], nullptr, &before_->actions[i]);
        if (before_->actions[i].sa_handler != SIG_IGN) {
            ::sigaction(kSignals[i], &once, nullptr);
        }
    }
}

Interruption::~Interruption() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
        ::sigaction(kSignals[i], &before_->actions[i], nullptr);
    }
}

bool Interruption::happened() const { return noted; }

} // namespace reseal::platform
