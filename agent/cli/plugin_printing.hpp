// SPDX-License-Identifier: Apache-2.0
// Documents about plugins as lines for people, in their language.
#pragma once

#include "agent/core/texts.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace reseal::cli {

class PluginPrinting {
public:
    explicit PluginPrinting(const core::Texts& texts) : texts_(texts) {}

    [[nodiscard]] std::string print(const std::string& command, const nlohmann::ordered_json& document) const;

private:
    [[nodiscard]] std::string list(const nlohmann::ordered_json& document) const;
    [[nodiscard]] std::string details(const nlohmann::ordered_json& plugin) const;
    [[nodiscard]] std::string settings(const nlohmann::ordered_json& plugin) const;
    [[nodiscard]] std::string state(const nlohmann::ordered_json& plugin) const;

    const core::Texts& texts_;
};

} // namespace reseal::cli
