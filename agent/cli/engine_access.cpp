// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/engine_access.hpp"

#include "agent/app/engine_search.hpp"
#include "agent/app/requests.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/platform/local_channel.hpp"

#include <nlohmann/json.hpp>

namespace reseal::cli {
namespace {

constexpr int kConnectMs = 2000;
constexpr int kAnswerMs = 10 * 60 * 1000; // a first look at a large or slow folder takes its time

} // namespace

Result<std::unique_ptr<EngineAccess>> EngineAccess::open(const std::string& profile, storage::WhenLost whenLost) {
    auto house = app::openUnlessRunning(profile, nullptr, whenLost);
    if (!house) {
        return house.error();
    }
    std::unique_ptr<EngineAccess> access(new EngineAccess);
    access->profile_ = profile;
    access->house_ = std::move(house).value();
    return access;
}

Result<nlohmann::ordered_json> EngineAccess::ask(const nlohmann::ordered_json& request, const Secret& secret) {
    if (house_) {
        return app::Requests(house_->engine()).answer(request, secret);
    }
    std::string packed = app::packRequest(request, secret);
    auto answer = platform::askInProfile(profile_, packed, kConnectMs, kAnswerMs);
    wipe(packed.data(), packed.size());
    if (!answer) {
        return answer.error();
    }
    auto document = nlohmann::ordered_json::parse(answer.value(), nullptr, false);
    if (!document.is_object()) {
        return Error{Category::failed, "engine_lost", N_("Reseal stopped while it was asked; try again.")};
    }
    return document;
}

Result<nlohmann::ordered_json> EngineAccess::askFor(const nlohmann::ordered_json& request, const Secret& secret) {
    auto answer = ask(request, secret);
    if (!answer) {
        return answer;
    }
    nlohmann::ordered_json& document = answer.value().at("document");
    if (!document.contains("error")) {
        return std::move(document);
    }
    const auto text = [&](const char* name) {
        constexpr std::size_t kLongest = 8192;
        const auto value = document.value(name, nlohmann::ordered_json());
        return value.is_string() ? core::displaySafe(value.get<std::string>(), kLongest) : std::string();
    };
    return Error{app::categoryOf(answer.value().at("exit").get<int>()), text("error"), text("detail"), text("subject")};
}

} // namespace reseal::cli
