// SPDX-License-Identifier: Apache-2.0
// What the test's CA replies: each kind of demand, and troubles.
#pragma once

#include "agent/enrolment/seams.hpp"

#include <reseal/ext/ca.h>
#include <reseal/keys.h>

namespace reseal::enrolment {

inline CaReply demanded(wire::Items items, std::uint8_t cookie = 1) {
    items.push_back(wire::Item::ofBytes(RESEAL_KEY_COOKIE, Bytes{cookie}));
    CaReply reply;
    reply.demand = std::move(items);
    return reply;
}

inline CaReply formDemand() {
    return demanded(
        {wire::Item::ofText(RESEAL_KEY_DEMAND, RESEAL_DEMAND_INPUT),
         wire::Item::ofText(RESEAL_KEY_FORM, R"({"title":"Code","fields":[{"id":"code","type":"code","label":"Code",)"
                                             R"("required":true,"pattern":"[0-9]{4}"}],)"
                                             R"("actions":[{"id":"again","label":"Send again"}]})")});
}

inline CaReply keyDemand() {
    return demanded(
        {wire::Item::ofText(RESEAL_KEY_DEMAND, RESEAL_DEMAND_KEY), wire::Item::ofText("key.1.algorithm", "rsa-2048")});
}

inline CaReply signatureDemand() {
    return demanded({wire::Item::ofText(RESEAL_KEY_DEMAND, RESEAL_DEMAND_SIGNATURE),
                     wire::Item::ofBytes("payload.1.data", Bytes{5}), wire::Item::ofText("payload.1.form", "raw")});
}

inline CaReply waitDemand(TimePoint until, std::optional<TimePoint> deadline = {}) {
    wire::Items items{wire::Item::ofText(RESEAL_KEY_DEMAND, RESEAL_DEMAND_WAIT),
                      wire::Item::ofText(RESEAL_KEY_WAIT_TEXT, "The CA works"),
                      wire::Item::ofNumber(RESEAL_KEY_WAIT_UNTIL_MS, until.time_since_epoch().count() * 1000)};
    if (deadline) {
        items.push_back(wire::Item::ofNumber(RESEAL_KEY_WAIT_DEADLINE_MS, deadline->time_since_epoch().count() * 1000));
    }
    return demanded(std::move(items));
}

inline CaReply doneDemand() {
    return demanded(
        {wire::Item::ofText(RESEAL_KEY_DEMAND, RESEAL_DEMAND_DONE), wire::Item::ofBytes("certificate.1", Bytes{4, 2})});
}

inline CaReply failedDemand(const char* reason) {
    return demanded(
        {wire::Item::ofText(RESEAL_KEY_DEMAND, RESEAL_DEMAND_FAILED), wire::Item::ofText(RESEAL_KEY_FAILED_TEXT, "No."),
         wire::Item::ofText(RESEAL_KEY_FAILED_MEND, "Ask."), wire::Item::ofText(RESEAL_KEY_FAILED_REASON, reason)});
}

inline CaReply trouble(CaTrouble kind, std::optional<std::chrono::seconds> after = {}) {
    CaReply reply;
    reply.trouble = kind;
    reply.error = {Category::failed, "ca_failed", "It failed.", {}};
    reply.retryAfter = after;
    return reply;
}

} // namespace reseal::enrolment
