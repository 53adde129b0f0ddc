// SPDX-License-Identifier: Apache-2.0
// Ctrl+C as a wish, for work that has something to put away before the program ends.
#pragma once

#include <memory>

namespace reseal::platform {

// While it lives, the first Ctrl+C and the first request to end (SIGINT, SIGTERM) are noted; a second one ends the
// program as ever. What the program was started to ignore stays ignored. One at a time; made and destroyed on one
// thread, asked on any.
class Interruption {
public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    [[nodiscard]] bool happened() const;

private:
    struct Before;
    std::unique_ptr<Before> before_;
};

} // namespace reseal::platform
