// SPDX-License-Identifier: Apache-2.0
// The module that people get, caged in its own process, with the agent's real HTTP, against the peer's program.
#include "agent/network/curl_http_client.hpp"
#include "agent/platform/file_identity.hpp"
#include "agent/platform/local_listener.hpp"
#include "agent/plugins/services/agent_services.hpp"
#include "agent/plugins/supervision/plugin_process.hpp"
#include "tests/support/started_server.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <reseal/reseal.h>

#include <fstream>

namespace reseal::plugins {
namespace {

using namespace std::chrono_literals;
using wire::Item;

// reseal-test-vpnkey on a free port.
class Peer {
public:
    explicit Peer(const std::vector<std::string>& faults)
        : server_({RESEAL_BIN "/reseal-test-vpnkey", "--dir", folder_.path(), "--port", "0"}, faults) {
        const std::string& ready = server_.ready();
        const std::size_t begin = ready.find("http://");
        url_ = begin == std::string::npos ? "" : ready.substr(begin, ready.find('"', begin) - begin);
    }

    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] std::string host() const { return url_.substr(7, url_.find('/', 7) - 7); }
    [[nodiscard]] std::string requests() const {
        std::ifstream file(folder_ / "requests.jsonl");
        return {std::istreambuf_iterator<char>(file), {}};
    }

private:
    test::TemporaryFolder folder_;
    test::StartedServer server_;
    std::string url_;
};

class VpnKeyProcessTest : public testing::Test {
protected:
    void start(std::vector<std::string> faults = {}) {
        peer_ = std::make_unique<Peer>(std::move(faults));
        ASSERT_NE(peer_->url(), "");
        rules_.pluginId = "vpnkey";
        rules_.http.allowedHosts = {peer_->host()};
        rules_.http.plainLoopback = true;
        if (!rules_.http.listenerAt) {
            rules_.http.listenerAt = platform::listenerAt;
        }
        services_ = std::make_unique<AgentServices>(rules_, client_, Asking(), Reporting(),
                                                    [this](std::int64_t, std::size_t most) { return read(most); });
        PluginLaunch launch;
        launch.hostProgram = RESEAL_BIN "/reseal-plugin-host";
        launch.pluginId = "vpnkey";
        launch.module = RESEAL_VPNKEY;
        const auto identity = platform::identityOf(launch.module);
        ASSERT_TRUE(identity.ok());
        launch.identity = identity.value();
        auto started = PluginProcess::start(launch, *services_);
        ASSERT_TRUE(started.ok()) << started.error().reason;
        process_ = std::move(started).value();
    }

    Result<Bytes> read(std::size_t most) {
        const std::size_t size = std::min(most, left_);
        left_ -= size;
        return Bytes(size, 'x');
    }

    Result<PluginReply> call(const char* extension, const char* function, wire::Items params,
                             std::chrono::milliseconds deadline = 60s) {
        PluginCall call;
        call.extension = extension;
        call.function = function;
        call.operation[0] = 1;
        call.deadline = deadline;
        call.params = std::move(params);
        call.params.push_back(Item::ofText("token", "vpnkey"));
        call.params.push_back(Item::ofSecret("setting.address", peer_->url()));
        return process_->call(call);
    }

    Result<PluginReply> sign(std::size_t size, std::chrono::milliseconds deadline = 60s) {
        const auto objects = call("reseal.token/1", "objects", {});
        const std::string key = objects.ok() ? std::string(wire::textOf(objects.value().items, "object.1.key")) : "";
        left_ = size;
        return call("reseal.token-cms/1", "sign",
                    {Item::ofText("key", key), Item::ofNumber("source", 1), Item::ofText("setting.mode", "1"),
                     Item::ofNumber("source-size", static_cast<std::int64_t>(size)), Item::ofNumber("new-signer", 1)},
                    deadline);
    }

    std::string reasonOf(const Result<PluginReply>& reply) {
        return reply.ok() ? std::string(wire::textOf(reply.value().items, "error.reason")) : reply.error().reason;
    }

    // Most memory that the plugin's process ever held, in KiB.
    [[nodiscard]] long peak() const {
        std::ifstream file("/proc/" + std::to_string(process_->processId()) + "/status");
        for (std::string line; std::getline(file, line);) {
            if (line.starts_with("VmHWM:")) {
                return std::stol(line.substr(6));
            }
        }
        return -1;
    }

    network::CurlHttpClient client_{"Reseal/test"};
    ServiceRules rules_;
    std::unique_ptr<Peer> peer_;
    std::unique_ptr<AgentServices> services_;
    std::unique_ptr<PluginProcess> process_;
    std::size_t left_ = 0;
};

TEST_F(VpnKeyProcessTest, cagedPlugin_signsAndVerifies) {
    start();
    const auto reply = sign(654);
    ASSERT_TRUE(reply.ok()) << reply.error().reason;
    EXPECT_EQ(reply.value().status, RESEAL_OK) << wire::textOf(reply.value().items, "error.message");
    EXPECT_EQ(wire::find(reply.value().items, "cms")->value.size(), 55u);
}
#if !defined(RESEAL_SANITIZED)
TEST_F(VpnKeyProcessTest, largeDetachedDocument_isNotHeld) {
    start();
    const auto small = sign(654);
    const long before = peak();
    const auto reply = sign(std::size_t{24} << 20U);
    ASSERT_TRUE(reply.ok()) << reply.error().reason;
    EXPECT_EQ(reply.value().status, RESEAL_OK) << wire::textOf(reply.value().items, "error.message");
    EXPECT_LT(peak() - before, 12 * 1024);
}
#endif
TEST_F(VpnKeyProcessTest, foreignListener_getsNothing) {
    rules_.http.listenerAt = [](const std::string&, int) { return Listener::foreign; };
    start();
    const auto reply = call("reseal.token/1", "objects", {});
    EXPECT_EQ(reasonOf(reply), "foreign_listener");
    EXPECT_EQ(peer_->requests(), "");
}
TEST_F(VpnKeyProcessTest, redirect_isNotTakenForAnAnswer) {
    start({"redirect"});
    const std::string reason = reasonOf(call("reseal.token/1", "objects", {}));
    EXPECT_TRUE(reason == "bad_answer" || reason == "session_over") << reason;
}
TEST_F(VpnKeyProcessTest, hugeAnswer_isDropped) {
    start({"huge-answer"});
    EXPECT_EQ(reasonOf(call("reseal.token/1", "objects", {})), "too_large");
}
TEST_F(VpnKeyProcessTest, answerThatBreaksOff_isNoSignature) {
    start({"cut"});
    EXPECT_EQ(reasonOf(sign(10)), "connection_lost");
}
TEST_F(VpnKeyProcessTest, tokenThatStalls_isLeftAtTheDeadline) {
    start({"stall"});
    const auto began = std::chrono::steady_clock::now();
    const auto reply = sign(10, 1s);
    EXPECT_NE(reasonOf(reply), "");
    EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
}

} // namespace
} // namespace reseal::plugins
