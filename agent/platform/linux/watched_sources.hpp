// SPDX-License-Identifier: Apache-2.0
// The sources of a FolderWatch: what is watched for each, and what an event means for it. No loop, no timers: the
// owner feeds events in and is told which source changed. Loop thread only.
#pragma once

#include "agent/platform/folder_watch.hpp"
#include "agent/platform/linux/inotify.hpp"
#include "agent/platform/linux/watch_table.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace reseal::platform {

class WatchedSources {
public:
    using Changed = std::function<void(const std::string& path)>;

    explicit WatchedSources(Changed changed) : changed_(std::move(changed)) {}

    [[nodiscard]] WatchMode add(const std::string& path);
    void remove(const std::string& path);
    [[nodiscard]] WatchMode mode(const std::string& path) const;

    [[nodiscard]] int descriptor() const { return inotify_.descriptor(); }
    void readEvents();
    void mountsChanged(const std::vector<std::string>& mountPoints);

private:
    struct Source {
        std::string path;
        WatchMode mode = WatchMode::unreachable;
    };

    void handle(const InotifyEvent& event);
    void handle(const InotifyEvent& event, const WatchBinding& use);
    void inTree(const InotifyEvent& event, const WatchBinding& use);
    void atName(const InotifyEvent& event, const WatchBinding& use);

    // Watches anew whatever there is now; reports a change unless nothing was and nothing is reachable.
    void refresh(int id);
    void refreshAll();
    void establish(int id, Source& source);
    [[nodiscard]] WatchMode watchPresent(int id, const std::string& path);
    void await(int id, const std::string& path);
    void watchAncestors(int id, std::string folder);
    // 0 or an errno; noEvents is noted in `mode`.
    [[nodiscard]] int watchTree(int id, const std::string& folder, int depth, WatchMode& mode);
    void report(int id);

    Changed changed_;
    Inotify inotify_;
    WatchTable table_{inotify_};
    std::map<int, Source> sources_;
    std::map<std::string, int> ids_;
    int nextId_ = 1;
};

} // namespace reseal::platform
