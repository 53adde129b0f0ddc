// SPDX-License-Identifier: Apache-2.0
// Reads /proc/self/mountinfo and compares.
#include "agent/platform/linux/mount_points.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <iterator>

namespace reseal::platform {
namespace {

bool isOctal(char c) { return c >= '0' && c <= '7'; }

// "\040" is a space.
std::string unescape(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 3 < text.size() && isOctal(text[i + 1]) && isOctal(text[i + 2]) &&
            isOctal(text[i + 3])) {
            result += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
            i += 3;
        } else {
            result += text[i];
        }
    }
    return result;
}

// The text between the fourth and the fifth space.
std::string_view fifthField(std::string_view line) {
    for (int skipped = 0; skipped < 4; ++skipped) {
        const auto space = line.find(' ');
        if (space == std::string_view::npos) {
            return {};
        }
        line.remove_prefix(space + 1);
    }
    return line.substr(0, line.find(' '));
}

} // namespace

std::vector<std::string> parseMountPoints(std::string_view mountinfo) {
    std::vector<std::string> points;
    while (!mountinfo.empty()) {
        const auto end = std::min(mountinfo.find('\n'), mountinfo.size());
        if (const auto field = fifthField(mountinfo.substr(0, end)); !field.empty()) {
            points.push_back(unescape(field));
        }
        mountinfo.remove_prefix(std::min(end + 1, mountinfo.size()));
    }
    std::sort(points.begin(), points.end());
    return points;
}

MountPoints::MountPoints() : file_(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)), known_(readAll()) {}

std::vector<std::string> MountPoints::changes() {
    auto now = readAll();
    std::vector<std::string> changed;
    std::set_symmetric_difference(known_.begin(), known_.end(), now.begin(), now.end(), std::back_inserter(changed));
    known_ = std::move(now);
    return changed;
}

std::vector<std::string> MountPoints::readAll() const {
    std::string text;
    if (file_.valid() && ::lseek(file_.get(), 0, SEEK_SET) == 0) {
        std::array<char, 16 * 1024> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read
        for (ssize_t got = 0; (got = ::read(file_.get(), buffer.data(), buffer.size())) > 0;) {
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }
    return parseMountPoints(text);
}

} // namespace reseal::platform
