// SPDX-License-Identifier: Apache-2.0
#include "kontur_fixture.hpp"

#include "agent/crypto/certificate_file.hpp"

namespace reseal::test {

using Kontur = KonturTest;

TEST_F(Kontur, runs_from_the_phone_to_the_certificate) {
    open();
    const Reply phone = begin();
    ASSERT_EQ(phone.demand(), "input") << phone.value("error.message");
    EXPECT_TRUE(asked.empty()) << "the first page needs no network";
    const Reply code = resume(phone, {text("answer.phone", "8 (999) 123-45-67")});
    ASSERT_EQ(code.demand(), "input") << code.value("error.message");
    EXPECT_EQ(lines("outbox.jsonl").back()["to"], "+79991234567");
    EXPECT_EQ(form(code)["fields"][0]["expires_at"], now + 300000);
    EXPECT_EQ(form(code)["actions"][0]["id"], "again");
    const Reply review = enter(code);
    ASSERT_EQ(review.demand(), "input") << review.value("error.message");
    EXPECT_EQ(form(review)["fields"][1]["value"], "500100732259");
    const Reply key = resume(review, {text("answer.agree", "yes")});
    ASSERT_EQ(key.demand(), "key") << key.value("error.message");
    EXPECT_EQ(key.value("key.1.algorithm"), "ec-p256") << "like the old one";
    const Reply confirm = resume(key, {bytes("request.1", request())});
    ASSERT_EQ(confirm.demand(), "input") << confirm.value("error.message");
    const Reply done = enter(confirm);
    ASSERT_EQ(done.demand(), "done") << done.value("error.message");
    EXPECT_NE(done.value("certificate.1").find(std::string(publicKey.begin(), publicKey.end())), std::string::npos);
    EXPECT_EQ(std::ranges::count(done.items, "chain", &Item::key), 2);
    EXPECT_EQ(orders(), 1u);
    EXPECT_EQ(resume(confirm, {secret("answer.code", "000000")}).demand(), "done")
        << "after the end it repeats the end";
}

TEST_F(Kontur, keeps_codes_out_of_cookies_and_log) {
    open();
    const Reply confirm = untilConfirm();
    enter(confirm);
    std::string all = cookies;
    for (const std::string& line : host.lines) {
        all += line;
    }
    ASSERT_EQ(messages(), 2u);
    for (const ca::Json& message : lines("outbox.jsonl")) {
        EXPECT_EQ(all.find(message["code"].get<std::string>()), std::string::npos);
    }
    EXPECT_EQ(confirm.cookie().find(store->operator[]("sessions").begin().key()), std::string::npos)
        << "the session is dropped with the order";
}

TEST_F(Kontur, asks_for_what_qualified_certificates_need) {
    open();
    const Reply key = untilKey();
    const std::string subject = key.value("key.1.subject"), extensions = key.value("key.1.extensions");
    const auto holds = [](const std::string& where, const char* what, std::size_t size) {
        return where.find(std::string(what, size)) != std::string::npos;
    };
    EXPECT_TRUE(holds(subject,
                      "\x06\x08\x2A\x85\x03\x03\x81\x03\x01\x01\x12\x0C"
                      "500100732259",
                      24))
        << "INN as NumericString";
    EXPECT_TRUE(holds(subject,
                      "\x06\x05\x2A\x85\x03\x64\x04\x12\x0A"
                      "7707083893",
                      19))
        << "INNLE as NumericString";
    EXPECT_TRUE(holds(extensions, "\x06\x05\x2A\x85\x03\x64\x6F", 7)) << "subjectSignTool";
    EXPECT_TRUE(holds(extensions, "\x06\x05\x2A\x85\x03\x64\x72\x04\x03\x02\x01\x00", 12)) << "identificationKind 0";
    EXPECT_TRUE(holds(extensions, "\x06\x06\x2A\x85\x03\x64\x71\x02", 8)) << "policy KC2";
    EXPECT_TRUE(holds(extensions, "\x06\x03\x55\x1D\x0F\x01\x01\xFF\x04\x04\x03\x02\x03\xF8", 14)) << "key usage";
}

TEST_F(Kontur, each_kind_of_key_gets_its_certificate) {
    for (const char* const algorithm : {"rsa-2048", "gost-2012-256", "gost-2012-512"}) {
        const auto key = crypto::PrivateKey::generate(algorithm);
        if (!key) {
            GTEST_SKIP() << "no gost-engine";
        }
        open();
        const Reply demand = untilKey();
        const std::string subject = demand.value("key.1.subject"), extensions = demand.value("key.1.extensions");
        const auto der = crypto::makeCertificateRequest(
            {Bytes(subject.begin(), subject.end()), Bytes(extensions.begin(), extensions.end()), {}}, key.value());
        ASSERT_TRUE(der.ok()) << der.error().reason;
        const Reply confirm = resume(demand, {bytes("request.1", der.value())});
        ASSERT_EQ(confirm.demand(), "input") << algorithm << confirm.value("failed.text");
        EXPECT_EQ(enter(confirm).demand(), "done") << algorithm;
    }
}

TEST_F(Kontur, a_first_certificate_has_the_holder_that_is_known) {
    open();
    std::erase_if(about, [](const Item& item) { return item.key == "old-certificate" || item.key == "purpose"; });
    about.push_back(text("purpose", "new"));
    about.push_back(text("holder.common-name", "Пётр Первый"));
    EXPECT_EQ(form(untilReview())["fields"][0]["value"], "Пётр Первый");
}

TEST_F(Kontur, a_first_certificate_is_not_said_to_put_an_old_one_away) {
    open();
    const std::string renewed = untilConfirm().value("next");
    std::erase_if(about, [](const Item& item) { return item.key == "old-certificate" || item.key == "purpose"; });
    about.push_back(text("purpose", "new"));
    pass(600000); // codes are not sent one right after the other
    const std::string first = untilConfirm().value("next");
    EXPECT_NE(renewed.find("archive"), std::string::npos);
    EXPECT_NE(first, "");
    EXPECT_EQ(first.find("archive"), std::string::npos);
}

TEST_F(Kontur, a_number_that_is_none_is_asked_for_again) {
    open();
    const Reply again = resume(begin(), {text("answer.phone", "my phone")});
    EXPECT_NE(errorOf(again, "phone"), "");
    EXPECT_EQ(messages(), 0u);
}

TEST_F(Kontur, two_days_without_readiness_cost_no_code) {
    open({{"not-ready", ca::kAlways}});
    Reply wait = untilCode();
    ASSERT_EQ(wait.demand(), "wait");
    EXPECT_NE(wait.value("wait.text").find("8 800 000-00-00"), std::string::npos) << "where to turn";
    std::int64_t polls = 0;
    for (const std::int64_t end = now + 2 * 86400000; now < end; ++polls) {
        pass(3600000);
        wait = resume(wait);
        ASSERT_EQ(wait.demand(), "wait");
    }
    folder.write("ready", "");
    const Reply phone = resume(wait);
    ASSERT_EQ(phone.demand(), "input");
    EXPECT_EQ(form(phone)["fields"][0]["value"], "+79991234567");
    EXPECT_EQ(messages(), 0u) << "nobody may be there";
    resume(phone, {text("answer.phone", "+79991234567")});
    EXPECT_EQ(messages(), 1u);
}

TEST_F(Kontur, where_the_CA_does_not_tell_the_person_says_that_the_SMS_came) {
    open({{"no-readiness", ca::kAlways}});
    const Reply sms = untilCode();
    ASSERT_EQ(form(sms)["fields"][2]["type"], "consent");
    EXPECT_EQ(resume(sms, {text("answer.phone", "+79991234567"), text("answer.sms", "no")}).demand(), "input");
    EXPECT_EQ(messages(), 0u);
    resume(sms, {text("answer.phone", "+79991234567"), text("answer.sms", "yes")});
    EXPECT_EQ(messages(), 1u);
}

TEST_F(Kontur, several_applications_are_chosen_from) {
    open({{"several-applications", ca::kAlways}});
    const Reply choose = untilReview();
    const ca::Json field = form(choose)["fields"][0];
    ASSERT_EQ(field["choices"].size(), 2u);
    EXPECT_EQ(field["value"], "1");
    EXPECT_EQ(form(resume(choose, {text("answer.which", "none")}))["fields"][0]["id"], "which");
    const Reply review = resume(choose, {text("answer.which", "2")});
    const Reply key = resume(review, {text("answer.agree", "yes")});
    resume(key, {bytes("request.1", request())});
    const std::string chosen = lines("orders.jsonl").at(0)["application_id"];
    EXPECT_NE(field["choices"][1]["label"].get<std::string>().find(chosen), std::string::npos);
}

TEST_F(Kontur, wrong_data_lead_to_the_support_and_back) {
    open();
    const Reply wrong = resume(untilReview(), {text("action", "wrong")});
    EXPECT_EQ(form(wrong)["fields"][0]["value"], "8 800 000-00-00");
    const Reply review = resume(wrong, {text("answer.support", "yes")});
    EXPECT_EQ(form(review)["fields"].back()["id"], "agree");
    EXPECT_NE(errorOf(resume(review, {text("answer.agree", "no")}), "agree"), "");
    EXPECT_EQ(orders(), 0u);
}

// Of the orders under way, as a form shows them.
std::vector<std::string> othersIn(const ca::Json& form) {
    std::vector<std::string> all;
    for (const ca::Json& field : form["fields"]) {
        if (field["id"].get<std::string>().starts_with("other-")) {
            all.push_back(field["value"]);
        }
    }
    return all;
}

TEST_F(Kontur, the_review_after_a_login_shows_the_orders_under_way) {
    open({{"issuing-takes-time", ca::kAlways}});
    const Reply first = untilReview();
    EXPECT_TRUE(othersIn(form(first)).empty());
    const Reply key = resume(first, {text("answer.agree", "yes")});
    ASSERT_EQ(resume(key, {bytes("request.1", request())}).demand(), "wait");
    ASSERT_EQ(orders(), 1u);
    const auto others = othersIn(form(untilReview()));
    EXPECT_EQ(others, std::vector<std::string>{lines("orders.jsonl").at(0)["id"]});
}

TEST_F(Kontur, another_application_is_ordered_while_the_first_order_is_under_way) {
    open({{"several-applications", ca::kAlways}, {"issuing-takes-time", ca::kAlways}});
    for (const char* const which : {"1", "2"}) {
        const Reply choose = untilReview();
        EXPECT_EQ(othersIn(form(choose)).size(), orders());
        const Reply key = resume(resume(choose, {text("answer.which", which)}), {text("answer.agree", "yes")});
        ASSERT_EQ(resume(key, {bytes("request.1", request())}).demand(), "wait");
    }
    const auto taken = lines("orders.jsonl");
    ASSERT_EQ(taken.size(), 2u);
    EXPECT_NE(taken[0]["application_id"], taken[1]["application_id"]);
}

TEST_F(Kontur, withdrawing_tells_the_CA) {
    open({{"issuing-takes-time", ca::kAlways}});
    const Reply wait = untilConfirm();
    ASSERT_EQ(wait.demand(), "wait");
    EXPECT_EQ(run(&reseal_ca_1::withdraw, {bytes("cookie", wait.cookie())}).status, RESEAL_OK);
    const Reply end = resume(wait);
    EXPECT_EQ(end.value("failed.reason"), "withdrawn");
}

TEST_F(Kontur, the_check_of_the_workplace_names_a_clock_that_is_wrong) {
    open();
    EXPECT_EQ(examine().value("check.gateway.state"), "fine");
    EXPECT_EQ(examine().value("check.clock.state"), "fine");
    open({{"clock-skew", 3600}});
    EXPECT_EQ(examine().value("check.clock.state"), "broken");
    EXPECT_NE(examine().value("check.clock.text").find("60 min"), std::string::npos);
    scripted = ca::Response{200, "text/html", "<html>", {}};
    EXPECT_EQ(examine().value("check.gateway.state"), "broken");
}

TEST_F(Kontur, a_damaged_cookie_is_refused) {
    open();
    Reply code = untilCode();
    for (Item& item : code.items) {
        if (item.key == "cookie") {
            item.value[item.value.size() / 2] ^= 1;
        }
    }
    EXPECT_EQ(resume(code, {secret("answer.code", "123456")}).status, RESEAL_E_INVALID);
}

} // namespace reseal::test
