// SPDX-License-Identifier: Apache-2.0
// Group resume, of CA plugins: a conversation that is cut off, repeated and fed with damaged cookies.
#include "sdk/check/catalogue.hpp"
#include "sdk/check/survey.hpp"

#include <reseal/reseal.h>

#include <algorithm>

namespace reseal::check {
namespace {

using plugins::PluginCall;
using plugins::PluginReply;
using wire::Item;
using wire::Items;

std::string joined(const std::vector<std::string>& list) {
    std::string text;
    for (const std::string& one : list) {
        text += (text.empty() ? "" : " ") + one;
    }
    return text.empty() ? "nothing" : text;
}

Outcome crashed(const Error& error) {
    return {Verdict::crash, "the plugin host ended during the conversation", "an answer", error.reason};
}

// Skips a plugin that is no CA, and one whose conversation gives no cookie.
template <typename TestBody>
Outcome withCa(Bench& bench, TestBody test) {
    if (!bench.manifest.has(RESEAL_EXT_CA_1)) {
        return skipped("the plugin has no reseal.ca/1");
    }
    return test();
}

Outcome noCookie(const Conversation& conversation) {
    return skipped("the conversation gives no cookie: it ends with " + conversation.end() +
                   "; give \"http\" answers in --settings");
}

// A conversation in this process, to its end.
struct Course {
    explicit Course(Bench& bench, Direct& direct) : conversation(bench) {
        static_cast<void>(drive(conversation, [&](const PluginCall& call) {
            last = PluginCall(call);
            return direct.call(call);
        }));
    }
    Conversation conversation;
    PluginCall last;
};

// What went out over HTTP, but for reading: an order may be among it.
std::vector<std::string> orders(const ScriptedServices& services) {
    std::vector<std::string> list;
    for (const Asked& one : services.asked()) {
        const std::string_view method = wire::textOf(one.params, RESEAL_KEY_HTTP_METHOD);
        if (one.extension == RESEAL_HOST_HTTP_1 && method != "GET") {
            list.push_back(transcript(one.params));
        }
    }
    return list;
}

Outcome beginSameOperationIdOnce(Bench& bench) {
    return withCa(bench, [&] {
        return withPlugin(bench, [&](Direct& direct, ScriptedServices& services) {
            Conversation conversation(bench);
            while (!conversation.over()) {
                const PluginCall call = conversation.next();
                services.forget();
                const PluginReply first = direct.callIn(call, {}, nullptr);
                const auto sent = orders(services);
                services.forget();
                const PluginReply second = direct.callIn(call, {}, nullptr);
                const auto again = orders(services);
                const std::string name =
                    call.function + " (step " + std::to_string(conversation.demands().size() + 1) + ")";
                const auto demandOf = [](const PluginReply& reply) {
                    return statusName(reply.status) + " " + std::string(wire::textOf(reply.items, RESEAL_KEY_DEMAND));
                };
                if (demandOf(first) != demandOf(second)) {
                    return failed(name + " under the same operation id answers otherwise", demandOf(first),
                                  demandOf(second));
                }
                if (!again.empty() && again != sent) {
                    const auto differs = difference(sent.empty() ? "" : sent.front(), again.front());
                    return warned(name + " under the same operation id sends another order",
                                  differs ? differs->first : "the same bytes", differs ? differs->second : "more");
                }
                conversation.take(second);
            }
            return passed();
        });
    });
}

// The reply of a new process to that call; nothing where the host could not be started.
Result<PluginReply> inNewProcess(const Bench& bench, ScriptedServices& services, const PluginCall& call) {
    const auto hosted = Hosted::start(bench, services);
    if (!hosted) {
        return hosted.error();
    }
    auto reply = hosted.value()->call(call);
    hosted.value()->kill();
    return reply;
}

// What recover came to, where that is wrong.
std::optional<Outcome> badRecovery(const std::string& step, const PluginReply& lost, const PluginReply& recovered,
                                   const std::string& before) {
    if (lost.status != RESEAL_OK || recovered.status == RESEAL_E_UNSUPPORTED) {
        return std::nullopt; // the step failed anyway; or the plugin cannot tell, and the person is asked
    }
    if (recovered.status != RESEAL_OK) {
        return failed("recover of " + step + " fails", "RESEAL_OK with a demand, or RESEAL_E_UNSUPPORTED",
                      statusName(recovered.status) + " " +
                          std::string(wire::textOf(recovered.items, RESEAL_KEY_ERROR_MESSAGE)));
    }
    const std::string came(wire::textOf(recovered.items, RESEAL_KEY_DEMAND));
    const std::string wanted(wire::textOf(lost.items, RESEAL_KEY_DEMAND));
    if (came != wanted && came != before) {
        return failed("recover of " + step + " answers neither as the step did nor as the one before",
                      wanted + (before.empty() ? "" : " or " + before), came);
    }
    return std::nullopt;
}

// Every step is made in a process that dies before its answer is stored, recovered in another, and repeated in a third
// where recover does not lead on.
Outcome killAfterBeginThenRecover(Bench& bench) {
    return withCa(bench, [&]() -> Outcome {
        ScriptedServices services(bench);
        Conversation conversation(bench);
        while (!conversation.over()) {
            const PluginCall call = conversation.next();
            const std::string before = conversation.demands().empty() ? "" : conversation.demands().back();
            const std::string step = call.function + " (after \"" + before + "\")";
            const auto lost = inNewProcess(bench, services, call);
            const auto recovered = lost ? inNewProcess(bench, services, conversation.recovery()) : lost;
            if (!recovered) {
                return crashed(recovered.error());
            }
            if (auto bad = badRecovery(step, lost.value(), recovered.value(), before)) {
                return *bad;
            }
            const bool leadsOn =
                recovered.value().status == RESEAL_OK && wire::textOf(recovered.value().items, RESEAL_KEY_DEMAND) ==
                                                             wire::textOf(lost.value().items, RESEAL_KEY_DEMAND);
            const auto reply = leadsOn ? recovered : inNewProcess(bench, services, call);
            if (!reply) {
                return crashed(reply.error());
            }
            conversation.take(reply.value());
        }
        return conversation.end().starts_with("no demand")
                   ? failed("a recovered conversation ends without a demand", "a demand", conversation.end())
                   : passed(joined(conversation.demands()));
    });
}

Outcome killAfterCookieThenResume(Bench& bench) {
    return withCa(bench, [&]() -> Outcome {
        ScriptedServices services(bench);
        auto hosted = Hosted::start(bench, services);
        if (!hosted) {
            return notStarted(hosted.error());
        }
        Conversation straight(bench);
        if (const Status went = drive(straight, [&](const auto& call) { return hosted.value()->call(call); }); !went) {
            return crashed(went.error());
        }
        bench.emptyFolders();
        Conversation cut(bench);
        if (const Status went = drive(cut, [&](const auto& call) { return inNewProcess(bench, services, call); });
            !went) {
            return crashed(went.error());
        }
        if (straight.demands() != cut.demands() || straight.end() != cut.end()) {
            return failed("a conversation whose process is killed between steps goes another way",
                          joined(straight.demands()) + " (" + straight.end() + ")",
                          joined(cut.demands()) + " (" + cut.end() + ")");
        }
        return passed(joined(cut.demands()));
    });
}

// Resumes with each cookie; fails where one is taken that has to be refused.
Outcome refusesCookies(Bench& bench, Direct& direct, const std::vector<std::pair<std::string, Bytes>>& cookies,
                       bool mustRefuse) {
    for (const auto& [name, cookie] : cookies) {
        for (const char* const function : {"resume", "withdraw"}) {
            Items params = bench.about();
            params.push_back(Item::ofBytes(RESEAL_KEY_COOKIE, cookie));
            Sight sight;
            const PluginReply reply = direct.callIn(callOf(RESEAL_EXT_CA_1, function, params), {}, &sight);
            const bool refused = reply.status == RESEAL_E_INVALID || reply.status == RESEAL_E_LIMIT;
            // withdraw may do without: the person wants no more of it, whatever the cookie says.
            const bool needed = mustRefuse && std::string_view(function) == "resume";
            if (sight.threw || !known(reply.status) || (needed && !refused)) {
                return failed(std::string(function) + " takes " + name, "RESEAL_E_INVALID",
                              sight.threw ? "an exception" : statusName(reply.status));
            }
        }
    }
    return passed(std::to_string(cookies.size()) + " cookies");
}

Outcome cookieRandom(Bench& bench) {
    return withCa(bench, [&] {
        return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
            const Course course(bench, direct);
            const auto& cookies = course.conversation.cookies();
            Random random = bench.random("cookie-random");
            std::vector<std::pair<std::string, Bytes>> damaged;
            std::vector<std::pair<std::string, Bytes>> flipped;
            for (int i = 0; i < 60; ++i) {
                Bytes bytes = random.bytes(1 + random.below(i % 3 == 0 ? 3000 : 60));
                if (!cookies.empty() && random.oneIn(2)) {
                    bytes.front() = random.of(cookies).front(); // a version that it knows
                }
                damaged.emplace_back("a cookie of random bytes " +
                                         toHex(ByteView(bytes).first(std::min<std::size_t>(bytes.size(), 24))),
                                     std::move(bytes));
            }
            for (int i = 0; i < 60 && !cookies.empty(); ++i) {
                Bytes bytes = random.of(cookies);
                const std::size_t at = random.below(bytes.size());
                bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1U << random.below(8)));
                flipped.emplace_back("a cookie with a bit turned over", std::move(bytes));
            }
            return worse(refusesCookies(bench, direct, damaged, true), refusesCookies(bench, direct, flipped, false));
        });
    });
}

Outcome cookieTruncated(Bench& bench) {
    return withCa(bench, [&] {
        return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
            const Course course(bench, direct);
            if (course.conversation.cookies().empty()) {
                return noCookie(course.conversation);
            }
            std::vector<std::pair<std::string, Bytes>> cut{{"an empty cookie", {}}};
            for (const Bytes& cookie : course.conversation.cookies()) {
                const std::size_t stride = std::max<std::size_t>(1, cookie.size() / 25);
                for (std::size_t size = 1; size < cookie.size(); size += stride) {
                    cut.emplace_back("the first " + std::to_string(size) + " of " + std::to_string(cookie.size()) +
                                         " bytes of a cookie",
                                     Bytes(cookie.begin(), cookie.begin() + static_cast<std::ptrdiff_t>(size)));
                }
            }
            return refusesCookies(bench, direct, cut, true);
        });
    });
}

Outcome cookieTooLarge(Bench& bench) {
    return withCa(bench, [&] {
        return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
            const Course course(bench, direct);
            const auto& cookies = course.conversation.cookies();
            Bytes large = cookies.empty() ? Bytes{1} : cookies.back();
            large.resize(RESEAL_COOKIE_MAX + 1, 'x');
            Bytes huge = large;
            huge.resize(wire::kMaxItem, 'x');
            return refusesCookies(bench, direct, {{"a cookie past 64 KiB", large}, {"a cookie of 1 MiB", huge}}, true);
        });
    });
}

// Whether the plugin takes the cookie: by recover, which needs no answers, or by resume with some.
std::optional<reseal_status> refusalOf(Bench& bench, Direct& direct, ByteView cookie) {
    Items params = bench.about();
    params.push_back(Item::ofBytes(RESEAL_KEY_COOKIE, cookie));
    std::optional<reseal_status> refused;
    for (const char* const function : {"recover", "resume"}) {
        const PluginReply reply = direct.callIn(callOf(RESEAL_EXT_CA_1, function, params), {}, nullptr);
        if (reply.status != RESEAL_E_INVALID && reply.status != RESEAL_E_UNSUPPORTED &&
            reply.status != RESEAL_E_INTERNAL) {
            return std::nullopt;
        }
        refused = reply.status;
        const auto request = bench.issuer().request("ec-p256", {}, {}, false);
        const auto signature = bench.issuer().sign("cms-attached", Bytes{'x'});
        params.push_back(Item::ofBytes(std::string(RESEAL_KEY_REQUEST) + "1", request.value_or(Bytes())));
        params.push_back(Item::ofBytes(std::string(RESEAL_KEY_SIGNATURE) + "1", signature.value_or(Bytes())));
    }
    return refused;
}

Outcome cookieFromReleasedVersion(Bench& bench) {
    return withCa(bench, [&]() -> Outcome {
        namespace fs = std::filesystem;
        const fs::path folder = bench.plan.cookies.empty() ? bench.manifest.path.parent_path() / "fixtures" / "cookies"
                                                           : fs::path(bench.plan.cookies);
        std::error_code problem;
        std::vector<fs::path> files;
        for (fs::recursive_directory_iterator entry(folder, problem), end; !problem && entry != end;
             entry.increment(problem)) {
            if (entry->is_regular_file()) {
                files.push_back(entry->path());
            }
        }
        if (files.empty()) {
            return skipped("no cookies of released versions: give a folder by --cookies");
        }
        return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
            for (const fs::path& file : files) {
                if (const auto refused = refusalOf(bench, direct, asBytes(readFile(file).value_or("")))) {
                    return failed("a cookie of a released version is refused",
                                  file.lexically_relative(folder).string() + ": taken", statusName(*refused));
                }
            }
            return passed(std::to_string(files.size()) + " cookies");
        });
    });
}

Outcome resumeAfterEnd(Bench& bench) {
    return withCa(bench, [&] {
        return withPlugin(bench, [&](Direct& direct, ScriptedServices&) {
            const Course course(bench, direct);
            if (!course.conversation.reached() || course.last.function != "resume") {
                return skipped("the conversation does not reach its end by resume: it ends with " +
                               course.conversation.end());
            }
            PluginCall later = course.last;
            later.operation = idOf("after the end");
            const PluginReply reply = direct.callIn(later, {}, nullptr);
            const auto repeats = difference(transcript(course.conversation.last()), transcript(reply.items));
            return repeats ? failed("resume after the end gives another end", repeats->first, repeats->second)
                           : passed();
        });
    });
}

Outcome httpOnlyToManifestHosts(Bench& bench) {
    return withPlugin(bench, [&](Direct& direct, ScriptedServices& services) {
        static_cast<void>(survey(bench, direct));
        std::size_t count = 0;
        for (const Asked& one : services.asked()) {
            if (one.extension != RESEAL_HOST_HTTP_1) {
                continue;
            }
            ++count;
            if (!one.allowedHost) {
                return failed("the plugin asks for a host that its manifest does not name",
                              "\"hosts\" of the manifest, or an address among its settings",
                              std::string(wire::textOf(one.params, RESEAL_KEY_HTTP_URL)));
            }
        }
        return passed(std::to_string(count) + " requests");
    });
}

constexpr Test kTests[] = {
    {"begin-same-operation-id-once", "A step that comes again under its operation id is the same step.",
     "call.h: operation_id", beginSameOperationIdOnce},
    {"kill-after-begin-then-recover", "After a crash recover says where the step stands, or that it cannot tell.",
     "ext/ca.h: recover", killAfterBeginThenRecover},
    {"kill-after-cookie-then-resume", "A new process goes on from the cookie alone.", "ext/ca.h: resume",
     killAfterCookieThenResume},
    {"cookie-random", "A cookie that is none is refused, and one with a flaw does no harm.", "ext/ca.h: resume",
     cookieRandom},
    {"cookie-truncated", "A cookie that is not whole is refused.", "ext/ca.h: resume", cookieTruncated},
    {"cookie-too-large", "A cookie past 64 KiB is refused.", "ext/ca.h: RESEAL_COOKIE_MAX", cookieTooLarge},
    {"cookie-from-released-version", "Cookies of released versions are taken.",
     "plugin.json: min_cookie_version; ext/ca.h: resume", cookieFromReleasedVersion},
    {"resume-after-end", "After its end a conversation repeats the end.", "ext/ca.h: resume", resumeAfterEnd},
    {"http-only-to-manifest-hosts", "HTTP goes only to hosts that the manifest names.", "host/http.h",
     httpOnlyToManifestHosts},
};

} // namespace

std::span<const Test> resumeTests() { return kTests; }

} // namespace reseal::check
