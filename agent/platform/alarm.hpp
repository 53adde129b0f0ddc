// SPDX-License-Identifier: Apache-2.0
// One thread sleeps until a moment that another sets; setting it wakes nobody.
#pragma once

#include <chrono>
#include <memory>

namespace reseal::platform {

class Alarm {
public:
    virtual ~Alarm() = default;
    virtual void ringIn(std::chrono::microseconds delay) = 0; // in place of what was set; 0: now. Any thread
    virtual void wait() = 0;                                  // until it rings; one thread
};

[[nodiscard]] std::unique_ptr<Alarm> makeAlarm();

} // namespace reseal::platform
