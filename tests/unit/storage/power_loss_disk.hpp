// SPDX-License-Identifier: Apache-2.0
// A SQLite file system over the real one that remembers every change, and can say afterwards what a disk may hold that
// lost its power at any of them. Tests only, one thread.
#pragma once

#include "tests/unit/storage/shim_disk.hpp"

#include <map>
#include <random>
#include <string>
#include <vector>

namespace reseal::storage::test {

class PowerLossDisk final : public ShimDisk {
public:
    // Changes so far. What was reported at this moment has to survive a loss at it or after it.
    [[nodiscard]] std::size_t moment() const { return changes_.size(); }
    void end() { ended_ = true; } // what changes from now on is not remembered

    // What may be on the disk after a loss at that moment, by path: all that was flushed, and of what was not any part,
    // torn at sectors of 512 octets. A file that was removed is gone for good with the next flush of any file, as in
    // file systems that keep the order of names. The index of the log (-shm) is in memory only.
    [[nodiscard]] std::map<std::string, std::string> imageAt(std::size_t moment, std::mt19937& chance) const;

    int meet(const DiskOperation& operation) override;

private:
    struct Change {
        DiskChange change;
        std::string path;
        std::string octets;
        std::int64_t at;
    };
    std::vector<Change> changes_;
    bool ended_ = false;
};

} // namespace reseal::storage::test
