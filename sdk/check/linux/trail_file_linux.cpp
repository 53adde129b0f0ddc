// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/trail_file.hpp"

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace reseal::check {

void StepFile::open(const std::string& path) {
    constexpr int kOutOfTheWay = 200;
    const int low = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    handle_ = ::fcntl(low, F_DUPFD_CLOEXEC, kOutOfTheWay);
    ::close(low);
}

void StepFile::put(std::string_view record) const {
    if (handle_ >= 0) {
        static_cast<void>(!::pwrite(handle_, record.data(), record.size(), 0));
    }
}

void putWhole(const std::string& part, const std::string& path, std::string_view line) {
    const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool whole = ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    ::close(file);
    if (whole) {
        ::rename(part.c_str(), path.c_str());
    }
}

void putOnErrors(std::string_view line) { static_cast<void>(!::write(STDERR_FILENO, line.data(), line.size())); }

} // namespace reseal::check
