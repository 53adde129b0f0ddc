// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/ca/routes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>

namespace reseal::test::ca {

std::optional<std::string> match(std::string_view pattern, std::string_view target) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) {
        return pattern == target ? std::optional<std::string>("") : std::nullopt;
    }
    const std::string_view before = pattern.substr(0, star);
    const std::string_view after = pattern.substr(star + 1);
    if (target.size() <= before.size() + after.size() || !target.starts_with(before) || !target.ends_with(after)) {
        return std::nullopt;
    }
    const std::string_view id = target.substr(before.size(), target.size() - before.size() - after.size());
    return id.find('/') == std::string_view::npos && id.size() <= 64 ? std::optional(std::string(id)) : std::nullopt;
}

Response problem(int status, const std::string& code, const std::string& detail) {
    const nlohmann::json body{
        {"type", "about:blank"}, {"title", code}, {"status", status}, {"code", code}, {"detail", detail}};
    return {status, "application/problem+json", body.dump(), {}};
}

Response cutOff() {
    Response made;
    made.fate = Fate::cut;
    return made;
}

Response webPage() { return {200, "text/html", "<html><body>Please sign in to the network.</body></html>", {}}; }

bool isIdempotencyKey(std::string_view key) {
    return key.size() >= 16 && key.size() <= 64 &&
           std::ranges::all_of(key, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
}

} // namespace reseal::test::ca
