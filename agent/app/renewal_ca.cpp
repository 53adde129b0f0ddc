// SPDX-License-Identifier: Apache-2.0
#include "agent/app/renewal_ca.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/enrolment/demand_record.hpp"

#include <reseal/reseal.h>

#include <algorithm>
#include <array>

namespace reseal::app {
namespace {

using enrolment::CaReply;
using enrolment::CaTrouble;
using wire::Item;

constexpr std::chrono::minutes kStep{2}; // of one step; what takes longer is a wait

wire::Id idOf(const std::string& hex) {
    wire::Id id{};
    const std::string octets = fromHex(hex);
    std::copy_n(octets.begin(), std::min(octets.size(), id.size()), id.begin());
    return id;
}

struct Part {
    const char* name;
    const char* oid;
};
constexpr std::array kParts{
    Part{"common-name", "2.5.4.3"},   Part{"surname", "2.5.4.4"}, Part{"given-name", "2.5.4.42"},
    Part{"organization", "2.5.4.10"}, Part{"title", "2.5.4.12"},  Part{"country", "2.5.4.6"},
    Part{"locality", "2.5.4.7"},      Part{"state", "2.5.4.8"},   Part{"street", "2.5.4.9"}};

void addHolder(wire::Items& params, ByteView certificate) {
    const auto facts = crypto::readCertificate(certificate);
    if (!facts) {
        return;
    }
    const auto add = [&](const char* what, const std::string& value) {
        if (!value.empty()) {
            params.push_back(Item::ofText(std::string(RESEAL_KEY_HOLDER) + what, value));
        }
    };
    for (const Part& part : kParts) {
        const auto found = std::ranges::find(facts.value().subject, part.oid, &NameAttribute::oid);
        add(part.name, found == facts.value().subject.end() ? std::string() : found->value);
    }
    const core::Holder holder = core::interpret(facts.value()).holder;
    add("email", holder.email);
    add("inn", holder.inn);
    add("innle", holder.innle);
    add("snils", holder.snils);
    add("ogrn", holder.ogrn);
    add("ogrnip", holder.ogrnip);
    add("iin", holder.iin);
    add("bin", holder.bin);
}

CaTrouble troubleOf(reseal_status status, bool recovers) {
    switch (status) {
    case RESEAL_E_REJECTED:
        return CaTrouble::no;
    case RESEAL_E_UNSUPPORTED:
        return recovers ? CaTrouble::cannotTell : CaTrouble::person;
    case RESEAL_E_CONFIG:
    case RESEAL_E_USER:
    case RESEAL_E_REFUSED:
    case RESEAL_E_INVALID:
        return CaTrouble::person;
    default:
        return CaTrouble::later;
    }
}

CaReply troubled(const plugins::PluginReply& reply, bool recovers) {
    CaReply told;
    told.trouble = troubleOf(reply.status, recovers);
    const std::string text(wire::textOf(reply.items, RESEAL_KEY_ERROR_TEXT));
    const std::string reason(wire::textOf(reply.items, RESEAL_KEY_ERROR_REASON));
    const char* otherwise = told.trouble == CaTrouble::later
                                ? N_("The CA cannot be reached now. Reseal tries again by itself.")
                                : N_("The CA's plugin cannot go on. See its settings with `reseal plugin info`.");
    told.error = {Category::failed, reason.empty() ? "ca_failed" : reason, text.empty() ? otherwise : text, {}};
    if (const Item* const after = wire::find(reply.items, RESEAL_KEY_ERROR_RETRY_AFTER_MS)) {
        told.retryAfter = std::chrono::seconds(std::clamp<std::int64_t>(after->number / 1000, 0, 86400 * 30));
    }
    return told;
}

// A process that died in the middle may have sent the step; one that was never started has not, but an earlier one may.
CaReply lost(const Error& error) {
    CaReply told;
    const bool inTheMiddle = error.category == Category::failed;
    told.trouble = inTheMiddle ? CaTrouble::later : CaTrouble::person;
    told.error = error;
    return told;
}

} // namespace

void RenewalCa::ask(const enrolment::Renewal& renewal, enrolment::CaStep step,
                    std::function<void(enrolment::CaReply)> done) {
    auto ready = prepare_(renewal);
    if (!ready || calls_ == nullptr) {
        return done(lost(ready ? Error{Category::refused, "plugin_not_ready", "", {}} : ready.error()));
    }
    auto call = std::make_shared<plugins::PluginCall>();
    call->extension = RESEAL_EXT_CA_1;
    call->function = step.function;
    call->conversation = idOf(renewal.id);
    call->operation = idOf(step.operation);
    call->deadline = kStep;
    call->params = std::move(step.params);
    call->params.push_back(Item::ofText(RESEAL_KEY_PURPOSE, renewal.purpose));
    if (!renewal.oldDer.empty()) {
        call->params.push_back(Item::ofBytes(RESEAL_KEY_OLD_CERTIFICATE, renewal.oldDer));
        for (const Bytes& along : enrolment::unpackCertificates(renewal.pair)) {
            call->params.push_back(Item::ofBytes(RESEAL_KEY_OLD_PAIR, along));
        }
        call->params.push_back(Item::ofText(RESEAL_KEY_OLD_KEY, oldKey_(renewal)));
        addHolder(call->params, renewal.oldDer);
    }
    if (!renewal.cookie.empty()) {
        call->params.push_back(Item::ofBytes(RESEAL_KEY_COOKIE, renewal.cookie));
    }
    work_.run(
        renewal.ca,
        [calls = calls_, ready = std::move(ready).value(), call] { return calls->call(ready, std::move(*call)); },
        [done = std::move(done), recovers = step.function == "recover"](Result<plugins::PluginReply> reply) {
            if (!reply) {
                return done(lost(reply.error()));
            }
            if (reply.value().status != RESEAL_OK) {
                return done(troubled(reply.value(), recovers));
            }
            CaReply told;
            told.demand = std::move(reply.value().items);
            done(std::move(told));
        });
}

} // namespace reseal::app
