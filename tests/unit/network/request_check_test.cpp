// SPDX-License-Identifier: Apache-2.0
#include "agent/network/request_check.hpp"
#include "agent/network/response_collector.hpp"

#include <gtest/gtest.h>

namespace reseal::network {
namespace {

TEST(HeaderNameTest, Name_aTokenAndNotTheConnections_allowed) {
    for (const char* const name : {"Accept", "x-api-key", "SOAPAction", "Authorization", "Content-Type", "X_1.~!"}) {
        EXPECT_TRUE(headerNameAllowed(name)) << name;
    }
    for (const std::string& name :
         {std::string(), std::string("A B"), std::string("A:"), std::string("A\r\nB"), std::string("A\0B", 3),
          std::string("A;"), std::string("\xd0\x90"), std::string("Host"), std::string("content-LENGTH"),
          std::string("Transfer-Encoding"), std::string("Connection"), std::string("Expect"), std::string("Upgrade"),
          std::string("Proxy-Authorization"), std::string("TE")}) {
        EXPECT_FALSE(headerNameAllowed(name)) << name;
    }
}

TEST(HeaderValueTest, Value_withControlCharacters_refused) {
    for (const std::string& value : {std::string(), std::string("a b\tc"), std::string("имя")}) {
        EXPECT_TRUE(headerValueAllowed(value)) << value;
    }
    for (const std::string& value : {std::string("a\rb"), std::string("a\nb"), std::string("a\0b", 3),
                                     std::string("a\x1b[0m"), std::string("a\x7f")}) {
        EXPECT_FALSE(headerValueAllowed(value)) << value;
    }
}

TEST(CheckRequestTest, Request_beyondTheLimits_refused) {
    const auto reason = [](auto change) {
        HttpRequest request;
        change(request);
        const Status status = checkRequest(request);
        return status.ok() ? "" : status.error().reason;
    };
    EXPECT_EQ(reason([](HttpRequest&) {}), "");
    EXPECT_EQ(reason([](HttpRequest& r) { r.maxBytes = kMaxHttpBody; }), "");
    EXPECT_EQ(reason([](HttpRequest& r) { r.maxBytes = kMaxHttpBody + 1; }), "bad_request");
    EXPECT_EQ(reason([](HttpRequest& r) { r.timeout = std::chrono::milliseconds(0); }), "bad_request");
    EXPECT_EQ(reason([](HttpRequest& r) { r.timeout = std::chrono::milliseconds::max(); }), "bad_request");
    EXPECT_EQ(reason([](HttpRequest& r) { r.body = Secret("body of a GET"); }), "bad_request");
    EXPECT_EQ(reason([](HttpRequest& r) {
                  r.method = HttpMethod::put;
                  r.body = Secret(std::string(kMaxHttpBody + 1, 'x'));
              }),
              "bad_request");
    EXPECT_EQ(reason([](HttpRequest& r) { r.headers.push_back({"X-A", Secret("a\r\nX-B: b")}); }), "bad_request");
    EXPECT_EQ(reason([](HttpRequest& r) {
                  r.headers.push_back({"X-A", Secret(std::string(70'000, 'x'))});
              }),
              "bad_request");
}

TEST(ResponseCollectorTest, Limits_ofHeaderAndBody_hold) {
    ResponseCollector collector(4);
    EXPECT_TRUE(collector.addHeaderLine("HTTP/1.1 200 OK\r\n"));
    EXPECT_TRUE(collector.addBody(asBytes("four")));
    EXPECT_FALSE(collector.overLimit());
    EXPECT_FALSE(collector.addBody(asBytes("5")));
    EXPECT_TRUE(collector.overLimit());

    ResponseCollector headers(4);
    EXPECT_TRUE(headers.addHeaderLine("HTTP/1.1 200 OK\r\n"));
    int lines = 0;
    while (lines < 1000 && headers.addHeaderLine("X: " + std::string(1000, 'x') + "\r\n")) {
        ++lines;
    }
    EXPECT_GT(lines, 200);
    EXPECT_LT(lines, 300);
    EXPECT_TRUE(headers.overLimit());
}

TEST(ResponseCollectorTest, Line_withoutColonOrName_passedOver) {
    ResponseCollector collector(4);
    for (const char* const line : {"HTTP/1.1 204 No\r\n", " folded into nothing\r\n", "nonsense\r\n", "A:b:c\r\n",
                                   "Empty:\r\n", "\r\n", "Trailer: late\r\n"}) {
        EXPECT_TRUE(collector.addHeaderLine(line));
    }
    const HttpResponse response = collector.take();
    EXPECT_EQ(response.status, 204);
    const std::vector<std::pair<std::string, std::string>> expected = {{"a", "b:c"}, {"empty", ""}};
    EXPECT_EQ(response.headers, expected);
}

} // namespace
} // namespace reseal::network
