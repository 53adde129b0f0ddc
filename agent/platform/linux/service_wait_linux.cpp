// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/linux/inotify.hpp"
#include "agent/platform/pcsc/service_wait.hpp"

#include <cstdlib>
#include <iterator>
#include <poll.h>
#include <string>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace reseal::platform {
namespace {

std::string socketPath() {
    const char* const chosen = std::getenv("PCSCLITE_CSOCK_NAME"); // pcsc-lite's own variable
    return chosen != nullptr && *chosen != '\0' ? chosen : "/run/pcscd/pcscd.comm";
}

std::string folderOf(const std::string& path) {
    const auto slash = path.find_last_of('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

} // namespace

struct ServiceWait::State {
    FileDescriptor stop{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

ServiceWait::ServiceWait() : state_(std::make_unique<State>()) {}
ServiceWait::~ServiceWait() = default;

void ServiceWait::stop() { (void)::eventfd_write(state_->stop.get(), 1); }

// An event in the folder of pcscd's socket, or in the nearest one that exists.
void ServiceWait::wait(std::chrono::milliseconds pause) {
    const std::string socket = socketPath();
    Inotify events;
    std::string folder = folderOf(socket);
    while (events.add(folder, IN_CREATE | IN_MOVED_TO | IN_ATTRIB) < 0 && folder != "/") {
        folder = folderOf(folder);
    }
    const bool there = ::access(socket.c_str(), F_OK) == 0; // after the watch was set: nothing is missed
    pollfd waits[] = {{state_->stop.get(), POLLIN, 0}, {events.descriptor(), POLLIN, 0}};
    (void)::poll(waits, std::size(waits), there ? static_cast<int>(pause.count()) : -1);
}

} // namespace reseal::platform
