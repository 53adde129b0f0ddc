// SPDX-License-Identifier: Apache-2.0
// Tells that something changed below a folder, or in one file. Events, not polling; where a file system sends none
// (network folders), or the system's watches are used up, it says so and the caller takes a slow timer.
#pragma once

#include "agent/base/result.hpp"
#include "agent/platform/event_loop.hpp"

#include <functional>
#include <memory>
#include <string>

namespace reseal::platform {

enum class WatchMode {
    events,     // live
    noEvents,   // a file system that sends no events (NFS, SMB, FUSE): look again slowly
    exhausted,  // the system's limit on watches is reached: look again slowly
    unreachable // not there, or not readable; its nearest existing parent is watched for its coming
};

class FolderWatch {
public:
    // Loop thread. `path` is the folder or file given to add().
    using Changed = std::function<void(const std::string& path)>;

    virtual ~FolderWatch() = default;

    // Loop thread. Watches `path` and, if a folder, everything below it (links to folders not followed) up to a depth
    // of 32 folders. Adding again replaces. New folders below are watched as they appear.
    [[nodiscard]] virtual WatchMode add(const std::string& path) = 0;
    virtual void remove(const std::string& path) = 0;

    // Loop thread. How `path` is watched now; it may change whenever `changed` is called. unreachable if not added.
    [[nodiscard]] virtual WatchMode mode(const std::string& path) const = 0;
};

// Bursts are gathered: `changed` is called once, 300 ms after the first event of a burst.
[[nodiscard]] std::unique_ptr<FolderWatch> makeFolderWatch(EventLoop& loop, FolderWatch::Changed changed);

} // namespace reseal::platform
