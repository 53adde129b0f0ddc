// SPDX-License-Identifier: Apache-2.0
// Where file systems are mounted. A stick mounted on a watched folder hides it without any inotify event; the kernel
// tells of it through this file alone. Loop thread only.
#pragma once

#include "agent/platform/linux/file_descriptor.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reseal::platform {

// The mount points of /proc/<pid>/mountinfo text, sorted, escapes undone (proc_pid_mountinfo(5)).
[[nodiscard]] std::vector<std::string> parseMountPoints(std::string_view mountinfo);

class MountPoints {
public:
    MountPoints();

    // Becomes exceptional (EPOLLPRI) when mounts change; -1 where there is no /proc.
    [[nodiscard]] int descriptor() const { return file_.get(); }

    // Mount points that came or went since the last call.
    [[nodiscard]] std::vector<std::string> changes();

private:
    [[nodiscard]] std::vector<std::string> readAll() const;

    FileDescriptor file_;
    std::vector<std::string> known_;
};

} // namespace reseal::platform
