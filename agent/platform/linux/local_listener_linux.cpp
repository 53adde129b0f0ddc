// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/local_listener.hpp"

#include "agent/platform/linux/socket_table.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace reseal::platform {
namespace {

constexpr std::uint32_t kListen = 0x0A;
constexpr std::size_t kMostTable = std::size_t{32} << 20U;
constexpr SocketAddress kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> found;
    while (found.size() < 8) {
        const std::size_t begin = line.find_first_not_of(' ');
        if (begin == std::string_view::npos) {
            break;
        }
        line.remove_prefix(begin);
        found.push_back(line.substr(0, line.find(' ')));
        line.remove_prefix(found.back().size());
    }
    return found;
}

std::optional<std::uint32_t> number(std::string_view text, int base) {
    std::uint32_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    const bool whole = problem == std::errc() && end == text.data() + text.size() && !text.empty();
    return whole ? std::optional(value) : std::nullopt;
}

// One or four numbers as the processor has them in memory.
std::optional<SocketAddress> addressOf(std::string_view hex) {
    if (hex.size() != 8 && hex.size() != 32) {
        return std::nullopt;
    }
    SocketAddress address = hex.size() == 8 ? kMapped : SocketAddress{};
    std::size_t at = hex.size() == 8 ? 12 : 0;
    for (std::size_t i = 0; i < hex.size(); i += 8, at += 4) {
        const auto value = number(hex.substr(i, 8), 16);
        if (!value) {
            return std::nullopt;
        }
        std::memcpy(address.data() + at, &*value, 4);
    }
    return address;
}

bool isEvery(const SocketAddress& address) {
    SocketAddress every = kMapped;
    return address == SocketAddress{} || address == every;
}

std::optional<std::string> readTable(const char* path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return std::nullopt;
    }
    std::string text;
    std::array<char, 16384> piece{};
    while (file.read(piece.data(), piece.size()) || file.gcount() > 0) {
        text.append(piece.data(), static_cast<std::size_t>(file.gcount()));
        if (text.size() > kMostTable) {
            return std::nullopt;
        }
    }
    return text;
}

std::optional<SocketAddress> parsed(const std::string& address) {
    SocketAddress out = kMapped;
    if (::inet_pton(AF_INET, address.c_str(), out.data() + 12) == 1) {
        return out;
    }
    return ::inet_pton(AF_INET6, address.c_str(), out.data()) == 1 ? std::optional(out) : std::nullopt;
}

} // namespace

std::optional<SocketRow> readSocketRow(std::string_view line) {
    const auto fields = words(line); // sl, local, remote, st, queues, timer, retransmits, uid
    const std::size_t colon = fields.size() == 8 ? fields[1].find(':') : std::string_view::npos;
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto address = addressOf(fields[1].substr(0, colon));
    const auto port = number(fields[1].substr(colon + 1), 16);
    const auto state = number(fields[3], 16);
    const auto owner = number(fields[7], 10);
    if (!address || !port || !state || !owner) {
        return std::nullopt;
    }
    return SocketRow{*address, *port, *state == kListen, *owner};
}

Holders holdersOf(std::string_view table, const SocketAddress& address, std::uint32_t port, std::uint32_t user) {
    Holders holders = Holders::none;
    while (!table.empty()) {
        const std::string_view line = table.substr(0, table.find('\n'));
        table.remove_prefix(std::min(table.size(), line.size() + 1));
        const auto row = readSocketRow(line);
        const bool there = row && row->port == port && (row->local == address || (row->listens && isEvery(row->local)));
        if (there && row->owner != user && row->owner != 0) {
            return Holders::others;
        }
        if (there && row->listens) {
            holders = Holders::ours;
        }
    }
    return holders;
}

Listener listenerAt(const std::string& address, int port) {
    const auto where = parsed(address);
    const auto four = readTable("/proc/net/tcp");
    if (!where || !four || port < 1 || port > 65535) {
        return Listener::foreign;
    }
    const std::string six = readTable("/proc/net/tcp6").value_or(""); // a kernel without IPv6 has none
    switch (holdersOf(*four + "\n" + six, *where, static_cast<std::uint32_t>(port), ::getuid())) {
    case Holders::ours:
        return Listener::own;
    case Holders::others:
        return Listener::foreign;
    case Holders::none:
        break;
    }
    return Listener::gone;
}

} // namespace reseal::platform
