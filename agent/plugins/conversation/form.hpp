// SPDX-License-Identifier: Apache-2.0
// A form as data (keys.h, RESEAL_KEY_FORM; sdk/docs/forms.md): what the agent draws for a plugin, and what it checks of
// the answers before the plugin sees them. Any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/localized_text.hpp"
#include "agent/base/password_rules.hpp"
#include "agent/base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::plugins {

enum class FieldType : std::uint8_t { text, phone, code, link, password, choice, consent, review, file, folder };
[[nodiscard]] const char* name(FieldType type); // "text" ...

struct FormChoice {
    std::string id;
    LocalizedText label;
};

struct FormField {
    std::string id; // 1 to 32 characters of [a-z0-9._-], each once in a form
    FieldType type = FieldType::text;
    LocalizedText label;
    LocalizedText hint;
    LocalizedText error; // of the answer before, by the plugin
    std::string value;
    bool required = false;
    std::string pattern;       // ECMAScript without groups, at most 200 characters; the whole answer has to fit
    std::size_t minLength = 0; // characters
    std::size_t maxLength = 4096;
    PasswordRules rules = PasswordRules::none;
    std::vector<FormChoice> choices;  // of type choice: 1 to 100
    std::optional<TimePoint> expires; // "the code is valid until"

    [[nodiscard]] bool secret() const { return type == FieldType::password || type == FieldType::code; }
};

struct Form {
    LocalizedText title;
    LocalizedText text;
    std::vector<FormField> fields;   // at most 50
    std::vector<FormChoice> actions; // "send again": at most 10
};

// Reason "bad_form" (damaged), whatever is wrong with it.
[[nodiscard]] Result<Form> readForm(std::string_view json);

// What is wrong with the answer, as an English catalogue text; empty where it will do. `answer` is UTF-8.
[[nodiscard]] const char* problemOf(const FormField& field, std::string_view answer);

} // namespace reseal::plugins
