// SPDX-License-Identifier: Apache-2.0
#include "agent/app/token_documents.hpp"

#include "agent/app/documents.hpp"
#include "agent/core/certificate.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/plugins/token_driver.hpp"

#include <nlohmann/json.hpp>

namespace reseal::app {
namespace {

Json orNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json documentOf(const core::Token& token, const core::TokenObject& object) {
    Json document{{"uri", core::uriOf(token, object)},
                  {"label", orNull(object.label)},
                  {"key", !object.key.empty()},
                  {"key_ends", object.keyEnds ? Json(isoTime(*object.keyEnds)) : Json(nullptr)},
                  {"certificate", nullptr}};
    if (object.certificate.empty()) {
        return document;
    }
    if (const auto facts = crypto::readCertificate(object.certificate)) {
        const core::Certificate certificate = core::interpret(facts.value());
        document["certificate"] = {{"id", certificate.id},
                                   {"subject", certificate.subject},
                                   {"issuer", certificate.issuer},
                                   {"not_before", isoTime(certificate.notBefore)},
                                   {"not_after", isoTime(certificate.notAfter)},
                                   {"due", isoTime(core::dueOf(certificate).at)}};
    }
    return document;
}

} // namespace

Json documentOf(const core::Token& token, const core::Wording& wording) {
    Json objects = Json::array();
    for (const core::TokenObject& object : token.objects) {
        objects.push_back(documentOf(token, object));
    }
    return {{"uri", core::uriOf(token)},
            {"plugin", token.plugin},
            {"name", token.name()},
            {"label", orNull(token.label)},
            {"model", orNull(token.model)},
            {"serial", orNull(token.serial)},
            {"reader", orNull(token.reader)},
            {"can", token.can},
            {"algorithms", token.algorithms},
            {"pin", token.pin},
            {"free_bytes", token.freeBytes ? Json(*token.freeBytes) : Json(nullptr)},
            {"total_bytes", token.totalBytes ? Json(*token.totalBytes) : Json(nullptr)},
            {"objects", std::move(objects)},
            {"problem", token.problem ? app::documentOf(*token.problem, wording) : Json(nullptr)}};
}

Json documentOf(const core::CardReader& reader, const core::Texts& texts) {
    Json document{{"reader", reader.name},
                  {"card", reader.cardPresent},
                  {"mute", reader.mute},
                  {"atr", orNull(reader.atr)},
                  {"driver", orNull(reader.driver)},
                  {"name", orNull(inLanguage(reader.driverName, texts.language()))},
                  {"module_missing", reader.moduleMissing}};
    if (reader.moduleMissing) {
        document["mend"] = orNull(inLanguage(reader.mend, texts.language()));
        document["url"] = orNull(reader.url);
    }
    if (!reader.atr.empty() && reader.driver.empty()) {
        const std::string atr = fromHex(reader.atr);
        document["new_entry"] = plugins::newDriverEntry(asBytes(atr));
    }
    return document;
}

} // namespace reseal::app
