// SPDX-License-Identifier: Apache-2.0
#include "agent/app/engine_search.hpp"

#include "agent/platform/local_channel.hpp"

#include <chrono>
#include <thread>

namespace reseal::app {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);
constexpr auto kPause = std::chrono::milliseconds(50);
constexpr int kConnectMs = 2000;

bool somebodyListens(const std::string& profileFolder) {
    const auto answer = platform::askInProfile(profileFolder, R"({"command":"ping"})", kConnectMs, kConnectMs);
    return answer.ok() || answer.error().reason != "no_engine";
}

} // namespace

Result<std::unique_ptr<EngineHouse>> openUnlessRunning(const std::string& profileFolder,
                                                       core::ResidentObserver* observer, storage::WhenLost whenLost) {
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (true) {
        auto house = EngineHouse::open(profileFolder, observer, whenLost);
        if (house || house.error().reason != "profile_in_use") {
            return house;
        }
        if (somebodyListens(profileFolder)) {
            return std::unique_ptr<EngineHouse>();
        }
        if (std::chrono::steady_clock::now() >= until) {
            return house;
        }
        std::this_thread::sleep_for(kPause); // a short command is at work on this profile and will be done soon
    }
}

} // namespace reseal::app
