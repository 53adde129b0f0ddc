// SPDX-License-Identifier: Apache-2.0
#include "system/person.hpp"

#include <array>
#include <cstdlib>

#include <pwd.h>
#include <unistd.h>

namespace reseal::system {

namespace {

// A text of this person's entry among those that may log in.
std::string entryText(char* passwd::*text) {
    std::array<char, 4096> space{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, space.data(), space.size(), &found) != 0 || found == nullptr)
        return {};
    return entry.*text;
}

} // namespace

std::string nameOfPerson() { return entryText(&passwd::pw_name); }

std::filesystem::path homeOfPerson() {
    const char* const home = std::getenv("HOME");
    return home != nullptr && home[0] == '/' ? std::string(home) : entryText(&passwd::pw_dir);
}

} // namespace reseal::system
