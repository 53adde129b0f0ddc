// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/confinement.hpp"

#include "agent/platform/linux/landlock.hpp"
#include "agent/platform/linux/posix_error.hpp"
#include "agent/platform/linux/seccomp_argument.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace reseal::platform {
namespace {

Error notConfined(int code) { return posixError(code, "not_confined", ""); }

// What no plugin has business with: other processes, kernel interfaces, a second way to sockets.
constexpr std::array kNever{SCMP_SYS(ptrace),
                            SCMP_SYS(process_vm_readv),
                            SCMP_SYS(process_vm_writev),
                            SCMP_SYS(kcmp),
                            SCMP_SYS(pidfd_getfd),
                            SCMP_SYS(pidfd_send_signal),
                            SCMP_SYS(rt_sigqueueinfo),
                            SCMP_SYS(rt_tgsigqueueinfo),
                            SCMP_SYS(tkill),
                            SCMP_SYS(io_uring_setup),
                            SCMP_SYS(bpf),
                            SCMP_SYS(perf_event_open),
                            SCMP_SYS(userfaultfd),
                            SCMP_SYS(keyctl),
                            SCMP_SYS(add_key),
                            SCMP_SYS(request_key),
                            SCMP_SYS(unshare),
                            SCMP_SYS(setns),
                            SCMP_SYS(mount),
                            SCMP_SYS(umount2),
                            SCMP_SYS(chroot),
                            SCMP_SYS(pivot_root),
                            SCMP_SYS(open_by_handle_at)};

class Filter {
public:
    Filter() : context_(seccomp_init(SCMP_ACT_ALLOW)) {}

    template <typename... Compare>
    void deny(int call, int code, Compare... compare) {
        const int added = seccomp_rule_add(context_.get(), SCMP_ACT_ERRNO(static_cast<unsigned>(code)), call,
                                           sizeof...(compare), compare...);
        failure_ = added != 0 && failure_ == 0 ? -added : failure_;
    }

    // 0, or the errno.
    int load() {
        if (!context_ || failure_ != 0) {
            return failure_ != 0 ? failure_ : ENOMEM;
        }
        seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_TSYNC, 1);
        return -seccomp_load(context_.get());
    }

private:
    std::unique_ptr<void, decltype([](void* context) { seccomp_release(context); })> context_;
    int failure_ = 0;
};

void denySockets(Filter& filter, const Confinement& allowed) {
    if (!allowed.networkSockets && !allowed.localSockets) {
        filter.deny(SCMP_SYS(socket), EPERM);
        filter.deny(SCMP_SYS(socketpair), EPERM);
        filter.deny(SCMP_SYS(connect), EPERM);
        filter.deny(SCMP_SYS(bind), EPERM);
    } else if (!allowed.networkSockets) {
        filter.deny(SCMP_SYS(socket), EPERM, firstIsNot(AF_UNIX));
    }
    filter.deny(SCMP_SYS(listen), EPERM); // nobody is let in, whatever the plugin may reach
}

void denyPrograms(Filter& filter) {
    filter.deny(SCMP_SYS(execve), EPERM);
    filter.deny(SCMP_SYS(execveat), EPERM);
    filter.deny(SCMP_SYS(fork), EPERM);
    filter.deny(SCMP_SYS(vfork), EPERM);
    filter.deny(SCMP_SYS(clone), EPERM, firstIsWithout(CLONE_THREAD));
    filter.deny(SCMP_SYS(clone3), ENOSYS); // its flags cannot be looked at; libraries then fall back to clone
}

int filterCalls(const Confinement& allowed) {
    Filter filter;
    for (const int call : kNever) {
        filter.deny(call, EPERM);
    }
    const auto self = static_cast<scmp_datum_t>(::getpid());
    filter.deny(SCMP_SYS(kill), EPERM, firstIsNot(self));
    filter.deny(SCMP_SYS(tgkill), EPERM, firstIsNot(self));
    denySockets(filter, allowed);
    if (!allowed.programs) {
        denyPrograms(filter);
    }
    return filter.load();
}

// Also lowers what it could be raised to again.
bool limit(int what, rlim_t most) {
    const rlimit both{most, most};
    return ::setrlimit(static_cast<__rlimit_resource_t>(what), &both) == 0;
}

} // namespace

Status confine(const Confinement& allowed) {
    constexpr rlim_t kMegabyte = 1U << 20U;
    constexpr rlim_t kLargestFile = 256;
    if (!limit(RLIMIT_CORE, 0) || ::prctl(PR_SET_DUMPABLE, 0) != 0 || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        !limit(RLIMIT_FSIZE, kLargestFile * kMegabyte) ||
        (allowed.memoryMegabytes != 0 && !limit(RLIMIT_AS, allowed.memoryMegabytes * kMegabyte))) {
        return notConfined(errno);
    }
    ::signal(SIGXFSZ, SIG_IGN); // the write fails in words instead
    if (!allowed.files) {
        if (const int code = keepToSystemFiles(allowed.ownFolder)) {
            return notConfined(code);
        }
    }
    if (const int code = filterCalls(allowed)) {
        return notConfined(code);
    }
    return {};
}

} // namespace reseal::platform
