// SPDX-License-Identifier: Apache-2.0
// Bindings per watch, and the events that each role asks the kernel for. Reading files raises none of them.
#include "agent/platform/linux/watch_table.hpp"

#include "agent/platform/linux/folder_walk.hpp"

#include <algorithm>
#include <sys/inotify.h>

namespace reseal::platform {
namespace {

std::uint32_t eventsFor(WatchRole role) {
    constexpr std::uint32_t kItself = IN_DELETE_SELF | IN_MOVE_SELF;
    constexpr std::uint32_t kComing = IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_ATTRIB | kItself;
    switch (role) {
    case WatchRole::tree:
    case WatchRole::file:
        return kComing | IN_CLOSE_WRITE;
    case WatchRole::awaited:
        return kComing;
    case WatchRole::ancestor:
        break;
    }
    return kItself;
}

bool sameUse(const WatchBinding& a, const WatchBinding& b) {
    return a.source == b.source && a.role == b.role && a.name == b.name;
}

} // namespace

int WatchTable::bind(WatchBinding binding) {
    // The mask is known only once the folder's watch is: IN_MASK_ADD widens what is there.
    const int watch = inotify_.add(binding.folder, eventsFor(binding.role) | IN_MASK_ADD);
    if (watch < 0) {
        return -watch;
    }
    auto& uses = watches_[watch];
    const auto known =
        std::find_if(uses.begin(), uses.end(), [&](const WatchBinding& use) { return sameUse(use, binding); });
    if (known != uses.end()) {
        *known = std::move(binding);
    } else {
        uses.push_back(std::move(binding));
    }
    return 0;
}

template <typename Predicate>
void WatchTable::dropWhere(Predicate unwanted) {
    for (auto entry = watches_.begin(); entry != watches_.end();) {
        std::erase_if(entry->second, unwanted);
        if (entry->second.empty()) {
            inotify_.remove(entry->first);
            entry = watches_.erase(entry);
        } else {
            ++entry;
        }
    }
}

void WatchTable::dropSource(int source) {
    dropWhere([source](const WatchBinding& use) { return use.source == source; });
}

void WatchTable::dropBelow(int source, const std::string& folder) {
    dropWhere([&](const WatchBinding& use) {
        return use.source == source && use.role == WatchRole::tree && isAtOrBelow(use.folder, folder);
    });
}

std::vector<WatchBinding> WatchTable::take(int watch) {
    const auto found = watches_.extract(watch);
    return found.empty() ? std::vector<WatchBinding>{} : std::move(found.mapped());
}

std::vector<WatchBinding> WatchTable::bindings(int watch) const {
    const auto found = watches_.find(watch);
    return found == watches_.end() ? std::vector<WatchBinding>{} : found->second;
}

} // namespace reseal::platform
