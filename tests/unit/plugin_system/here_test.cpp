// SPDX-License-Identifier: Apache-2.0
// This process, whom it works for, and what it loads.
#include "system/module.hpp"
#include "system/person.hpp"
#include "system/process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

#include <sys/wait.h>
#include <unistd.h>

namespace reseal::system {
namespace {

class Home : public ::testing::Test {
protected:
    Home() {
        if (const char* const home = std::getenv("HOME"); home != nullptr) {
            before_ = home;
        }
    }
    ~Home() override { before_ ? ::setenv("HOME", before_->c_str(), 1) : ::unsetenv("HOME"); }
    static std::filesystem::path with(const char* home) {
        ::setenv("HOME", home, 1);
        return homeOfPerson();
    }
    static std::filesystem::path without() {
        ::unsetenv("HOME");
        return homeOfPerson();
    }

private:
    std::optional<std::string> before_;
};

TEST_F(Home, thatTheEnvironmentNames_counts) { EXPECT_EQ(with("/home/anna"), "/home/anna"); }
TEST_F(Home, thatIsNoWholePath_doesNotCount) { EXPECT_EQ(with("anna"), without()); }
TEST_F(Home, thatTheEnvironmentDoesNotName_isTheSystems) { EXPECT_TRUE(without().is_absolute()); }

TEST(Person, hasAName) { EXPECT_FALSE(nameOfPerson().empty()); }

TEST(Process, stays) {
    EXPECT_NE(thisProcess(), kNoProcess);
    EXPECT_EQ(thisProcess(), thisProcess());
}
TEST(Process, forked_isAnother) {
    const ProcessId here = thisProcess();
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(thisProcess() != here ? 7 : 0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST(LoadedModule, isAskedForItsFunctions) {
    const Module module = Module::load("libm.so.6");
    ASSERT_TRUE(module) << module.whyNot();
    EXPECT_NE(module.function("cos"), nullptr);
    EXPECT_EQ(module.function("no_such_function"), nullptr);
}
TEST(LoadedModule, thatIsNotThere_isSaidByTheLoader) {
    const test::TemporaryFolder folder;
    const std::string path = folder / "no.so";
    const Module module = Module::load(path);
    EXPECT_FALSE(module);
    EXPECT_NE(module.whyNot().find(path), std::string::npos) << module.whyNot();
}

} // namespace
} // namespace reseal::system
