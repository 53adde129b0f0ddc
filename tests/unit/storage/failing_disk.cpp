// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/storage/failing_disk.hpp"

#include <sqlite3.h>

#include <climits>
#include <cstdlib>
#include <cstring>

namespace reseal::storage::test {
namespace {

sqlite3_vfs* realVfs = nullptr;
int operationCount = 0;
int failingFrom = INT_MAX;
int failingCode = SQLITE_OK;

struct File {
    sqlite3_file base;
    sqlite3_file* real; // its memory follows this struct
};

sqlite3_file* realOf(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

int fault() { return ++operationCount >= failingFrom ? failingCode : SQLITE_OK; }

int closeFile(sqlite3_file* f) {
    return realOf(f)->pMethods != nullptr ? realOf(f)->pMethods->xClose(realOf(f)) : SQLITE_OK;
}
int readFile(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
    return realOf(f)->pMethods->xRead(realOf(f), to, n, at);
}
int writeFile(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
    const int bad = fault();
    if (bad != SQLITE_OK) {
        // A full disk may still take a part.
        (void)realOf(f)->pMethods->xWrite(realOf(f), from, n / 2, at);
        return bad;
    }
    return realOf(f)->pMethods->xWrite(realOf(f), from, n, at);
}
int truncateFile(sqlite3_file* f, sqlite3_int64 size) {
    const int bad = fault();
    return bad != SQLITE_OK ? bad : realOf(f)->pMethods->xTruncate(realOf(f), size);
}
int syncFile(sqlite3_file* f, int flags) {
    const int bad = fault();
    return bad != SQLITE_OK ? bad : realOf(f)->pMethods->xSync(realOf(f), flags);
}
int sizeFile(sqlite3_file* f, sqlite3_int64* size) { return realOf(f)->pMethods->xFileSize(realOf(f), size); }
int lockFile(sqlite3_file* f, int level) { return realOf(f)->pMethods->xLock(realOf(f), level); }
int unlockFile(sqlite3_file* f, int level) { return realOf(f)->pMethods->xUnlock(realOf(f), level); }
int checkLock(sqlite3_file* f, int* out) { return realOf(f)->pMethods->xCheckReservedLock(realOf(f), out); }
int control(sqlite3_file* f, int op, void* arg) { return realOf(f)->pMethods->xFileControl(realOf(f), op, arg); }
int sector(sqlite3_file* f) { return realOf(f)->pMethods->xSectorSize(realOf(f)); }
int traits(sqlite3_file* f) { return realOf(f)->pMethods->xDeviceCharacteristics(realOf(f)); }
int shmMap(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
    return realOf(f)->pMethods->xShmMap(realOf(f), page, size, extend, out);
}
int shmLock(sqlite3_file* f, int offset, int n, int flags) {
    return realOf(f)->pMethods->xShmLock(realOf(f), offset, n, flags);
}
void shmBarrier(sqlite3_file* f) { realOf(f)->pMethods->xShmBarrier(realOf(f)); }
int shmUnmap(sqlite3_file* f, int remove) { return realOf(f)->pMethods->xShmUnmap(realOf(f), remove); }

const sqlite3_io_methods kMethods = {2,        closeFile,  readFile,  writeFile, truncateFile, syncFile, sizeFile,
                                     lockFile, unlockFile, checkLock, control,   sector,       traits,   shmMap,
                                     shmLock,  shmBarrier, shmUnmap,  nullptr,   nullptr};

int openFile(sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* outFlags) {
    auto* file = reinterpret_cast<File*>(f);
    file->real = reinterpret_cast<sqlite3_file*>(file + 1);
    std::memset(file->real, 0, static_cast<std::size_t>(realVfs->szOsFile));
    const int code = realVfs->xOpen(realVfs, name, file->real, flags, outFlags);
    file->base.pMethods = file->real->pMethods != nullptr ? &kMethods : nullptr;
    return code;
}

sqlite3_vfs shim;

} // namespace

FailingDisk::FailingDisk() {
    realVfs = sqlite3_vfs_find(nullptr);
    shim = *realVfs; // names and times are the real one's
    shim.zName = "failing-disk";
    shim.szOsFile = static_cast<int>(sizeof(File)) + realVfs->szOsFile;
    shim.pNext = nullptr;
    shim.xOpen = openFile;
    sqlite3_vfs_register(&shim, 1);
    mend();
}

FailingDisk::~FailingDisk() {
    sqlite3_vfs_unregister(&shim);
    sqlite3_vfs_register(realVfs, 1);
}

void FailingDisk::failFrom(int nth, int code) {
    operationCount = 0;
    failingFrom = nth;
    failingCode = code;
}

void FailingDisk::mend() { failFrom(INT_MAX, SQLITE_OK); }

int FailingDisk::operations() { return operationCount; }

} // namespace reseal::storage::test
