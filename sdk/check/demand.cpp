// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/demand.hpp"

#include "agent/plugins/conversation/demand.hpp"

#include <reseal/reseal.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace reseal::check {
namespace {

using wire::Item;
using wire::Items;

std::size_t countOf(const Items& items, std::string_view key) {
    return static_cast<std::size_t>(std::ranges::count(items, key, &Item::key));
}

// The commonest mistakes in words; the agent's own reader has the last one.
std::optional<std::string> flawByKind(std::string_view kind, const Items& items) {
    if (kind == RESEAL_DEMAND_INPUT) {
        const auto form = plugins::readForm(wire::textOf(items, RESEAL_KEY_FORM));
        return form ? std::nullopt : std::optional<std::string>("a form that is none by docs/forms.md");
    }
    if (kind == RESEAL_DEMAND_WAIT && wire::textOf(items, RESEAL_KEY_WAIT_TEXT).empty()) {
        return "a wait without \"wait.text\"";
    }
    const auto demand = plugins::readDemand(items);
    return demand ? std::nullopt : std::optional("the demand \"" + std::string(kind) + "\" without what belongs to it");
}

// An answer that the agent would let through.
std::string valueFor(const plugins::FormField& field, const Bench& bench) {
    using plugins::FieldType;
    if (const auto given = bench.given.answers.find(field.id); given != bench.given.answers.end()) {
        return given->second;
    }
    switch (field.type) {
    case FieldType::password:
        return kCanary;
    case FieldType::choice:
        return field.value.empty() ? field.choices.front().id : field.value;
    case FieldType::consent:
    case FieldType::review:
        return "yes";
    case FieldType::folder:
        return field.value.empty() ? bench.folder("chosen").string() : field.value;
    case FieldType::file: {
        const auto path = bench.folder("files") / "chosen";
        std::ofstream(path) << "a file that was chosen\n";
        return field.value.empty() ? path.string() : field.value;
    }
    default:
        break;
    }
    const std::string first = field.type == FieldType::phone  ? "+77010000000"
                              : field.type == FieldType::code ? "1234"
                                                              : "test";
    for (const std::string& candidate :
         {field.value, first, std::string("123456"), std::string("12345678"), std::string("123456789012"),
          std::string("KZ"), std::string("test@example.kz"), std::string("https://ca.example.kz/")}) {
        if (!candidate.empty() && *plugins::problemOf(field, candidate) == '\0') {
            return candidate;
        }
    }
    return {};
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

Items answersTo(std::string_view text, const Bench& bench) {
    Items answers;
    const auto form = plugins::readForm(text);
    for (const plugins::FormField& field : form ? form.value().fields : std::vector<plugins::FormField>()) {
        const std::string key = RESEAL_KEY_ANSWER + field.id;
        const std::string value = valueFor(field, bench);
        answers.push_back(field.type == plugins::FieldType::password ? Item::ofSecret(key, value)
                                                                     : Item::ofText(key, value));
    }
    return answers;
}

} // namespace reseal::check
