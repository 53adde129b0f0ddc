// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/engine_access.hpp"

#include "agent/app/requests.hpp"
#include "agent/platform/local_channel.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

namespace reseal::cli {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);
constexpr auto kPause = std::chrono::milliseconds(50);
constexpr int kConnectMs = 2000;

bool somebodyAnswers(const std::string& profile) {
    const auto answer = platform::askInProfile(profile, R"({"command":"sources"})", kConnectMs);
    return answer.ok();
}

} // namespace

Result<std::unique_ptr<EngineAccess>> EngineAccess::open(const std::string& profile, storage::WhenLost whenLost) {
    std::unique_ptr<EngineAccess> access(new EngineAccess);
    access->profile_ = profile;
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (true) {
        auto house = app::EngineHouse::open(profile, nullptr, whenLost);
        if (house) {
            access->house_ = std::move(house).value();
            return access;
        }
        if (house.error().reason != "profile_in_use") {
            return house.error();
        }
        if (somebodyAnswers(profile)) {
            return access;
        }
        if (std::chrono::steady_clock::now() >= until) {
            return house.error();
        }
        std::this_thread::sleep_for(kPause); // another command is at work on this profile and will be done soon
    }
}

Result<nlohmann::ordered_json> EngineAccess::ask(const nlohmann::ordered_json& request, const Secret& secret) {
    if (house_) {
        return app::Requests(house_->engine()).answer(request, secret);
    }
    std::string packed = app::packRequest(request, secret);
    auto answer = platform::askInProfile(profile_, packed, kConnectMs);
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

} // namespace reseal::cli
