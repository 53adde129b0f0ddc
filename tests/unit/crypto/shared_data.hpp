// SPDX-License-Identifier: Apache-2.0
// The folder of public fixtures beside the repository (or RESEAL_SHARED_DATA): read in place, never copied.
#pragma once

#include "agent/base/bytes.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace reseal::test {

inline std::filesystem::path dataFolder() {
    const char* given = std::getenv("RESEAL_SHARED_DATA");
    return given != nullptr ? std::filesystem::path(given)
                            : std::filesystem::path(RESEAL_SOURCE_DIR) / ".." / "shared" / "data";
}

inline std::string bytesOf(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline std::string sharedFile(const std::filesystem::path& relative) { return bytesOf(dataFolder() / relative); }

// Skips in words where the folder is missing.
class SharedDataTest : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(dataFolder())) {
            GTEST_SKIP() << "the folder of public fixtures is missing: " << dataFolder();
        }
    }
};

} // namespace reseal::test
