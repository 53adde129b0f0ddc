// SPDX-License-Identifier: Apache-2.0
// Proxies that want to know who asks: NTLM, whose answers the proxy of the tests computes itself, and Negotiate with
// tickets of a Kerberos realm of the tests' own.
#include "agent/base/log.hpp"
#include "tests/unit/network/proxy_fixtures.hpp"

#include <mutex>

namespace reseal::network {
namespace {

std::mutex logMutex;
std::string logged;

class ProxyLoginTest : public ProxyTest {
protected:
    ProxyLoginTest() {
        logged.clear();
        setLogSink([](LogLevel, std::string_view line) {
            const std::scoped_lock lock(logMutex);
            logged.append(line).append("\n");
        });
    }
    ~ProxyLoginTest() override { setLogSink(nullptr); }

    // A POST through the proxy with this in front of its name in https_proxy ("anna:secret@").
    [[nodiscard]] Result<HttpResponse> order(const ServerProcess& server, const ServerProcess& way,
                                             const std::string& login) {
        const ScopedVariable variable("https_proxy", ("http://" + login + way.at("localhost")).c_str());
        auto wanted = far(server, HttpMethod::post);
        wanted.body = Secret("order");
        return send(wanted, allowFar(server));
    }
    [[nodiscard]] static std::string bodyOf(const Result<HttpResponse>& response) {
        EXPECT_TRUE(response.ok()) << response.error().reason << ": " << response.error().detail;
        return response ? nlohmann::json::parse(response.value().body).value("body", "") : "";
    }
    // What the proxy said when it let somebody through; empty where it let nobody through.
    [[nodiscard]] static nlohmann::json letThrough(ServerProcess& way) {
        for (const auto& line : way.last()) {
            if (line.value("known", false)) {
                return line;
            }
        }
        return nlohmann::json::object();
    }
};

class NtlmProxyTest : public ProxyLoginTest {};

TEST_F(NtlmProxyTest, Ntlm_rightPassword_oneRequestReachesTheServer) {
    const auto server = serve();
    for (const char* const login : {"anna:secret@", "EXAMPLE%5Canna:secret@", "EXAMPLE%2Fanna:secret@"}) {
        const auto way = proxy({"--ntlm", "EXAMPLE\\anna:secret"});
        EXPECT_EQ(bodyOf(order(*server, *way, login)), "order") << login;
        const auto told = letThrough(*way);
        EXPECT_EQ(told.value("who", ""), "anna");
        EXPECT_EQ(told.value("scheme", ""), "NTLM");
    }
    EXPECT_EQ(server->count("request"), 3);
}

TEST_F(NtlmProxyTest, Ntlm_ofTheRules_opens) {
    const auto server = serve();
    const auto way = proxy({"--ntlm", "EXAMPLE\\anna:secret"});
    HttpRules rules = allowFar(*server);
    rules.proxy = std::make_shared<ProxySettings>(
        ProxySettings{"http://" + way->at("localhost"), "", "EXAMPLE\\anna", Secret("secret")});
    EXPECT_EQ(echoed(far(*server), rules).value("path", ""), "/echo");
}

TEST_F(NtlmProxyTest, Ntlm_wrongLogin_unreachableAndSaysToCheckIt) {
    const auto server = serve();
    for (const char* const login : {"anna:wr0ng-word@", "boris:secret@", "OTHER%5Canna:secret@"}) {
        const auto way = proxy({"--ntlm", "EXAMPLE\\anna:secret"});
        const auto response = order(*server, *way, login);
        ASSERT_FALSE(response.ok()) << login;
        EXPECT_EQ(response.error().reason, "unreachable");
        EXPECT_NE(response.error().detail.find("another user name or password"), std::string::npos);
        EXPECT_TRUE(letThrough(*way).empty());
    }
    EXPECT_EQ(server->count("connection"), 0);
}

TEST_F(NtlmProxyTest, Ntlm_noLogin_saysHowToSignIn) {
    const auto server = serve();
    const auto way = proxy({"--ntlm", "EXAMPLE\\anna:secret"});
    const auto response = order(*server, *way, "");
    ASSERT_FALSE(response.ok());
    EXPECT_EQ(response.error().reason, "unreachable");
    EXPECT_NE(response.error().detail.find("sign in"), std::string::npos) << response.error().detail;
    EXPECT_EQ(server->count("connection"), 0);
}

TEST_F(NtlmProxyTest, Ntlm_whateverComesOfIt_noPasswordInLogOrError) {
    const auto server = serve();
    const auto way = proxy({"--ntlm", "anna:s3cret-word"});
    const auto right = order(*server, *way, "anna:s3cret-word@");
    const auto wrong = order(*server, *way, "anna:wr0ng-word@");
    EXPECT_TRUE(right.ok());
    ASSERT_FALSE(wrong.ok());
    EXPECT_NE(logged.find("unreachable"), std::string::npos);
    for (const std::string& text : {logged, wrong.error().detail, wrong.error().subject}) {
        EXPECT_EQ(text.find("-word"), std::string::npos) << text;
        EXPECT_EQ(text.find("anna"), std::string::npos) << text;
    }
}

class KerberosProxyTest : public ProxyLoginTest {
protected:
    void SetUp() override {
        if (realm_.port() == 0) {
            GTEST_SKIP() << "skipped: krb5-kdc, krb5-admin-server, krb5-user or python3-gssapi is not installed";
        }
    }

    test::TemporaryFolder realmFolder_;
    ServerProcess realm_{"kerberos_realm.py", {realmFolder_ / ""}};
    ScopedVariable configuration_{"KRB5_CONFIG", (realmFolder_ / "krb5.conf").c_str()};
    ScopedVariable keys_{"KRB5_KTNAME", ("FILE:" + (realmFolder_ / "http.keytab")).c_str()};
    ScopedVariable tickets_{"KRB5CCNAME", ("FILE:" + (realmFolder_ / "tickets")).c_str()};
};

TEST_F(KerberosProxyTest, Negotiate_withATicket_oneRequestReachesTheServer) {
    const auto server = serve();
    const auto way = proxy({"--negotiate"});
    EXPECT_EQ(bodyOf(order(*server, *way, "")), "order");
    const auto told = letThrough(*way);
    EXPECT_EQ(told.value("who", ""), "anna@RESEAL.TEST");
    EXPECT_EQ(told.value("scheme", ""), "Negotiate");
    EXPECT_EQ(server->count("request"), 1);
}

TEST_F(KerberosProxyTest, Negotiate_withoutATicket_saysHowToSignIn) {
    const auto server = serve();
    const auto way = proxy({"--negotiate"});
    const ScopedVariable none("KRB5CCNAME", ("FILE:" + (realmFolder_ / "none")).c_str());
    const auto response = order(*server, *way, "");
    ASSERT_FALSE(response.ok());
    EXPECT_EQ(response.error().reason, "unreachable");
    EXPECT_NE(response.error().detail.find("kinit"), std::string::npos) << response.error().detail;
    EXPECT_EQ(server->count("connection"), 0);
}

TEST_F(KerberosProxyTest, Negotiate_ticketForAnotherProxy_unreachable) {
    const auto server = serve();
    const auto way = proxy({"--negotiate"});
    const ScopedVariable variable("https_proxy", ("http://" + way->at("127.0.0.1")).c_str());
    EXPECT_EQ(refusal(far(*server), allowFar(*server)), "unreachable");
    EXPECT_EQ(server->count("connection"), 0);
}

TEST_F(KerberosProxyTest, NegotiateAndNtlm_aTicketAndNoLogin_theTicket) {
    const auto server = serve();
    const auto way = proxy({"--negotiate", "--ntlm", "EXAMPLE\\anna:secret"});
    EXPECT_EQ(bodyOf(order(*server, *way, "")), "order");
    EXPECT_EQ(letThrough(*way).value("scheme", ""), "Negotiate");
}

TEST_F(KerberosProxyTest, NegotiateAndNtlm_aLoginAndNoTicket_theLogin) {
    const auto server = serve();
    const auto way = proxy({"--negotiate", "--ntlm", "EXAMPLE\\anna:secret"});
    const ScopedVariable none("KRB5CCNAME", ("FILE:" + (realmFolder_ / "none")).c_str());
    EXPECT_EQ(bodyOf(order(*server, *way, "anna:secret@")), "order");
    EXPECT_EQ(letThrough(*way).value("scheme", ""), "NTLM");
    EXPECT_EQ(logged, "");
}

// A directory locks an account after a few of them.
TEST_F(KerberosProxyTest, NegotiateAndNtlm_aWrongPassword_triedOnce) {
    const auto server = serve();
    const auto way = proxy({"--negotiate", "--ntlm", "EXAMPLE\\anna:secret"});
    const ScopedVariable none("KRB5CCNAME", ("FILE:" + (realmFolder_ / "none")).c_str());
    const auto response = order(*server, *way, "anna:wrong@");
    ASSERT_FALSE(response.ok());
    EXPECT_NE(response.error().detail.find("another user name or password"), std::string::npos);
    const auto said = way->last();
    EXPECT_EQ(std::ranges::count_if(said, [](const auto& line) { return line.value("scheme", "") == "NTLM"; }), 2);
}

TEST_F(KerberosProxyTest, Negotiate_aTicketAndALogin_theTicket) {
    const auto server = serve();
    const auto way = proxy({"--negotiate"});
    EXPECT_EQ(bodyOf(order(*server, *way, "anna:secret@")), "order");
    EXPECT_EQ(letThrough(*way).value("scheme", ""), "Negotiate");
}

} // namespace
} // namespace reseal::network
