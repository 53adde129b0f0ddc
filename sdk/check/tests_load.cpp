// SPDX-License-Identifier: Apache-2.0
// Group load: from the file to an instance, as often and as oddly as a host may do it.
#include "agent/plugins/wire/rows.hpp"
#include "sdk/check/call_watch.hpp"
#include "sdk/check/catalogue.hpp"
#include "sdk/check/own_process.hpp"
#include "sdk/check/probes.hpp"
#include "sdk/check/raw_module.hpp"
#include "sdk/check/trail.hpp"

#include <reseal/reseal.h>

#include <algorithm>
#include <thread>

namespace reseal::check {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

Outcome unloadable(const Error& error) {
    return failed("the module does not load", "a module of version 1", error.detail);
}

// A module after init, and the host that it was given.
struct Loaded {
    explicit Loaded(const Bench& bench) : services(bench), host(services) {}
    ScriptedServices services;
    LocalHost host;
    const reseal_module* table = nullptr;
    std::optional<Outcome> trouble;

    void load(const Bench& bench) {
        const auto module = RawModule::load(bench.manifest);
        if (!module) {
            trouble = unloadable(module.error());
            return;
        }
        table = module.value().table;
        step("init of the module");
        if (const reseal_status status = table->init(&host.table()); status != RESEAL_OK) {
            trouble = failed("init fails", "RESEAL_OK", statusName(status));
        }
    }
};

Outcome loadNowLocal(Bench& bench) {
    const auto module = RawModule::load(bench.manifest);
    return module ? passed() : unloadable(module.error());
}

Outcome tableValid(Bench& bench) {
    Loaded loaded(bench);
    loaded.load(bench);
    if (loaded.trouble) {
        return *loaded.trouble;
    }
    reseal_instance* instance = nullptr;
    step("create of the module");
    if (const reseal_status status = loaded.table->create(bench.manifest.id.c_str(), &instance);
        status != RESEAL_OK || instance == nullptr) {
        return failed("create fails", "RESEAL_OK and an instance", statusName(status));
    }
    for (const std::string_view id : wire::extensions(wire::Side::plugin)) {
        const std::string name(id);
        const void* const table = loaded.table->get_extension(instance, name.c_str());
        if (table != loaded.table->get_extension(instance, name.c_str())) {
            return failed("get_extension gives another table each time", name + ": the same", "two tables");
        }
        for (std::size_t slot = 0; table != nullptr && slot <= *wire::cancelSlot(id); ++slot) {
            if (static_cast<void (*const*)()>(table)[slot] == nullptr) {
                return failed("an extension has an empty slot", name + ": every slot filled",
                              "slot " + std::to_string(slot) + " is NULL");
            }
        }
    }
    loaded.table->destroy(instance);
    loaded.table->deinit();
    return passed();
}

Outcome loadTime(Bench& bench) {
    const auto began = Clock::now();
    Loaded loaded(bench);
    loaded.load(bench);
    const auto took = std::chrono::floor<std::chrono::milliseconds>(Clock::now() - began);
    if (loaded.trouble) {
        return *loaded.trouble;
    }
    const auto text = std::to_string(took.count()) + " ms";
    if (took > bench.scaled(2s)) {
        return failed("loading and init take far too long", "under 100 ms", text);
    }
    return took > bench.scaled(100ms) ? warned("loading and init take long", "under 100 ms", text) : passed(text);
}

Outcome noThreadsAfterLoad(Bench& bench) {
    Loaded loaded(bench);
    const std::size_t before = ownThreads();
    loaded.load(bench);
    if (loaded.trouble) {
        return *loaded.trouble;
    }
    reseal_instance* instance = nullptr;
    static_cast<void>(loaded.table->create(bench.manifest.id.c_str(), &instance));
    std::size_t after = ownThreads();
    for (int i = 0; i < 20 && after > before; ++i) { // the watch over loading may still be leaving
        std::this_thread::sleep_for(10ms);
        after = ownThreads();
    }
    return after <= before ? passed()
                           : failed("loading, init or create start a thread", "no thread before the first call",
                                    std::to_string(after - before) + " more");
}

Outcome noNetworkInInit(Bench& bench) {
    if (const Status watched = watchCalls(0); !watched) {
        return skipped(watched.error().detail);
    }
    Loaded loaded(bench);
    loaded.load(bench);
    reseal_instance* instance = nullptr;
    if (!loaded.trouble) {
        static_cast<void>(loaded.table->create(bench.manifest.id.c_str(), &instance));
    }
    std::string calls;
    for (const std::string& call : deniedCalls()) {
        calls += (calls.empty() ? "" : ", ") + call;
    }
    if (!calls.empty()) {
        return failed("loading, init or create reach outside", "no socket, no other program", calls);
    }
    return loaded.trouble ? *loaded.trouble : passed();
}

Outcome initDeinitRepeat(Bench& bench) {
    const auto module = RawModule::load(bench.manifest);
    if (!module) {
        return unloadable(module.error());
    }
    const reseal_module& table = *module.value().table;
    ScriptedServices services(bench);
    const LocalHost host(services);
    step("deinit without init");
    table.deinit();
    for (int round = 1; round <= 10; ++round) {
        step("init, time " + std::to_string(round));
        if (const reseal_status status = table.init(&host.table()); status != RESEAL_OK) {
            return failed("init fails when it comes again", "RESEAL_OK",
                          statusName(status) + " at time " + std::to_string(round));
        }
        reseal_instance* instance = nullptr;
        if (table.create(bench.manifest.id.c_str(), &instance) != RESEAL_OK || instance == nullptr) {
            return failed("create fails after a repeated init", "an instance", "none");
        }
        table.destroy(instance);
        table.deinit();
    }
    step("deinit twice");
    table.deinit();
    return passed();
}

// All probes, whatever they come to, as long as it is an answer.
Outcome answersProbes(Bench& bench, ScriptedServices& services, std::uint32_t abiMinor) {
    auto direct = Direct::start(bench, services, abiMinor);
    if (!direct) {
        return notStarted(direct.error());
    }
    for (const Probe& probe : probes(bench, *direct.value())) {
        Sight sight;
        const auto reply = direct.value()->callIn(probe.call, {}, &sight);
        if (sight.threw || !known(reply.status)) {
            return failed(probe.name + " gives no answer", "a status of status.h",
                          sight.threw ? "an exception" : statusName(reply.status));
        }
    }
    return passed();
}

Outcome hostWithoutExtensions(Bench& bench) {
    ScriptedServices services(bench);
    services.offersNothing = true;
    return answersProbes(bench, services, RESEAL_ABI_MINOR);
}

Outcome higherMinorHost(Bench& bench) {
    ScriptedServices services(bench);
    return answersProbes(bench, services, 9999);
}

Outcome unknownExtensionNull(Bench& bench) {
    Loaded loaded(bench);
    loaded.load(bench);
    if (loaded.trouble) {
        return *loaded.trouble;
    }
    reseal_instance* instance = nullptr;
    static_cast<void>(loaded.table->create(bench.manifest.id.c_str(), &instance));
    std::vector<std::string> ids{"", "reseal.unknown/1", "reseal.ca/99", "kz.example.unknown/1", std::string(128, 'x')};
    for (const std::string& extension : bench.manifest.extensions) {
        ids.insert(ids.end(), {extension + "x", extension + " ", extension.substr(0, extension.size() - 2)});
    }
    for (const std::string& id : ids) {
        step("get_extension of \"" + id + "\"");
        if (loaded.table->get_extension(instance, id.c_str()) != nullptr) {
            return failed("get_extension has an extension that there is not", "\"" + id + "\": NULL", "a table");
        }
    }
    return passed();
}

Outcome createRefuses(Bench& bench, const std::vector<std::string>& ids) {
    Loaded loaded(bench);
    loaded.load(bench);
    if (loaded.trouble) {
        return *loaded.trouble;
    }
    for (const std::string& id : ids) {
        step("create of \"" + id + "\"");
        auto* instance = reinterpret_cast<reseal_instance*>(&loaded); // NULL has to be put there
        const reseal_status status = loaded.table->create(id.c_str(), &instance);
        if (status != RESEAL_E_NOT_FOUND || instance != nullptr) {
            return failed("create takes an id that is not the plugin's",
                          "\"" + id + "\": RESEAL_E_NOT_FOUND, *out NULL",
                          statusName(status) + (instance != nullptr ? ", *out is not NULL" : ""));
        }
    }
    return passed();
}

Outcome unknownIdNull(Bench& bench) { return createRefuses(bench, {"", "no-such-plugin-4711", std::string(128, 'x')}); }

Outcome idWithTrailingGarbageNull(Bench& bench) {
    const std::string& id = bench.manifest.id;
    return createRefuses(bench, {id + "x", id + " ", id + "/1", id + ".json", id.substr(0, id.size() - 1)});
}

Outcome createDestroy100(Bench& bench) {
    Loaded loaded(bench);
    loaded.load(bench);
    if (loaded.trouble) {
        return *loaded.trouble;
    }
    for (int i = 0; i < 100; ++i) {
        reseal_instance* instance = nullptr;
        step("create, time " + std::to_string(i + 1));
        const reseal_status status = loaded.table->create(bench.manifest.id.c_str(), &instance);
        if (status != RESEAL_OK || instance == nullptr) {
            return failed("create fails when it comes again", "RESEAL_OK",
                          statusName(status) + " at time " + std::to_string(i + 1));
        }
        step("destroy, time " + std::to_string(i + 1));
        loaded.table->destroy(instance);
    }
    loaded.table->deinit();
    return passed();
}

constexpr Test kTests[] = {
    {kFirstLoad, "The module loads with all symbols bound and none shown to others.", "module.h", loadNowLocal},
    {"table-valid", "The module's table and those of its extensions are whole, and stay the same.",
     "module.h: struct_size, get_extension", tableValid},
    {"load-time", "Loading and init take less than 100 ms.", "module.h: init", loadTime},
    {"no-threads-after-load", "Loading, init and create start no thread.", "module.h: init, create",
     noThreadsAfterLoad},
    {"no-network-in-init", "Loading, init and create open no socket and start no program.", "module.h: init",
     noNetworkInInit, true},
    {"init-deinit-repeat", "init and deinit may come again, and deinit without init.", "module.h: init, deinit",
     initDeinitRepeat},
    {"host-without-extensions", "The plugin answers where the host has no service at all.",
     "module.h: get_extension of reseal_host", hostWithoutExtensions},
    {"unknown-extension-null", "get_extension gives NULL for what the plugin does not have.", "module.h: get_extension",
     unknownExtensionNull},
    {"unknown-id-null", "create refuses the id of another plugin.", "module.h: create", unknownIdNull},
    {"id-with-trailing-garbage-null", "create compares its id as a whole.", "module.h: create",
     idWithTrailingGarbageNull},
    {"create-destroy-100", "create and destroy work a hundred times over.", "module.h: create, destroy",
     createDestroy100},
    {"higher-minor-host", "A host of a later minor version changes nothing.", "macros.h: RESEAL_ABI_MINOR",
     higherMinorHost},
};

} // namespace

std::span<const Test> loadTests() { return kTests; }

} // namespace reseal::check
