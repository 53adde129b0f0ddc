// SPDX-License-Identifier: Apache-2.0
// A plugin has what its privileges give it, and nothing else: tried from inside.
#include "tests/support/plugin_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>

namespace reseal::plugins {
namespace {

using test::callOf;
using test::launchOf;

// What the plugin found out: errno, 0 where it was let through.
int found(const std::string& behaviour, const std::string& what, std::uint32_t privileges, wire::Items params = {}) {
    test::FakeServices services;
    auto started = PluginProcess::start(launchOf(behaviour, privileges), services);
    if (!started) {
        return -1;
    }
    const auto reply = started.value()->call(callOf("begin", std::move(params)));
    const std::string text(reply ? wire::textOf(reply.value().items, "x-test." + what) : "");
    return text.empty() ? -2 : std::stoi(text);
}

TEST(Cage, fork_withoutThePrivilege_isDenied) { EXPECT_EQ(found("forks", "fork", 0), EPERM); }
TEST(Cage, fork_withThePrivilege_isAllowed) { EXPECT_EQ(found("forks", "fork", wire::kMayExec), 0); }
TEST(Cage, exec_withoutThePrivilege_isDenied) { EXPECT_EQ(found("execs", "exec", 0), EPERM); }
TEST(Cage, networkSocket_withoutThePrivilege_isDenied) { EXPECT_EQ(found("opens-socket", "inet", 0), EPERM); }
TEST(Cage, localSocket_withoutThePrivilege_isDenied) { EXPECT_EQ(found("opens-socket", "unix", 0), EPERM); }
TEST(Cage, localSocket_forReaders_isAllowed) { EXPECT_EQ(found("opens-socket", "unix", wire::kMayPcsc), 0); }
TEST(Cage, networkSocket_forReaders_isDenied) { EXPECT_EQ(found("opens-socket", "inet", wire::kMayPcsc), EPERM); }
TEST(Cage, networkSocket_withThePrivilege_isAllowed) { EXPECT_EQ(found("opens-socket", "inet", wire::kMayNetwork), 0); }
TEST(Cage, signalToTheAgent_isDenied) { EXPECT_EQ(found("signals-others", "kill", ~0U), EPERM); }

class CageFiles : public testing::Test {
protected:
    void SetUp() override { std::ofstream(file_) << "key"; }
    [[nodiscard]] wire::Items params() const { return {wire::Item::ofText("setting.file", file_)}; }

    test::TemporaryFolder folder_;
    std::string file_ = folder_ / "key.p12";
};
TEST_F(CageFiles, readingThePersonsFiles_withoutThePrivilege_isDenied) {
    EXPECT_EQ(found("reads-key-files", "read", 0, params()), EACCES);
}
TEST_F(CageFiles, writingThePersonsFiles_withoutThePrivilege_isDenied) {
    EXPECT_EQ(found("reads-key-files", "write", 0, params()), EACCES);
}
TEST_F(CageFiles, readingThePersonsFiles_withThePrivilege_isAllowed) {
    EXPECT_EQ(found("reads-key-files", "read", wire::kMayFiles, params()), 0);
}

} // namespace
} // namespace reseal::plugins
