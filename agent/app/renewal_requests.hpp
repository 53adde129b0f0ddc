// SPDX-License-Identifier: Apache-2.0
// The requests about renewals, a part of Requests (requests.hpp). The secret is lines "name=value": "vault" (password
// of the archive), "password" (of the old key's file), "new-password", "pin", and "answer.FIELD" for each answer.
//   renewal_begin {"id" or none, "ca", "set": {}, "medium"}   runs until it rests
//   renewal_run {"id", "now"}      goes on, by force where somebody says so; runs until it rests
//   renewal_answer {"id"}          answers the open form; runs until it rests
//   renewal_cancel {"id", "forget_key"}   with "pin" where that key is on a token ("last-try": the last one)
//   renewal_list   renewal_show {"id"}
// The first three end 0 done, 1 and 5 ended otherwise, 4 waits for a person or the CA.
#pragma once

#include "agent/app/engine.hpp"
#include "agent/enrolment/renewals.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>

namespace reseal::app {

// Engine thread. A copy goes with each run.
class RenewalRequests {
public:
    using Reply = std::function<void(nlohmann::ordered_json answer)>; // once, on the engine's thread

    explicit RenewalRequests(Engine& engine) : engine_(&engine) {}

    // {"exit": N, "document": {...}}; throws the JSON library's exceptions for what is not understood.
    void answer(const std::string& command, const nlohmann::ordered_json& request, const Secret& secret,
                const Reply& reply) const;

private:
    void begin(const nlohmann::ordered_json& request, enrolment::Means means, const Reply& reply) const;
    void run(const std::string& id, enrolment::Means means, bool now, const Reply& reply) const;
    void cancel(const nlohmann::ordered_json& request, const enrolment::Means& means, const Reply& reply) const;
    [[nodiscard]] nlohmann::ordered_json list() const;
    [[nodiscard]] nlohmann::ordered_json told(const std::string& id, bool withEvents) const;
    [[nodiscard]] nlohmann::ordered_json documentOf(const enrolment::Renewal& renewal) const;
    [[nodiscard]] nlohmann::ordered_json formOf(const enrolment::Renewal& renewal) const;
    [[nodiscard]] nlohmann::ordered_json failed(const Error& error) const;

    Engine* engine_;
};

} // namespace reseal::app
