// SPDX-License-Identifier: Apache-2.0
// What arrives there and comes back when all goes well.
#include "tests/unit/network/network_fixtures.hpp"

#include <thread>

namespace reseal::network {
namespace {

class HttpClientTest : public NetworkTest {};

TEST_F(HttpClientTest, Get_answered_statusHeadersAndBody) {
    const auto server = serve();
    const auto response = send(request(*server, "/echo?a=b"), allow(*server));
    ASSERT_TRUE(response.ok()) << response.error().detail;
    EXPECT_EQ(response.value().status, 200);
    EXPECT_EQ(response.value().url, "https://" + server->at("localhost") + "/echo?a=b");
    std::vector<std::string> values;
    for (const auto& [name, value] : response.value().headers) {
        if (name == "x-peer") {
            values.push_back(value);
        }
    }
    EXPECT_EQ(values, (std::vector<std::string>{"one", "two"}));
    const auto seen = nlohmann::json::parse(response.value().body);
    EXPECT_EQ(seen.at("method"), "GET");
    EXPECT_EQ(seen.at("path"), "/echo?a=b");
    EXPECT_EQ(header(seen, "host"), server->at("localhost"));
    EXPECT_EQ(header(seen, "user-agent"), "Reseal/test");
    EXPECT_EQ(header(seen, "accept-encoding"), "");
}

TEST_F(HttpClientTest, Status_ofFailure_isAnAnswer) {
    const auto server = serve();
    for (const int status : {204, 304, 401, 404, 417, 500, 503}) {
        const auto response = send(request(*server, "/status/" + std::to_string(status)), allow(*server));
        ASSERT_TRUE(response.ok()) << status;
        EXPECT_EQ(response.value().status, status);
        EXPECT_TRUE(response.value().body.empty());
    }
    EXPECT_EQ(server->count("request"), 7);
}

TEST_F(HttpClientTest, Post_withBody_arrivesWhole) {
    const auto server = serve();
    auto wanted = request(*server, "/echo", HttpMethod::post);
    const std::string body = std::string("\0\r\n\xff", 4) + std::string(3U * 1024 * 1024, 'x');
    wanted.maxBytes = kMaxHttpBody;
    wanted.body = Secret(body);
    wanted.headers.push_back({"Content-Type", Secret("application/pkcs10")});
    const auto seen = echoed(wanted, allow(*server));
    EXPECT_EQ(seen.at("method"), "POST");
    EXPECT_EQ(seen.at("body").get<std::string>().size(), body.size() + 1); // \xff became two bytes of UTF-8
    EXPECT_EQ(header(seen, "content-length"), std::to_string(body.size()));
    EXPECT_EQ(header(seen, "content-type"), "application/pkcs10");
    EXPECT_EQ(header(seen, "expect"), "");
}

TEST_F(HttpClientTest, Method_put_delete_emptyPost_asAsked) {
    const auto server = serve();
    auto put = request(*server, "/echo", HttpMethod::put);
    put.body = Secret("text");
    const auto seenPut = echoed(put, allow(*server));
    EXPECT_EQ(seenPut.at("method"), "PUT");
    EXPECT_EQ(seenPut.at("body"), "text");
    EXPECT_EQ(header(seenPut, "content-type"), "");

    const auto seenDelete = echoed(request(*server, "/echo", HttpMethod::remove), allow(*server));
    EXPECT_EQ(seenDelete.at("method"), "DELETE");
    EXPECT_EQ(header(seenDelete, "content-length"), "");

    const auto seenPost = echoed(request(*server, "/echo", HttpMethod::post), allow(*server));
    EXPECT_EQ(seenPost.at("method"), "POST");
    EXPECT_EQ(header(seenPost, "content-length"), "0");
}

TEST_F(HttpClientTest, Headers_ofTheRequest_arriveEmptyOnesToo) {
    const auto server = serve();
    auto wanted = request(*server, "/echo");
    wanted.headers.push_back({"Authorization", Secret("Bearer abc"), true});
    wanted.headers.push_back({"X-Empty", Secret("")});
    wanted.headers.push_back({"X-Blank", Secret(" \t")});
    wanted.headers.push_back({"User-Agent", Secret("Plugin/1")});
    wanted.headers.push_back({"Accept", Secret("application/json")});
    const auto seen = echoed(wanted, allow(*server));
    EXPECT_EQ(header(seen, "authorization"), "Bearer abc");
    EXPECT_EQ(header(seen, "user-agent"), "Plugin/1");
    EXPECT_EQ(header(seen, "accept"), "application/json");
    EXPECT_NE(seen.dump().find(R"(["x-empty",""])"), std::string::npos);
    EXPECT_NE(seen.dump().find(R"(["x-blank",""])"), std::string::npos);
}

TEST_F(HttpClientTest, Cookie_set_notSentBack) {
    const auto server = serve();
    EXPECT_EQ(header(echoed(request(*server, "/echo"), allow(*server)), "cookie"), "");
    EXPECT_EQ(header(echoed(request(*server, "/echo"), allow(*server)), "cookie"), "");
    EXPECT_EQ(server->count("connection"), 2); // nor is a connection kept
}

TEST_F(HttpClientTest, Answer_afterInterimOnes_isTheFinalOne) {
    const auto server = serve();
    const auto response = send(request(*server, "/interim"), allow(*server));
    ASSERT_TRUE(response.ok()) << response.error().reason;
    EXPECT_EQ(response.value().status, 200);
    EXPECT_EQ(std::string(response.value().body.begin(), response.value().body.end()), "ok");
    const std::vector<std::pair<std::string, std::string>> expected = {{"transfer-encoding", "chunked"},
                                                                       {"x-folded", "a b"}};
    EXPECT_EQ(response.value().headers, expected);
}

TEST_F(HttpClientTest, PlainHttp_toLoopback_onlyWhereAllowed) {
    const auto server = servePlain();
    const auto wanted = request("http://" + server->at("127.0.0.1") + "/echo");
    HttpRules rules = allow({server->at("127.0.0.1")});
    EXPECT_EQ(refusal(wanted, rules), "host_refused");
    rules.plainLoopback = true;
    EXPECT_EQ(echoed(wanted, rules).at("path"), "/echo");
    EXPECT_EQ(server->count("connection"), 1);
}

TEST_F(HttpClientTest, Requests_fromManyThreads_eachItsAnswer) {
    const auto server = serve();
    const HttpRules rules = allow(*server);
    std::vector<std::string> paths(8);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        threads.emplace_back(
            [&, i] { paths[i] = echoed(request(*server, "/echo?" + std::to_string(i)), rules).value("path", ""); });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    for (std::size_t i = 0; i < paths.size(); ++i) {
        EXPECT_EQ(paths[i], "/echo?" + std::to_string(i));
    }
}

} // namespace
} // namespace reseal::network
