// SPDX-License-Identifier: Apache-2.0
// How a program learns that the PC/SC service has come: a socket in a folder on Linux, an event on Windows. linux/ and
// windows/ implement it; the latter is compiled only, as there is no Windows build yet.
#pragma once

#include <chrono>
#include <memory>

namespace reseal::platform {

class ServiceWait {
public:
    ServiceWait();
    ~ServiceWait();
    ServiceWait(const ServiceWait&) = delete;
    ServiceWait& operator=(const ServiceWait&) = delete;

    // Until the service may be there; where it is there already and does not answer, for `pause`.
    void wait(std::chrono::milliseconds pause);
    void stop(); // any thread; every wait ends at once from then on

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace reseal::platform
