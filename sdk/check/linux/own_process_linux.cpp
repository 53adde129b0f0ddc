// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/own_process.hpp"

#include <cstdlib>
#include <sys/resource.h>
#include <unistd.h>

namespace reseal::check {

namespace fs = std::filesystem;

fs::path ownProgram() {
    std::error_code problem;
    return fs::read_symlink("/proc/self/exe", problem);
}

std::size_t ownThreads() {
    std::error_code problem;
    std::size_t count = 0;
    for (fs::directory_iterator entry("/proc/self/task", problem), end; !problem && entry != end;
         entry.increment(problem)) {
        ++count;
    }
    return count;
}

fs::path makeScratchFolder() {
    std::string pattern = (fs::temp_directory_path() / "reseal-check-XXXXXX").string();
    return ::mkdtemp(pattern.data()) != nullptr ? fs::path(pattern) : fs::path();
}

void limitMemory(std::uint64_t bytes) {
    const rlimit both{bytes, bytes};
    ::setrlimit(RLIMIT_AS, &both);
}

void leaveNoCoreFile() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

void endAtOnce(int code) { ::_exit(code); }

} // namespace reseal::check
