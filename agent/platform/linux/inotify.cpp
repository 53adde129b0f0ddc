// SPDX-License-Identifier: Apache-2.0
// inotify(7) as values.
#include "agent/platform/linux/inotify.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/inotify.h>

namespace reseal::platform {

Inotify::Inotify() : descriptor_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

int Inotify::add(const std::string& folder, std::uint32_t mask) {
    const int watch = ::inotify_add_watch(descriptor_.get(), folder.c_str(), mask | IN_ONLYDIR);
    return watch >= 0 ? watch : -errno;
}

void Inotify::remove(int watch) { ::inotify_rm_watch(descriptor_.get(), watch); }

std::vector<InotifyEvent> Inotify::read() {
    std::vector<InotifyEvent> events;
    std::array<char, 64 * 1024> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read
    for (;;) {
        const ssize_t got = ::read(descriptor_.get(), buffer.data(), buffer.size());
        if (got <= 0) {
            if (got < 0 && errno == EINTR) {
                continue;
            }
            return events;
        }
        const auto filled = static_cast<std::size_t>(got);
        for (std::size_t at = 0; at + sizeof(inotify_event) <= filled;) {
            inotify_event head{};
            std::memcpy(&head, buffer.data() + at, sizeof head);
            InotifyEvent event{head.wd, head.mask, {}};
            if (head.len > 0) {
                const char* const name = buffer.data() + at + sizeof head;
                event.name.assign(name, ::strnlen(name, head.len));
            }
            events.push_back(std::move(event));
            at += sizeof head + head.len;
        }
    }
}

} // namespace reseal::platform
