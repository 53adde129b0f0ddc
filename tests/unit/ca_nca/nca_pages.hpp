// SPDX-License-Identifier: Apache-2.0
// The pages of a re-issue as the person sees them, in English, and what the host sends for one that is gone on from.
#pragma once

#include "tests/servers/ca/nca_desk.hpp"
#include "tests/unit/sdk/memory_host.hpp"

namespace reseal::test {

inline ca::Json form(const Reply& reply) {
    return reply.demand() == "input" ? ca::Json::parse(reply.value("form")) : ca::Json::object();
}
inline std::string titleOf(const Reply& reply) { return form(reply).empty() ? "" : form(reply)["title"]["en"]; }
inline ca::Json fieldOf(const Reply& reply, const std::string& id) {
    for (const ca::Json& one : form(reply).value("fields", ca::Json::array())) {
        if (one["id"] == id) {
            return one;
        }
    }
    return ca::Json::object();
}
inline std::string errorOf(const Reply& reply, const std::string& id) {
    const ca::Json field = fieldOf(reply, id);
    return field.contains("error") ? field["error"]["en"].get<std::string>() : "";
}

// Of a page that is left as it is: its fields' values.
inline std::vector<Item> shownBy(const Reply& page) {
    std::vector<Item> items;
    for (const ca::Json& field : form(page).value("fields", ca::Json::array())) {
        if (field.contains("value")) {
            items.push_back(text("answer." + field["id"].get<std::string>(), field["value"].get<std::string>()));
        }
    }
    return items;
}

} // namespace reseal::test
