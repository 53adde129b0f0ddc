// SPDX-License-Identifier: Apache-2.0
// What a person reads when the CA, the network or the person misbehaves; and that it stays one order.
#include "kontur_fixture.hpp"

namespace reseal::test {

using KonturFault = KonturTest;

TEST_F(KonturFault, wrong_code_says_how_many_tries_are_left) {
    open();
    const Reply again = resume(untilCode(), {secret("answer.code", "none")});
    EXPECT_EQ(errorOf(again, "code"), "This is not the code. Tries left: 4.");
}

TEST_F(KonturFault, expired_code_can_be_sent_again) {
    open();
    const Reply code = untilCode();
    const std::string old_code = newestCode();
    pass(301000);
    const Reply late = resume(code, {secret("answer.code", old_code)});
    EXPECT_EQ(errorOf(late, "code"), "The code has expired. Have it sent again.");
    const Reply fresh = resume(late, {text("action", "again")});
    EXPECT_EQ(errorOf(fresh, "code"), "");
    EXPECT_EQ(form(fresh)["fields"][0]["expires_at"], now + 300000);
    EXPECT_NE(form(enter(fresh))["fields"].size(), 1u);
}

TEST_F(KonturFault, code_that_comes_expired_is_said_at_once) {
    open({{"expired-code", 1}});
    EXPECT_EQ(errorOf(untilCode(), "code"), "The code has expired. Have it sent again.");
}

TEST_F(KonturFault, too_many_codes_say_when_and_where_to_turn) {
    open({{"too-many-codes", 1}});
    EXPECT_EQ(errorOf(untilCode(), "phone"), "No more codes for now. Try again in 1 min, or turn to 8 800 000-00-00.");
}

TEST_F(KonturFault, too_many_wrong_codes_need_another_one) {
    open();
    Reply code = untilCode();
    for (int i = 0; i < 6; ++i) {
        code = resume(code, {secret("answer.code", "none")});
    }
    EXPECT_EQ(errorOf(code, "code"), "Too many wrong codes. Have another one sent.");
}

TEST_F(KonturFault, session_that_ends_costs_a_code_but_no_key) {
    open({{"session-expires", 1}});
    const Reply phone = untilConfirm();
    ASSERT_EQ(form(phone)["fields"][0]["id"], "phone");
    EXPECT_NE(form(phone)["text"]["en"].get<std::string>().find("session with the CA has ended"), std::string::npos);
    const Reply code = resume(phone, {text("answer.phone", "+79991234567")});
    const Reply confirm = enter(code);
    EXPECT_EQ(form(confirm)["fields"][0]["id"], "code")
        << "submitted without another key: " << confirm.demand() << confirm.value("failed.text");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(KonturFault, server_errors_are_tried_again_when_it_says) {
    open({{"error-5xx", 1}});
    const Reply key = untilKey();
    const Reply busy = resume(key, {bytes("request.1", request())});
    EXPECT_EQ(busy.status, RESEAL_E_UNREACHABLE);
    EXPECT_EQ(busy.integer("error.retry-after-ms"), 1000);
    EXPECT_NE(busy.value("error.text").find("tries again"), std::string::npos);
    EXPECT_EQ(recover(key, {bytes("request.1", request())}).demand(), "input");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(KonturFault, answer_lost_after_the_order_was_taken_is_looked_up) {
    open({{"cut-after-accept", 1}});
    EXPECT_EQ(untilConfirm().demand(), "input");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(KonturFault, connection_lost_before_is_tried_once_more) {
    open({{"cut-before-accept", 1}});
    EXPECT_EQ(untilConfirm().demand(), "input");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(KonturFault, connection_lost_twice_makes_one_order_by_recover) {
    open({{"cut-before-accept", 2}});
    const Reply key = untilKey();
    const Reply lost = resume(key, {bytes("request.1", request())});
    EXPECT_EQ(lost.status, RESEAL_E_UNREACHABLE);
    EXPECT_EQ(orders(), 0u);
    EXPECT_EQ(recover(key, {bytes("request.1", request())}).demand(), "input");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(KonturFault, crash_after_submission_finds_the_order_and_needs_no_new_key) {
    open();
    const Reply key = untilKey();
    resume(key, {bytes("request.1", request())}); // and the agent dies before it kept the answer
    const Reply found = recover(key);
    ASSERT_EQ(found.demand(), "input") << found.value("error.message");
    EXPECT_EQ(orders(), 1u);
    ++operation; // an agent that tries under another id
    EXPECT_EQ(resume(key, {bytes("request.1", request())}).demand(), "input");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(KonturFault, order_found_after_a_crash_leads_to_its_certificate) {
    open();
    const Reply key = untilKey();
    resume(key, {bytes("request.1", request())});
    const Reply confirm = recover(key, {bytes("request.1", request())}); // as the agent kept it
    ASSERT_EQ(confirm.demand(), "input") << confirm.value("error.message");
    const Reply done = enter(confirm);
    EXPECT_EQ(done.demand(), "done") << done.value("error.message");
}

TEST_F(KonturFault, crash_before_submission_asks_for_the_key_again) {
    open();
    const Reply key = untilKey();
    const Reply again = recover(key);
    ASSERT_EQ(again.demand(), "key");
    EXPECT_EQ(resume(again, {bytes("request.1", request())}).demand(), "input");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(KonturFault, step_that_is_repeated_sends_no_second_code) {
    open();
    const Reply phone = begin();
    resume(phone, {text("answer.phone", "+79991234567")});
    recover(phone, {text("answer.phone", "+79991234567")});
    EXPECT_EQ(messages(), 1u);
}

TEST_F(KonturFault, issuance_is_waited_for_with_its_deadline) {
    open({{"issuing-takes-time", ca::kAlways}});
    Reply wait = untilConfirm();
    ASSERT_EQ(wait.demand(), "wait");
    EXPECT_EQ(wait.integer("wait.deadline-ms"), now + 4 * 3600000);
    EXPECT_NE(wait.value("wait.text").find("up to four hours"), std::string::npos);
    pass(3600000);
    wait = resume(wait);
    EXPECT_EQ(wait.integer("wait.until-ms"), now + 1000) << "the CA's own time";
    folder.write("issued", "");
    EXPECT_EQ(form(resume(wait))["fields"][0]["id"], "code");
}

TEST_F(KonturFault, confirmation_that_expired_is_sent_again) {
    open();
    const Reply confirm = untilConfirm();
    const std::string old_code = newestCode();
    pass(1801000);
    const Reply late = resume(confirm, {secret("answer.code", old_code)});
    EXPECT_EQ(errorOf(late, "code"), "The code has expired. Have it sent again.");
    const Reply fresh = resume(late, {text("action", "again")});
    EXPECT_EQ(errorOf(fresh, "code"), "");
    EXPECT_EQ(enter(fresh).demand(), "done");
}

TEST_F(KonturFault, refusals_carry_the_CAs_words_and_the_way_on) {
    open({{"rejected-data", ca::kAlways}});
    const Reply refused = untilConfirm();
    EXPECT_EQ(refused.value("failed.reason"), "rejected");
    EXPECT_NE(refused.value("failed.text").find("СНИЛС"), std::string::npos);
    EXPECT_NE(refused.value("failed.mend").find("8 800 000-00-00"), std::string::npos);
    EXPECT_EQ(orders(), 0u);
}

TEST_F(KonturFault, refusal_after_the_order_was_taken_ends_it) {
    open({{"rejected-later", ca::kAlways}, {"issuing-takes-time", 1}});
    const Reply wait = untilConfirm();
    EXPECT_EQ(resume(resume(wait)).value("failed.reason"), "rejected");
}

TEST_F(KonturFault, certificate_for_another_key_is_not_taken) {
    open({{"wrong-key", ca::kAlways}});
    const Reply end = enter(untilConfirm());
    EXPECT_EQ(end.value("failed.reason"), "wrong_key");
}

TEST_F(KonturFault, clocks_that_differ_are_named_before_the_key_is_made) {
    open({{"clock-skew", 86400}});
    EXPECT_NE(form(untilReview())["text"]["en"].get<std::string>().find("differ by 1440 min"), std::string::npos);
}

TEST_F(KonturFault, web_page_instead_of_an_answer_is_named) {
    open({{"issuing-takes-time", ca::kAlways}, {"wrong-content", 1}});
    const Reply page = resume(untilConfirm());
    EXPECT_EQ(page.status, RESEAL_E_UNREACHABLE);
    EXPECT_EQ(page.value("error.reason"), "bad_answer");
    EXPECT_NE(page.value("error.text").find("sign-in page"), std::string::npos);
}

TEST_F(KonturFault, missing_certificate_is_tried_again) {
    open({{"no-certificate", ca::kAlways}});
    EXPECT_EQ(enter(untilConfirm()).value("error.reason"), "bad_answer");
}

// Whatever answers, at every step: a status with words, never more.
TEST_F(KonturFault, hostile_answers_end_each_step_in_order) {
    open({{"issuing-takes-time", ca::kAlways}});
    const Reply phone = begin(), code = resume(phone, {text("answer.phone", "+79991234567")});
    const std::string good = newestCode();
    const Reply review = resume(code, {secret("answer.code", good)}),
                key = resume(review, {text("answer.agree", "yes")});
    const Reply wait = resume(key, {bytes("request.1", request())});
    ASSERT_EQ(wait.demand(), "wait");
    const std::string deep(4000, '[');
    for (const std::string& body :
         {std::string(), std::string("{"), std::string("[]"), std::string("null"), "{\"state\":" + deep,
          std::string(300000, ' '), std::string("{\"state\":1,\"key\":[],\"challenge_id\":{},\"session\":7}"),
          std::string("{\"state\":\"issued\",\"key\":\"other\"}"), std::string("{\"state\":\"ready\xff\"}"),
          std::string(R"({"challenge_id":"../../x","expires_in_seconds":1e99,"applications":[{}],"orders":{}})")}) {
        scripted = ca::Response{200, "application/json", body, {}};
        const Reply replies[] = {resume(phone, {text("answer.phone", "+79991234567")}),
                                 resume(code, {secret("answer.code", good)}),
                                 resume(review, {text("answer.agree", "no")}),
                                 resume(key, {bytes("request.1", request())}),
                                 resume(wait),
                                 recover(key)};
        for (const Reply& reply : replies) {
            EXPECT_EQ(reply.status, RESEAL_E_UNREACHABLE) << body.substr(0, 40) << reply.demand();
            EXPECT_EQ(reply.value("error.reason"), "bad_answer");
        }
    }
}

} // namespace reseal::test
