// SPDX-License-Identifier: Apache-2.0
// Rows of /proc/net/tcp and /proc/net/tcp6 (proc(5)): local address, state and owner of each socket. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reseal::platform {

using SocketAddress = std::array<std::uint8_t, 16>; // IPv4 as ::ffff:a.b.c.d

struct SocketRow {
    SocketAddress local{};
    std::uint32_t port = 0;
    bool listens = false;
    std::uint32_t owner = 0;
};

// Nothing for the heading and for what is no row.
[[nodiscard]] std::optional<SocketRow> readSocketRow(std::string_view line);

enum class Holders { none, ours, others };

// Who holds `address` and `port`: sockets of exactly it, and listeners of every address. `ours` are `user` and root;
// `none`: no row listens.
[[nodiscard]] Holders holdersOf(std::string_view table, const SocketAddress& address, std::uint32_t port,
                                std::uint32_t user);

} // namespace reseal::platform
