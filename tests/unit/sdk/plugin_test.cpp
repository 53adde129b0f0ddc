// SPDX-License-Identifier: Apache-2.0
#include "memory_host.hpp"
#include "reseal/cxx/plugin.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace {

using namespace reseal::sdk;

// Does what the setting "do" says.
class Sample : public CaPlugin, public Diagnostics, public SettingsRules {
public:
    std::vector<Profile> describe(const CaCall&) override {
        return {{"person", {"Person", "Человек", "Адам"}, {"common-name", "email"}, {"rsa-3072"}, 30}};
    }
    Demand begin(const CaCall& call) override {
        const std::string what = call.setting("do");
        if (what == "throw")
            throw std::runtime_error("broken \xFF inside");
        if (what == "throw-odd")
            throw 42;
        if (what == "fail")
            throw Failure(RESEAL_E_UNREACHABLE, "no answer", {"Try later.", "Попробуйте позже.", "Кейін көріңіз."},
                          "busy")
                .native("http", 503)
                .retryAfter(5000);
        if (what == "http")
            return overHttp(call);
        if (what == "prompt")
            return Demand::failed(prompt(call, Form("Which?")).text("answer.which"), "x", "asked");
        if (what == "long")
            for (;;) {
                call.checkpoint();
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        if (what == "no-cookie")
            return Demand::wait({1, "x", "", 0}, {});
        if (what == "bad-text")
            return Demand::failed("\xFF", "x", "y");
        if (what == "key")
            return Demand::key({{{"rsa-3072", "rsa-2048"}, toBytes("name"), {}, {}, {"token"}, "pkcs10", "a-1"}},
                               kept());
        if (what == "signature")
            return Demand::signature({{toBytes("data"), "cms-attached", {"T", "Т", "Т"}, "sha256", toBytes("s")}},
                                     kept());
        if (what == "done")
            return Demand::done({toBytes("one"), toBytes("two")}, {toBytes("issuer")});
        return Demand::wait({call.now() + 1, {"Wait", "Ждите", "Күтіңіз"}, "/tmp", 99}, kept()).step({"S", "Ш", "Қ"});
    }
    Demand resume(const CaCall& call) override {
        const Cookie cookie = Cookie::read(call.cookie(), 1, 1);
        return Demand::failed(cookie.get("k") + call.answer("a") + std::string(call.secretAnswer("pw").view()), "m",
                              "r");
    }
    std::vector<Check> examine(const Call& call) override {
        if (call.setting("do") == "no-mend")
            return {{"a", "broken", "x", {}}};
        return {{"a", "fine", {"Good", "Хорошо", "Жақсы"}, {}}, {"b", "broken", "Bad", "Mend"}};
    }
    std::vector<Problem> validate(const Call&) override { return {{"do", {"Change", "Измените", "Өзгертіңіз"}}}; }

private:
    static Cookie kept() { return Cookie(1).set("k", "v"); }
    static Demand overHttp(const CaCall& call) {
        Http http(call);
        http.header("x-id", call.operation()).header("authorization", Secret("Bearer t")).caFile("/ca.pem");
        const HttpReply reply = http.post("https://ca.example/x", toBytes("{}"), "application/json");
        logInfo(call, "status " + std::to_string(reply.status));
        return Demand::failed(reply.text() + reply.header("server") + std::to_string(reply.status), "m", "r");
    }
};

} // namespace

RESEAL_CA_PLUGIN(Sample, "sample", "1.2.3")

namespace reseal::test {

class PluginLayer : public ::testing::Test {
protected:
    PluginLayer() {
        EXPECT_EQ(module->init(host.raw()), RESEAL_OK);
        EXPECT_EQ(module->create("sample", &self), RESEAL_OK);
        ca = static_cast<const reseal_ca_1*>(module->get_extension(self, RESEAL_EXT_CA_1));
    }
    ~PluginLayer() override {
        module->destroy(self);
        module->deinit();
    }
    Reply begin(const std::string& what, std::vector<Item> more = {}, CallIds ids = {}, int refuseFrom = -1) {
        more.push_back(text("setting.do", what));
        return call(ca->begin, self, more, ids, refuseFrom);
    }

    MemoryHost host;
    const reseal_module* module = reseal_module_v1();
    reseal_instance* self = nullptr;
    const reseal_ca_1* ca = nullptr;
};

TEST_F(PluginLayer, module_says_who_it_is) {
    EXPECT_EQ(module->struct_size, sizeof(reseal_module));
    Reply reply;
    const reseal_sink sink = reply.sink();
    EXPECT_EQ(module->describe(&sink), RESEAL_OK);
    EXPECT_EQ(reply.value("plugin.id"), "sample");
    EXPECT_EQ(reply.value("plugin.version"), "1.2.3");
    EXPECT_EQ(std::count_if(reply.items.begin(), reply.items.end(),
                            [](const Item& i) { return i.key == "plugin.extension"; }),
              3);
}

TEST_F(PluginLayer, null_and_foreign_ids_are_refused) {
    reseal_instance* other = self;
    EXPECT_EQ(module->create("sample2", &other), RESEAL_E_NOT_FOUND);
    EXPECT_EQ(other, nullptr);
    EXPECT_EQ(module->create(nullptr, &other), RESEAL_E_INVALID);
    EXPECT_EQ(module->create("sample", nullptr), RESEAL_E_INVALID);
    EXPECT_EQ(module->init(nullptr), RESEAL_E_INVALID);
    EXPECT_EQ(module->describe(nullptr), RESEAL_E_INVALID);
    module->destroy(nullptr);
    EXPECT_EQ(module->get_extension(self, "reseal.ca/1x"), nullptr);
    EXPECT_EQ(module->get_extension(self, "reseal.token/1"), nullptr);
    EXPECT_EQ(module->get_extension(self, nullptr), nullptr);
    EXPECT_EQ(module->get_extension(nullptr, "reseal.ca/1"), nullptr);
    Reply reply;
    const reseal_sink sink = reply.sink();
    EXPECT_EQ(ca->begin(self, nullptr, &sink), RESEAL_E_INVALID);
    EXPECT_EQ(ca->begin(self, nullptr, nullptr), RESEAL_E_INVALID);
    reseal_call raw{};
    raw.param_count = 1;
    EXPECT_EQ(ca->begin(nullptr, &raw, &sink), RESEAL_E_INVALID);
    EXPECT_EQ(ca->begin(self, &raw, &sink), RESEAL_E_INVALID);
    ca->cancel(self, nullptr);
}

TEST_F(PluginLayer, deinit_may_come_alone_and_init_again) {
    module->deinit();
    module->deinit();
    EXPECT_EQ(module->init(host.raw()), RESEAL_OK);
    EXPECT_EQ(begin("wait").status, RESEAL_OK);
}

TEST_F(PluginLayer, demands_come_out_with_their_items) {
    const Reply wait = begin("wait", {number("now-ms", 41)});
    EXPECT_EQ(wait.demand(), "wait");
    EXPECT_EQ(wait.integer("wait.until-ms"), 42);
    EXPECT_EQ(wait.value("wait.text.ru"), "Ждите");
    EXPECT_EQ(wait.value("step.kk"), "Қ");
    EXPECT_EQ(wait.integer("wait.deadline-ms"), 99);
    EXPECT_EQ(wait.cookie()[0], '\1');
    const Reply key = begin("key");
    EXPECT_EQ(key.value("key.a-1.algorithm"), "rsa-3072");
    EXPECT_EQ(key.value("key.a-1.medium"), "token");
    EXPECT_EQ(key.find("key.a-1.subject")->type, RESEAL_TYPE_BYTES);
    const Reply signature = begin("signature");
    EXPECT_EQ(signature.value("payload.1.data"), "data");
    EXPECT_EQ(signature.value("payload.1.title.kk"), "Т");
    const Reply done = begin("done");
    EXPECT_EQ(done.value("certificate.2"), "two");
    EXPECT_EQ(done.value("chain"), "issuer");
    EXPECT_FALSE(done.has("cookie"));
}

TEST_F(PluginLayer, what_breaks_the_rules_ends_in_the_plugin) {
    EXPECT_EQ(begin("no-cookie").status, RESEAL_E_INTERNAL);
    const Reply bad = begin("bad-text");
    EXPECT_EQ(bad.status, RESEAL_E_INTERNAL);
    EXPECT_NE(bad.value("error.message").find("UTF-8"), std::string::npos);
}

TEST_F(PluginLayer, exceptions_become_statuses) {
    const Reply thrown = begin("throw");
    EXPECT_EQ(thrown.status, RESEAL_E_INTERNAL);
    EXPECT_EQ(thrown.value("error.message"), "broken ? inside");
    EXPECT_EQ(begin("throw-odd").status, RESEAL_E_INTERNAL);
    const Reply failed = begin("fail", {text("language", "ru")});
    EXPECT_EQ(failed.status, RESEAL_E_UNREACHABLE);
    EXPECT_EQ(failed.value("error.text"), "Попробуйте позже.");
    EXPECT_EQ(failed.value("error.reason"), "busy");
    EXPECT_EQ(failed.value("error.native-domain"), "http");
    EXPECT_EQ(failed.integer("error.native-code"), 503);
    EXPECT_EQ(failed.integer("error.retry-after-ms"), 5000);
}

TEST_F(PluginLayer, unknown_params_pass_unless_critical) {
    EXPECT_EQ(begin("wait", {text("x-kz.example.new", "1")}).status, RESEAL_OK);
    const Reply refused = begin("wait", {critical(text("future", "1"))});
    EXPECT_EQ(refused.status, RESEAL_E_UNSUPPORTED);
    EXPECT_NE(refused.value("error.message").find("future"), std::string::npos);
    EXPECT_EQ(refused.demand(), "");
    EXPECT_EQ(begin("wait", {critical(text("holder.iin", "1"))}).status, RESEAL_OK);
    EXPECT_EQ(begin("wait", {critical(text("answer.a", "1"))}).status, RESEAL_E_UNSUPPORTED) << "begin has no answers";
    EXPECT_EQ(begin("wait", {critical(text("holder.", "1"))}).status, RESEAL_E_UNSUPPORTED);
}

TEST_F(PluginLayer, damaged_params_are_refused) {
    EXPECT_EQ(begin("wait", {text("language", "\xFF")}).status, RESEAL_E_INVALID);
    EXPECT_EQ(begin("wait", {number("language", 1)}).status, RESEAL_E_INVALID);
    Item flagged = text("language", "en");
    flagged.flags = 8;
    EXPECT_EQ(begin("wait", {flagged}).status, RESEAL_E_INVALID);
    Item odd = text("language", "en");
    odd.type = 77;
    EXPECT_EQ(begin("wait", {odd}).status, RESEAL_E_INVALID);
}

TEST_F(PluginLayer, a_sink_that_refuses_ends_the_call) {
    for (int from = 0; from < 5; ++from) {
        const Reply reply = begin("wait", {}, {}, from);
        EXPECT_EQ(reply.status, RESEAL_E_LIMIT);
        EXPECT_EQ(reply.puts, from + 1) << "nothing is put after the refusal";
    }
}

TEST_F(PluginLayer, resume_needs_a_whole_cookie) {
    const std::string cookie = begin("wait").cookie();
    const Reply reply =
        call(ca->resume, self, {bytes("cookie", cookie), text("answer.a", "A"), secret("answer.pw", "P")});
    EXPECT_EQ(reply.value("failed.text"), "vAP");
    EXPECT_EQ(call(ca->resume, self, {}).status, RESEAL_E_INVALID);
    EXPECT_EQ(call(ca->resume, self, {bytes("cookie", "")}).status, RESEAL_E_INVALID);
    EXPECT_EQ(call(ca->resume, self, {bytes("cookie", std::string(70000, '\1'))}).status, RESEAL_E_INVALID);
    EXPECT_EQ(call(ca->resume, self, {bytes("cookie", "rubbish")}).status, RESEAL_E_INVALID);
    EXPECT_EQ(call(ca->resume, self, {text("cookie", "text")}).status, RESEAL_E_INVALID);
    EXPECT_EQ(call(ca->recover, self, {bytes("cookie", cookie)}).status, RESEAL_E_UNSUPPORTED);
    EXPECT_EQ(call(ca->withdraw, self, {bytes("cookie", cookie)}).status, RESEAL_OK);
}

TEST_F(PluginLayer, http_goes_through_the_host) {
    std::vector<Item> asked;
    host.http = [&](const reseal_call& raw, const std::vector<Item>& in, std::vector<Item>& out) {
        asked = in;
        EXPECT_EQ(raw.operation_id[0], 'o');
        EXPECT_LE(raw.deadline_ms, 60000u);
        out = {number("http.status", 201), text("http.header.server", "S"), bytes("http.body", "a"),
               bytes("http.body", "b")};
        return RESEAL_OK;
    };
    EXPECT_EQ(begin("http").value("failed.text"), "abS201");
    Reply sent;
    sent.items = asked;
    EXPECT_EQ(sent.value("http.method"), "POST");
    EXPECT_EQ(sent.value("http.header.x-id"), std::string("6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f"));
    EXPECT_EQ(sent.find("http.header.authorization")->type, RESEAL_TYPE_SECRET);
    EXPECT_EQ(sent.value("http.ca-file"), "/ca.pem");
    EXPECT_EQ(host.lines, std::vector<std::string>{"status 201"});
}

TEST_F(PluginLayer, what_a_service_fails_with_the_call_fails_with) {
    EXPECT_EQ(begin("http").status, RESEAL_E_UNSUPPORTED) << "a host without reseal.http/1";
    host.http = [](const reseal_call&, const std::vector<Item>&, std::vector<Item>& out) {
        out = {text("error.message", "not allowed"), text("error.reason", "host_not_named")};
        return RESEAL_E_REFUSED;
    };
    const Reply reply = begin("http");
    EXPECT_EQ(reply.status, RESEAL_E_REFUSED);
    EXPECT_EQ(reply.value("error.message"), "not allowed");
    EXPECT_EQ(reply.value("error.reason"), "host_not_named");
    host.http = [](const reseal_call&, const std::vector<Item>&, std::vector<Item>& out) {
        out.assign(10001, bytes("http.body", "x"));
        return RESEAL_OK;
    };
    EXPECT_EQ(begin("http").status, RESEAL_E_LIMIT);
}

TEST_F(PluginLayer, a_prompt_does_not_spend_the_deadline) {
    host.prompt = [](const reseal_call&, const std::vector<Item>& in, std::vector<Item>& out) {
        EXPECT_EQ(in.at(0).value, R"({"title":"Which?","fields":[],"actions":[]})");
        std::this_thread::sleep_for(std::chrono::milliseconds(60));
        out = {text("answer.which", "this")};
        return RESEAL_OK;
    };
    EXPECT_EQ(begin("prompt", {}, {'c', 'o', 2000}).value("failed.text"), "this");
}

TEST_F(PluginLayer, cancel_ends_the_named_operation_only) {
    std::thread other([this] {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        const std::vector<std::uint8_t> foreign(16, 'x'), own(16, 'o');
        ca->cancel(self, foreign.data());
        ca->cancel(self, own.data());
    });
    EXPECT_EQ(begin("long").status, RESEAL_E_CANCELLED);
    other.join();
    EXPECT_EQ(begin("wait").status, RESEAL_OK) << "an old cancel does not reach the next call";
    EXPECT_EQ(begin("long", {}, {'c', 'p', 20}).status, RESEAL_E_DEADLINE);
}

TEST_F(PluginLayer, describe_examine_validate) {
    const Reply profile = call(ca->describe, self, {});
    EXPECT_EQ(profile.value("profile.person.name.ru"), "Человек");
    EXPECT_EQ(profile.integer("profile.person.last-chance-days"), 30);
    const auto* doctor =
        static_cast<const reseal_diagnostics_1*>(module->get_extension(self, RESEAL_EXT_DIAGNOSTICS_1));
    const Reply checks = call(doctor->examine, self, {text("language", "kk")});
    EXPECT_EQ(checks.value("check.a.text"), "Жақсы");
    EXPECT_FALSE(checks.has("check.a.mend"));
    EXPECT_EQ(checks.value("check.b.mend"), "Mend");
    EXPECT_EQ(call(doctor->examine, self, {text("setting.do", "no-mend")}).status, RESEAL_E_INTERNAL);
    const auto* settings = static_cast<const reseal_settings_1*>(module->get_extension(self, RESEAL_EXT_SETTINGS_1));
    EXPECT_EQ(call(settings->validate, self, {text("language", "ru")}).value("problem.do"), "Измените");
}

} // namespace reseal::test
