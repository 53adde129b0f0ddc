// SPDX-License-Identifier: Apache-2.0
// The module that people get, caged in its own process, with the agent's real HTTPS, against reseal-test-ca over TLS.
#include "agent/crypto/certificate_request.hpp"
#include "agent/crypto/private_key.hpp"
#include "agent/network/curl_http_client.hpp"
#include "agent/platform/file_identity.hpp"
#include "agent/plugins/conversation/demand.hpp"
#include "agent/plugins/services/agent_services.hpp"
#include "agent/plugins/supervision/plugin_process.hpp"
#include "tests/support/started_server.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <reseal/reseal.h>

#include <fstream>

namespace reseal::plugins {
namespace {

using namespace std::chrono_literals;
using wire::Item;
using Json = nlohmann::json;

// reseal-test-ca in a folder that outlives it.
class Peer {
public:
    Peer(const std::string& folder, const std::vector<std::string>& faults, int port)
        : server_({RESEAL_BIN "/reseal-test-ca", "--style", "kontur", "--dir", folder, "--port", std::to_string(port)},
                  faults) {
        const Json ready = Json::parse(server_.ready(), nullptr, false);
        if (ready.is_object()) {
            url = ready["url"];
            caFile = ready["ca_file"];
        }
    }
    void end(int signal) { server_.end(signal); }
    [[nodiscard]] std::string host() const { return url.substr(8); }
    [[nodiscard]] int port() const { return std::stoi(url.substr(url.rfind(':') + 1)); }

    std::string url, caFile;

private:
    test::StartedServer server_;
};

class KonturProcessTest : public testing::Test {
protected:
    void start(std::vector<std::string> faults = {}, int port = 0) {
        peer_ = std::make_unique<Peer>(folder_.path(), std::move(faults), port);
        ASSERT_NE(peer_->url, "");
        if (caFile_.empty()) {
            caFile_ = peer_->caFile;
        }
    }
    void startPlugin() {
        rules_.pluginId = "kontur";
        rules_.http.allowedHosts.push_back(peer_->host());
        services_ = std::make_unique<AgentServices>(rules_, client_);
        PluginLaunch launch;
        launch.hostProgram = RESEAL_BIN "/reseal-plugin-host";
        launch.pluginId = "kontur";
        launch.module = RESEAL_CA_KONTUR;
        const auto identity = platform::identityOf(launch.module);
        ASSERT_TRUE(identity.ok());
        launch.identity = identity.value();
        auto started = PluginProcess::start(launch, *services_);
        ASSERT_TRUE(started.ok()) << started.error().reason;
        process_ = std::move(started).value();
    }

    PluginReply call(const char* function, wire::Items params) {
        PluginCall call;
        call.extension = "reseal.ca/1";
        call.function = function;
        call.operation[0] = ++operation_;
        call.deadline = 60s;
        call.params = std::move(params);
        call.params.push_back(Item::ofNumber("now-ms", kNow));
        call.params.push_back(Item::ofText("setting.base_url", peer_->url));
        call.params.push_back(Item::ofText("setting.ca_file", caFile_));
        if (!cookie_.empty()) {
            call.params.push_back(Item::ofBytes("cookie", cookie_));
        }
        auto reply = process_->call(call);
        EXPECT_TRUE(reply.ok()) << reply.error().reason;
        return reply.ok() ? std::move(reply).value() : PluginReply{RESEAL_E_INTERNAL, {}};
    }
    // A step as the agent reads it: its demand, the cookie kept.
    Result<Demand> step(const char* function, wire::Items params = {}) {
        const PluginReply reply = call(function, std::move(params));
        reason_ = wire::textOf(reply.items, "error.reason");
        text_ = wire::textOf(reply.items, "error.text");
        auto demand = readDemand(reply.items);
        if (demand && !demand.value().cookie.empty()) {
            cookie_ = demand.value().cookie;
        }
        return demand;
    }
    void untilKey() {
        ASSERT_TRUE(step("begin"));
        ASSERT_TRUE(step("resume", {Item::ofText("answer.phone", "+79991234567")})) << text_;
        ASSERT_TRUE(step("resume", {Item::ofSecret("answer.code", newestCode())})) << text_;
        const auto key = step("resume", {Item::ofText("answer.agree", "yes")});
        ASSERT_TRUE(key && std::holds_alternative<std::vector<KeyDemand>>(key.value().what)) << text_;
    }
    wire::Items request() {
        if (request_.empty()) {
            request_ = crypto::makeCertificateRequest({}, crypto::PrivateKey::generate("ec-p256").value()).value();
        }
        return {Item::ofBytes("request.1", request_)};
    }
    [[nodiscard]] std::vector<Json> lines(const std::string& name) const {
        std::ifstream file(folder_ / name);
        std::vector<Json> out;
        for (std::string line; std::getline(file, line);) {
            out.push_back(Json::parse(line));
        }
        return out;
    }
    [[nodiscard]] std::string newestCode() const { return lines("outbox.jsonl").back()["code"]; }
    bool finishes() {
        const auto end = step("resume", {Item::ofSecret("answer.code", newestCode())});
        return end && std::holds_alternative<IssuedCertificates>(end.value().what);
    }

    static constexpr std::int64_t kNow = 1785579600000;
    test::TemporaryFolder folder_;
    std::string caFile_, reason_, text_;
    network::CurlHttpClient client_{"Reseal/test"};
    ServiceRules rules_;
    std::unique_ptr<Peer> peer_;
    std::unique_ptr<AgentServices> services_;
    std::unique_ptr<PluginProcess> process_;
    Bytes cookie_, request_;
    std::uint8_t operation_ = 0;
};

TEST_F(KonturProcessTest, cagedPlugin_getsItsCertificateOverTls) {
    start();
    startPlugin();
    untilKey();
    ASSERT_TRUE(step("resume", request())) << text_;
    EXPECT_TRUE(finishes()) << text_;
    EXPECT_EQ(lines("orders.jsonl").size(), 1u);
}
TEST_F(KonturProcessTest, orderWhoseAnswerWasCutOff_isFoundAndMadeOnce) {
    start({"cut-after-accept"});
    startPlugin();
    untilKey();
    ASSERT_TRUE(step("resume", request())) << text_;
    EXPECT_TRUE(finishes()) << text_;
    EXPECT_EQ(lines("orders.jsonl").size(), 1u);
}
TEST_F(KonturProcessTest, killedServer_goesOnWithItsOrder) {
    start({"issuing-takes-time"});
    startPlugin();
    untilKey();
    const auto wait = step("resume", request());
    ASSERT_TRUE(wait && std::holds_alternative<WaitDemand>(wait.value().what)) << text_;
    const int port = peer_->port();
    peer_->end(SIGKILL);
    EXPECT_FALSE(step("resume"));
    EXPECT_EQ(reason_, "unreachable");
    start({}, port);
    ASSERT_TRUE(step("resume")) << text_;
    EXPECT_TRUE(finishes()) << text_;
    EXPECT_EQ(lines("orders.jsonl").size(), 1u);
}
TEST_F(KonturProcessTest, serverThatIsNotTrusted_getsNothing) {
    caFile_ = "/etc/ssl/certs/ca-certificates.crt";
    start();
    startPlugin();
    ASSERT_TRUE(step("begin"));
    EXPECT_FALSE(step("resume", {Item::ofText("answer.phone", "+79991234567")}));
    EXPECT_EQ(reason_, "tls_failed");
    EXPECT_NE(text_.find("not trusted"), std::string::npos) << text_;
}
TEST_F(KonturProcessTest, hostThatNobodyConfirmed_isNotAsked) {
    start();
    rules_.http.allowedHosts = {"ca.example.ru"};
    startPlugin();
    peer_->url = "https://localhost:" + std::to_string(peer_->port());
    ASSERT_TRUE(step("begin"));
    EXPECT_FALSE(step("resume", {Item::ofText("answer.phone", "+79991234567")}));
    EXPECT_EQ(reason_, "host_refused");
}

} // namespace
} // namespace reseal::plugins
