// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/gost_engine.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace reseal::crypto {
namespace {

TEST(GostEngine_loadedByManyThreads, agreesWithItself) {
    const bool first = loadGostEngine().ok();
    std::vector<std::thread> threads;
    std::vector<char> results(4, 0);
    for (std::size_t i = 0; i < results.size(); ++i) {
        threads.emplace_back([&results, i] { results[i] = loadGostEngine().ok() ? 1 : 0; });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(results, std::vector<char>(4, first ? 1 : 0));
}

TEST(LegacyProvider_loadedTwice, agreesWithItself) { EXPECT_EQ(loadLegacyProvider().ok(), loadLegacyProvider().ok()); }

TEST(LibraryVersion_text, isShort) { EXPECT_EQ(libraryVersion().rfind("OpenSSL 3.", 0), 0U); }

} // namespace
} // namespace reseal::crypto
