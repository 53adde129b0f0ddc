// SPDX-License-Identifier: Apache-2.0
// A SQLite file system over the real one whose writes fail on command. Tests only, one thread.
#pragma once

#include "tests/unit/storage/shim_disk.hpp"

namespace reseal::storage::test {

class FailingDisk final : public ShimDisk {
public:
    FailingDisk();

    // From the n-th write, truncation or flush from now (1 is the next) all fail with a SQLite code, as on a full disk.
    void failFrom(int nth, int code);
    void mend();
    [[nodiscard]] int operations() const { return operations_; } // since the last failFrom() or mend()

    int meet(const DiskOperation& operation) override;

private:
    int operations_ = 0;
    int failingFrom_ = 0;
    int code_ = 0;
};

} // namespace reseal::storage::test
