// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/caller.hpp"

#include "agent/platform/file_identity.hpp"
#include "agent/plugins/wire/rows.hpp"
#include "sdk/check/trail.hpp"

#include <algorithm>

namespace reseal::check {
namespace {

using Clock = std::chrono::steady_clock;
using plugins::PluginReply;

constexpr std::size_t kRunaway = 2000; // items after a refusal

// What the host of a plugin does with an item, and what the checker sees besides.
struct Gathering {
    PluginReply& reply;
    Sight& sight;
    const Manner& manner;
    const LocalHost& host;
    wire::Allowance allowance;
    std::size_t count = 0;
    reseal_status refused = RESEAL_OK;
};

void look(const reseal_param& param, const std::optional<wire::Item>& item, Sight& sight) {
    if (param.key.reserved0 != 0 || param.value.reserved0 != 0) {
        sight.stray.push_back("reserved0 is not 0");
    }
    if ((param.flags & ~RESEAL_FLAG_CRITICAL) != 0) {
        sight.stray.push_back("flags " + std::to_string(param.flags));
    }
    if (!item) {
        sight.flaws.push_back("an item without an address, or with a key past 64 bytes");
        return;
    }
    const reseal_status judged = wire::examine(*item);
    if (judged == RESEAL_E_LIMIT) {
        sight.tooLarge.push_back(item->key + ": an item past 1 MiB");
    } else if (judged != RESEAL_OK && (item->flags & ~RESEAL_FLAG_CRITICAL) == 0) {
        const bool text = item->type == RESEAL_TYPE_TEXT;
        std::string key = item->key;
        std::ranges::replace_if(
            key, [](char c) { return c < ' ' || c > '~'; }, '?');
        sight.flaws.push_back(key + (text && !wire::isUtf8(item->text()) ? ": text that is no UTF-8"
                                     : item->type < 1 || item->type > 4  ? ": no known type"
                                                                         : ": a key or value that is none"));
    }
}

reseal_status RESEAL_CALL put(void* ctx, const reseal_param* param) {
    auto& into = *static_cast<Gathering*>(ctx);
    if (into.refused != RESEAL_OK) {
        if (++into.sight.putsAfterRefusal > kRunaway) {
            deliverAndEnd(failed("the plugin never stops putting items", "the first refusal of the sink ends the call",
                                 std::to_string(kRunaway) + " items after it"));
        }
        return into.refused;
    }
    auto item = param == nullptr ? std::nullopt : wire::copyOf(*param);
    if (param != nullptr) {
        look(*param, item, into.sight);
    }
    reseal_status status = item ? wire::examine(*item) : RESEAL_E_INVALID;
    if (status == RESEAL_OK && !into.allowance.take(*item)) {
        into.sight.tooLarge.push_back("more than 10,000 items or 16 MiB in one call");
        status = RESEAL_E_LIMIT;
    }
    if (into.manner.refuseAt && into.count >= *into.manner.refuseAt) {
        status = into.manner.refuseWith;
    } else if (status == RESEAL_OK && into.host.cancelled()) {
        status = RESEAL_E_CANCELLED;
    }
    ++into.count;
    into.refused = status;
    if (status == RESEAL_OK) {
        into.reply.items.push_back(std::move(*item));
    }
    return status;
}

Error refused(std::string why) { return {Category::refused, "refused", std::move(why)}; }

} // namespace

bool Caller::has(std::string_view extension) const {
    return std::ranges::find(extensions(), extension) != extensions().end();
}

Result<std::unique_ptr<Hosted>> Hosted::start(const Bench& bench, ScriptedServices& services) {
    plugins::PluginLaunch launch;
    launch.hostProgram = bench.plan.hostProgram;
    launch.pluginId = bench.manifest.id;
    launch.module = bench.manifest.modulePath();
    const auto identity = platform::identityOf(launch.module);
    if (!identity) {
        return identity.error();
    }
    launch.identity = identity.value();
    launch.privileges = bench.manifest.privilegeBits();
    launch.memoryMegabytes = bench.manifest.memoryMb;
    launch.keep = {"SOFTHSM2_CONF"};
    auto process = plugins::PluginProcess::start(launch, services);
    if (!process) {
        return process.error();
    }
    return std::unique_ptr<Hosted>(new Hosted(std::move(process).value()));
}

Result<PluginReply> Hosted::call(const plugins::PluginCall& call) {
    step(call.function + " of " + call.extension + ", in a plugin host");
    return process_->call(call);
}

Direct::Direct(const Bench& bench, ScriptedServices& services, std::uint32_t abiMinor)
    : bench_(bench), host_(std::make_unique<LocalHost>(services, abiMinor)) {}

Result<std::unique_ptr<Direct>> Direct::start(const Bench& bench, ScriptedServices& services, std::uint32_t abiMinor) {
    std::unique_ptr<Direct> direct(new Direct(bench, services, abiMinor));
    step("loading");
    const Watch watch(bench.scaled(std::chrono::seconds(5)), [] {
        return Outcome{Verdict::hang, "loading, init or create did not return", "under 100 ms", "more than 5 s"};
    });
    auto loaded = host::Module::load(bench.manifest.modulePath());
    if (const auto* const why = std::get_if<wire::Refuse>(&loaded)) {
        return refused(why->text);
    }
    direct->module_ = std::get<host::Module>(std::move(loaded));
    step("init, describe or create");
    try {
        const wire::Refuse why = direct->module_->start(bench.manifest.id, direct->host_->table());
        if (why.code != wire::Refusal::none) {
            direct->finished_ = true;
            return refused(why.text);
        }
    } catch (...) {
        direct->finished_ = true;
        return refused("an exception left init, describe or create");
    }
    return direct;
}

Direct::~Direct() { finish(); }

void Direct::finish() {
    if (!finished_) {
        finished_ = true;
        step("destroy or deinit");
        const Watch watch(bench_.scaled(std::chrono::seconds(5)), [] {
            return Outcome{Verdict::hang, "destroy or deinit did not return", "at once", "more than 5 s"};
        });
        module_->finish();
    }
}

Result<PluginReply> Direct::call(const plugins::PluginCall& call) {
    Sight sight;
    PluginReply reply = callIn(call, usual, &sight);
    if (reply.status == RESEAL_OK && sight.refused != RESEAL_OK) {
        reply.status = sight.refused;
    }
    if (seen) {
        seen(call, reply, sight);
    }
    return reply;
}

PluginReply Direct::callIn(const plugins::PluginCall& call, const Manner& manner, Sight* sight) {
    const wire::Row* const row = wire::rowOf(call.extension, call.function);
    const reseal_function function = row == nullptr ? nullptr : module_->function(row->number);
    if (function == nullptr) {
        return {RESEAL_E_UNSUPPORTED, {}};
    }
    const std::string name = call.function + " of " + call.extension;
    step(name);
    PluginReply reply;
    Sight sighted;
    Gathering gathering{reply, sighted, manner, *host_, {}};
    const reseal_sink sink{&gathering, put};
    const PlainCall plain(call);
    const bool guarded = manner.readOnly || manner.revoked;
    const reseal_call* const view = guarded ? pages_.lay(call, manner.readOnly) : plain.get();
    const auto limit = call.deadline + bench_.scaled(manner.grace);
    const auto late = manner.overdue ? manner.overdue : [name, limit] {
        return Outcome{Verdict::hang, name + " did not return", "within its deadline and two seconds",
                       "still at work after " + std::to_string(limit.count()) + " ms"};
    };
    const Watch watch(limit, late);
    const auto began = Clock::now();
    host_->begin(call);
    try {
        reply.status = function(module_->instance(), view, &sink);
    } catch (...) {
        sighted.threw = true;
    }
    host_->end();
    sighted.took = std::chrono::floor<std::chrono::milliseconds>(Clock::now() - began);
    if (manner.revoked) {
        pages_.revoke();
    }
    sighted.refused = gathering.refused;
    if (sight != nullptr) {
        *sight = std::move(sighted);
    }
    step("between calls");
    return reply;
}

void Direct::cancel(const wire::Id& operation, std::string_view extension) {
    host_->cancel();
    cancelInPlugin(operation, extension);
}

void Direct::cancelInPlugin(const wire::Id& operation, std::string_view extension) {
    if (const reseal_cancel function = module_->cancel(extension)) {
        function(module_->instance(), operation.data());
    }
}

Outcome notStarted(const Error& error) {
    return failed("the plugin does not start", "it loads, and init and create succeed",
                  error.detail.empty() ? error.reason : error.detail);
}

} // namespace reseal::check
