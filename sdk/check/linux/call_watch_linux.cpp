// SPDX-License-Identifier: Apache-2.0
// By notifications of seccomp, which also reach a thread that blocks every signal, as fork() does.
#include "sdk/check/call_watch.hpp"

#include "agent/platform/linux/seccomp_argument.hpp"
#include "agent/plugins/wire/messages.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace reseal::check {
namespace {

constexpr std::size_t kHighest = 1024; // call number
std::array<std::atomic<bool>, kHighest> seen;

class Filter {
public:
    Filter() : context_(seccomp_init(SCMP_ACT_ALLOW)) {}

    template <typename... Compare>
    void tell(int call, Compare... compare) {
        add(SCMP_ACT_NOTIFY, call, compare...);
    }
    template <typename... Compare>
    void add(std::uint32_t action, int call, Compare... compare) {
        good_ = good_ && seccomp_rule_add(context_.get(), action, call, sizeof...(compare), compare...) == 0;
    }
    // The descriptor that tells; -1: it could not be done.
    [[nodiscard]] int load() {
        if (!context_ || !good_ || seccomp_load(context_.get()) != 0) {
            return -1;
        }
        return seccomp_notify_fd(context_.get());
    }

private:
    std::unique_ptr<void, decltype([](void* context) { seccomp_release(context); })> context_;
    bool good_ = true;
};

void tellSockets(Filter& filter, std::uint32_t privileges) {
    const bool network = (privileges & wire::kMayNetwork) != 0;
    if (!network && (privileges & wire::kMayPcsc) != 0) {
        filter.tell(SCMP_SYS(socket), platform::firstIsNot(AF_UNIX));
    } else if (!network) {
        for (const int call : {SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind)}) {
            filter.tell(call);
        }
    }
    filter.tell(SCMP_SYS(listen));
}

void tellPrograms(Filter& filter) {
    for (const int call : {SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork)}) {
        filter.tell(call);
    }
    filter.tell(SCMP_SYS(clone), platform::firstIsWithout(CLONE_THREAD));
    // Its flags cannot be looked at; libraries then fall back to clone.
    filter.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
}

struct Notice { // for the life of the process
    seccomp_notif* request = nullptr;
    seccomp_notif_resp* answer = nullptr;
};

// Denies what it is told of, and remembers it. Needs no memory: a fork() holds the allocator's locks while it waits
// to be denied.
void listen(int descriptor, Notice notice) {
    for (;;) {
        *notice.request = {}; // the kernel insists
        if (seccomp_notify_receive(descriptor, notice.request) != 0) {
            continue; // the one that asked is gone
        }
        if (const auto call = static_cast<std::size_t>(notice.request->data.nr); call < kHighest) {
            seen[call] = true;
        }
        notice.answer->id = notice.request->id;
        notice.answer->val = 0;
        notice.answer->error = -EPERM;
        notice.answer->flags = 0;
        seccomp_notify_respond(descriptor, notice.answer);
    }
}

} // namespace

Status watchCalls(std::uint32_t privileges) {
    Filter filter;
    const auto self = static_cast<scmp_datum_t>(::getpid());
    filter.tell(SCMP_SYS(kill), platform::firstIsNot(self));
    filter.tell(SCMP_SYS(tgkill), platform::firstIsNot(self));
    for (const int call : {SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
                           SCMP_SYS(io_uring_setup), SCMP_SYS(bpf), SCMP_SYS(keyctl), SCMP_SYS(unshare)}) {
        filter.tell(call);
    }
    tellSockets(filter, privileges);
    if ((privileges & wire::kMayExec) == 0) {
        tellPrograms(filter);
    }
    Notice notice;
    const bool ready =
        seccomp_notify_alloc(&notice.request, &notice.answer) == 0 && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    const int descriptor = ready ? filter.load() : -1;
    if (descriptor < 0) {
        return Error{Category::failed, "not_confined", "this system cannot tell of system calls"};
    }
    std::thread(listen, descriptor, notice).detach();
    return {};
}

std::vector<std::string> deniedCalls() {
    std::vector<std::string> names;
    for (std::size_t call = 0; call < kHighest; ++call) {
        if (seen[call]) {
            char* const name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, static_cast<int>(call));
            names.emplace_back(name != nullptr ? name : "call " + std::to_string(call));
            ::free(name); // NOLINT: libseccomp hands it out so
        }
    }
    return names;
}

} // namespace reseal::check
