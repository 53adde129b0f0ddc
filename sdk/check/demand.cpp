// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/demand.hpp"

#include <reseal/reseal.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

namespace reseal::check {
namespace {

using Json = nlohmann::json;
using wire::Item;
using wire::Items;

std::size_t countOf(const Items& items, std::string_view key) {
    return static_cast<std::size_t>(std::ranges::count(items, key, &Item::key));
}

bool hasType(const Items& items, const std::string& key, std::uint32_t type) {
    const Item* const item = wire::find(items, key);
    return item != nullptr && item->type == type;
}

std::optional<std::string> formFlaw(const Items& items) {
    static const std::set<std::string> types{"text",   "phone",   "code",   "link", "password",
                                             "choice", "consent", "review", "file", "folder"};
    const Json form = Json::parse(wire::textOf(items, RESEAL_KEY_FORM), nullptr, false);
    if (!form.is_object() || !form.contains("title") || !form.contains("fields") || !form["fields"].is_array()) {
        return "its form is no JSON object with \"title\" and \"fields\"";
    }
    std::set<std::string> ids;
    for (const Json& field : form["fields"]) {
        if (!field.is_object() || !field.value("id", Json()).is_string() || !field.contains("label")) {
            return "a field of its form has no id or label";
        }
        const std::string id = field["id"];
        const Json type = field.value("type", Json());
        if (!type.is_string() || !types.contains(type.get<std::string>())) {
            return "the field \"" + id + "\" of its form has no known type";
        }
        if (!std::regex_match(id, std::regex("[a-z0-9._-]{1,56}")) || !ids.insert(id).second) {
            return "the field \"" + id + "\" of its form cannot be answered by \"answer.<id>\"";
        }
        if (type == "choice" && (!field.value("choices", Json()).is_array() || field["choices"].empty())) {
            return "the field \"" + id + "\" of its form has no choices";
        }
    }
    return std::nullopt;
}

std::optional<std::string> groupFlaw(const Items& items, std::string_view prefix,
                                     const std::vector<std::pair<std::string, std::uint32_t>>& needed) {
    const auto groups = groupsOf(items, prefix);
    if (groups.empty()) {
        return "it asks for nothing: no " + std::string(prefix) + "<n>";
    }
    for (const std::string& group : groups) {
        for (const auto& [end, type] : needed) {
            const std::string key = std::string(prefix) + group + end;
            if (!hasType(items, key, type)) {
                return "\"" + key + "\" is missing, or of another type";
            }
        }
    }
    return std::nullopt;
}

std::optional<std::string> flawByKind(std::string_view kind, const Items& items) {
    if (kind == RESEAL_DEMAND_INPUT) {
        return formFlaw(items);
    }
    if (kind == RESEAL_DEMAND_KEY) {
        return groupFlaw(items, RESEAL_KEY_KEY, {{RESEAL_KEY_KEY_ALGORITHM, RESEAL_TYPE_TEXT}});
    }
    if (kind == RESEAL_DEMAND_SIGNATURE) {
        return groupFlaw(items, RESEAL_KEY_PAYLOAD,
                         {{RESEAL_KEY_PAYLOAD_DATA, RESEAL_TYPE_BYTES}, {RESEAL_KEY_PAYLOAD_FORM, RESEAL_TYPE_TEXT}});
    }
    if (kind == RESEAL_DEMAND_WAIT && !hasType(items, RESEAL_KEY_WAIT_UNTIL_MS, RESEAL_TYPE_INTEGER)) {
        return std::string("\"wait.until-ms\" is missing");
    }
    if (kind == RESEAL_DEMAND_DONE &&
        std::ranges::none_of(items, [](const Item& i) { return i.key.starts_with(RESEAL_KEY_CERTIFICATE); })) {
        return std::string("no \"certificate.<n>\"");
    }
    if (kind == RESEAL_DEMAND_FAILED && wire::textOf(items, RESEAL_KEY_FAILED_TEXT).empty()) {
        return std::string("\"failed.text\" is missing");
    }
    return std::nullopt;
}

std::string valueFor(const Json& field, const std::string& type, const Bench& bench) {
    const std::string id = field.value("id", "");
    const auto given = bench.given.answers.find(id);
    if (given != bench.given.answers.end()) {
        return given->second;
    }
    if (type == "password") {
        return kCanary;
    }
    if (const Json value = field.value("value", Json()); value.is_string() && !value.get<std::string>().empty()) {
        return value.get<std::string>();
    }
    if (type == "choice") {
        return field["choices"].front().value("id", "");
    }
    if (type == "consent") {
        return "yes";
    }
    if (type == "folder") {
        return bench.folder("chosen").string();
    }
    if (type == "file") {
        const auto path = bench.folder("files") / "chosen";
        std::ofstream(path) << "a file that was chosen\n";
        return path.string();
    }
    const std::string pattern = field.value("pattern", "");
    const std::size_t least = field.value("min_length", std::size_t{0});
    for (const char* const candidate :
         {"test", "+77010000000", "1234", "123456", "12345678", "KZ", "test@example.kz", "123456789012", ""}) {
        if (std::string_view(candidate).size() >= least &&
            (pattern.empty() || std::regex_match(candidate, std::regex(pattern)))) {
            const bool number = type == "phone" || type == "code";
            if (!number || (type == "phone") == (*candidate == '+') || !pattern.empty()) {
                return type == "code" && pattern.empty() ? "1234" : candidate;
            }
        }
    }
    return "test";
}

} // namespace

std::vector<std::string> groupsOf(const Items& items, std::string_view prefix) {
    std::vector<std::string> groups;
    for (const Item& item : items) {
        if (!item.key.starts_with(prefix)) {
            continue;
        }
        const std::string rest = item.key.substr(prefix.size());
        const std::string group = rest.substr(0, rest.find('.'));
        if (std::ranges::find(groups, group) == groups.end()) {
            groups.push_back(group);
        }
    }
    return groups;
}

std::optional<std::string> demandFlaw(const Items& items) {
    static const std::set<std::string_view> kinds{RESEAL_DEMAND_INPUT, RESEAL_DEMAND_KEY,  RESEAL_DEMAND_SIGNATURE,
                                                  RESEAL_DEMAND_WAIT,  RESEAL_DEMAND_DONE, RESEAL_DEMAND_FAILED};
    const std::size_t count = countOf(items, RESEAL_KEY_DEMAND);
    if (count != 1) {
        return std::to_string(count) + " items \"demand\"";
    }
    const std::string_view kind = wire::textOf(items, RESEAL_KEY_DEMAND);
    if (!kinds.contains(kind)) {
        return "the demand \"" + std::string(kind) + "\", which there is not";
    }
    const bool final = kind == RESEAL_DEMAND_DONE || kind == RESEAL_DEMAND_FAILED;
    const Item* const cookie = wire::find(items, RESEAL_KEY_COOKIE);
    if (countOf(items, RESEAL_KEY_COOKIE) > 1 || (cookie == nullptr && !final)) {
        return std::to_string(countOf(items, RESEAL_KEY_COOKIE)) + " cookies with the demand \"" + std::string(kind) +
               "\"";
    }
    if (cookie != nullptr &&
        (cookie->type != RESEAL_TYPE_BYTES || cookie->value.empty() || cookie->value.size() > RESEAL_COOKIE_MAX)) {
        return "a cookie of " + std::to_string(cookie->value.size()) + " bytes and type " +
               std::to_string(cookie->type);
    }
    return flawByKind(kind, items);
}

Items answersTo(std::string_view form, const Bench& bench) {
    Items answers;
    const Json json = Json::parse(form, nullptr, false);
    const Json fields = json.is_object() ? json.value("fields", Json::array()) : Json::array();
    for (const Json& field : fields) {
        const std::string type = field.value("type", "text");
        if (type == "review") {
            continue;
        }
        const std::string key = RESEAL_KEY_ANSWER + field.value("id", "");
        const std::string value = valueFor(field, type, bench);
        answers.push_back(type == "password" ? Item::ofSecret(key, value) : Item::ofText(key, value));
    }
    return answers;
}

} // namespace reseal::check
