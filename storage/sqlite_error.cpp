// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_error.hpp"

#include <cerrno>

namespace reseal::storage {
namespace {

constexpr const char* kDiskFull =
    N_("The disk is full, so Reseal could not save. Free some space; what was saved before is not lost.");
constexpr const char* kReadOnly = N_("Reseal is not allowed to write in the folder where it keeps its records. "
                                     "Ask the person who looks after this computer for permission to write there.");
constexpr const char* kDamaged = N_("The file in which Reseal keeps its records is damaged. "
                                    "Restart Reseal: it then goes back to the last good copy.");
constexpr const char* kNoGoodCopy =
    N_("The file in which Reseal keeps its records is damaged, and there is no good copy of it. "
       "It was left as it is. Put back a copy of your own, or begin a new history (reseal doctor --new-history); the "
       "damaged file is then kept.");
constexpr const char* kBusy = N_("Another program is using the records of Reseal. Close it, or try again in a moment.");
constexpr const char* kFailed = N_("The records of Reseal could not be read or written. "
                                   "Restart Reseal; if this happens again, have the disk checked.");
constexpr const char* kNewer = N_("These records were written by a newer version of Reseal. "
                                  "Install that version again; nothing was changed.");
constexpr const char* kNoFolder = N_("The folder in which Reseal keeps its records is not there. "
                                     "Connect the drive it is on, or choose another folder.");
constexpr const char* kBadId = N_("This is not the number of a certificate: it has 64 digits and letters a to f.");

} // namespace

bool meansDiskFull(int code, int systemError) {
    const int primary = code & 0xFF;
    if (primary == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE) {
        return true;
    }
    if (primary != SQLITE_IOERR && primary != SQLITE_CANTOPEN) {
        return false;
    }
#ifdef EDQUOT
    if (systemError == EDQUOT) {
        return true;
    }
#endif
    return systemError == ENOSPC || systemError == EFBIG;
}

Error databaseError(int code, const std::string& file, int systemError) {
    if (meansDiskFull(code, systemError)) {
        return {Category::failed, "disk_full", kDiskFull, file};
    }
    if ((code & 0xFF) == SQLITE_CANTOPEN && (systemError == EACCES || systemError == EPERM || systemError == EROFS)) {
        return readOnlyError(file);
    }
    switch (code & 0xFF) {
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return {Category::failed, "read_only", kReadOnly, file};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {Category::damaged, "database_damaged", kDamaged, file};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return {Category::failed, "database_busy", kBusy, file};
    default:
        return {Category::failed, "database_failed", kFailed, file};
    }
}

Error newerSchemaError(const std::string& file) { return {Category::refused, "newer_schema", kNewer, file}; }

Error noGoodCopyError(const std::string& file) { return {Category::damaged, "database_damaged", kNoGoodCopy, file}; }

Error readOnlyError(const std::string& folder) { return {Category::failed, "read_only", kReadOnly, folder}; }

Error missingFolderError(const std::string& folder) { return {Category::failed, "database_failed", kNoFolder, folder}; }

Error badIdError(const std::string& id) { return {Category::usage, "bad_certificate_id", kBadId, id}; }

} // namespace reseal::storage
