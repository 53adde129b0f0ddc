// SPDX-License-Identifier: Apache-2.0
// The system's proxy, a proxy of one's own, and none.
#include "tests/unit/network/proxy_fixtures.hpp"

namespace reseal::network {
namespace {

TEST_F(ProxyTest, Proxy_ofTheEnvironment_usedByName) {
    const auto server = serve();
    const auto way = proxy();
    const ScopedVariable variable("https_proxy", ("http://" + way->at("127.0.0.1")).c_str());
    auto wanted = far(*server);
    wanted.headers.push_back({"Authorization", Secret("Bearer abc")});
    EXPECT_EQ(header(echoed(wanted, allowFar(*server)), "authorization"), "Bearer abc");
    const auto asked = way->next();
    EXPECT_EQ(asked.value("proxied", ""), server->at("ca.localhost"));
    EXPECT_EQ(asked.at("headers").dump().find("\"authorization\""), std::string::npos);
}

TEST_F(ProxyTest, NoProxy_ofTheEnvironment_honoured) {
    const auto server = serve();
    const auto way = proxy();
    const ScopedVariable variable("https_proxy", ("http://" + way->at("127.0.0.1")).c_str());
    for (const char* const spared : {"ca.localhost", "a.kz,.localhost", "*"}) {
        const ScopedVariable except("no_proxy", spared);
        EXPECT_EQ(echoed(far(*server), allowFar(*server)).value("path", ""), "/echo") << spared;
    }
    EXPECT_EQ(way->count("proxied"), 0);
}

TEST_F(ProxyTest, Proxy_thatAsksForALogin_getsItAndTheServerOneRequest) {
    const auto server = serve();
    const auto way = proxy({"--login", "anna:secret"});
    const ScopedVariable variable("https_proxy", ("http://anna:secret@" + way->at("127.0.0.1")).c_str());
    auto wanted = far(*server, HttpMethod::post);
    wanted.body = Secret("order");
    EXPECT_EQ(echoed(wanted, allowFar(*server)).value("body", ""), "order");
    EXPECT_FALSE(way->next().value("known", true));
    EXPECT_TRUE(way->next().value("known", false));
    EXPECT_EQ(server->count("request"), 1);
}

TEST_F(ProxyTest, Proxy_thatRefusesTheLogin_unreachable) {
    const auto server = serve();
    const auto way = proxy({"--login", "anna:secret"});
    for (const char* const login : {"anna:wrong@", ""}) {
        const ScopedVariable variable("https_proxy", ("http://" + (login + way->at("127.0.0.1"))).c_str());
        const auto response = send(far(*server), allowFar(*server));
        ASSERT_FALSE(response.ok());
        EXPECT_EQ(response.error().reason, "unreachable");
        EXPECT_NE(response.error().detail.find("password"), std::string::npos);
    }
    EXPECT_EQ(server->count("connection"), 0);
}

TEST_F(ProxyTest, Proxy_ofTheRules_insteadOfTheEnvironments) {
    const auto server = serve();
    const auto systems = proxy();
    const auto own = proxy({"--login", "anna:secret"});
    const ScopedVariable variable("https_proxy", ("http://" + systems->at("127.0.0.1")).c_str());
    const ScopedVariable except("no_proxy", "*");
    HttpRules rules = allowFar(*server);
    rules.proxy = std::make_shared<ProxySettings>(
        ProxySettings{"http://" + own->at("127.0.0.1"), "other.kz", "anna", Secret("secret")});
    EXPECT_EQ(echoed(far(*server), rules).value("path", ""), "/echo");
    rules.proxy =
        std::make_shared<ProxySettings>(ProxySettings{"http://" + own->at("127.0.0.1"), ".localhost", "", {}});
    EXPECT_EQ(echoed(far(*server), rules).value("path", ""), "/echo");
    rules.proxy = std::make_shared<ProxySettings>();
    EXPECT_EQ(echoed(far(*server), rules).value("path", ""), "/echo");
    EXPECT_EQ(own->count("proxied"), 2); // asked, and asked with the login: the first request only
    EXPECT_EQ(systems->count("proxied"), 0);
}

TEST_F(ProxyTest, Loopback_neverThroughAProxy) {
    const auto server = serve();
    const auto plain = servePlain();
    const auto way = proxy();
    const std::string address = "http://" + way->at("127.0.0.1");
    const ScopedVariable https("https_proxy", address.c_str());
    const ScopedVariable http("http_proxy", address.c_str());
    const ScopedVariable all("ALL_PROXY", address.c_str());
    HttpRules rules = allow({server->at("localhost"), server->at("127.0.0.1"), plain->at("localhost")});
    rules.plainLoopback = true;
    EXPECT_EQ(echoed(request(*server, "/echo"), rules).value("path", ""), "/echo");
    EXPECT_EQ(echoed(request("https://" + server->at("127.0.0.1") + "/echo"), rules).value("path", ""), "/echo");
    EXPECT_EQ(echoed(request("http://" + plain->at("localhost") + "/echo"), rules).value("path", ""), "/echo");
    rules.proxy = std::make_shared<ProxySettings>(ProxySettings{address, "", "", {}});
    EXPECT_EQ(echoed(request("http://" + plain->at("localhost") + "/echo"), rules).value("path", ""), "/echo");
    EXPECT_EQ(way->count("proxied"), 0);
}

TEST_F(ProxyTest, Proxy_notThere_unreachable) {
    const auto server = serve();
    const ScopedVariable variable("https_proxy", "http://127.0.0.1:1");
    EXPECT_EQ(refusal(far(*server), allowFar(*server)), "unreachable");
    EXPECT_EQ(server->count("connection"), 0);
}

} // namespace
} // namespace reseal::network
