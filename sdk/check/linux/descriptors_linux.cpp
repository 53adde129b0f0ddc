// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/descriptors.hpp"

#include <algorithm>
#include <array>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reseal::check {
namespace {

constexpr int kOutOfTheWay = 300;
constexpr int kChannel = 3; // of a plugin host

int outOfTheWay(int descriptor) {
    const int high = ::fcntl(descriptor, F_DUPFD_CLOEXEC, kOutOfTheWay);
    ::close(descriptor);
    return high;
}

// Open descriptors and what each is, without the one that looks.
std::map<int, std::string> openOnes() {
    std::map<int, std::string> found;
    const std::unique_ptr<DIR, decltype([](DIR* folder) { ::closedir(folder); })> folder(::opendir("/proc/self/fd"));
    while (const dirent* const entry = folder ? ::readdir(folder.get()) : nullptr) {
        const int descriptor = entry->d_name[0] == '.' ? -1 : std::stoi(entry->d_name);
        struct stat info {};
        if (descriptor >= 0 && descriptor != ::dirfd(folder.get()) && ::fstat(descriptor, &info) == 0) {
            found[descriptor] = std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino);
        }
    }
    return found;
}

} // namespace

DescriptorWatch::DescriptorWatch() {
    output_ = outOfTheWay(::memfd_create("output", MFD_CLOEXEC));
    ::dup2(output_, STDOUT_FILENO);
    ::dup2(output_, STDERR_FILENO);
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) == 0) {
        const int ours = ::fcntl(ends[0], F_DUPFD_CLOEXEC, kOutOfTheWay);
        const int theirs = ::fcntl(ends[1], F_DUPFD_CLOEXEC, kOutOfTheWay);
        ::close(ends[0]);
        ::close(ends[1]);
        ::dup2(theirs, kChannel);
        ::close(theirs);
        channel_ = ours;
    }
    before_ = openOnes();
}

std::vector<std::string> DescriptorWatch::harm() const {
    std::vector<std::string> sentences;
    const auto now = openOnes();
    for (const auto& [descriptor, identity] : before_) {
        const std::string name = descriptor == STDOUT_FILENO   ? "the standard output"
                                 : descriptor == STDERR_FILENO ? "the standard error"
                                 : descriptor == kChannel      ? "descriptor 3, the channel to the agent,"
                                                               : "descriptor " + std::to_string(descriptor);
        const auto found = now.find(descriptor);
        if (found == now.end()) {
            sentences.push_back(name + " was closed");
        } else if (found->second != identity) {
            sentences.push_back(name + " was replaced");
        }
    }
    std::array<char, 256> bytes{};
    if (::recv(channel_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_PEEK) > 0) {
        sentences.emplace_back("bytes were written to descriptor 3, the channel to the agent");
    }
    return sentences;
}

std::vector<int> DescriptorWatch::left() const {
    std::vector<int> more;
    for (const auto& [descriptor, identity] : openOnes()) {
        if (!before_.contains(descriptor)) {
            more.push_back(descriptor);
        }
    }
    return more;
}

std::string DescriptorWatch::printed() const {
    std::string text(std::size_t{1} << 20U, '\0');
    const ssize_t got = ::pread(output_, text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return text;
}

} // namespace reseal::check
