// SPDX-License-Identifier: Apache-2.0
// Items become requests, answers become items, and what a plugin may not have it does not get.
#include "agent/plugins/services/agent_services.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reseal::plugins {
namespace {

using wire::Item;
using wire::Items;

class FakeHttpClient final : public network::HttpClient {
public:
    Result<network::HttpResponse> send(const network::HttpRequest& request, const network::HttpRules& rules,
                                       const Cancellation&) override {
        url = request.url;
        method = request.method;
        body = request.body.view();
        timeout = request.timeout;
        for (const auto& header : request.headers) {
            headers.emplace_back(header.name + "=" + std::string(header.value.view()) +
                                 (header.secret ? " secret" : ""));
        }
        allowed = rules.allowedHosts;
        return answer;
    }
    Result<network::HttpResponse> answer = network::HttpResponse{200, {}, {}, ""};
    std::string url;
    network::HttpMethod method = network::HttpMethod::get;
    std::string body;
    std::chrono::milliseconds timeout{};
    std::vector<std::string> headers;
    std::vector<std::string> allowed;
};

class AgentServicesTest : public testing::Test {
protected:
    PluginReply serve(const char* extension, Items params, Asking asking = {}, bool takesForms = true) {
        AgentServices services({"test", {{"ca.example.kz"}, false, nullptr}, takesForms}, client_, std::move(asking));
        return services.serve({extension, "", {}, {}, std::chrono::seconds(7), params, cancellation_});
    }

    FakeHttpClient client_;
    Cancellation cancellation_;
};

TEST_F(AgentServicesTest, request_goesOutWithItsParts) {
    static_cast<void>(
        serve("reseal.http/1",
              {Item::ofText("http.method", "POST"), Item::ofText("http.url", "https://ca.example.kz/o"),
               Item::ofText("http.header.accept", "a/b"), Item::ofSecret("http.header.authorization", "Bearer x"),
               Item::ofBytes("http.body", Bytes{'h', 'i'})}));
    EXPECT_EQ(client_.method, network::HttpMethod::post);
    EXPECT_EQ(client_.url, "https://ca.example.kz/o");
    EXPECT_EQ(client_.body, "hi");
    EXPECT_EQ(client_.headers, (std::vector<std::string>{"accept=a/b", "authorization=Bearer x secret"}));
    EXPECT_EQ(client_.allowed, std::vector<std::string>{"ca.example.kz"});
    EXPECT_EQ(client_.timeout, std::chrono::seconds(7));
}
TEST_F(AgentServicesTest, answer_comesBackWithItsParts) {
    client_.answer =
        network::HttpResponse{202, {{"retry-after", "5"}}, Bytes(wire::kMaxItem + 1, 'x'), "https://ca.example.kz/2"};
    const PluginReply reply = serve("reseal.http/1", {Item::ofText("http.url", "u")});
    EXPECT_EQ(wire::find(reply.items, "http.status")->number, 202);
    EXPECT_EQ(wire::textOf(reply.items, "http.header.retry-after"), "5");
    EXPECT_EQ(wire::textOf(reply.items, "http.url"), "https://ca.example.kz/2");
    EXPECT_EQ(std::ranges::count(reply.items, "http.body", &Item::key), 2);
}
TEST_F(AgentServicesTest, headerThatIsNoText_isPassedOver) {
    client_.answer = network::HttpResponse{200, {{"x-broken", "\xC3\x28"}}, {}, ""};
    EXPECT_EQ(wire::find(serve("reseal.http/1", {}).items, "http.header.x-broken"), nullptr);
}
TEST_F(AgentServicesTest, refusedHost_isTold) {
    client_.answer = Error{Category::refused, "host_refused", "No.", "x"};
    const PluginReply reply = serve("reseal.http/1", {});
    EXPECT_EQ(reply.status, RESEAL_E_REFUSED);
    EXPECT_EQ(wire::textOf(reply.items, "error.reason"), "host_refused");
    EXPECT_EQ(wire::find(reply.items, "x-reseal.sent")->number, 0);
}
TEST_F(AgentServicesTest, lostConnection_mayHaveSent) {
    client_.answer = Error{Category::failed, "connection_lost", "Lost.", "x"};
    EXPECT_EQ(wire::find(serve("reseal.http/1", {}).items, "x-reseal.sent")->number, 1);
}
TEST_F(AgentServicesTest, unknownCriticalParam_isRefused) {
    Item item = Item::ofText("http.later", "x");
    item.flags = RESEAL_FLAG_CRITICAL;
    EXPECT_EQ(serve("reseal.http/1", {item}).status, RESEAL_E_UNSUPPORTED);
    EXPECT_EQ(client_.url, "");
}
TEST_F(AgentServicesTest, unknownMethod_isRefused) {
    EXPECT_EQ(serve("reseal.http/1", {Item::ofText("http.method", "BREW")}).status, RESEAL_E_UNSUPPORTED);
}
TEST_F(AgentServicesTest, pluginWithoutHosts_isOfferedNoHttp) {
    AgentServices services({"test", {}, false}, client_);
    EXPECT_EQ(std::ranges::count(services.offered(), std::string("reseal.http/1")), 0);
}
TEST_F(AgentServicesTest, question_isAskedAndAnswered) {
    const PluginReply reply =
        serve("reseal.prompt/1",
              {Item::ofText("form", R"({"title": "T", "fields": [{"id": "name", "type": "text", "label": "L"},
                                                           {"id": "word", "type": "password", "label": "L"}]})")},
              [](const Form&, const Cancellation&) {
                  FormAnswers answers;
                  answers.fields.emplace("name", Secret("Ким"));
                  answers.fields.emplace("word", Secret("s3cret"));
                  return std::optional(std::move(answers));
              });
    EXPECT_EQ(wire::textOf(reply.items, "answer.name"), "Ким");
    EXPECT_TRUE(wire::find(reply.items, "answer.word")->secret());
}
TEST_F(AgentServicesTest, dismissedQuestion_isThePersonsWord) {
    EXPECT_EQ(serve("reseal.prompt/1", {Item::ofText("form", R"({"title": "T"})")},
                    [](const Form&, const Cancellation&) { return std::optional<FormAnswers>(); })
                  .status,
              RESEAL_E_USER);
}
TEST_F(AgentServicesTest, questionWithinATokenCall_isRefused) {
    EXPECT_EQ(serve(
                  "reseal.prompt/1", {Item::ofText("form", R"({"title": "T"})")},
                  [](const Form&, const Cancellation&) { return std::optional(FormAnswers()); }, false)
                  .status,
              RESEAL_E_UNSUPPORTED);
}

} // namespace
} // namespace reseal::plugins
