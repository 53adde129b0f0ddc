// SPDX-License-Identifier: Apache-2.0
// The inotify descriptor: watches added and removed, events read in batches. Loop thread only.
#pragma once

#include "agent/platform/linux/file_descriptor.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::platform {

struct InotifyEvent {
    int watch = -1;
    std::uint32_t mask = 0;
    std::string name; // of the entry concerned; empty for the folder itself
};

class Inotify {
public:
    Inotify();

    [[nodiscard]] bool valid() const { return descriptor_.valid(); }
    [[nodiscard]] int descriptor() const { return descriptor_.get(); }

    // The watch, or a negative errno. A folder that is watched already keeps its watch and gets this mask.
    [[nodiscard]] int add(const std::string& folder, std::uint32_t mask);
    void remove(int watch);

    // Everything that waits, without blocking.
    [[nodiscard]] std::vector<InotifyEvent> read();

private:
    FileDescriptor descriptor_;
};

} // namespace reseal::platform
