// SPDX-License-Identifier: Apache-2.0
// Both ends of the local channel, honest and hostile peers.
#include "agent/platform/local_channel.hpp"
#include "agent/platform/system.hpp"
#include "tests/unit/platform/platform_fixtures.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace reseal::platform {
namespace {

constexpr int kConnectMs = 5000;

// A socket that speaks whatever a test wants.
class RawPeer {
public:
    explicit RawPeer(const std::string& folder) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const std::string path = folder + "/reseal.sock";
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::snprintf(address.sun_path, sizeof address.sun_path, "%s", path.c_str());
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawPeer() { ::close(socket_); }
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;

    [[nodiscard]] bool connected() const { return connected_; }
    void send(const std::string& bytes) const { ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
    void finish() const { ::shutdown(socket_, SHUT_WR); }
    [[nodiscard]] std::string receiveAll() const {
        std::string all;
        char buffer[4096];
        for (ssize_t got = 0; (got = ::recv(socket_, buffer, sizeof buffer, 0)) > 0;) {
            all.append(buffer, static_cast<std::size_t>(got));
        }
        return all;
    }

private:
    int socket_;
    bool connected_ = false;
};

std::string frame(std::uint32_t length, const std::string& body) {
    std::string text;
    for (int shift = 0; shift < 32; shift += 8) {
        text += static_cast<char>(length >> shift & 0xFFU);
    }
    return text + body;
}

class LocalChannelTest : public testing::Test {
protected:
    LocalChannelTest() { serve(folder.path()); }
    ~LocalChannelTest() override { stopServing(); }

    void serve(const std::string& where) {
        runner.onLoop([&] {
            auto made = listenInProfile(runner.loop(), where, [this](std::string request, LocalServer::Reply reply) {
                ++requests;
                if (request == "throw") {
                    throw std::runtime_error("handler failed");
                }
                if (request == "later") {
                    runner.loop().after(std::chrono::milliseconds(20), [reply] {
                        reply("late");
                        reply("twice");
                    });
                    return;
                }
                if (request != "drop") {
                    reply("echo " + request);
                }
            });
            ASSERT_TRUE(made.ok()) << made.error().detail;
            server = std::move(made).value();
        });
    }
    void stopServing() {
        runner.onLoop([&] { server.reset(); });
    }
    std::string ask(const std::string& request) {
        auto answer = askInProfile(folder.path(), request, kConnectMs);
        return answer.ok() ? answer.value() : "! " + answer.error().reason;
    }

    TempFolder folder;
    std::atomic<int> requests{0};
    LoopThread runner;
    std::unique_ptr<LocalServer> server;
};

TEST_F(LocalChannelTest, Ask_small_emptyAndBigRequests_answered) {
    EXPECT_EQ(ask("hello"), "echo hello");
    EXPECT_EQ(ask(""), "echo ");
    const std::string big(20U * 1024 * 1024, 'x');
    EXPECT_EQ(ask(big), "echo " + big);
}

TEST_F(LocalChannelTest, Ask_overTheCap_refusedBeforeSending) {
    EXPECT_EQ(ask(std::string(64U * 1024 * 1024 + 1, 'x')), "! request_too_large");
    EXPECT_EQ(requests, 0);
}

TEST_F(LocalChannelTest, Ask_answeredLater_firstReplyCounts) { EXPECT_EQ(ask("later"), "late"); }

TEST_F(LocalChannelTest, Ask_handlerDropsOrThrows_engineLostAndServerGoesOn) {
    EXPECT_EQ(ask("drop"), "! engine_lost");
    EXPECT_EQ(ask("throw"), "! engine_lost");
    runner.onLoop([] {}); // the peer may hear of it before the loop does
    EXPECT_EQ(runner.errors(), std::vector<std::string>{"handler failed"});
    EXPECT_EQ(ask("hello"), "echo hello");
}

TEST_F(LocalChannelTest, Ask_fromTwoProcesses_bothAnswered) {
    const auto body = [&] {
        for (int i = 0; i < 50; ++i) {
            if (askInProfile(folder.path(), std::to_string(i), kConnectMs).value() != "echo " + std::to_string(i)) {
                return 1;
            }
        }
        return 0;
    };
    Child first(body);
    Child second(body);
    EXPECT_EQ(first.wait(), 0);
    EXPECT_EQ(second.wait(), 0);
}

TEST_F(LocalChannelTest, Ask_manyAtOnce_moreThanAreServedAtATime_allAnswered) {
    std::vector<std::thread> askers;
    std::atomic<int> right{0};
    for (int i = 0; i < 40; ++i) {
        askers.emplace_back([&] { right += ask("later") == "late" ? 1 : 0; });
    }
    for (auto& asker : askers) {
        asker.join();
    }
    EXPECT_EQ(right, 40);
}

TEST_F(LocalChannelTest, Server_ended_socketGoneAndNoEngine) {
    struct stat info {};
    ASSERT_EQ(::stat(folder.at("reseal.sock").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    stopServing();
    EXPECT_FALSE(std::filesystem::exists(folder.at("reseal.sock")));
    EXPECT_EQ(ask("hello"), "! no_engine");
    EXPECT_EQ(askInProfile(folder.at("missing"), "hello", kConnectMs).error().reason, "no_engine");
}

TEST_F(LocalChannelTest, Server_diedWithoutCleaningUp_replaced) {
    stopServing();
    Child dead([&]() -> int {
        auto loop = makeEventLoop({});
        auto left = listenInProfile(*loop, folder.path(), [](std::string, const LocalServer::Reply&) {});
        ::_exit(left.ok() ? 0 : 1); // no destructor removes the socket
    });
    ASSERT_EQ(dead.wait(), 0);
    EXPECT_TRUE(std::filesystem::exists(folder.at("reseal.sock")));
    EXPECT_EQ(ask("hello"), "! no_engine");
    serve(folder.path());
    EXPECT_EQ(ask("hello"), "echo hello");
}

TEST_F(LocalChannelTest, Server_endedWhileAPeerWaits_engineLost) {
    std::promise<std::string> answer;
    const RawPeer halfway(folder.path());
    halfway.send(frame(100, "half"));
    std::thread asker([&] { answer.set_value(halfway.receiveAll()); });
    runner.onLoop([] {});
    stopServing();
    EXPECT_EQ(answer.get_future().get(), "");
    asker.join();
}

TEST_F(LocalChannelTest, Peer_announcesTooMuch_hungUpOn) {
    const RawPeer peer(folder.path());
    peer.send(frame(64U * 1024 * 1024 + 1, "x"));
    EXPECT_EQ(peer.receiveAll(), "");
    const RawPeer worse(folder.path());
    worse.send("GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(worse.receiveAll(), "");
    EXPECT_EQ(requests, 0);
    EXPECT_EQ(ask("hello"), "echo hello");
}

TEST_F(LocalChannelTest, Peer_leavesHalfway_otherPeersServed) {
    { const RawPeer nothing(folder.path()); }
    const RawPeer header(folder.path());
    header.send("\x05");
    header.finish();
    EXPECT_EQ(header.receiveAll(), "");
    const RawPeer body(folder.path());
    body.send(frame(10, "half"));
    body.finish();
    EXPECT_EQ(body.receiveAll(), "");
    const RawPeer silent(folder.path());
    EXPECT_EQ(ask("hello"), "echo hello");
    EXPECT_EQ(requests, 1);
}

TEST_F(LocalChannelTest, Peer_sendsByteByByte_answered) {
    const RawPeer peer(folder.path());
    for (const char byte : frame(2, "hi")) {
        peer.send(std::string(1, byte));
        runner.onLoop([] {});
    }
    EXPECT_EQ(peer.receiveAll(), frame(7, "echo hi"));
}

TEST_F(LocalChannelTest, Peer_asksAndLeaves_serverGoesOn) {
    {
        const RawPeer peer(folder.path());
        peer.send(frame(5, "later"));
    }
    EXPECT_EQ(ask("later"), "late");
}

TEST_F(LocalChannelTest, Peer_ofAnotherUser_refusedBothWays) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "needs root to become somebody else";
    }
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0777));
    Child closedOut([&] {
        return becomeNobody() && askInProfile(folder.path(), "hello", kConnectMs).error().reason == "permission_denied"
                   ? 0
                   : 1;
    });
    EXPECT_EQ(closedOut.wait(), 0);
    std::filesystem::permissions(folder.at("reseal.sock"), std::filesystem::perms(0777));
    Child stranger([&] {
        if (!becomeNobody() || askInProfile(folder.path(), "hello", kConnectMs).error().reason != "foreign_engine") {
            return 1;
        }
        const RawPeer peer(folder.path());
        peer.send(frame(5, "hello"));
        return peer.connected() && peer.receiveAll().empty() ? 0 : 2;
    });
    EXPECT_EQ(stranger.wait(), 0);
    EXPECT_EQ(requests, 0);
}

TEST(LocalClientTest, Engine_ofAnotherUser_refused) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "needs root to become somebody else";
    }
    const TempFolder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0777));
    const Whistle listening;
    Child impostor([&] {
        if (!becomeNobody()) {
            return 1;
        }
        auto loop = makeEventLoop({});
        auto server = listenInProfile(*loop, folder.path(),
                                      [](std::string, const LocalServer::Reply& reply) { reply("trust me"); });
        listening.blow();
        loop->run();
        return 0;
    });
    listening.hear();
    EXPECT_EQ(askInProfile(folder.path(), "secret", kConnectMs).error().reason, "foreign_engine");
}

TEST(LocalClientTest, Engine_thatIsStopped_isSaidToBeSilentUntilItGoesOn) {
    const TempFolder folder;
    const Whistle listening;
    Child engine([&] {
        auto loop = makeEventLoop({});
        auto server = listenInProfile(*loop, folder.path(),
                                      [](const std::string&, const LocalServer::Reply& reply) { reply("here"); });
        listening.blow();
        loop->run();
        return 0;
    });
    listening.hear();
    ASSERT_EQ(::kill(engine.id(), SIGSTOP), 0);
    int state = 0;
    ASSERT_EQ(::waitpid(engine.id(), &state, WUNTRACED), engine.id());
    ASSERT_TRUE(WIFSTOPPED(state));
    constexpr int kSoon = 50;
    const std::string tooMuchForTheSocket(4U * 1024 * 1024, 'x');
    for (const std::string& request : {std::string("hello"), tooMuchForTheSocket}) {
        const auto answer = askInProfile(folder.path(), request, kConnectMs, kSoon);
        ASSERT_FALSE(answer.ok());
        EXPECT_EQ(answer.error().category, Category::failed);
        EXPECT_EQ(answer.error().reason, "engine_silent");
    }
    ASSERT_EQ(::kill(engine.id(), SIGCONT), 0);
    EXPECT_EQ(askInProfile(folder.path(), "hello", kConnectMs, kConnectMs).value(), "here");
}

// Also in a hardened process, whose /proc entries belong to root, and as an ordinary user.
TEST(LocalClientTest, Profile_pathLongerThanAnAddress_works) {
    const TempFolder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0777));
    const std::string deep = folder.at(std::string(150, 'd') + "/" + std::string(150, 'e'));
    std::filesystem::create_directories(deep);
    std::filesystem::permissions(folder.at(std::string(150, 'd')), std::filesystem::perms(0777));
    std::filesystem::permissions(deep, std::filesystem::perms(0777));
    Child user([&] {
        if (::geteuid() == 0 && !becomeNobody()) {
            return 1;
        }
        hardenProcess();
        LoopThread runner;
        std::unique_ptr<LocalServer> server;
        runner.onLoop([&] {
            auto made =
                listenInProfile(runner.loop(), deep,
                                [](const std::string& request, const LocalServer::Reply& reply) { reply(request); });
            server = made.ok() ? std::move(made).value() : nullptr;
        });
        if (!server) {
            return 2;
        }
        const auto answer = askInProfile(deep, "far away", kConnectMs);
        runner.onLoop([&] { server.reset(); });
        return answer.ok() && answer.value() == "far away" ? 0 : 3;
    });
    EXPECT_EQ(user.wait(), 0);
}

} // namespace
} // namespace reseal::platform
