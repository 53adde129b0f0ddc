// SPDX-License-Identifier: Apache-2.0
// Group time: deadlines, cancelling, slow services.
#include "sdk/check/catalogue.hpp"
#include "sdk/check/survey.hpp"

#include <reseal/reseal.h>

#include <atomic>
#include <thread>

namespace reseal::check {
namespace {

using namespace std::chrono_literals;
using plugins::PluginCall;
using plugins::PluginReply;

constexpr auto kShort = 300ms;
constexpr auto kSlow = 700ms;

Outcome deadlineRespected(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices& services) {
        services.delay = 20s; // ends with the deadline that the plugin hands on
        for (Probe& probe : probes(bench, direct)) {
            probe.call.deadline = bench.scaled(kShort);
            Manner manner;
            manner.overdue = [name = probe.name, limit = probe.call.deadline] {
                return failed(name + " works on past its deadline",
                              "an end within " + std::to_string(limit.count()) + " ms and two seconds", "none");
            };
            Sight sight;
            const PluginReply reply = direct.callIn(probe.call, manner, &sight);
            if (!known(reply.status)) {
                return failed(probe.name + " ends with no status", "RESEAL_E_DEADLINE", statusName(reply.status));
            }
        }
        return passed();
    });
}

// Cancels the call on another thread once it is under way.
class Canceller {
public:
    Canceller(Direct& direct, const PluginCall& call, const wire::Id& operation, std::chrono::milliseconds after)
        : thread_([this, &direct, extension = call.extension, operation, after] {
              const auto at = std::chrono::steady_clock::now() + after;
              while (!over_ && std::chrono::steady_clock::now() < at) {
                  std::this_thread::sleep_for(1ms);
              }
              if (!over_) {
                  direct.cancel(operation, extension);
                  cancelled_ = true;
              }
          }) {}
    ~Canceller() {
        over_ = true;
        thread_.join();
    }
    Canceller(const Canceller&) = delete;
    Canceller& operator=(const Canceller&) = delete;
    [[nodiscard]] bool cancelled() const { return cancelled_; }

private:
    std::atomic<bool> over_ = false;
    std::atomic<bool> cancelled_ = false;
    std::thread thread_;
};

Outcome cancelWithin2s(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices& services) {
        services.delay = 20s; // ended by the cancel
        for (Probe& probe : probes(bench, direct)) {
            constexpr auto kCancelAfter = 50ms;
            probe.call.deadline = bench.scaled(30s);
            Manner manner; // the watch ends two seconds after the cancel
            manner.grace = kCancelAfter + 2s - 30s;
            manner.overdue = [name = probe.name] {
                return failed(name + " works on after it was cancelled", "an end within two seconds", "none");
            };
            const Canceller canceller(direct, probe.call, probe.call.operation, kCancelAfter);
            const PluginReply reply = direct.callIn(probe.call, manner, nullptr);
            if (!known(reply.status)) {
                return failed(probe.name + " ends with no status", "RESEAL_E_CANCELLED", statusName(reply.status));
            }
        }
        return passed();
    });
}

// The same answers whatever is cancelled beside.
Outcome cancelUnknownOperation(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
        for (const Probe& probe : probes(bench, direct)) {
            const PluginReply before = direct.callIn(probe.call, {}, nullptr);
            direct.cancelInPlugin(idOf("nobody"), probe.call.extension);
            std::atomic<bool> over = false;
            std::thread other([&] {
                while (!over) {
                    direct.cancelInPlugin(idOf("nobody"), probe.call.extension);
                    std::this_thread::sleep_for(1ms);
                }
            });
            const PluginReply during = direct.callIn(probe.call, {}, nullptr);
            over = true;
            other.join();
            direct.cancelInPlugin(probe.call.operation, probe.call.extension); // it is over
            const PluginReply after = direct.callIn(probe.call, {}, nullptr);
            for (const PluginReply* const reply : {&during, &after}) {
                if (reply->status != before.status) {
                    return failed(probe.name + " ends otherwise where another operation is cancelled",
                                  statusName(before.status), statusName(reply->status));
                }
            }
        }
        return passed();
    });
}

Outcome promptCancelled(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices& services) {
        services.dismissPrompts = true;
        const auto all = survey(bench, direct);
        std::size_t prompts = 0;
        for (const Asked& one : services.asked()) {
            prompts += one.extension == RESEAL_HOST_PROMPT_1 ? 1U : 0U;
        }
        if (prompts == 0) {
            return skipped("the plugin asks for no prompt");
        }
        for (const Seen& one : all) {
            if (one.sight.threw || !known(one.reply.status)) {
                return failed(one.name + " does not end well when a prompt is dismissed", "RESEAL_E_USER or a demand",
                              statusName(one.reply.status));
            }
        }
        return passed();
    });
}

Outcome slowHostCallback(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices& services) {
        bool asked = false;
        for (Probe& probe : probes(bench, direct)) {
            services.delay = 0ms;
            services.forget();
            const PluginReply fast = direct.callIn(probe.call, {}, nullptr);
            if (services.asked().empty()) {
                continue;
            }
            asked = true;
            services.delay = kSlow;
            probe.call.deadline = 20s;
            const PluginReply slow = direct.callIn(probe.call, {}, nullptr);
            if (slow.status != fast.status) {
                return failed(probe.name + " ends otherwise where a service takes its time", statusName(fast.status),
                              statusName(slow.status));
            }
        }
        return asked ? passed() : skipped("the plugin asks no service in these calls");
    });
}

constexpr Test kTests[] = {
    {"deadline-respected", "A call returns within its deadline and two seconds.", "call.h: deadline_ms",
     deadlineRespected},
    {"cancel-within-2s", "A cancelled call returns within two seconds.", "call.h: reseal_cancel", cancelWithin2s},
    {"cancel-unknown-operation", "A cancel of an operation that is not at work is passed over.",
     "call.h: reseal_cancel", cancelUnknownOperation},
    {"prompt-cancelled", "A prompt that the person dismisses ends the call in order.", "host/prompt.h",
     promptCancelled},
    {"slow-host-callback", "A slow service of the host changes no answer.", "host/http.h", slowHostCallback},
};

} // namespace

std::span<const Test> timeTests() { return kTests; }

} // namespace reseal::check
