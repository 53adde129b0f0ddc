// SPDX-License-Identifier: Apache-2.0
// The desktop where it cannot be reached. In children: a process opens its toolkit once.
#include "agent/platform/desktop.hpp"
#include "tests/unit/platform/empty_screen.hpp"
#include "tests/unit/platform/platform_fixtures.hpp"

namespace reseal::platform {
namespace {

int reachable() {
    Child asker([] { return desktopReachable() ? 1 : 0; });
    return asker.wait(); // a signal is 128 and more
}

TEST(DesktopTest, Reachable_withoutADisplay_noAndTheProgramGoesOn) {
    const ScopedEnvironment wayland("WAYLAND_DISPLAY", nullptr);
    const ScopedEnvironment display("DISPLAY", nullptr);
    EXPECT_EQ(reachable(), 0);
}

TEST(DesktopTest, Reachable_aDisplayThatIsNotThere_noAndTheProgramGoesOn) {
    const ScopedEnvironment wayland("WAYLAND_DISPLAY", nullptr);
    const ScopedEnvironment display("DISPLAY", "unix:/nowhere/at/all:7");
    EXPECT_EQ(reachable(), 0);
}

TEST(DesktopTest, Reachable_aRealDisplay_yes) {
    const EmptyScreen screen;
    if (screen.display().empty()) {
        GTEST_SKIP() << "needs Xvfb";
    }
    const ScopedEnvironment wayland("WAYLAND_DISPLAY", nullptr);
    const ScopedEnvironment display("DISPLAY", screen.display().c_str());
    EXPECT_EQ(reachable(), 1);
}

} // namespace
} // namespace reseal::platform
