// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/linux/socket_table.hpp"
#include "agent/platform/local_listener.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <csignal>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reseal::platform {
namespace {

constexpr SocketAddress kLoopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1};
constexpr std::uint32_t kMe = 1000;

std::string row(const std::string& local, const std::string& state, int owner) {
    return "   0: " + local + " 00000000:0000 " + state + " 00000000:00000000 00:00000000 00000000  " +
           std::to_string(owner) + "        0 1215 1 0 100 0 0 10 0\n";
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
constexpr const char* kFour = "0100007F:6D70"; // 127.0.0.1:28016
constexpr const char* kSixMapped = "0000000000000000FFFF00000100007F:6D70";
#else
constexpr const char* kFour = "7F000001:6D70";
constexpr const char* kSixMapped = "00000000000000000000FFFF7F000001:6D70";
#endif

Holders holders(const std::string& table) { return holdersOf(table, kLoopback, 28016, kMe); }

TEST(SocketTable, ownListener_isOurs) { EXPECT_EQ(holders(row(kFour, "0A", 1000)), Holders::ours); }
TEST(SocketTable, systemsListener_isOurs) { EXPECT_EQ(holders(row(kFour, "0A", 0)), Holders::ours); }
TEST(SocketTable, anothersListener_isOthers) { EXPECT_EQ(holders(row(kFour, "0A", 1001)), Holders::others); }
TEST(SocketTable, anothersListenerBesideOurs_isOthers) {
    EXPECT_EQ(holders(row(kFour, "0A", 1000) + row(kSixMapped, "0A", 1001)), Holders::others);
}
TEST(SocketTable, anothersListenerOfEveryAddress_isOthers) {
    for (const char* const every : {"00000000:6D70", "00000000000000000000000000000000:6D70"}) {
        EXPECT_EQ(holders(row(kFour, "0A", 1000) + row(every, "0A", 1001)), Holders::others) << every;
    }
}
TEST(SocketTable, connectionThatAnotherTook_isOthers) {
    EXPECT_EQ(holders(row(kFour, "0A", 1000) + row(kFour, "01", 1001)), Holders::others);
}
TEST(SocketTable, otherPortsAndAddresses_doNotMatter) {
    EXPECT_EQ(holders(row("0100007F:6D71", "0A", 1001) + row("0200007F:6D70", "0A", 1001)), Holders::none);
}
TEST(SocketTable, connectionsWithoutAListener_areNone) { EXPECT_EQ(holders(row(kFour, "01", 1000)), Holders::none); }
TEST(SocketTable, brokenLines_arePassedOver) {
    for (const char* const line :
         {"", "  sl  local_address rem_address   st", "0: x:y 0 0A 0 0 0 0", "0: 00:1 0 0A 0 0 0 0"}) {
        EXPECT_FALSE(readSocketRow(line)) << line;
    }
}

// A listener of this process, or of a child that is another user.
class LocalListenerTest : public testing::Test {
protected:
    ~LocalListenerTest() override {
        if (child_ > 0) {
            ::kill(child_, SIGKILL);
            ::waitpid(child_, nullptr, 0);
        }
        ::close(socket_);
    }
    void listen() {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        ASSERT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&at), size), 0);
        ASSERT_EQ(::listen(socket_, 1), 0);
        ASSERT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size), 0);
        port_ = ntohs(at.sin_port);
    }
    void listenAsAnother() {
        int ends[2] = {};
        ASSERT_EQ(::pipe(ends), 0);
        child_ = ::fork();
        if (child_ == 0) {
            if (::setuid(65534) == 0) {
                listen();
            }
            if (::write(ends[1], &port_, sizeof port_) > 0) {
                ::pause();
            }
            ::_exit(0);
        }
        ASSERT_EQ(::read(ends[0], &port_, sizeof port_), static_cast<ssize_t>(sizeof port_));
        ::close(ends[0]);
        ::close(ends[1]);
    }

    int socket_ = -1, port_ = 0;
    pid_t child_ = -1;
};

TEST_F(LocalListenerTest, ownOne_isOwn) {
    listen();
    EXPECT_EQ(listenerAt("127.0.0.1", port_), Listener::own);
}
TEST_F(LocalListenerTest, portWithoutAListener_isGone) {
    listen();
    EXPECT_EQ(listenerAt("127.0.0.2", port_), Listener::gone);
    EXPECT_EQ(listenerAt("::1", port_), Listener::gone);
}
TEST_F(LocalListenerTest, anotherUsersOne_isForeign) {
    if (::getuid() != 0) {
        GTEST_SKIP() << "only root can listen as another user";
    }
    listenAsAnother();
    ASSERT_NE(port_, 0);
    EXPECT_EQ(listenerAt("127.0.0.1", port_), Listener::foreign);
}

} // namespace
} // namespace reseal::platform
