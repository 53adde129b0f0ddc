// SPDX-License-Identifier: Apache-2.0
// The octets of a backup segment: frames that check themselves, so that a changed bit costs the frame it hits and no
// other (storage/FORMAT.md). Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/core/archive.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reseal::archive {

enum class FrameKind : std::uint8_t {
    head = 'H',  // in the clear: JSON with the vault's id and slots
    entry = 'E', // sealed: one entry
    end = 'Z',   // the number of frames before it: the segment is whole
};

struct Frame {
    FrameKind kind = FrameKind::entry;
    Bytes body;
};

inline constexpr std::size_t kMostInFrame = std::size_t{4} << 20;

// Precondition: the body is at most kMostInFrame.
void appendFrame(Bytes& segment, FrameKind kind, ByteView body);

struct ReadSegment {
    std::vector<Frame> frames; // those that are whole
    std::size_t damaged = 0;   // stretches that are none
    bool whole = false;        // ends as it should, with nothing missing
};

// Looks for the next frame after what is damaged.
[[nodiscard]] ReadSegment readSegment(ByteView segment);

// Heads and entries as octets.
struct BundleHead {
    core::VaultHead vault;
    std::vector<core::VaultSlot> slots;
};
[[nodiscard]] Bytes encodeHead(const BundleHead& head);
[[nodiscard]] std::optional<BundleHead> decodeHead(ByteView body);

struct BundleEntry {
    core::ArchiveEntry entry; // its key sealed under the same data key
    std::vector<core::ArchiveSighting> seen;
};
[[nodiscard]] Bytes encodeEntry(const BundleEntry& entry);
[[nodiscard]] std::optional<BundleEntry> decodeEntry(ByteView body);

} // namespace reseal::archive
