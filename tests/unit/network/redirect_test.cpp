// SPDX-License-Identifier: Apache-2.0
// Redirects between real servers.
#include "tests/unit/network/network_fixtures.hpp"

namespace reseal::network {
namespace {

class RedirectTest : public NetworkTest {
protected:
    [[nodiscard]] static std::string leading(int status, const std::string& to) {
        return "/redirect?status=" + std::to_string(status) + "&to=" + to;
    }
};

TEST_F(RedirectTest, Redirect_onTheSameServer_followedWithSecrets) {
    const auto server = serve();
    auto wanted = request(*server, leading(302, "/echo"));
    wanted.headers.push_back({"Authorization", Secret("Bearer abc")});
    const auto response = send(wanted, allow(*server));
    ASSERT_TRUE(response.ok()) << response.error().reason;
    EXPECT_EQ(response.value().url, "https://" + server->at("localhost") + "/echo");
    EXPECT_EQ(header(nlohmann::json::parse(response.value().body), "authorization"), "Bearer abc");
}

TEST_F(RedirectTest, Redirect_toAnotherAllowedServer_followedWithoutSecrets) {
    const auto first = serve();
    const auto second = serve();
    auto wanted = request(*first, leading(307, "https://" + second->at("a.localhost") + "/echo"), HttpMethod::post);
    wanted.body = Secret("order");
    wanted.headers.push_back({"authorization", Secret("Bearer abc")});
    wanted.headers.push_back({"Cookie", Secret("a=b")});
    wanted.headers.push_back({"X-Api-Key", Secret("key"), true});
    wanted.headers.push_back({"X-Plain", Secret("plain")});
    const auto seen = echoed(wanted, allow({first->at("localhost"), second->at("a.localhost")}));
    EXPECT_EQ(seen.at("method"), "POST");
    EXPECT_EQ(seen.at("body"), "order");
    EXPECT_EQ(header(seen, "authorization"), "");
    EXPECT_EQ(header(seen, "cookie"), "");
    EXPECT_EQ(header(seen, "x-api-key"), "");
    EXPECT_EQ(header(seen, "x-plain"), "plain");
    EXPECT_EQ(first->count("request"), 1);
    EXPECT_EQ(second->count("request"), 1);
}

TEST_F(RedirectTest, Post_after303_getWithoutBody) {
    const auto server = serve();
    for (const int status : {301, 302, 303}) {
        auto wanted = request(*server, leading(status, "/echo"), HttpMethod::post);
        wanted.body = Secret("order");
        wanted.headers.push_back({"Content-Type", Secret("text/plain")});
        const auto seen = echoed(wanted, allow(*server));
        EXPECT_EQ(seen.at("method"), "GET") << status;
        EXPECT_EQ(seen.at("body"), "") << status;
        EXPECT_EQ(header(seen, "content-type"), "") << status;
        EXPECT_EQ(header(seen, "content-length"), "") << status;
    }
}

TEST_F(RedirectTest, Redirect_toAnotherServer_refusedAndNeverContacted) {
    const auto server = serve();
    const auto other = serve();
    for (const std::string& target : {"https://" + other->at("localhost") + "/echo", "//" + other->at("localhost"),
                                      "https://" + other->at("127.0.0.1") + "/echo"}) {
        const auto response = send(request(*server, leading(302, target)), allow(*server));
        ASSERT_FALSE(response.ok()) << target;
        EXPECT_EQ(response.error().category, Category::refused);
        EXPECT_EQ(response.error().reason, "host_refused");
        EXPECT_EQ(response.error().subject.substr(response.error().subject.find(':')),
                  ":" + std::to_string(other->port()));
    }
    EXPECT_EQ(other->count("connection"), 0);
}

TEST_F(RedirectTest, Redirect_toPlainHttp_refusedEvenWhereThatIsAllowed) {
    const auto server = serve();
    const auto plain = servePlain();
    HttpRules rules = allow({server->at("localhost"), plain->at("localhost")});
    rules.plainLoopback = true;
    EXPECT_EQ(refusal(request(*server, leading(302, "http://" + plain->at("localhost") + "/echo")), rules),
              "host_refused");
    EXPECT_EQ(plain->count("connection"), 0);
}

TEST_F(RedirectTest, Redirect_fromPlainHttpToHttps_followed) {
    const auto plain = servePlain();
    const auto server = serve();
    HttpRules rules = allow({server->at("localhost"), plain->at("localhost")});
    rules.plainLoopback = true;
    const auto wanted =
        request("http://" + plain->at("localhost") + leading(301, "https://" + server->at("localhost") + "/echo"));
    EXPECT_EQ(echoed(wanted, rules).value("path", ""), "/echo");
}

TEST_F(RedirectTest, Redirects_withoutEnd_endAfterFive) {
    const auto server = serve();
    EXPECT_EQ(refusal(request(*server, "/loop"), allow(*server)), "too_many_redirects");
    EXPECT_EQ(server->count("request"), 6);
}

TEST_F(RedirectTest, Location_missingOrNoAddress_answerOrError) {
    const auto server = serve();
    EXPECT_EQ(send(request(*server, "/status/302"), allow(*server)).value().status, 302);
    EXPECT_EQ(send(request(*server, leading(304, "/echo")), allow(*server)).value().status, 304);
    EXPECT_EQ(refusal(request(*server, "/bad-location?status=302&to=javascript:x"), allow(*server)), "bad_response");
    EXPECT_EQ(refusal(request(*server, "/bad-location?status=302&to=https://a@" + server->at("localhost") + "/"),
                      allow(*server)),
              "bad_response");
}

} // namespace
} // namespace reseal::network
