// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/outcome.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace reseal::check {
namespace {

using Json = nlohmann::json;

constexpr std::array kNames{"pass", "warn", "skip", "fail", "crash", "hang"};

int rank(Verdict verdict) { return verdict == Verdict::skip ? 0 : static_cast<int>(verdict) + 1; }

} // namespace

const char* name(Verdict verdict) { return kNames[static_cast<std::size_t>(verdict)]; }

Outcome passed(std::string what) { return {.what = std::move(what)}; }
Outcome skipped(std::string why) { return {.verdict = Verdict::skip, .what = std::move(why)}; }
Outcome failed(std::string what, std::string expected, std::string came) {
    return {Verdict::fail, std::move(what), std::move(expected), std::move(came)};
}
Outcome warned(std::string what, std::string expected, std::string came) {
    return {Verdict::warn, std::move(what), std::move(expected), std::move(came)};
}

Outcome worse(Outcome one, Outcome other) { return rank(other.verdict) > rank(one.verdict) ? other : one; }

std::string write(const Outcome& outcome) {
    return Json{{"result", name(outcome.verdict)},
                {"what", outcome.what},
                {"expected", outcome.expected},
                {"came", outcome.came}}
               .dump(-1, ' ', false, Json::error_handler_t::replace) +
           "\n";
}

std::optional<Outcome> readOutcome(const std::string& line) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) {
        return std::nullopt;
    }
    const auto* const found = std::ranges::find(kNames, json.value("result", ""));
    if (found == kNames.end()) {
        return std::nullopt;
    }
    return Outcome{static_cast<Verdict>(found - kNames.begin()), json.value("what", ""), json.value("expected", ""),
                   json.value("came", "")};
}

} // namespace reseal::check
