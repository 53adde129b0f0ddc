// SPDX-License-Identifier: Apache-2.0
// A SQLite file system over the real one whose writes fail on command. Tests only, one thread.
#pragma once

namespace reseal::storage::test {

// While it lives, databases opened anew go through it.
class FailingDisk {
public:
    FailingDisk();
    ~FailingDisk();
    FailingDisk(const FailingDisk&) = delete;
    FailingDisk& operator=(const FailingDisk&) = delete;

    // From the n-th write, truncation or flush from now (1 is the next) all fail with a SQLite code, as on a full disk.
    void failFrom(int nth, int code);
    void mend();
    [[nodiscard]] static int operations(); // since the last failFrom() or mend()
};

} // namespace reseal::storage::test
