// SPDX-License-Identifier: Apache-2.0
// An engine to ask, wherever it is: the running one over the profile's socket, else one of our own for this command.
#pragma once

#include "agent/app/engine_house.hpp"
#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>

namespace reseal::cli {

class EngineAccess {
public:
    // Waits up to some seconds where another short command holds the profile. refused with profile_in_use after that.
    [[nodiscard]] static Result<std::unique_ptr<EngineAccess>>
    open(const std::string& profile, storage::WhenLost whenLost = storage::WhenLost::refuse);

    // {"exit": N, "document": {...}}
    [[nodiscard]] Result<nlohmann::ordered_json> ask(const nlohmann::ordered_json& request, const Secret& secret);

    // The document alone; what the engine refuses is an error in the person's language.
    [[nodiscard]] Result<nlohmann::ordered_json> askFor(const nlohmann::ordered_json& request, const Secret& secret);

    // Null where another process runs the engine.
    [[nodiscard]] app::EngineHouse* own() { return house_.get(); }

private:
    std::string profile_;
    std::unique_ptr<app::EngineHouse> house_;
};

} // namespace reseal::cli
