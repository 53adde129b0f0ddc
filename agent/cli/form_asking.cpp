// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/form_asking.hpp"

#include "agent/app/documents.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/platform/shell_answer.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <vector>

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kPatience = 30 * 60; // seconds: a person may stand behind the command

std::string safe(const Json& value) {
    return value.is_string() ? core::displaySafe(value.get<std::string>(), 8192) : std::string();
}

void say(const std::string& text) { (void)(std::fputs(text.c_str(), stderr) < 0 || std::fflush(stderr) != 0); }

Error bad(const std::string& field) {
    return {Category::usage, "bad_answer",
            N_("The command must answer with a JSON object: a text for each field, or one action."), field};
}

// Grown once, so that no copy of a secret is left behind.
class Lines {
public:
    Lines() { text_.reserve(std::size_t{1} << 16U); }
    bool add(const std::string& field, std::string_view value) {
        const bool fits = value.find('\n') == std::string_view::npos && field.find('=') == std::string::npos &&
                          text_.size() + field.size() + value.size() + 16 <= text_.capacity();
        if (fits) {
            ((((text_ += "answer.") += field) += '=') += value) += '\n';
        }
        return fits;
    }
    [[nodiscard]] Secret take() { return Secret(std::move(text_)); }

private:
    std::string text_;
};

// What is shown of a field before it is asked.
void introduce(const Json& field, const core::Texts& texts) {
    if (!safe(field.at("error")).empty()) {
        say("  ! " + safe(field.at("error")) + "\n");
    }
    if (!safe(field.at("hint")).empty()) {
        say("  " + safe(field.at("hint")) + "\n");
    }
    if (field.at("expires_at").is_string()) {
        say("  " + texts.translate(N_("Valid until")) + " " + safe(field.at("expires_at")) + "\n");
    }
    for (const auto& choice : field.at("choices")) {
        say("    " + safe(choice.at("id")) + "  " + safe(choice.at("label")) + "\n");
    }
}

Result<Secret> askField(const Json& field, const core::Texts& texts) {
    const std::string type = field.at("type").get<std::string>();
    introduce(field, texts);
    if (type == "review" || (type == "link" && !field.at("value").get_ref<const std::string&>().empty())) {
        say("  " + safe(field.at("label")) + "\n  " + safe(field.at("value")) + "\n");
        return Secret(field.at("value").get<std::string>());
    }
    const std::string value = safe(field.at("value"));
    const std::string hint = type == "consent" ? " (yes/no)" : value.empty() ? "" : " [" + value + "]";
    const std::string prompt = safe(field.at("label")) + hint + ": ";
    if (type == "password" || type == "code") {
        return platform::askSecretOnTerminal(prompt);
    }
    auto typed = platform::askOnTerminal(prompt);
    if (!typed) {
        return typed.error();
    }
    return Secret(typed.value().empty() ? field.at("value").get<std::string>() : std::move(typed).value());
}

} // namespace

Result<Secret> answersOfCommand(const std::string& command, const Json& form) {
    const auto said = platform::answerOfShell(command, app::dump(form) + "\n", kPatience);
    if (!said) {
        return said.error();
    }
    Json answers = Json::parse(said.value().view(), nullptr, false);
    if (!answers.is_object()) {
        return bad("");
    }
    Lines lines;
    std::string unfit;
    for (auto& [field, value] : answers.items()) {
        if (value.is_string()) {
            auto& text = value.get_ref<std::string&>();
            unfit = lines.add(field, text) ? unfit : field;
            wipe(text.data(), text.size());
        } else if (value.is_boolean()) {
            unfit = lines.add(field, value.get<bool>() ? "yes" : "no") ? unfit : field;
        } else if (value.is_number_integer()) {
            unfit = lines.add(field, value.dump()) ? unfit : field;
        } else if (!value.is_null()) {
            unfit = field;
        }
    }
    return unfit.empty() ? Result<Secret>(lines.take()) : Result<Secret>(bad(unfit));
}

Result<Secret> answersOnTerminal(const Json& form, const core::Texts& texts) {
    say("\n" + safe(form.at("title")) + "\n" + (safe(form.at("text")).empty() ? "" : safe(form.at("text")) + "\n"));
    Lines lines;
    if (!form.at("actions").empty()) {
        for (const auto& action : form.at("actions")) {
            say("    " + safe(action.at("id")) + "  " + safe(action.at("label")) + "\n");
        }
        auto action = platform::askOnTerminal(texts.translate(N_("One of these instead, or Enter to go on: ")));
        if (!action) {
            return action.error();
        }
        if (!action.value().empty()) {
            (void)lines.add("action", action.value());
            return lines.take();
        }
    }
    for (const auto& field : form.at("fields")) {
        const auto answer = askField(field, texts);
        if (!answer) {
            return answer.error();
        }
        (void)lines.add(field.at("id").get<std::string>(), answer.value().view());
    }
    return lines.take();
}

std::string shownAnswers(const Json& form) {
    std::string lines;
    for (const auto& field : form.at("fields")) {
        std::string value = field.at("value").get<std::string>();
        const bool medium = field.at("id") == "medium"; // a token would want its PIN
        for (const auto& choice : medium ? field.at("choices") : Json::array()) {
            value = choice.at("id") == "vault" ? "vault" : value;
        }
        if (field.at("required").get<bool>() && value.empty()) {
            return {};
        }
        lines += "answer." + field.at("id").get<std::string>() + "=" + value + "\n";
    }
    return lines;
}

} // namespace reseal::cli
