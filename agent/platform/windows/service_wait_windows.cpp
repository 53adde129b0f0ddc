// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/pcsc/service_wait.hpp"

#include <windows.h>

#include <winscard.h>

#include <array>

namespace reseal::platform {

struct ServiceWait::State {
    HANDLE stop = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
    HANDLE started = ::SCardAccessStartedEvent(); // set while the Smart Card service runs; null where there is none

    State() = default;
    ~State() {
        ::SCardReleaseStartedEvent();
        ::CloseHandle(stop);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

ServiceWait::ServiceWait() : state_(std::make_unique<State>()) {}
ServiceWait::~ServiceWait() = default;

void ServiceWait::stop() { ::SetEvent(state_->stop); }

void ServiceWait::wait(std::chrono::milliseconds pause) {
    const bool there = state_->started == nullptr || ::WaitForSingleObject(state_->started, 0) == WAIT_OBJECT_0;
    if (there) {
        ::WaitForSingleObject(state_->stop, static_cast<DWORD>(pause.count()));
        return;
    }
    const std::array<HANDLE, 2> both{state_->stop, state_->started};
    ::WaitForMultipleObjects(static_cast<DWORD>(both.size()), both.data(), FALSE, INFINITE);
}

} // namespace reseal::platform
