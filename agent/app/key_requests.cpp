// SPDX-License-Identifier: Apache-2.0
#include "agent/app/key_requests.hpp"

#include "agent/app/documents.hpp"
#include "agent/app/key_places.hpp"
#include "agent/app/plugin_requests.hpp"
#include "agent/core/certificate.hpp"
#include "agent/crypto/certificate_file.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <utility>

namespace reseal::app {
namespace {

Bytes bytesIn(const Json& request, const char* name) {
    const std::string bytes = fromHex(request.value(name, ""));
    return {bytes.begin(), bytes.end()};
}

Error badRequest() { return {Category::usage, "bad_request", N_("The request is not understood."), {}}; }

Json orNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json documentOf(const KeyPlace& place, std::size_t recipient) {
    Json document{{"recipient", recipient}, {"id", nullptr}, {"subject", nullptr}, {"holder", nullptr}};
    if (const auto facts = crypto::readCertificate(place.certificate)) {
        const core::Certificate certificate = core::interpret(facts.value());
        document["id"] = certificate.id;
        document["subject"] = certificate.subject;
        document["holder"] = orNull(certificate.holder.name);
        document["issuer"] = certificate.issuer;
        document["serial"] = certificate.serial;
        document["not_before"] = isoTime(certificate.notBefore);
        document["not_after"] = isoTime(certificate.notAfter);
    }
    document["where"] = name(place.where);
    document["here"] = place.here;
    document["place"] = orNull(place.place);
    document["uri"] = orNull(place.uri);
    document["last_seen"] = place.lastSeen && !place.here ? Json(isoTime(*place.lastSeen)) : Json(nullptr);
    document["pinpad"] = place.pinpad;
    document["certificate_hex"] = toHex(place.certificate);
    return document;
}

Json places(Engine& engine, const Json& request) {
    const Json& recipients = request.at("recipients");
    if (recipients.size() > kMaxAskedRecipients) {
        return failureAnswer(engine, badRequest());
    }
    KeyPlaces known(engine);
    Json rows = Json::array();
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        const Json& asked = recipients.at(i);
        const auto found =
            known.of({bytesIn(asked, "issuer_hex"), bytesIn(asked, "serial_hex"), bytesIn(asked, "key_id_hex")});
        if (!found) {
            return failureAnswer(engine, found.error());
        }
        for (const KeyPlace& place : found.value()) {
            rows.push_back(documentOf(place, i));
        }
    }
    return Json{{"exit", 0}, {"document", {{"places", std::move(rows)}}}};
}

} // namespace

Result<KeyUse> keyUseOf(const Json& request) {
    const std::string act = request.value("act", "");
    const auto digest = crypto::digestCalled(request.value("digest", ""));
    if ((act != "decrypt" && act != "derive") || !digest) {
        return badRequest();
    }
    return KeyUse{.derive = act == "derive",
                  .algorithm = bytesIn(request, "algorithm_hex"),
                  .ciphertext = bytesIn(request, "ciphertext_hex"),
                  .peer = bytesIn(request, "peer_hex"),
                  .ukm = bytesIn(request, "ukm_hex"),
                  .digest = *digest};
}

Json documentOf(const KeyUse& use) {
    return Json{{"act", use.derive ? "derive" : "decrypt"},
                {"algorithm_hex", toHex(use.algorithm)},
                {"ciphertext_hex", toHex(use.ciphertext)},
                {"peer_hex", toHex(use.peer)},
                {"ukm_hex", toHex(use.ukm)},
                {"digest", std::string(crypto::name(use.digest))}};
}

Result<std::string> cover(const Secret& secret, const Secret& maskHex) {
    if (maskHex.view().size() < secret.view().size() * 2) {
        return Error{Category::failed, "answer_too_long", N_("The key gave more than a message can hold."), {}};
    }
    const Secret mask(fromHex(maskHex.view()));
    Bytes covered(secret.view().size());
    for (std::size_t i = 0; i < covered.size(); ++i) {
        covered[i] = static_cast<std::uint8_t>(asBytes(secret.view())[i] ^ asBytes(mask.view())[i]);
    }
    return toHex(covered);
}

Result<Secret> uncover(std::string_view maskedHex, ByteView mask) {
    const std::string covered = fromHex(maskedHex);
    if (covered.empty() || covered.size() > mask.size()) {
        return Error{Category::failed, "answer_too_long", N_("The key gave more than a message can hold."), {}};
    }
    std::string secret(covered.size(), '\0');
    for (std::size_t i = 0; i < covered.size(); ++i) {
        secret[i] = static_cast<char>(asBytes(covered)[i] ^ mask[i]);
    }
    return Secret(std::move(secret));
}

void answerKeyPlaces(Engine& engine, const Json& request, const std::function<void(Json answer)>& reply) {
    if (!request.value("tokens", false)) {
        return reply(places(engine, request));
    }
    engine.tokens().lookThen([&engine, request, reply] { reply(places(engine, request)); });
}

} // namespace reseal::app
