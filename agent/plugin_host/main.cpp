// SPDX-License-Identifier: Apache-2.0
// reseal-plugin-host: loads one plugin and runs it for whoever started it over the inherited channel. Ends with the
// codes of wire::Refusal, 0 after a bye.
#include "agent/platform/confinement.hpp"
#include "agent/platform/file_identity.hpp"
#include "agent/plugin_host/module.hpp"
#include "agent/plugin_host/session.hpp"
#include "agent/plugins/wire/rows.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#ifdef RESEAL_SANITIZED
// The leak check would have to trace this process, which confinement forbids.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; } // NOLINT(bugprone-reserved-identifier)
#endif

namespace {

using namespace reseal;
using namespace std::chrono_literals;

constexpr auto kGreeting = 10s;

int refuse(wire::Connection& connection, const wire::Refuse& why) {
    std::fprintf(stderr, "refused: %s\n", why.text.c_str());
    static_cast<void>(connection.send(wire::Kind::refuse, 0, why.write(), kGreeting));
    return static_cast<int>(why.code);
}

// The agent's hello, or why there is no conversation.
std::optional<wire::Hello> greet(wire::Connection& connection) {
    wire::Hello ours{wire::kOldest, wire::kNewest, RESEAL_VERSION, {}};
    for (const std::string_view id : wire::extensions(wire::Side::plugin)) {
        ours.extensions.emplace_back(id);
    }
    if (!connection.send(wire::Kind::hello, 0, ours.write(), kGreeting)) {
        return std::nullopt;
    }
    const auto frame = connection.receive(kGreeting);
    if (!frame || frame.value().kind != wire::Kind::hello) {
        return std::nullopt;
    }
    return wire::Hello::read(frame.value().body);
}

platform::Confinement confinementOf(const wire::Start& start) {
    platform::Confinement allowed;
    allowed.files = (start.privileges & wire::kMayFiles) != 0;
    allowed.localSockets = (start.privileges & wire::kMayPcsc) != 0;
    allowed.networkSockets = (start.privileges & wire::kMayNetwork) != 0;
    allowed.programs = (start.privileges & wire::kMayExec) != 0;
#ifndef RESEAL_SANITIZED // a sanitizer reserves terabytes of addresses
    allowed.memoryMegabytes = start.memoryMegabytes;
#endif
    allowed.ownFolder = std::filesystem::path(start.module).parent_path().string();
    return allowed;
}

int converse(wire::Connection& connection) {
    const auto theirs = greet(connection);
    if (!theirs) {
        std::fprintf(stderr, "no hello came\n");
        return static_cast<int>(wire::Refusal::contract);
    }
    if (theirs->oldest > wire::kNewest || theirs->newest < wire::kOldest) {
        return refuse(connection,
                      {wire::Refusal::unsupportedWire, "this plugin host and Reseal are of different versions"});
    }
    const auto frame = connection.receive(kGreeting);
    const auto start = frame && frame.value().kind == wire::Kind::start ? wire::Start::read(frame.value().body)
                                                                        : std::optional<wire::Start>();
    if (!start) {
        std::fprintf(stderr, "no start came\n");
        return static_cast<int>(wire::Refusal::contract);
    }
    const auto identity = platform::identityOf(start->module);
    if (!identity || identity.value() != platform::FileIdentity{start->device, start->inode}) {
        return refuse(connection, {wire::Refusal::changed, "the module is no longer the file that was verified"});
    }
    if (const Status confined = platform::confine(confinementOf(*start)); !confined) {
        return refuse(connection, {wire::Refusal::confinement, "this system cannot confine a plugin"});
    }
    auto loaded = host::Module::load(start->module);
    if (const auto* const why = std::get_if<wire::Refuse>(&loaded)) {
        return refuse(connection, *why);
    }
    auto& module = std::get<host::Module>(loaded);
    host::Session session(connection, theirs->extensions);
    if (const wire::Refuse why = module.start(start->pluginId, session.host()); why.code != wire::Refusal::none) {
        return refuse(connection, why);
    }
    if (!connection.send(wire::Kind::ready, 0, module.ready().write(), kGreeting)) {
        return 0;
    }
    return session.serve(module);
}

} // namespace

int main() {
    const auto channel = platform::inheritedChannel();
    if (!channel) {
        std::fprintf(stderr, "reseal-plugin-host is started by Reseal itself, not by hand. To try a plugin, use "
                             "reseal-plugin-check.\n");
        return 2;
    }
    wire::Connection connection(*channel);
    int code = static_cast<int>(wire::Refusal::contract);
    try {
        code = converse(connection);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "failed: %s\n", error.what());
    }
    std::fflush(nullptr);
    std::_Exit(code); // what the module leaves behind is not run
}
