// SPDX-License-Identifier: Apache-2.0
// Group privileges: what the plugin touches of its process and its system.
#include "sdk/check/call_watch.hpp"
#include "sdk/check/catalogue.hpp"
#include "sdk/check/descriptors.hpp"
#include "sdk/check/survey.hpp"

namespace reseal::check {
namespace {

std::string joined(const std::vector<std::string>& list) {
    std::string text;
    for (const std::string& one : list) {
        text += (text.empty() ? "" : ", ") + one;
    }
    return text;
}

Outcome keepsToPrivileges(Bench& bench) {
    static_cast<void>(bench.issuer().authority()); // whatever that needs of the system, it has now
    if (const Status watched = watchCalls(bench.manifest.privilegeBits()); !watched) {
        return skipped(watched.error().detail);
    }
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        direct.usual.overdue = [] {
            return failed("a call does not return, and the plugin tried more than it may", "its privileges",
                          joined(deniedCalls()));
        };
        static_cast<void>(survey(bench, direct));
        direct.finish();
        const auto denied = deniedCalls();
        return denied.empty() ? passed()
                              : failed("the plugin makes system calls that its host denies it",
                                       "what its \"privileges\" in the manifest allow", joined(denied));
    });
}

Outcome leavesDescriptorsAlone(Bench& bench) {
    const DescriptorWatch watch;
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        direct.usual.overdue = [&] {
            const auto harm = watch.harm();
            return harm.empty()
                       ? Outcome{Verdict::hang, "a call does not return", "its deadline and two seconds", ""}
                       : failed("the plugin touches descriptors that are not its own", "none of them", joined(harm));
        };
        static_cast<void>(survey(bench, direct));
        direct.finish();
        if (const auto harm = watch.harm(); !harm.empty()) {
            return failed("the plugin touches descriptors that are not its own", "none of them", joined(harm));
        }
        if (const auto left = watch.left(); !left.empty()) {
            return warned("the plugin leaves descriptors open after deinit", "none",
                          std::to_string(left.size()) + " more than before");
        }
        if (const std::string printed = watch.printed(); !printed.empty()) {
            return warned("the plugin prints", "lines for the log through reseal.log/1", printed.substr(0, 200));
        }
        return passed();
    });
}

constexpr Test kTests[] = {
    {"keeps-to-privileges", "The plugin makes no system call that its host denies it.",
     "module.h; plugin.json: privileges", keepsToPrivileges, true},
    {"leaves-descriptors-alone", "The plugin closes, replaces and soils no descriptor but its own, and prints nothing.",
     "module.h", leavesDescriptorsAlone, true},
};

} // namespace

std::span<const Test> privilegeTests() { return kTests; }

} // namespace reseal::check
