// SPDX-License-Identifier: Apache-2.0
// Servers that fail, cheat or dawdle, and requests that are never sent.
#include "tests/unit/network/network_fixtures.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <thread>

namespace reseal::network {
namespace {

class HttpFailuresTest : public NetworkTest {
protected:
    [[nodiscard]] std::string big(const ServerProcess& server, std::size_t size, const std::string& framing,
                                  std::size_t most) {
        auto wanted = request(server, "/big?size=" + std::to_string(size) + "&framing=" + framing);
        wanted.maxBytes = most;
        const auto response = send(wanted, allow(server));
        return response ? std::to_string(response.value().body.size()) : response.error().reason;
    }
};

// A port on which nobody listens: it stays taken.
class SilentPort {
public:
    SilentPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size);
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    ~SilentPort() { ::close(socket_); }
    SilentPort(const SilentPort&) = delete;
    SilentPort& operator=(const SilentPort&) = delete;
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    void listen() const { ::listen(socket_, 1); } // connections are made, and nobody answers them

private:
    int socket_;
    int port_ = 0;
};

TEST_F(HttpFailuresTest, Answer_overTheCap_tooLarge) {
    const auto server = serve();
    for (const char* const framing : {"length", "chunked", "close"}) {
        EXPECT_EQ(big(*server, 100'000, framing, 100'000), "100000") << framing;
        EXPECT_EQ(big(*server, 100'001, framing, 100'000), "too_large") << framing;
    }
    EXPECT_EQ(big(*server, kMaxHttpBody, "chunked", kMaxHttpBody), std::to_string(kMaxHttpBody));
    EXPECT_EQ(big(*server, 0, "length", 0), "0");
    EXPECT_EQ(big(*server, 1, "chunked", 0), "too_large");
}

TEST_F(HttpFailuresTest, Server_silentOrSlow_timedOutAtTheDeadline) {
    const auto server = serve();
    for (const char* const path : {"/silent", "/drip"}) {
        auto wanted = request(*server, path);
        wanted.timeout = std::chrono::milliseconds(400);
        const auto began = std::chrono::steady_clock::now();
        EXPECT_EQ(refusal(wanted, allow(*server)), "timed_out") << path;
        EXPECT_GE(std::chrono::steady_clock::now() - began, wanted.timeout) << path;
        EXPECT_LT(std::chrono::steady_clock::now() - began, kGenerous) << path;
    }
}

TEST_F(HttpFailuresTest, Handshake_neverAnswered_timedOut) {
    const SilentPort port;
    port.listen();
    auto wanted = request("https://" + port.address() + "/");
    wanted.timeout = std::chrono::milliseconds(200);
    EXPECT_EQ(refusal(wanted, allow({port.address()})), "timed_out");
}

TEST_F(HttpFailuresTest, Cancellation_fromAnotherThread_endsTheWait) {
    const auto server = serve();
    for (const char* const path : {"/silent", "/drip"}) {
        cancellation_ = Cancellation();
        std::chrono::steady_clock::time_point cancelledAt;
        std::thread other([&, wish = cancellation_] {
            while (!server->next().contains("request")) {
            }
            cancelledAt = std::chrono::steady_clock::now();
            wish.cancel();
        });
        const auto response = send(request(*server, path), allow(*server));
        const auto took = std::chrono::steady_clock::now();
        other.join();
        ASSERT_FALSE(response.ok());
        EXPECT_EQ(response.error().reason, "cancelled");
        EXPECT_EQ(response.error().subject, server->at("localhost"));
        EXPECT_LT(took - cancelledAt, std::chrono::milliseconds(200));
    }
}

TEST_F(HttpFailuresTest, Cancellation_beforeTheStart_nothingSent) {
    const auto server = serve();
    cancellation_.cancel();
    cancellation_.cancel();
    EXPECT_EQ(refusal(request(*server, "/echo"), allow(*server)), "cancelled");
    EXPECT_EQ(server->count("connection"), 0);
}

TEST_F(HttpFailuresTest, Server_closesInsideTheBody_connectionLost) {
    const auto server = serve();
    EXPECT_EQ(refusal(request(*server, "/cut"), allow(*server)), "connection_lost");
}

TEST_F(HttpFailuresTest, Request_withoutAnswer_notSentAgain) {
    const auto server = serve();
    for (const HttpMethod method : {HttpMethod::get, HttpMethod::post, HttpMethod::put, HttpMethod::remove}) {
        EXPECT_EQ(refusal(request(*server, "/drop", method), allow(*server)), "connection_lost");
    }
    EXPECT_EQ(refusal(request(*server, "/nonsense"), allow(*server)), "bad_response");
    EXPECT_EQ(server->count("request"), 5);
}

TEST_F(HttpFailuresTest, Server_closesWhileTheBodyIsSent_noSignalAndNotSentAgain) {
    const auto server = serve();
    auto wanted = request(*server, "/unread", HttpMethod::post);
    wanted.body = Secret(std::string(kMaxHttpBody, 'x'));
    EXPECT_EQ(refusal(wanted, allow(*server)), "connection_lost");
    EXPECT_EQ(server->count("request"), 1);
}

TEST_F(HttpFailuresTest, Server_notThere_unreachable) {
    const SilentPort port;
    EXPECT_EQ(refusal(request("https://" + port.address() + "/"), allow({port.address()})), "unreachable");
}

TEST_F(HttpFailuresTest, Request_thatMakesNoSense_notSent) {
    const auto server = serve();
    const HttpRules rules = allow(*server);
    auto injected = request(*server, "/echo");
    injected.headers.push_back({"X-A", Secret("a\r\nX-B: b")});
    EXPECT_EQ(refusal(injected, rules), "bad_request");
    auto named = request(*server, "/echo");
    named.headers.push_back({"X-A: b\r\nX-B", Secret("a")});
    EXPECT_EQ(refusal(named, rules), "bad_request");
    auto hosted = request(*server, "/echo");
    hosted.headers.push_back({"Host", Secret("other.kz")});
    EXPECT_EQ(refusal(hosted, rules), "bad_request");
    EXPECT_EQ(refusal(request("https://user:pass@" + server->at("localhost") + "/echo"), rules), "bad_request");
    EXPECT_EQ(refusal(request(*server, "/echo\r\nX-B: b"), rules), "bad_request");
    EXPECT_EQ(server->count("connection"), 0);
}

TEST_F(HttpFailuresTest, Listener_ofAnother_nothingSent) {
    const auto server = servePlain();
    HttpRules rules = allow({server->at("127.0.0.1")});
    rules.plainLoopback = true;
    std::string asked;
    rules.listenerAt = [&](const std::string& address, int port) {
        asked = address + ":" + std::to_string(port);
        return Listener::foreign;
    };
    EXPECT_EQ(refusal(request("http://" + server->at("127.0.0.1") + "/echo"), rules), "foreign_listener");
    EXPECT_EQ(asked, server->at("127.0.0.1"));
    EXPECT_EQ(server->count("request"), 0);
}

TEST_F(HttpFailuresTest, Listener_thatEndedMeanwhile_isUnreachable) {
    const auto server = servePlain();
    HttpRules rules = allow({server->at("127.0.0.1")});
    rules.plainLoopback = true;
    rules.listenerAt = [](const std::string&, int) { return Listener::gone; };
    EXPECT_EQ(refusal(request("http://" + server->at("127.0.0.1") + "/echo"), rules), "unreachable");
    EXPECT_EQ(server->count("request"), 0);
}

TEST_F(HttpFailuresTest, Listener_ofOnesOwn_isSpokenTo) {
    const auto server = servePlain();
    HttpRules rules = allow({server->at("localhost")});
    rules.plainLoopback = true;
    rules.listenerAt = [](const std::string&, int) { return Listener::own; };
    EXPECT_TRUE(send(request("http://" + server->at("localhost") + "/echo"), rules).ok());
}

TEST_F(HttpFailuresTest, Host_notAllowed_notContacted) {
    const auto server = serve();
    EXPECT_EQ(refusal(request(*server, "/echo"), allow({"localhost", "ca.example.kz"})), "host_refused");
    EXPECT_EQ(refusal(request(*server, "/echo"), allow({server->at("127.0.0.1")})), "host_refused");
    EXPECT_EQ(refusal(request(*server, "/echo"), {}), "host_refused");
    EXPECT_EQ(server->count("connection"), 0);
}

} // namespace
} // namespace reseal::network
