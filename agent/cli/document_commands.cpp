// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/document_commands.hpp"

#include "agent/app/document_decryption.hpp"
#include "agent/app/document_signing.hpp"
#include "agent/app/document_verification.hpp"
#include "agent/cli/document_keys.hpp"
#include "agent/cli/document_progress.hpp"
#include "agent/cli/engine_access.hpp"
#include "agent/cli/found_keys.hpp"
#include "agent/cli/secrets.hpp"
#include "agent/cli/token_messages.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongest = 8192;

std::string safe(const Json& value) {
    return value.is_string() ? core::displaySafe(value.get<std::string>(), kLongest) : std::string();
}

Json verify(const Options& options, const core::Texts& texts, const core::Clock& clock) {
    return app::verifyDocument({.file = options.document,
                                .content = options.content,
                                .fields = options.fields,
                                .authorities = options.authorities,
                                .certificates = options.certificates,
                                .lists = options.lists,
                                .answers = options.answers},
                               texts, clock);
}

std::string certificateOf(const Options& options) {
    return options.certificates.empty() ? std::string() : options.certificates.front();
}

Result<app::SigningMeans> openKeyFile(const Options& options, const core::Texts& texts) {
    return withPassword(options.passwordFile, options.keyFile, texts, [&](const Secret& password) {
        return app::meansOfKeyFile(options.keyFile, certificateOf(options), password);
    });
}

// What a person puts a name to is shown before, line by line.
Result<std::string> showFields(const Options& options, const core::Texts& texts) {
    auto text = app::textOfFields(options.fields);
    if (!text) {
        return text;
    }
    std::string shown = texts.translate(N_("This will be signed:")) + "\n";
    for (std::size_t begin = 0; begin <= text.value().size();) {
        const std::size_t end = std::min(text.value().find('\n', begin), text.value().size());
        shown += "  " + core::displaySafe(std::string_view(text.value()).substr(begin, end - begin), kLongest) + "\n";
        begin = end + 1;
    }
    std::fwrite(shown.data(), 1, shown.size(), stderr);
    return text;
}

Result<Json> signDocument(const Options& options, const Result<app::SigningMeans>& means, const core::Texts& texts,
                          const core::Clock& clock) {
    if (!means) {
        return means.error();
    }
    return app::signDocument(
        {.file = options.document, .fields = options.fields, .output = options.output, .attached = options.attached},
        means.value(), texts, clock);
}

Result<Json> signOnToken(const Options& options, const std::string& text, const core::Texts& texts,
                         const core::Clock& clock) {
    const auto engine = EngineAccess::open(options.profile);
    if (!engine) {
        return engine.error();
    }
    const auto key = keyOnToken(*engine.value(), options);
    if (!key) {
        return key.error();
    }
    return key.value().messages
               ? signByToken(*engine.value(), options, key.value(), text, texts)
               : signDocument(options, meansOfToken(*engine.value(), options, key.value(), texts), texts, clock);
}

Json sign(const Options& options, const core::Texts& texts, const core::Clock& clock) {
    if (options.keyFile.empty() && options.token.empty()) {
        return app::documentFailure(
            {Category::usage, "no_key", N_("Say what signs: --key-file FILE or --token ADDRESS."), {}}, texts, clock);
    }
    if (options.document.empty() == options.fields.empty()) {
        return app::documentFailure(
            {Category::usage, "nothing_to_sign", N_("Name one file to sign, or its fields with --fields."), {}}, texts,
            clock);
    }
    const auto text = options.fields.empty() ? Result<std::string>("") : showFields(options, texts);
    if (!text) {
        return app::documentFailure(text.error(), texts, clock);
    }
    auto answer = options.token.empty() ? signDocument(options, openKeyFile(options, texts), texts, clock)
                                        : signOnToken(options, text.value(), texts, clock);
    return answer ? std::move(answer).value() : app::documentFailure(answer.error(), texts, clock);
}

Json decrypt(const Options& options, const core::Texts& texts, const core::Clock& clock) {
    const auto run = [&](const app::FindMeans& find) {
        app::DecryptOrder order{.file = options.document, .output = options.output, .authorities = options.authorities};
        DocumentProgress progress(!options.json, texts);
        progress.watch(order);
        return app::decryptDocument(order, progress.around(find), texts, clock);
    };
    if (!options.keyFile.empty()) {
        const auto find = withPassword(options.passwordFile, options.keyFile, texts, [&](const Secret& password) {
            return app::findInKeyFile(options.keyFile, certificateOf(options), password);
        });
        return find ? run(find.value()) : app::documentFailure(find.error(), texts, clock);
    }
    DocumentKeys keys(options, texts);
    Json answer = run(keys.find());
    const std::string reason = answer.at("document").value("error", "");
    if (!reason.empty() && reason != "cancelled") {
        answer["document"]["keys"] = shownPlaces(keys.places());
    }
    return answer;
}

std::string printRecipients(const Json& recipients, const core::Texts& texts) {
    std::string text = texts.translate(N_("Encrypted for:")) + "\n";
    for (const auto& recipient : recipients) {
        const std::string issuer = safe(recipient.at("issuer"));
        const std::string keyId = safe(recipient.at("key_id"));
        if (!issuer.empty()) {
            text += "  " + core::fill(texts.translate(N_("serial number {serial} of {issuer}")),
                                      {{"serial", safe(recipient.at("serial"))}, {"issuer", issuer}});
        } else if (!keyId.empty()) {
            text += "  " + core::fill(texts.translate(N_("key {id}")), {{"id", keyId}});
        } else {
            const bool password = recipient.at("kind") == "password";
            const char* who = password ? N_("whoever knows the password") : N_("an unknown recipient");
            text += "  " + texts.translate(who);
        }
        text += "\n";
    }
    return text;
}

std::string printSignature(const Json& signature, const core::Texts& texts) {
    const std::string verdict = safe(signature.at("verdict"));
    const char* mark = verdict == "valid" ? N_("VALID") : verdict == "invalid" ? N_("NOT VALID") : N_("CANNOT SAY");
    const Json& signer = signature.at("signer");
    std::string who = texts.translate(N_("an unknown signer"));
    if (signer.is_object()) {
        const std::string name = safe(signer.at("name"));
        who = (name.empty() ? safe(signer.at("subject")) : name) + " (" + safe(signer.at("not_before")).substr(0, 10) +
              " - " + safe(signer.at("not_after")).substr(0, 10) + ")";
    }
    std::string text = texts.translate(mark) + "  " + who + "\n  " + safe(signature.at("detail")) + "\n  " +
                       safe(signature.at("judged_for")) + "\n";
    if (signer.is_object()) {
        text += "  " + texts.translate(N_("Issuer")) + ": " + safe(signer.at("issuer")) + "\n";
    }
    for (const auto& remark : signature.at("remarks")) {
        text += "  - " + safe(remark.at("text")) + "\n";
    }
    return text;
}

std::string printDecrypted(const Json& document, const core::Texts& texts) {
    std::string text =
        core::fill(texts.translate(N_("Decrypted: {path}")), {{"path", safe(document.at("output"))}}) + "\n";
    const bool whole = document.at("integrity") == "protected";
    text += texts.translate(whole ? N_("The encryption shows that nobody changed the content.")
                                  : N_("The encryption does not show whether somebody changed the content.")) +
            "\n";
    if (!document.at("inner_problem").is_null()) {
        text += texts.translate(N_("A signature or compression inside is damaged; it was left as it is.")) + "\n";
    }
    for (const auto& signature : document.at("signatures")) {
        text += printSignature(signature, texts);
    }
    return text;
}

} // namespace

bool isDocumentCommand(const std::string& command) {
    return command == "sign" || command == "verify" || command == "decrypt";
}

Json runDocumentCommand(const Options& options, const core::Texts& texts, const core::Clock& clock) {
    return options.command == "verify"    ? verify(options, texts, clock)
           : options.command == "decrypt" ? decrypt(options, texts, clock)
                                          : sign(options, texts, clock);
}

std::string printDocument(const std::string& command, const Json& document, const core::Texts& texts) {
    if (document.contains("error")) {
        std::string text =
            document.contains("recipients") ? printRecipients(document.at("recipients"), texts) : std::string();
        return document.contains("keys") ? text + printPlaces(document.at("keys"), texts) : text;
    }
    if (command == "decrypt") {
        return printDecrypted(document, texts);
    }
    if (command == "sign") {
        return core::fill(texts.translate(N_("Signed: {path}")), {{"path", safe(document.at("output"))}}) + "\n";
    }
    std::string text;
    for (const auto& signature : document.at("signatures")) {
        text += printSignature(signature, texts);
    }
    return text;
}

} // namespace reseal::cli
