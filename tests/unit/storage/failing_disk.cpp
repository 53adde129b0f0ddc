// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/storage/failing_disk.hpp"

#include <sqlite3.h>

#include <climits>

namespace reseal::storage::test {

FailingDisk::FailingDisk() { mend(); }

void FailingDisk::failFrom(int nth, int code) {
    operations_ = 0;
    failingFrom_ = nth;
    code_ = code;
}

void FailingDisk::mend() { failFrom(INT_MAX, SQLITE_OK); }

int FailingDisk::meet(const DiskOperation& operation) {
    if (operation.change == DiskChange::remove) {
        return SQLITE_OK; // a full disk lets go of what it has
    }
    return ++operations_ >= failingFrom_ ? code_ : SQLITE_OK;
}

} // namespace reseal::storage::test
