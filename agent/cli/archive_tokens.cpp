// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/archive_tokens.hpp"

#include "agent/cli/printing.hpp"
#include "agent/cli/secrets.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <optional>

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;

void say(const std::string& text) { (void)(std::fputs(text.c_str(), stderr) < 0 || std::fflush(stderr) != 0); }

bool names(const Json& list, const char* word) { return std::ranges::find(list, word) != list.end(); }

std::optional<int> triesOf(const Json& token) {
    const Json tries = token.value("tries_left", Json());
    return tries.is_number_integer() ? std::optional(tries.get<int>()) : std::nullopt;
}

Json requestOf(const Options& options) {
    return {{"command", options.command == "archive_import" ? "archive_import_token" : "archive_restore_token"},
            {"id", options.id},
            {"uri", options.token},
            {"last_try", options.lastTry}};
}

Secret linesOf(const Secret& vault, const Secret& pin) {
    std::string lines;
    lines.reserve(vault.view().size() + pin.view().size() + 1);
    lines += vault.view();
    lines += '\n';
    lines += pin.view();
    return Secret(std::move(lines));
}

// Why the PIN is not even asked for.
Status mayBeAsked(const Json& token, bool lastTry) {
    const auto tries = triesOf(token);
    const Json& state = token.at("pin");
    if (tries == 0 || names(state, "locked")) {
        return Error{Category::refused,
                     "pin_locked",
                     N_("The PIN is locked after too many wrong tries. Whoever issued the token can unlock it."),
                     {}};
    }
    if ((tries == 1 || names(state, "last-try")) && !lastTry) {
        return Error{Category::refused,
                     "pin_last_try",
                     N_("Only one try is left for the PIN: a wrong one locks the token for good. Nothing was sent to "
                        "it; --last-try spends it."),
                     {}};
    }
    return {};
}

bool isWrongPin(const Json& document) {
    const std::string reason = document.value("error", "");
    return reason == "pin_incorrect" || reason.starts_with("pin_wrong");
}

// How many tries are left, before one is spent.
void tellTries(const Json& token, const core::Texts& texts) {
    if (const auto tries = triesOf(token)) {
        say(texts.translate(N_("Tries left")) + ": " + std::to_string(*tries) + "\n");
    }
}

// Where nobody is there to ask, none: the token then says that it needs one.
Result<Secret> pinFor(const Json& token, const Options& options, const core::Texts& texts) {
    const bool handsOut = options.command != "archive_import" || names(token.at("can"), "export_key");
    if (!handsOut || names(token.at("pin"), "pinpad")) {
        return Secret();
    }
    tellTries(token, texts);
    if (!options.pinFile.empty()) {
        return readPassword(options.pinFile);
    }
    auto typed = platform::askSecretOnTerminal(core::fill(
        texts.translate(N_("PIN of {token}: ")), {{"token", core::displaySafe(token.at("name").get<std::string>())}}));
    return !typed && typed.error().reason == "no_terminal" ? Result<Secret>(Secret()) : std::move(typed);
}

// The PIN, or the engine's answer where the token is not there.
struct Asked {
    std::optional<Secret> pin;
    Json refusal;
};
Result<Asked> askPin(EngineAccess& engine, const Options& options, const core::Texts& texts) {
    auto told = engine.ask(Json{{"command", "token_info"}, {"uri", options.token}}, Secret());
    if (!told) {
        return told.error();
    }
    if (told.value().at("document").contains("error")) {
        return Asked{{}, std::move(told).value()};
    }
    const Json& token = told.value().at("document").at("token");
    if (Status may = mayBeAsked(token, options.lastTry); !may) {
        return may.error();
    }
    auto pin = pinFor(token, options, texts);
    if (!pin) {
        return pin.error();
    }
    return Asked{std::move(pin).value(), {}};
}

} // namespace

bool goesToToken(const Options& options) {
    return !options.token.empty() && (options.command == "archive_import" || options.command == "archive_restore-key");
}

Result<Json> askWithToken(EngineAccess& engine, const Options& options, Secret vault, const core::Texts& texts) {
    std::optional<Secret> pin;
    while (true) {
        if (!pin) {
            auto asked = askPin(engine, options, texts);
            if (!asked || !asked.value().pin) {
                return asked ? Result<Json>(std::move(asked.value().refusal)) : Result<Json>(asked.error());
            }
            pin = std::move(asked.value().pin);
        }
        auto answer = engine.ask(requestOf(options), linesOf(vault, *pin));
        if (!answer) {
            return answer;
        }
        const Json& document = answer.value().at("document");
        if (document.value("error", "") == "no_way_in" && vault.empty()) {
            auto typed = platform::askSecretOnTerminal(texts.translate(N_("Password of the archive: ")));
            if (!typed || typed.value().empty()) {
                return answer;
            }
            vault = std::move(typed).value();
        } else if (isWrongPin(document) && options.pinFile.empty() && !pin->empty()) {
            say(Printing(texts).problems(document));
            pin.reset(); // only a person's word is tried again
        } else {
            return answer;
        }
    }
}

} // namespace reseal::cli
