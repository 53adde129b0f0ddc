// SPDX-License-Identifier: Apache-2.0
// errno to reason, category and sentence.
#include "agent/platform/linux/posix_error.hpp"

#include <cerrno>

namespace reseal::platform {
namespace {

const char* describe(int code) {
    switch (code) {
    case ENOSPC:
    case EDQUOT:
        return N_("the disk is full");
    case EROFS:
        return N_("the disk can only be read, not written");
    case EIO:
        return N_("the disk or the network reported an error while reading");
    case ESTALE:
    case ENOTCONN:
    case EHOSTDOWN:
    case ETIMEDOUT:
        return N_("the network folder does not answer");
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return N_("the system is short of memory or of open files");
    case ENOTDIR:
        return N_("this is not a folder");
    case EISDIR:
        return N_("this is a folder, not a file");
    case ENAMETOOLONG:
        return N_("the name of the file or folder is too long");
    case ELOOP:
        return N_("the link leads back to itself");
    case ETXTBSY:
    case EBUSY:
        return N_("another program is using it");
    default:
        return N_("the system reported an error");
    }
}

} // namespace

Error posixError(int code, const char* otherwise, std::string subject) {
    switch (code) {
    case ENOENT:
        return {Category::notFound, "not_found", N_("there is no such file or folder"), std::move(subject)};
    case EACCES:
    case EPERM:
        return {Category::failed, "permission_denied", N_("you are not allowed to open this"), std::move(subject)};
    default:
        return {Category::failed, otherwise, describe(code), std::move(subject)};
    }
}

} // namespace reseal::platform
