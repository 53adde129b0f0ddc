// SPDX-License-Identifier: Apache-2.0
// Which watched folder serves which source, and how. One inotify watch per folder, however many sources it serves.
// Loop thread only.
#pragma once

#include "agent/platform/linux/inotify.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace reseal::platform {

enum class WatchRole {
    tree,    // the source or a folder below it
    file,    // the folder of a single-file source: only `name` matters
    awaited, // the nearest existing folder above: only the coming and going of `name` matters
    ancestor // farther above: only its own moving away matters
};

struct WatchBinding {
    int source = 0; // id
    WatchRole role = WatchRole::tree;
    std::string folder;
    std::string name; // roles file and awaited
    int depth = 0;    // role tree: 0 is the source itself
};

class WatchTable {
public:
    explicit WatchTable(Inotify& inotify) : inotify_(inotify) {}

    // 0, or the errno for which the folder cannot be watched. Binding again updates.
    [[nodiscard]] int bind(WatchBinding binding);

    void dropSource(int source);
    // Forgets the tree bindings of `source` at or below `folder`, which moved away.
    void dropBelow(int source, const std::string& folder);
    // The kernel ended this watch; its bindings are returned.
    [[nodiscard]] std::vector<WatchBinding> take(int watch);
    [[nodiscard]] std::vector<WatchBinding> bindings(int watch) const;

private:
    template <typename Predicate>
    void dropWhere(Predicate unwanted);

    Inotify& inotify_;
    std::unordered_map<int, std::vector<WatchBinding>> watches_;
};

} // namespace reseal::platform
