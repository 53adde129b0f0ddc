// SPDX-License-Identifier: Apache-2.0
// Whose program answers on a port of this computer.
#pragma once

#include <cstdint>

namespace reseal {

enum class Listener : std::uint8_t {
    own,     // of this person, or of the system
    foreign, // of another user, or nobody can tell
    gone,    // nobody listens there now
};

} // namespace reseal
