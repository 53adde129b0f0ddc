// SPDX-License-Identifier: Apache-2.0
// Documents as lines for people, in their language, on stdout; problems on stderr.
#pragma once

#include "agent/core/texts.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace reseal::cli {

class Printing {
public:
    explicit Printing(const core::Texts& texts) : texts_(texts) {}

    // The whole answer to `command` as text for a terminal.
    [[nodiscard]] std::string print(const std::string& command, const nlohmann::ordered_json& document) const;

    // One line per refusal or error: file, what is wrong, what to do.
    [[nodiscard]] std::string problems(const nlohmann::ordered_json& document) const;

    [[nodiscard]] std::string notice(const nlohmann::ordered_json& notice) const;

private:
    [[nodiscard]] std::string certificateLine(const nlohmann::ordered_json& row) const;
    [[nodiscard]] std::string details(const nlohmann::ordered_json& row) const;
    [[nodiscard]] std::string list(const nlohmann::ordered_json& document) const;
    [[nodiscard]] std::string doctor(const nlohmann::ordered_json& document) const;
    [[nodiscard]] std::string state(const std::string& word) const;
    [[nodiscard]] std::string usage(const nlohmann::ordered_json& words) const;
    [[nodiscard]] std::string roles(const nlohmann::ordered_json& codes) const;
    [[nodiscard]] std::string authority(const nlohmann::ordered_json& document) const;

    const core::Texts& texts_;
};

} // namespace reseal::cli
