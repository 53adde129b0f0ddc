// SPDX-License-Identifier: Apache-2.0
// A SQLite file system over the real one that shows every change to whoever stands in between. Tests only, one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace reseal::storage::test {

enum class DiskChange : std::uint8_t { write, truncate, flush, remove };

struct DiskOperation {
    DiskChange change;
    std::string_view path;
    std::span<const std::uint8_t> octets; // of a write
    std::int64_t at = 0;                  // of a write; of a truncation the size
};

// While it lives, databases opened anew go through it. One at a time.
class ShimDisk {
public:
    ShimDisk();
    virtual ~ShimDisk();
    ShimDisk(const ShimDisk&) = delete;
    ShimDisk& operator=(const ShimDisk&) = delete;

    // Before it is done. Another code than SQLITE_OK is what SQLite gets instead; of a write the first half is done.
    virtual int meet(const DiskOperation& operation) = 0;
};

} // namespace reseal::storage::test
