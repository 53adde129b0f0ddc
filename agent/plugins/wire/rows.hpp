// SPDX-License-Identifier: Apache-2.0
// The functions that can be called over the wire, one row each. A row keeps its number for ever; new ones are added at
// the end. The order within an extension is that of its struct, `cancel` left out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace reseal::wire {

enum class Side : std::uint8_t { plugin, host };

struct Row {
    std::uint16_t number;
    Side side;
    std::string_view extension;
    std::string_view function;
    std::size_t slot; // index of the pointer in the extension's struct
};

[[nodiscard]] std::span<const Row> rows();
[[nodiscard]] const Row* rowOf(std::uint16_t number); // nullptr: unknown
[[nodiscard]] const Row* rowOf(std::string_view extension, std::string_view function);

// Every extension id of version 1 on that side. Hosts and plugins meet by these.
[[nodiscard]] std::span<const std::string_view> extensions(Side side);
// Where `cancel` stands in the struct of a plugin's extension.
[[nodiscard]] std::optional<std::size_t> cancelSlot(std::string_view extension);

} // namespace reseal::wire
