// SPDX-License-Identifier: Apache-2.0
// Bodies of the frames that are more than an item. `read` gives nothing for damaged bytes. Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reseal::wire {

using Id = std::array<std::uint8_t, 16>;

struct Hello {
    std::uint32_t oldest = 0; // wire versions spoken
    std::uint32_t newest = 0;
    std::string version;                 // of the product, for logs
    std::vector<std::string> extensions; // of the sender's side, all revisions it knows
    [[nodiscard]] Bytes write() const;
    [[nodiscard]] static std::optional<Hello> read(ByteView body);
};

// Exit codes of a plugin host and the codes of its refusals.
enum class Refusal : std::uint32_t {
    none = 0,
    unsupportedWire = 9,
    changed = 10, // the module is no longer the file that was verified
    notLoaded = 11,
    noEntry = 12,  // built for another major version, or no plugin
    declined = 13, // the module refused: init, create
    contract = 14, // a side broke the contract
    confinement = 15,
};

struct Refuse {
    Refusal code = Refusal::none;
    std::string text; // English, for the log and the curious
    [[nodiscard]] Bytes write() const;
    [[nodiscard]] static std::optional<Refuse> read(ByteView body);
};

// What the plugin may do beyond computing; bits of Start::privileges.
constexpr std::uint32_t kMayFiles = 1;   // the person's files
constexpr std::uint32_t kMayPcsc = 2;    // local sockets
constexpr std::uint32_t kMayNetwork = 4; // network sockets
constexpr std::uint32_t kMayExec = 8;    // other programs

struct Start {
    std::string pluginId;
    std::string module;       // absolute path
    std::uint64_t device = 0; // of the file that was verified
    std::uint64_t inode = 0;
    std::uint32_t privileges = 0;
    std::uint32_t memoryMegabytes = 0; // of address space; 0: no limit
    [[nodiscard]] Bytes write() const;
    [[nodiscard]] static std::optional<Start> read(ByteView body);
};

struct Ready {
    std::string id; // what the module says of itself: describe
    std::string version;
    std::vector<std::string> described;
    std::vector<std::string> extensions; // what its instance has
    [[nodiscard]] Bytes write() const;
    [[nodiscard]] static std::optional<Ready> read(ByteView body);
};

struct CallHead {
    std::uint16_t row = 0;
    Id conversation{};
    Id operation{};
    std::uint32_t deadlineMs = 0;
    [[nodiscard]] Bytes write() const;
    [[nodiscard]] static std::optional<CallHead> read(ByteView body);
};

struct Note {
    std::uint32_t level = 0; // RESEAL_LOG_...
    std::string text;
    [[nodiscard]] Bytes write() const;
    [[nodiscard]] static std::optional<Note> read(ByteView body);
};

struct Progress {
    Id operation{};
    std::uint32_t done = 0;
    std::uint32_t total = 0;
    std::string text;
    [[nodiscard]] Bytes write() const;
    [[nodiscard]] static std::optional<Progress> read(ByteView body);
};

[[nodiscard]] Bytes writeStatus(std::int32_t status);
[[nodiscard]] std::optional<std::int32_t> readStatus(ByteView body);
[[nodiscard]] Bytes writeId(const Id& id);
[[nodiscard]] std::optional<Id> readId(ByteView body);

} // namespace reseal::wire
