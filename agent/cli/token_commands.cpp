// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/token_commands.hpp"

#include "agent/cli/secrets.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <sstream>

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string safe(const Json& value) {
    constexpr std::size_t kLongest = 8192;
    return value.is_string() ? core::displaySafe(value.get<std::string>(), kLongest) : std::string();
}

Result<Secret> pinFrom(const std::string& file, const char* question, const std::string& token,
                       const core::Texts& texts) {
    if (!file.empty()) {
        return readPassword(file);
    }
    return platform::askSecretOnTerminal(
        core::fill(texts.translate(question), {{"token", core::displaySafe(token, 4096)}}));
}

Result<Json> changePin(EngineAccess& engine, const Options& options, const core::Texts& texts) {
    auto pin = pinFrom(options.pinFile, N_("PIN of {token}: "), options.token, texts);
    auto fresh = pin ? pinFrom(options.newPinFile, N_("New PIN of {token}: "), options.token, texts) : std::move(pin);
    if (!pin || !fresh) {
        return fresh.error();
    }
    if (options.newPinFile.empty()) {
        const auto again = pinFrom({}, N_("The new PIN once more: "), options.token, texts);
        if (!again || again.value().view() != fresh.value().view()) {
            return Error{Category::usage, "pins_differ", N_("The two new PINs differ; nothing was changed."), {}};
        }
    }
    const Secret both(std::string(pin.value().view()) + "\n" + std::string(fresh.value().view()));
    return engine.ask(Json{{"command", "token_pin"}, {"uri", options.token}, {"last_try", options.lastTry}}, both);
}

std::string printReader(const Json& reader, const core::Texts& texts) {
    std::string text = safe(reader.at("reader")) + "\n";
    if (!reader.at("card").get<bool>()) {
        return text + "  " + texts.translate(N_("empty")) + "\n";
    }
    const std::string name = safe(reader.at("name"));
    text += "  " + (name.empty() ? texts.translate(N_("a card that Reseal does not know")) : name) + "  ATR " +
            safe(reader.at("atr")) + "\n";
    if (reader.at("module_missing").get<bool>()) {
        text += "  " + texts.translate(N_("Its driver is missing.")) + " " + safe(reader.at("mend")) + " " +
                safe(reader.at("url")) + "\n";
    }
    return text;
}

// An entry of several lines, each of them made safe.
std::string safeLines(const std::string& lines) {
    std::string text;
    std::istringstream from(lines);
    for (std::string line; std::getline(from, line);) {
        text += safe(line) + "\n";
    }
    return text;
}

std::string printToken(const Json& token, const core::Texts& texts) {
    std::string text = safe(token.at("name"));
    text += "\n  " + safe(token.at("uri")) + "\n";
    for (const auto& object : token.at("objects")) {
        const Json& certificate = object.at("certificate");
        const bool key = object.at("key").get<bool>();
        text += "  " + std::string(key ? "* " : "  ") +
                (certificate.is_object() ? safe(certificate.at("subject")) + "  " + texts.translate(N_("until")) + " " +
                                               safe(certificate.at("not_after")).substr(0, 10)
                                         : safe(object.at("label")) + "  " + texts.translate(N_("no certificate"))) +
                "\n      " + safe(object.at("uri")) + "\n";
    }
    if (token.at("problem").is_object()) {
        text += "  " + safe(token.at("problem").at("detail")) + "\n";
    }
    if (token.contains("tries_left") && token.at("tries_left").is_number()) {
        text +=
            "  " + texts.translate(N_("Tries left")) + ": " + std::to_string(token.at("tries_left").get<int>()) + "\n";
    }
    return text;
}

} // namespace

bool isTokenCommand(const std::string& command) { return command.starts_with("token_"); }

Result<Json> runTokenCommand(EngineAccess& engine, const Options& options, const core::Texts& texts) {
    if (options.command == "token_pin") {
        return changePin(engine, options, texts);
    }
    const bool one = options.command == "token_info" && !options.token.empty();
    return engine.ask(Json{{"command", one ? "token_info" : "token_list"}, {"uri", options.token}}, Secret());
}

std::string printTokens(const std::string& command, const Json& document, const core::Texts& texts) {
    if (document.contains("error")) {
        return {};
    }
    if (document.contains("changed")) {
        return texts.translate(N_("The PIN is changed.")) + "\n";
    }
    if (document.contains("token")) {
        return printToken(document.at("token"), texts);
    }
    std::string text;
    if (!document.at("service").get<bool>()) {
        text += texts.translate(N_("The smart-card service does not run; install the package pcscd for cards.")) + "\n";
    }
    for (const auto& reader : document.at("readers")) {
        text += printReader(reader, texts);
        if (command == "token_info" && reader.contains("new_entry")) {
            text += "\n" +
                    texts.translate(N_("An entry for it, to be completed and put into the folder tokens of the "
                                       "profile or /etc/reseal/tokens.d:")) +
                    "\n" + safeLines(reader.at("new_entry").get<std::string>());
        }
    }
    for (const auto& token : document.at("tokens")) {
        text += printToken(token, texts);
    }
    return text.empty() ? texts.translate(N_("No readers and no tokens.")) + "\n" : text;
}

Result<TokenKey> keyOnToken(EngineAccess& engine, const Options& options) {
    const auto found = engine.askFor(Json{{"command", "token_certificate"}, {"uri", options.token}}, Secret());
    if (!found) {
        return found.error();
    }
    const Json& document = found.value();
    const std::string certificate = fromHex(document.at("certificate_hex").get<std::string>());
    return TokenKey{document.at("uri").get<std::string>(), document.at("token").get<std::string>(),
                    document.at("pinpad").get<bool>(), document.at("messages").get<bool>(),
                    Bytes(certificate.begin(), certificate.end())};
}

Result<Secret> pinOf(const Options& options, const TokenKey& key, const core::Texts& texts) {
    return key.pinpad ? Result<Secret>(Secret()) : pinFrom(options.pinFile, N_("PIN of {token}: "), key.token, texts);
}

Result<app::SigningMeans> meansOfToken(EngineAccess& engine, const Options& options, const TokenKey& key,
                                       const core::Texts& texts) {
    auto given = pinOf(options, key, texts);
    if (!given) {
        return given.error();
    }
    const auto pin = std::make_shared<const Secret>(std::move(given).value());
    app::SigningMeans means;
    means.certificate = key.certificate;
    means.sign = [&engine, &options, pin](crypto::DigestAlgorithm algorithm, ByteView digest) -> Result<Bytes> {
        const auto answer = engine.askFor(Json{{"command", "token_sign"},
                                               {"uri", options.token},
                                               {"digest", std::string(crypto::name(algorithm))},
                                               {"value_hex", toHex(digest)},
                                               {"last_try", options.lastTry}},
                                          *pin);
        if (!answer) {
            return answer.error();
        }
        const std::string signature = fromHex(answer.value().at("signature_hex").get<std::string>());
        return Bytes(signature.begin(), signature.end());
    };
    return means;
}

} // namespace reseal::cli
