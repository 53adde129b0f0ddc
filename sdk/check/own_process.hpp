// SPDX-License-Identifier: Apache-2.0
// The checker's own process, or that of one test of it. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>

namespace reseal::check {

[[nodiscard]] std::filesystem::path ownProgram(); // the file that runs; empty: unknown
[[nodiscard]] std::size_t ownThreads();           // how many there are now

// An empty folder for this person alone among the temporary ones; empty: none could be made.
[[nodiscard]] std::filesystem::path makeScratchFolder();

void limitMemory(std::uint64_t bytes); // addresses that may be in use; asking for more fails
void leaveNoCoreFile();

[[noreturn]] void endAtOnce(int code); // without what was left for the end. From a signal handler too.

} // namespace reseal::check
