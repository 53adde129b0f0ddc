// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/conversation/form.hpp"

#include "agent/base/iso_time.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <regex>
#include <set>

namespace reseal::plugins {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxForm = 262144;
constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxFields = 50;
constexpr std::size_t kMaxActions = 10;
constexpr std::size_t kMaxChoices = 100;
constexpr std::size_t kMaxText = 4096;
constexpr std::size_t kMaxReview = 65536;
constexpr std::size_t kMaxPattern = 200;
constexpr std::size_t kMaxMatched = 512; // std::regex recurses per character

constexpr std::array kTypes{"text",   "phone",   "code",   "link", "password",
                            "choice", "consent", "review", "file", "folder"};

struct BadForm {}; // caught in readForm()

void require(bool good) {
    if (!good) {
        throw BadForm();
    }
}

const Json* memberOf(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string stringOf(const Json& object, const char* key, std::size_t most) {
    const Json* const member = memberOf(object, key);
    if (member == nullptr) {
        return {};
    }
    require(member->is_string() && member->get_ref<const std::string&>().size() <= most);
    return member->get<std::string>();
}

LocalizedText textOf(const Json& object, const char* key) {
    LocalizedText text;
    const Json* const member = memberOf(object, key);
    if (member == nullptr) {
        return text;
    }
    if (member->is_string()) {
        text["en"] = stringOf(object, key, kMaxText);
        return text;
    }
    require(member->is_object() && member->size() <= 10);
    require(!stringOf(*member, "en", kMaxText).empty());
    for (const auto& [language, translated] : member->items()) {
        text.emplace(language, stringOf(*member, language.c_str(), kMaxText));
    }
    return text;
}

std::string idOf(const Json& object) {
    constexpr std::size_t kMaxId = 32;
    std::string id = stringOf(object, "id", kMaxId);
    require(!id.empty() && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    }));
    return id;
}

std::vector<FormChoice> choicesOf(const Json& object, const char* key, std::size_t most) {
    std::vector<FormChoice> choices;
    std::set<std::string> seen;
    if (const Json* const list = memberOf(object, key)) {
        require(list->is_array() && list->size() <= most);
        for (const Json& one : *list) {
            require(one.is_object());
            choices.push_back({idOf(one), textOf(one, "label")});
            require(!choices.back().label.empty() && seen.insert(choices.back().id).second);
        }
    }
    return choices;
}

std::size_t lengthOf(const Json& object, const char* key, std::size_t otherwise) {
    const Json* const member = memberOf(object, key);
    if (member == nullptr) {
        return otherwise;
    }
    require(member->is_number_unsigned() && member->get<std::uint64_t>() <= kMaxReview);
    return member->get<std::size_t>();
}

// "2026-11-21T10:15:00Z", or milliseconds since 1970.
std::optional<TimePoint> timeOf(const Json& object, const char* key) {
    const Json* const member = memberOf(object, key);
    if (member == nullptr) {
        return std::nullopt;
    }
    if (member->is_number_integer()) {
        const auto ms = member->get<std::int64_t>();
        require(ms >= 0 && ms < 253402300800000); // the year 10000
        return TimePoint(std::chrono::seconds(ms / 1000));
    }
    const auto time = readIsoTime(stringOf(object, key, 40));
    require(time.has_value());
    return time;
}

std::string patternOf(const Json& object) {
    std::string pattern = stringOf(object, "pattern", kMaxPattern);
    // Nested or repeated groups make the matcher run for ever on a well-chosen answer.
    require(pattern.find('(') == std::string::npos);
    if (!pattern.empty()) {
        static_cast<void>(std::regex(pattern)); // throws where it is none
    }
    return pattern;
}

FormField fieldOf(const Json& object) {
    require(object.is_object());
    FormField field;
    field.id = idOf(object);
    const std::string type = stringOf(object, "type", 16);
    const auto* const known = std::ranges::find(kTypes, type);
    require(known != kTypes.end());
    field.type = static_cast<FieldType>(known - kTypes.begin());
    field.label = textOf(object, "label");
    field.hint = textOf(object, "hint");
    field.error = textOf(object, "error");
    const Json* const value = memberOf(object, "value");
    if (value != nullptr && value->is_boolean()) {
        field.value = value->get<bool>() ? "yes" : "no";
    } else {
        field.value = stringOf(object, "value", field.type == FieldType::review ? kMaxReview : kMaxText);
    }
    const Json* const required = memberOf(object, "required");
    require(required == nullptr || required->is_boolean());
    field.required = required != nullptr && required->get<bool>();
    field.pattern = patternOf(object);
    field.minLength = lengthOf(object, "min_length", 0);
    field.maxLength = lengthOf(object, "max_length", kMaxText);
    field.choices = choicesOf(object, "choices", kMaxChoices);
    field.expires = timeOf(object, "expires_at");
    require(field.minLength <= field.maxLength && !field.label.empty() &&
            (field.type == FieldType::choice) == !field.choices.empty());
    return field;
}

Form formOf(const Json& object) {
    require(object.is_object());
    Form form{textOf(object, "title"), textOf(object, "text"), {}, choicesOf(object, "actions", kMaxActions)};
    const Json* const fields = memberOf(object, "fields");
    require(fields == nullptr || (fields->is_array() && fields->size() <= kMaxFields));
    std::set<std::string> seen;
    for (const Json& one : fields == nullptr ? Json::array() : *fields) {
        form.fields.push_back(fieldOf(one));
        require(seen.insert(form.fields.back().id).second);
    }
    require(!form.title.empty());
    return form;
}

std::size_t charactersOf(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace

const char* name(FieldType type) { return kTypes[static_cast<std::size_t>(type)]; }

Result<Form> readForm(std::string_view json) {
    const Error bad{Category::damaged, "bad_form",
                    N_("The plugin sent a form that cannot be shown. Tell its vendor; nothing was changed.")};
    if (json.size() > kMaxForm) {
        return bad;
    }
    const auto shallow = [](int depth, Json::parse_event_t, Json&) {
        require(depth <= kMaxDepth);
        return true;
    };
    try {
        return formOf(Json::parse(json, shallow));
    } catch (const BadForm&) {
        return bad;
    } catch (const Json::exception&) {
        return bad;
    } catch (const std::regex_error&) {
        return bad;
    }
}

const char* problemOf(const FormField& field, std::string_view answer) {
    if (answer.empty() || (field.type == FieldType::consent && answer != "yes")) {
        return !field.required || field.type == FieldType::review ? ""
               : field.type == FieldType::consent                 ? N_("Without your consent this cannot go on.")
                                                                  : N_("Please fill this in.");
    }
    if (field.type == FieldType::choice) {
        return std::ranges::find(field.choices, answer, &FormChoice::id) != field.choices.end()
                   ? ""
                   : N_("Please choose one of the list.");
    }
    const std::size_t length = charactersOf(answer);
    if (length < field.minLength) {
        return N_("This is too short.");
    }
    if (length > field.maxLength) {
        return N_("This is too long.");
    }
    if (!field.pattern.empty() &&
        (answer.size() > kMaxMatched || !std::regex_match(answer.begin(), answer.end(), std::regex(field.pattern)))) {
        return N_("This does not look right. Please check it.");
    }
    return reseal::problemOf(field.rules, answer);
}

} // namespace reseal::plugins
