// SPDX-License-Identifier: Apache-2.0
// Keyring and workplace on desktops that have no bus, no services, or a bus that does not answer.
#include "agent/platform/keyring.hpp"
#include "agent/platform/linux/mount_points.hpp"
#include "agent/platform/workplace.hpp"
#include "tests/unit/platform/empty_screen.hpp"
#include "tests/unit/platform/platform_fixtures.hpp"

#include <csignal>
#include <sys/socket.h>
#include <sys/un.h>
#include <xcb/xcb.h>

namespace reseal::platform {
namespace {

constexpr std::chrono::seconds kQuick{5};

class Stopwatch {
public:
    [[nodiscard]] std::chrono::steady_clock::duration elapsed() const {
        return std::chrono::steady_clock::now() - began_;
    }

private:
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

// A dbus-daemon of the test's own, with no service files at all.
class EmptyBus {
public:
    explicit EmptyBus(const TempFolder& folder, const std::string& policy = "<allow eavesdrop='true'/>") {
        writeFile(folder.at("bus.conf"),
                  "<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN'"
                  " 'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'>"
                  "<busconfig><type>session</type><listen>unix:path=" +
                      folder.at("bus") +
                      "</listen><policy context='default'><allow send_destination='*'/>"
                      "<allow own='*'/>" +
                      policy + "</policy></busconfig>");
        const std::string config = "--config-file=" + folder.at("bus.conf");
        int ends[2] = {-1, -1};
        EXPECT_EQ(::pipe(ends), 0);
        const std::string print = "--print-address=" + std::to_string(ends[1]);
        daemon_ = ::fork();
        if (daemon_ == 0) {
            if (std::freopen("/dev/null", "w", stderr) == nullptr) { // it reports what it withholds
                ::_exit(1);
            }
            ::execlp("dbus-daemon", "dbus-daemon", "--nofork", config.c_str(), print.c_str(), nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        char byte = 0;
        while (::read(ends[0], &byte, 1) == 1 && byte != '\n') {
            address_ += byte;
        }
        ::close(ends[0]);
    }
    ~EmptyBus() {
        ::kill(daemon_, SIGTERM);
        ::waitpid(daemon_, nullptr, 0);
    }
    EmptyBus(const EmptyBus&) = delete;
    EmptyBus& operator=(const EmptyBus&) = delete;
    [[nodiscard]] const char* address() const { return address_.c_str(); }

private:
    pid_t daemon_ = -1;
    std::string address_;
};

// A tray as XEmbed knows it: the owner of a selection, on the display of the environment.
class OldTray {
public:
    OldTray() : server_(xcb_connect(nullptr, nullptr)) {
        const std::string name = "_NET_SYSTEM_TRAY_S0";
        xcb_intern_atom_reply_t* const atom = xcb_intern_atom_reply(
            server_, xcb_intern_atom(server_, 0, static_cast<std::uint16_t>(name.size()), name.data()), nullptr);
        const xcb_window_t window = xcb_generate_id(server_);
        const xcb_screen_t* const screen = xcb_setup_roots_iterator(xcb_get_setup(server_)).data;
        xcb_create_window(server_, 0, window, screen->root, 0, 0, 1, 1, 0, XCB_WINDOW_CLASS_INPUT_ONLY,
                          screen->root_visual, 0, nullptr);
        owned_ = xcb_request_check(server_, xcb_set_selection_owner_checked(server_, window, atom->atom, 0));
        std::free(atom);
        EXPECT_EQ(owned_, nullptr);
    }
    ~OldTray() {
        std::free(owned_);
        std::free(xcb_get_input_focus_reply(server_, xcb_get_input_focus(server_), nullptr));
        xcb_disconnect(server_);
    }
    OldTray(const OldTray&) = delete;
    OldTray& operator=(const OldTray&) = delete;

private:
    xcb_connection_t* server_;
    xcb_generic_error_t* owned_ = nullptr;
};

TEST(KeyringTest, Available_noBus_noAndNothingStarted) {
    const ScopedEnvironment address("DBUS_SESSION_BUS_ADDRESS", nullptr);
    const ScopedEnvironment runtime("XDG_RUNTIME_DIR", nullptr);
    const ScopedEnvironment display("DISPLAY", ":99"); // GIO would start a bus for it
    const Stopwatch watch;
    const auto keyring = systemKeyring();
    EXPECT_FALSE(keyring->available());
    EXPECT_EQ(keyring->find("file:/a").error().reason, "no_keyring");
    EXPECT_EQ(keyring->store("file:/a", "a", Secret("x")).error().reason, "no_keyring");
    EXPECT_EQ(keyring->erase("file:/a").error().reason, "no_keyring");
    EXPECT_LT(watch.elapsed(), kQuick);
}

TEST(KeyringTest, Available_busWithoutServices_noAndQuickly) {
    const TempFolder folder;
    const EmptyBus bus(folder);
    ASSERT_STRNE(bus.address(), "");
    const ScopedEnvironment address("DBUS_SESSION_BUS_ADDRESS", bus.address());
    const ScopedEnvironment display("DISPLAY", nullptr);
    const Stopwatch watch;
    EXPECT_FALSE(systemKeyring()->available());
    EXPECT_LT(watch.elapsed(), kQuick);
    const Workplace workplace = inspectWorkplace();
    EXPECT_TRUE(workplace.sessionBus);
    EXPECT_FALSE(workplace.notifications);
    EXPECT_FALSE(workplace.trayHost);
    EXPECT_FALSE(workplace.secretService);
}

TEST(KeyringTest, Available_busThatWithholdsItsAnswers_noAndQuickly) {
    const TempFolder folder;
    const EmptyBus bus(folder, "");
    ASSERT_STRNE(bus.address(), "");
    const ScopedEnvironment address("DBUS_SESSION_BUS_ADDRESS", bus.address());
    const Stopwatch watch;
    EXPECT_FALSE(systemKeyring()->available());
    EXPECT_LT(watch.elapsed(), kQuick);
}

TEST(KeyringTest, Available_busThatNeverAnswers_noAndQuickly) {
    const TempFolder folder;
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::snprintf(name.sun_path, sizeof name.sun_path, "%s", folder.at("mute").c_str());
    const int mute = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::bind(mute, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    ASSERT_EQ(::listen(mute, 4), 0);
    const std::string path = "unix:path=" + folder.at("mute");
    const ScopedEnvironment address("DBUS_SESSION_BUS_ADDRESS", path.c_str());
    const Stopwatch watch;
    EXPECT_FALSE(systemKeyring()->available());
    EXPECT_LT(watch.elapsed(), kQuick);
    ::close(mute);
}

TEST(KeyringTest, Store_secretWithZeroByte_refused) {
    EXPECT_EQ(systemKeyring()->store("k", "l", Secret(std::string("a\0b", 3))).error().category, Category::usage);
}

TEST(WorkplaceTest, Inspect_noBus_factsOfTheKernelAndSession) {
    const ScopedEnvironment address("DBUS_SESSION_BUS_ADDRESS", nullptr);
    const ScopedEnvironment runtime("XDG_RUNTIME_DIR", nullptr);
    const ScopedEnvironment type("XDG_SESSION_TYPE", nullptr);
    const ScopedEnvironment wayland("WAYLAND_DISPLAY", nullptr);
    const ScopedEnvironment display("DISPLAY", ":7");
    const ScopedEnvironment desktop("XDG_CURRENT_DESKTOP", "XFCE");
    const Workplace workplace = inspectWorkplace();
    EXPECT_EQ(workplace.sessionType, "x11");
    EXPECT_EQ(workplace.desktop, "XFCE");
    EXPECT_FALSE(workplace.sessionBus);
    EXPECT_GT(workplace.watchLimit.value_or(0), 0);
    EXPECT_GT(workplace.watchersLimit.value_or(0), 0);
}

TEST(WorkplaceTest, Inspect_displayThatIsNotThere_noTray) {
    const ScopedEnvironment address("DBUS_SESSION_BUS_ADDRESS", nullptr);
    const ScopedEnvironment runtime("XDG_RUNTIME_DIR", nullptr);
    const ScopedEnvironment display("DISPLAY", "unix:/nowhere/at/all:7");
    EXPECT_FALSE(inspectWorkplace().xembedTray);
    EXPECT_FALSE(inspectWorkplace().trayHost);
}

TEST(WorkplaceTest, Inspect_trayOfTheOlderKind_isATray) {
    const EmptyScreen screen;
    if (screen.display().empty()) {
        GTEST_SKIP() << "needs Xvfb";
    }
    const ScopedEnvironment address("DBUS_SESSION_BUS_ADDRESS", nullptr);
    const ScopedEnvironment runtime("XDG_RUNTIME_DIR", nullptr);
    const ScopedEnvironment display("DISPLAY", screen.display().c_str());
    EXPECT_FALSE(inspectWorkplace().trayHost);
    {
        const OldTray tray;
        EXPECT_TRUE(inspectWorkplace().xembedTray);
        EXPECT_TRUE(inspectWorkplace().trayHost);
    }
    EXPECT_FALSE(inspectWorkplace().trayHost);
}

TEST(MountPointsTest, Parse_escapesAndRubbish_pathsUndone) {
    EXPECT_EQ(parseMountPoints("36 35 98:0 / /media/my\\040stick rw - ext3 /dev/a rw\n"
                               "rubbish\n"
                               "21 35 0:20 / / rw - sysfs sysfs rw"),
              (std::vector<std::string>{"/", "/media/my stick"}));
    EXPECT_TRUE(parseMountPoints("").empty());
    EXPECT_TRUE(MountPoints().changes().empty());
}

} // namespace
} // namespace reseal::platform
