// SPDX-License-Identifier: Apache-2.0
// The holder's application, where orders need one. One thread.
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/cms/signature_verification.hpp"
#include "tests/servers/ca/encoding.hpp"
#include "tests/servers/ca/kontur_desk.hpp"

namespace reseal::test::ca {
namespace {

// Detached, by the holder of a certificate that has not lapsed.
bool isSignedBy(const std::string& certificate, const std::string& content, const std::string& cms, std::int64_t now) {
    MemorySource source(asBytes(cms)), text(asBytes(content));
    auto message = crypto::readSignedMessage(source, nullptr);
    if (!message || message.value().attached || message.value().signers.size() != 1 ||
        !crypto::digestContent(message.value(), text)) {
        return false;
    }
    const SignerFacts signer = crypto::checkSigner(message.value(), message.value().signers.front());
    if (signer.state != SignatureState::sound || !signer.certificate) {
        return false;
    }
    const auto facts = crypto::readCertificate(signer.certificate->der);
    const Bytes& der = signer.certificate->der;
    return facts && std::string(der.begin(), der.end()) == certificate &&
           facts.value().notAfter > TimePoint(std::chrono::seconds(now));
}

} // namespace

std::string KonturDesk::statementOf(const Json& order) {
    std::string text = "Заявление на выдачу сертификата\n";
    for (const Json& part : store_["applications"][order["application_id"].get<std::string>()]["subject"]) {
        if (part["type"] == "2.5.4.3") {
            text += "\nВладелец: " + part["value"].get<std::string>();
        }
    }
    return text + "\nЗаявка: " + order["application_id"].get<std::string>() +
           "\nSHA-256 запроса: " + order["request_sha256"].get<std::string>() +
           "\n\nПрошу выдать сертификат на ключ из указанного запроса.";
}

Json KonturDesk::shownApplication(const Json& order) {
    return {{"statement", order["statement"]},
            {"documents", {"паспорт", "СНИЛС"}},
            {"centre", {{"name", "Сервисный центр № 1"}, {"address", "Примерная улица, 1"}, {"hours", "9:00–18:00"}}}};
}

Response KonturDesk::apply(const Request& request, const std::string& id) {
    const Json asked = Json::parse(request.body, nullptr, false);
    if (!store_["orders"].contains(id)) {
        return problem(404, "unknown_order", "There is no order of this key.");
    }
    Json& order = store_["orders"][id];
    if (order["state"] != "applying") { // the same again: it has arrived
        return shown(order);
    }
    const bool given = asked.is_object() && asked.contains("signature") && asked["signature"].is_string();
    const std::string cms = given ? fromBase64(asked["signature"].get<std::string>()).value_or("") : "";
    const std::string old = fromBase64(order["old_certificate"].get<std::string>()).value_or("");
    if (faults_.contains("refuses-signature") || !isSignedBy(old, order["statement"], cms, now())) {
        return problem(422, "signature_refused", "Подпись старым ключом не принята.");
    }
    order["state"] = "issuing";
    order["accepted"] = now();
    order["signature"] = asked["signature"];
    store_.save();
    proceed(order);
    return shown(order);
}

} // namespace reseal::test::ca
