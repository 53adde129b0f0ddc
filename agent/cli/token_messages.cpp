// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/token_messages.hpp"

#include "agent/core/text_safety.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string shown(const Json& signer, const char* what) {
    return core::displaySafe(signer.value(what, std::string()), 4096);
}

bool isYes(const std::string& answer, const core::Texts& texts) {
    return answer == "yes" || answer == "y" || answer == texts.translate(N_("yes"));
}

bool confirms(const TokenKey& key, const Json& signer, const core::Texts& texts) {
    const std::string question =
        core::fill(texts.translate(N_("{token} signs with a certificate that nobody has confirmed yet:")),
                   {{"token", core::displaySafe(key.token, 4096)}}) +
        "\n  " + shown(signer, "subject") + "\n  " + texts.translate(N_("Issuer")) + ": " + shown(signer, "issuer") +
        "\n  " + texts.translate(N_("Serial number")) + ": " + shown(signer, "serial") +
        "\n  SHA-256: " + shown(signer, "id") + "\n" +
        texts.translate(N_("Is it yours? Type yes to sign with it from now on: "));
    const auto answer = platform::askOnTerminal(question);
    return answer && isYes(answer.value(), texts);
}

std::string errorOf(const Result<Json>& answer) {
    return answer ? answer.value().at("document").value("error", std::string()) : std::string();
}

} // namespace

Result<Json> signByToken(EngineAccess& engine, const Options& options, const TokenKey& key, const std::string& text,
                         const core::Texts& texts) {
    Json request{{"command", "token_message"},
                 {"uri", key.uri},
                 {"file_hex", toHex(asBytes(options.document))},
                 {"fields_hex", toHex(asBytes(options.fields))},
                 {"text_hex", toHex(asBytes(text))},
                 {"output_hex", toHex(asBytes(options.output))},
                 {"attached", options.attached},
                 {"new_signer", options.newSigner},
                 {"last_try", options.lastTry}};
    Secret pin;
    auto answer = engine.ask(request, pin);
    if (errorOf(answer) == "pin_required") {
        auto given = pinOf(options, key, texts);
        if (!given) {
            return given.error();
        }
        pin = std::move(given).value();
        answer = engine.ask(request, pin);
    }
    if (errorOf(answer) == "signer_unconfirmed" && options.newSigner.empty() && !options.json) {
        const Json signer = answer.value().at("document").value("signer", Json());
        if (signer.is_object() && confirms(key, signer, texts)) {
            request["new_signer"] = signer.value("id", std::string());
            answer = engine.ask(request, pin);
        }
    }
    return answer;
}

} // namespace reseal::cli
