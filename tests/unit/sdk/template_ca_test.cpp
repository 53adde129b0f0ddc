// SPDX-License-Identifier: Apache-2.0
// The CA template against a CA in memory: the pattern that others copy works.
#include "memory_host.hpp"

#include <gtest/gtest.h>

#include <map>

namespace reseal::test {

class TemplateCa : public ::testing::Test {
protected:
    TemplateCa() {
        host.http = [this](const reseal_call&, const std::vector<Item>& in, std::vector<Item>& out) {
            Reply asked;
            asked.items = in;
            return serve(asked, out);
        };
        EXPECT_EQ(module->init(host.raw()), RESEAL_OK);
        EXPECT_EQ(module->create("our-ca", &self), RESEAL_OK);
        ca = static_cast<const reseal_ca_1*>(module->get_extension(self, RESEAL_EXT_CA_1));
    }
    ~TemplateCa() override {
        module->destroy(self);
        module->deinit();
    }
    reseal_status serve(const Reply& asked, std::vector<Item>& out) {
        const std::string method = asked.value("http.method"), url = asked.value("http.url");
        if (down)
            return RESEAL_E_UNREACHABLE;
        if (method == "PUT")
            orders.emplace(url, asked.value("http.body"));
        if (method == "DELETE")
            orders.erase(url);
        int status = orders.count(url) == 0 ? 404 : answer;
        out = {number("http.status", status), text("http.header.retry-after", "30"),
               bytes("http.body", status == 200   ? "CERTIFICATE"
                                  : status == 403 ? "no such person"
                                                  : "")};
        return RESEAL_OK;
    }
    Reply step(reseal_function function, const Reply& last, std::vector<Item> more = {}) {
        if (last.has("cookie"))
            more.push_back(bytes("cookie", last.cookie()));
        more.push_back(number("now-ms", 1000));
        more.push_back(text("setting.base_url", "https://ca.example.com/api"));
        return call(function, self, more);
    }
    Reply keyDemand() {
        const Reply form = step(ca->begin, {});
        EXPECT_EQ(form.demand(), "input");
        return step(ca->resume, form, {text("answer.email", "a@example.com")});
    }

    MemoryHost host;
    std::map<std::string, std::string> orders;
    int answer = 202;
    bool down = false;
    const reseal_module* module = reseal_module_v1();
    reseal_instance* self = nullptr;
    const reseal_ca_1* ca = nullptr;
};

TEST_F(TemplateCa, orders_once_and_waits_for_the_certificate) {
    const Reply key = keyDemand();
    ASSERT_EQ(key.demand(), "key");
    const Reply wait = step(ca->resume, key, {bytes("request.1", "P10")});
    ASSERT_EQ(wait.demand(), "wait");
    EXPECT_EQ(wait.integer("wait.until-ms"), 31000);
    EXPECT_EQ(step(ca->resume, key, {bytes("request.1", "P10")}).demand(), "wait");
    EXPECT_EQ(orders.size(), 1u);
    EXPECT_EQ(orders.begin()->second, "P10");
    answer = 200;
    const Reply done = step(ca->resume, wait);
    EXPECT_EQ(done.demand(), "done");
    EXPECT_EQ(done.value("certificate.1"), "CERTIFICATE");
    EXPECT_EQ(step(ca->resume, wait).demand(), "done");
}

TEST_F(TemplateCa, recovers_whether_the_order_arrived_or_not) {
    EXPECT_EQ(step(ca->recover, {}).demand(), "input");
    const Reply key = keyDemand();
    EXPECT_EQ(step(ca->recover, key).demand(), "key") << "the order never arrived";
    step(ca->resume, key, {bytes("request.1", "P10")});
    EXPECT_EQ(step(ca->recover, key).demand(), "wait") << "it arrived";
    EXPECT_EQ(step(ca->recover, key, {bytes("request.1", "P10")}).demand(), "wait");
    EXPECT_EQ(orders.size(), 1u);
}

TEST_F(TemplateCa, refusals_and_troubles_are_told_apart) {
    const Reply key = keyDemand();
    answer = 403;
    const Reply refused = step(ca->resume, key, {bytes("request.1", "P10")});
    EXPECT_EQ(refused.demand(), "failed");
    EXPECT_NE(refused.value("failed.text.ru").find("no such person"), std::string::npos);
    answer = 500;
    EXPECT_EQ(step(ca->resume, key, {bytes("request.1", "P10")}).status, RESEAL_E_UNREACHABLE);
    down = true;
    EXPECT_EQ(step(ca->resume, key, {bytes("request.1", "P10")}).status, RESEAL_E_UNREACHABLE);
}

TEST_F(TemplateCa, forms_and_withdrawal) {
    const Reply form = step(ca->begin, {}, {text("holder.email", "x@y")});
    EXPECT_NE(form.value("form").find(R"("value":"x@y")"), std::string::npos);
    const Reply again = step(ca->resume, form, {text("answer.email", "none")});
    EXPECT_NE(again.value("form").find("\"error\""), std::string::npos);
    const Reply wait = step(ca->resume, keyDemand(), {bytes("request.1", "P10")});
    EXPECT_EQ(step(ca->withdraw, wait).status, RESEAL_OK);
    EXPECT_TRUE(orders.empty());
    EXPECT_EQ(step(ca->withdraw, {}).status, RESEAL_OK);
}

} // namespace reseal::test
