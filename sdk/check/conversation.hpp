// SPDX-License-Identifier: Apache-2.0
// A conversation with a CA plugin, step by step, without a person: what to call next, given what came last. Knows no
// process; the test makes the calls, and may repeat them, cut them off or make them elsewhere.
#pragma once

#include "agent/plugins/supervision/plugin_call.hpp"
#include "sdk/check/bench.hpp"

#include <functional>

namespace reseal::check {

class Conversation {
public:
    // `sparse`: only what is required is set, so that the plugin has to ask.
    explicit Conversation(Bench& bench, std::string purpose = "renew", bool sparse = false);

    [[nodiscard]] bool over() const { return !end_.empty(); }
    [[nodiscard]] plugins::PluginCall next();           // precondition: !over()
    [[nodiscard]] plugins::PluginCall recovery() const; // of the step that next() gave last: it gets all that it got
    void take(const plugins::PluginReply& reply);

    // "done", "failed", a status, or why there is no next step.
    [[nodiscard]] const std::string& end() const { return end_; }
    [[nodiscard]] bool reached() const { return end_ == "done" || end_ == "failed"; }
    [[nodiscard]] const std::vector<std::string>& demands() const { return demands_; }
    [[nodiscard]] const std::vector<Bytes>& cookies() const { return cookies_; }
    [[nodiscard]] const wire::Items& last() const { return last_; } // items of the newest reply

    // Further params of every call.
    wire::Items besides;

private:
    [[nodiscard]] wire::Items params() const;
    void answer(std::string_view kind, const wire::Items& items);
    void makeKeys(const wire::Items& items);
    void signPayloads(const wire::Items& items);
    void issueInto(const std::string& folder) const;

    Bench& bench_;
    const std::string purpose_;
    const bool sparse_;
    std::int64_t now_ = kNow;
    std::size_t step_ = 0;
    std::size_t waits_ = 0;
    std::string function_ = "begin";
    wire::Items answers_;
    wire::Items last_;
    std::vector<Bytes> requests_;
    std::vector<Bytes> cookies_;
    std::vector<std::string> demands_;
    std::string end_;
};

using MakeCall = std::function<Result<plugins::PluginReply>(const plugins::PluginCall&)>;
// To its end, by that caller. An error is one of the process.
[[nodiscard]] Status drive(Conversation& conversation, const MakeCall& call);

} // namespace reseal::check
