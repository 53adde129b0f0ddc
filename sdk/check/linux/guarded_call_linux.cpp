// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/guarded_call.hpp"

#include "sdk/check/trail.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

namespace reseal::check {
namespace {

// What the handler looks at: the newest calls.
struct Range {
    std::atomic<std::uintptr_t> start = 0;
    std::atomic<std::uintptr_t> end = 0;
    std::atomic<bool> over = false;
};
constexpr std::size_t kRanges = 4096;
std::array<Range, kRanges> ranges;
std::atomic<std::size_t> used = 0;

std::string wroteLine;
std::string keptLine;

void onFault(int signal, siginfo_t* info, void*) {
    const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    const std::size_t count = std::min(used.load(), kRanges);
    for (std::size_t i = 0; i < count; ++i) {
        if (address >= ranges[i].start && address < ranges[i].end) {
            deliverFromSignal(ranges[i].over ? keptLine : wroteLine);
        }
    }
    ::signal(signal, SIG_DFL); // the instruction runs again and ends the process as it would have
}

void watchFaults() {
    static const bool once = [] {
        wroteLine = write(failed("the plugin wrote to its input", "inputs belong to the caller and are never written",
                                 "a write into the params of a call that is at work"));
        keptLine =
            write(failed("the plugin looked at an input after its call had returned",
                         "inputs are valid until the call returns", "a look at the params of a call that is over"));
        struct sigaction action {};
        action.sa_sigaction = onFault;
        action.sa_flags = SA_SIGINFO | SA_NODEFER;
        ::sigaction(SIGSEGV, &action, nullptr);
        ::sigaction(SIGBUS, &action, nullptr);
        return true;
    }();
    static_cast<void>(once);
}

constexpr std::size_t kAlign = 16;
std::size_t aligned(std::size_t size) { return (size + kAlign - 1) / kAlign * kAlign; }

reseal_call headOf(const plugins::PluginCall& call) {
    reseal_call head{};
    std::ranges::copy(call.conversation, head.conversation_id);
    std::ranges::copy(call.operation, head.operation_id);
    head.deadline_ms = static_cast<std::uint32_t>(call.deadline.count());
    head.param_count = static_cast<std::uint32_t>(call.params.size());
    return head;
}

} // namespace

const reseal_call* GuardedPages::lay(const plugins::PluginCall& call, bool readOnly) {
    watchFaults();
    std::size_t size = aligned(sizeof(reseal_call)) + aligned(call.params.size() * sizeof(reseal_param));
    for (const wire::Item& item : call.params) {
        size += aligned(item.key.size() + 1) + aligned(item.value.size() + 1);
    }
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    size = (size + page - 1) / page * page;
    void* const start = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) {
        return nullptr;
    }
    start_ = start;
    size_ = size;
    number_ = used++ % kRanges;
    auto* at = static_cast<std::uint8_t*>(start);
    const auto take = [&at](std::size_t wanted) { return std::exchange(at, at + aligned(wanted)); };
    auto* const head = new (take(sizeof(reseal_call))) reseal_call(headOf(call));
    auto* const params = reinterpret_cast<reseal_param*>(take(call.params.size() * sizeof(reseal_param)));
    for (std::size_t i = 0; i < call.params.size(); ++i) {
        const wire::Item& item = call.params[i];
        params[i] = wire::viewOf(item);
        params[i].key.data = std::memcpy(take(item.key.size() + 1), item.key.data(), item.key.size());
        auto* const value = take(item.value.size() + 1);
        std::copy(item.value.begin(), item.value.end(), value);
        params[i].value.data = value;
    }
    head->params = params;
    Range& range = ranges[number_];
    range.over = false;
    range.start = reinterpret_cast<std::uintptr_t>(start);
    range.end = range.start + size;
    if (readOnly) {
        ::mprotect(start, size, PROT_READ);
    }
    return head;
}

void GuardedPages::revoke() {
    if (start_ == nullptr) {
        return;
    }
    ranges[number_].over = true;
    // The addresses stay taken: nothing else may come to lie there.
    ::mmap(start_, size_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    start_ = nullptr;
}

PlainCall::PlainCall(const plugins::PluginCall& call) : call_(headOf(call)) {
    params_.reserve(call.params.size());
    for (const wire::Item& item : call.params) {
        params_.push_back(wire::viewOf(item));
    }
    call_.params = params_.data();
}

} // namespace reseal::check
