// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/storage/shim_disk.hpp"

#include <sqlite3.h>

#include <cstring>

namespace reseal::storage::test {
namespace {

sqlite3_vfs* realVfs = nullptr;
ShimDisk* between = nullptr;

struct File {
    sqlite3_file base;
    sqlite3_file* real; // its memory follows this struct
    const char* name;   // SQLite keeps it until the file is closed; null of a temporary file
};

sqlite3_file* realOf(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

int meet(sqlite3_file* file, DiskChange change, std::int64_t at = 0, std::span<const std::uint8_t> octets = {}) {
    const char* const name = reinterpret_cast<File*>(file)->name;
    return between->meet({change, name != nullptr ? name : "", octets, at});
}

int closeFile(sqlite3_file* f) {
    return realOf(f)->pMethods != nullptr ? realOf(f)->pMethods->xClose(realOf(f)) : SQLITE_OK;
}
int readFile(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
    return realOf(f)->pMethods->xRead(realOf(f), to, n, at);
}
int writeFile(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
    const auto* const octets = static_cast<const std::uint8_t*>(from);
    const int bad = meet(f, DiskChange::write, at, {octets, static_cast<std::size_t>(n)});
    if (bad != SQLITE_OK) {
        // A full disk may still take a part.
        (void)realOf(f)->pMethods->xWrite(realOf(f), from, n / 2, at);
        return bad;
    }
    return realOf(f)->pMethods->xWrite(realOf(f), from, n, at);
}
int truncateFile(sqlite3_file* f, sqlite3_int64 size) {
    const int bad = meet(f, DiskChange::truncate, size);
    return bad != SQLITE_OK ? bad : realOf(f)->pMethods->xTruncate(realOf(f), size);
}
int syncFile(sqlite3_file* f, int flags) {
    const int bad = meet(f, DiskChange::flush);
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
    file->name = name;
    const int code = realVfs->xOpen(realVfs, name, file->real, flags, outFlags);
    file->base.pMethods = file->real->pMethods != nullptr ? &kMethods : nullptr;
    return code;
}

int removeFile(sqlite3_vfs*, const char* name, int flushFolder) {
    const int bad = between->meet({DiskChange::remove, name, {}, 0});
    return bad != SQLITE_OK ? bad : realVfs->xDelete(realVfs, name, flushFolder);
}

sqlite3_vfs shim;

} // namespace

ShimDisk::ShimDisk() {
    between = this;
    realVfs = sqlite3_vfs_find(nullptr);
    shim = *realVfs; // names and times are the real one's
    shim.zName = "shim-disk";
    shim.szOsFile = static_cast<int>(sizeof(File)) + realVfs->szOsFile;
    shim.pNext = nullptr;
    shim.xOpen = openFile;
    shim.xDelete = removeFile;
    sqlite3_vfs_register(&shim, 1);
}

ShimDisk::~ShimDisk() {
    sqlite3_vfs_unregister(&shim);
    sqlite3_vfs_register(realVfs, 1);
    between = nullptr;
}

} // namespace reseal::storage::test
