// SPDX-License-Identifier: Apache-2.0
// Every source is watched from three sides: itself, its nearest existing parent for its name, and the folders farther
// above for their moving away (a moved parent raises no event in what it holds).
#include "agent/platform/linux/watched_sources.hpp"

#include "agent/platform/linux/folder_walk.hpp"

#include <cerrno>
#include <sys/inotify.h>
#include <sys/stat.h>

namespace reseal::platform {
namespace {

constexpr int kMaxDepth = 32;
constexpr int kAwaitTries = 8; // each beats one race with somebody creating the folders above

bool exists(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0;
}

bool isLink(const std::string& path) {
    struct stat info {};
    return ::lstat(path.c_str(), &info) == 0 && S_ISLNK(info.st_mode);
}

bool exhausts(int code) { return code == ENOSPC || code == ENOMEM || code == EBADF; }

// The nearest folder above `path` that is there, and the name that is missing in it.
struct Gap {
    std::string folder;
    std::string name;
    friend bool operator==(const Gap&, const Gap&) = default;
};

Gap nearest(const std::string& path) {
    Gap gap{parentOf(path), nameOf(path)};
    while (gap.folder.size() > 1 && !isFolder(gap.folder)) {
        gap = {parentOf(gap.folder), nameOf(gap.folder)};
    }
    return gap;
}

} // namespace

WatchMode WatchedSources::add(const std::string& path) {
    remove(path);
    const int id = nextId_++;
    ids_[path] = id;
    Source& source = sources_[id];
    source.path = path;
    establish(id, source);
    return source.mode;
}

void WatchedSources::remove(const std::string& path) {
    const auto found = ids_.find(path);
    if (found != ids_.end()) {
        table_.dropSource(found->second);
        sources_.erase(found->second);
        ids_.erase(found);
    }
}

WatchMode WatchedSources::mode(const std::string& path) const {
    const auto found = ids_.find(path);
    return found == ids_.end() ? WatchMode::unreachable : sources_.at(found->second).mode;
}

void WatchedSources::readEvents() {
    for (const auto& event : inotify_.read()) {
        handle(event);
    }
}

void WatchedSources::mountsChanged(const std::vector<std::string>& mountPoints) {
    std::vector<int> concerned;
    for (const auto& [id, source] : sources_) {
        for (const auto& point : mountPoints) {
            if (isAtOrBelow(point, source.path) || isAtOrBelow(source.path, point)) {
                concerned.push_back(id);
                break;
            }
        }
    }
    for (const int id : concerned) {
        refresh(id);
    }
}

void WatchedSources::handle(const InotifyEvent& event) {
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
        refreshAll();
        return;
    }
    const bool ended = (event.mask & IN_IGNORED) != 0;
    for (const auto& use : ended ? table_.take(event.watch) : table_.bindings(event.watch)) {
        if (!ended) {
            handle(event, use);
        } else if (use.role != WatchRole::tree || use.depth == 0) {
            refresh(use.source);
        }
    }
}

void WatchedSources::handle(const InotifyEvent& event, const WatchBinding& use) {
    const bool movedAway = (event.mask & IN_MOVE_SELF) != 0 && (use.role != WatchRole::tree || use.depth == 0);
    if (movedAway) {
        refresh(use.source);
    } else if (use.role == WatchRole::tree) {
        inTree(event, use);
    } else if (use.role != WatchRole::ancestor && event.name == use.name) {
        atName(event, use);
    }
}

void WatchedSources::inTree(const InotifyEvent& event, const WatchBinding& use) {
    const auto found = sources_.find(use.source);
    if (found == sources_.end() || (event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0) {
        return; // the parent's event, or the end of the watch, says it
    }
    if ((event.mask & IN_ISDIR) != 0 && !event.name.empty()) {
        const std::string folder = join(use.folder, event.name);
        if ((event.mask & (IN_CREATE | IN_MOVED_TO | IN_ATTRIB)) != 0) {
            const int code = watchTree(use.source, folder, use.depth + 1, found->second.mode);
            if (exhausts(code)) {
                table_.dropSource(use.source);
                found->second.mode = WatchMode::exhausted;
            }
        } else if ((event.mask & IN_MOVED_FROM) != 0) {
            table_.dropBelow(use.source, folder);
        }
    }
    report(use.source);
}

void WatchedSources::atName(const InotifyEvent& event, const WatchBinding& use) {
    const auto found = sources_.find(use.source);
    if (found == sources_.end()) {
        return;
    }
    const bool cameOrWent = (event.mask & (IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM)) != 0;
    if (cameOrWent || found->second.mode == WatchMode::unreachable) {
        refresh(use.source);
    } else {
        report(use.source);
    }
}

void WatchedSources::refresh(int id) {
    const auto found = sources_.find(id);
    if (found == sources_.end()) {
        return;
    }
    const WatchMode before = found->second.mode;
    establish(id, found->second);
    if (before != WatchMode::unreachable || found->second.mode != WatchMode::unreachable) {
        report(id);
    }
}

void WatchedSources::refreshAll() {
    for (auto& [id, source] : sources_) {
        establish(id, source);
        report(id);
    }
}

void WatchedSources::establish(int id, Source& source) {
    table_.dropSource(id);
    source.mode = WatchMode::unreachable;
    if (!inotify_.valid()) {
        source.mode = WatchMode::exhausted;
        return;
    }
    await(id, source.path); // first, so that nothing that comes or goes meanwhile is missed
    if (exists(source.path)) {
        source.mode = watchPresent(id, source.path);
    }
    if (source.mode == WatchMode::exhausted) {
        table_.dropSource(id); // a partial watch would only use up what other programs need
    }
}

WatchMode WatchedSources::watchPresent(int id, const std::string& path) {
    if (!sendsEvents(path)) {
        return WatchMode::noEvents;
    }
    WatchMode mode = WatchMode::events;
    int code = 0;
    if (isFolder(path)) {
        code = watchTree(id, path, 0, mode);
    } else {
        code = table_.bind({id, WatchRole::file, parentOf(path), nameOf(path), 0});
        const std::string target = isLink(path) ? linkTarget(path) : std::string();
        if (code == 0 && !target.empty()) {
            code = table_.bind({id, WatchRole::file, parentOf(target), nameOf(target), 0});
        }
    }
    if (code == 0) {
        return mode;
    }
    return exhausts(code) ? WatchMode::exhausted : WatchMode::unreachable;
}

void WatchedSources::await(int id, const std::string& path) {
    if (path.size() <= 1) {
        return;
    }
    Gap gap = nearest(path);
    for (int tries = 0; tries < kAwaitTries; ++tries) {
        static_cast<void>(table_.bind({id, WatchRole::awaited, gap.folder, gap.name, 0}));
        watchAncestors(id, parentOf(gap.folder));
        Gap now = nearest(path);
        if (now == gap) {
            return;
        }
        table_.dropSource(id);
        gap = std::move(now);
    }
}

void WatchedSources::watchAncestors(int id, std::string folder) {
    for (; folder.size() > 1; folder = parentOf(folder)) {
        // One that cannot be watched is one that this user cannot read; its moves stay unseen.
        static_cast<void>(table_.bind({id, WatchRole::ancestor, folder, {}, 0}));
    }
}

int WatchedSources::watchTree(int id, const std::string& folder, int depth, WatchMode& mode) {
    if (depth > 0 && !sendsEvents(folder)) {
        mode = WatchMode::noEvents;
        return 0;
    }
    const int code = table_.bind({id, WatchRole::tree, folder, {}, depth});
    if (code != 0) {
        return depth == 0 || exhausts(code) ? code : 0; // vanished or closed to us: nothing to see there
    }
    if (depth == kMaxDepth) {
        return 0;
    }
    for (const auto& name : subfolders(folder)) {
        const int below = watchTree(id, join(folder, name), depth + 1, mode);
        if (below != 0) {
            return below;
        }
    }
    return 0;
}

void WatchedSources::report(int id) {
    const auto found = sources_.find(id);
    if (found != sources_.end()) {
        changed_(found->second.path);
    }
}

} // namespace reseal::platform
