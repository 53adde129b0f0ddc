// SPDX-License-Identifier: Apache-2.0
// What a person reads when the CA, the network or the person misbehaves; and that it stays one order.
#include "nca_fixture.hpp"

namespace reseal::test {

class NcaFault : public NcaTest {
protected:
    NcaFault() { holds("gost-2015"); }
};

TEST_F(NcaFault, code_is_given_and_wrong_ones_are_counted) {
    open({{"wants-code", ca::kAlways}});
    const Reply code = untilOrdered();
    ASSERT_EQ(titleOf(code), "One-time code") << code.value("failed.text");
    EXPECT_EQ(fieldOf(code, "code")["expires_at"], now + 300000);
    const Reply again = resume(code, {secret("answer.code", "none")});
    EXPECT_EQ(errorOf(again, "code"), "This is not the code. Tries left: 4.");
    EXPECT_EQ(titleOf(resume(again, {secret("answer.code", newest("code"))})), "The new certificates");
}

TEST_F(NcaFault, code_of_eGov_Mobile_says_where_to_look) {
    open({{"egov-code", ca::kAlways}});
    const Reply code = untilOrdered();
    EXPECT_NE(form(code)["text"]["en"].get<std::string>().find("eGov Mobile"), std::string::npos);
}

TEST_F(NcaFault, expired_code_is_sent_again) {
    open({{"wants-code", ca::kAlways}});
    const Reply code = untilOrdered();
    const std::string old_code = newest("code");
    pass(301000);
    const Reply late = resume(code, {secret("answer.code", old_code)});
    EXPECT_EQ(errorOf(late, "code"), "The code has expired. Have it sent again.");
    const Reply fresh = resume(late, {text("action", "again")});
    EXPECT_EQ(errorOf(fresh, "code"), "");
    EXPECT_EQ(titleOf(resume(fresh, {secret("answer.code", newest("code"))})), "The new certificates");
}

TEST_F(NcaFault, too_many_codes_say_when_and_where_to_turn) {
    open({{"wants-code", ca::kAlways}, {"too-many-codes", 1}});
    EXPECT_EQ(errorOf(resume(untilOrdered(), {text("action", "again")}), "code"),
              "Nothing more is sent for now. Try again in 1 min, or turn to: the contact centre 1414.");
}

TEST_F(NcaFault, too_many_wrong_codes_need_another_one) {
    open({{"wants-code", ca::kAlways}});
    Reply code = untilOrdered();
    for (int i = 0; i < 6; ++i) {
        code = resume(code, {secret("answer.code", "none")});
    }
    EXPECT_EQ(errorOf(code, "code"), "Too many wrong codes. Have another one sent.");
}

TEST_F(NcaFault, codes_and_tokens_of_links_stay_out_of_cookies_and_log) {
    open({{"wants-code", ca::kAlways}, {"wants-link", ca::kAlways}});
    const Reply code = untilOrdered();
    const Reply link = resume(code, {secret("answer.code", newest("code"))});
    ASSERT_EQ(titleOf(resume(link, {text("answer.link", newest("link"))})), "The new certificates");
    std::string all = cookies;
    for (const std::string& line : host.lines) {
        all += line;
    }
    EXPECT_EQ(all.find(lines("outbox.jsonl").at(0)["code"].get<std::string>()), std::string::npos);
    EXPECT_EQ(all.find(newest("link").substr(newest("link").find('=') + 1)), std::string::npos);
}

TEST_F(NcaFault, link_of_the_letter_is_pasted) {
    open({{"wants-link", ca::kAlways}});
    const Reply link = untilOrdered();
    ASSERT_EQ(fieldOf(link, "link")["type"], "link") << link.value("failed.text");
    EXPECT_NE(form(link)["text"]["en"].get<std::string>().find("noreply@nca.example.kz"), std::string::npos);
    EXPECT_EQ(fieldOf(resume(link, {text("answer.link", "")}), "link")["type"], "link") << "asked once more";
    EXPECT_EQ(titleOf(resume(link, {text("answer.link", " " + newest("link") + "\n")})), "The new certificates");
}

TEST_F(NcaFault, link_that_was_clicked_goes_on_from_the_wait_too) {
    open({{"wants-link", ca::kAlways}, {"issuing-takes-time", ca::kAlways}});
    const Reply wait = untilOrdered();
    ASSERT_EQ(wait.demand(), "wait");
    folder.write("issued", "");
    const Reply link = resume(wait);
    ASSERT_EQ(fieldOf(link, "link")["type"], "link");
    const std::string letter = newest("text"), clicked = letter.substr(letter.find("reseal://"));
    EXPECT_TRUE(clicked.starts_with("reseal://nca.example.kz/renewal/63636363636363636363636363636363?token="))
        << clicked;
    EXPECT_EQ(titleOf(resume(wait, {text("link", clicked)})), "The new certificates");
}

TEST_F(NcaFault, link_that_is_clicked_once_more_installs_nothing_unseen) {
    open({{"wants-link", ca::kAlways}});
    const Reply link = untilOrdered();
    const Item clicked = text("link", newest("link"));
    const Reply review = resume(link, {clicked});
    ASSERT_EQ(titleOf(review), "The new certificates");
    EXPECT_EQ(titleOf(resume(review, {clicked})), "The new certificates");
    EXPECT_EQ(titleOf(recover(review)), "The new certificates") << "of a click that was lost";
    const Reply wrong = resume(review, {text("action", "wrong")});
    EXPECT_EQ(titleOf(resume(wrong, {clicked})), "The new certificates");
}

TEST_F(NcaFault, links_elsewhere_are_refused_in_words) {
    open({{"wants-link", ca::kAlways}});
    const Reply link = untilOrdered();
    const std::string token = newest("link").substr(newest("link").find('?'));
    const std::size_t before = asked.size();
    for (const std::string& wrong :
         {"https://nca.example.kz.evil.example/x" + token, "https://evil.example/gate/reissue" + token,
          "https://nca.example.kz:444/x" + token, "reseal://evil.example/renewal/63" + token}) {
        EXPECT_NE(errorOf(resume(link, {text("answer.link", wrong)}), "link").find("is not the CA"), std::string::npos)
            << wrong;
    }
    for (const std::string& wrong :
         {std::string("my link"), "http://nca.example.kz/x" + token, "https://me@nca.example.kz/x" + token,
          std::string("https://nca.example.kz/x"), "https://nca.example.kz/x?token=../" + std::string(3000, 'a')}) {
        EXPECT_NE(errorOf(resume(link, {text("answer.link", wrong)}), "link").find("This is no link"),
                  std::string::npos)
            << wrong.substr(0, 40);
    }
    EXPECT_EQ(std::ranges::count_if(asked.begin() + static_cast<std::ptrdiff_t>(before), asked.end(),
                                    [](const std::string& one) { return one.starts_with("POST"); }),
              0)
        << "no token left";
    EXPECT_NE(errorOf(resume(link, {text("answer.link", "https://nca.example.kz/x?token=abc")}), "link")
                  .find("newest letter"),
              std::string::npos);
}

TEST_F(NcaFault, letter_is_sent_again_and_its_address_corrected) {
    open({{"wants-link", ca::kAlways}});
    const Reply link = untilOrdered();
    const std::string first = newest("link");
    const Reply again = resume(link, {text("action", "again")});
    EXPECT_NE(form(again)["text"]["en"].get<std::string>().find("sent again"), std::string::npos);
    EXPECT_NE(newest("link"), first);
    EXPECT_NE(errorOf(resume(again, {text("answer.link", first)}), "link"), "") << "of an older letter";
    const Reply email = resume(again, {text("action", "email")});
    EXPECT_EQ(fieldOf(email, "email")["value"], "new@example.kz");
    EXPECT_NE(errorOf(resume(email, {text("answer.email", "nobody")}), "email"), "");
    const Reply corrected = resume(email, {text("answer.email", "other@example.kz")});
    EXPECT_EQ(newest("to"), "other@example.kz");
    EXPECT_EQ(titleOf(resume(corrected, {text("answer.link", newest("link"))})), "The new certificates");
}

TEST_F(NcaFault, too_many_letters_are_said_so) {
    open({{"wants-link", ca::kAlways}});
    Reply link = untilOrdered();
    for (int i = 0; i < 6; ++i) {
        link = resume(link, {text("action", "again")});
    }
    EXPECT_NE(errorOf(link, "link").find("Try again in 10 min"), std::string::npos);
}

TEST_F(NcaFault, answer_lost_after_the_order_was_taken_is_looked_up) {
    open({{"cut-after-accept", 1}});
    EXPECT_EQ(titleOf(untilOrdered()), "The new certificates");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(NcaFault, connection_lost_twice_makes_one_order_by_recover) {
    open({{"cut-before-accept", 2}});
    const Reply toSign = untilSigned();
    const std::vector<Item> signatures_made = signatures(toSign);
    EXPECT_EQ(resume(toSign, signatures_made).status, RESEAL_E_UNREACHABLE);
    EXPECT_EQ(orders(), 0u);
    EXPECT_EQ(titleOf(recover(toSign, signatures_made)), "The new certificates");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(NcaFault, crash_after_submission_finds_the_order_without_a_signature) {
    open();
    const Reply toSign = untilSigned();
    signing(toSign); // and the agent dies before it kept the answer
    EXPECT_EQ(titleOf(recover(toSign)), "The new certificates");
    ++operation; // an agent that tries under another id
    EXPECT_EQ(titleOf(signing(toSign)), "The new certificates");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(NcaFault, each_step_that_lost_what_it_got_asks_for_it_again) {
    open();
    const Reply login = begin();
    EXPECT_EQ(recover(login).demand(), "signature");
    const Reply keys = signing(login);
    EXPECT_EQ(recover(keys).demand(), "signature");
    const Reply key = untilKey();
    EXPECT_EQ(recover(key).demand(), "key");
    const Reply toSign = resume(key, requests(key));
    EXPECT_EQ(recover(toSign).demand(), "signature");
    EXPECT_EQ(orders(), 0u);
}

TEST_F(NcaFault, session_that_ends_costs_signatures_but_no_key) {
    open({{"session-expires", 1}});
    const Reply login = untilOrdered();
    ASSERT_EQ(login.demand(), "signature") << login.value("failed.text");
    const Reply review = signing(signing(login));
    EXPECT_EQ(titleOf(review), "The new certificates") << review.demand() << review.value("failed.text");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(NcaFault, challenge_that_expired_is_asked_for_anew) {
    open();
    const Reply login = begin();
    pass(601000);
    const Reply again = signing(login);
    ASSERT_EQ(again.demand(), "signature");
    EXPECT_EQ(titleOf(signing(signing(again))), "User agreement");
}

TEST_F(NcaFault, server_errors_are_tried_again_when_it_says) {
    open({{"error-5xx", 1}});
    const Reply toSign = untilSigned();
    const std::vector<Item> signatures_made = signatures(toSign);
    const Reply busy = resume(toSign, signatures_made);
    EXPECT_EQ(busy.status, RESEAL_E_UNREACHABLE);
    EXPECT_EQ(busy.integer("error.retry-after-ms"), 1000);
    EXPECT_EQ(titleOf(recover(toSign, signatures_made)), "The new certificates");
}

TEST_F(NcaFault, old_key_that_the_CA_does_not_accept_ends_in_words) {
    open({{"login-refused", ca::kAlways}});
    const Reply refused = signing(begin());
    EXPECT_EQ(refused.value("failed.reason"), "login_refused");
    EXPECT_NE(refused.value("failed.text").find("Подпись не подтверждена"), std::string::npos);
    EXPECT_NE(refused.value("failed.mend").find("1414"), std::string::npos);
}

TEST_F(NcaFault, revoked_certificate_ends_with_the_way_to_a_new_one) {
    open();
    folder.write("revoked-" + crypto::readCertificate(old->back().certificate).value().serial, "");
    const Reply refused = begin();
    EXPECT_EQ(refused.value("failed.reason"), "old_certificate_revoked");
    EXPECT_NE(refused.value("failed.text").find("reseal request"), std::string::npos);
}

TEST_F(NcaFault, refusals_carry_the_CAs_words) {
    open({{"rejected-data", ca::kAlways}});
    const Reply refused = untilOrdered();
    EXPECT_EQ(refused.value("failed.reason"), "rejected");
    EXPECT_NE(refused.value("failed.text").find("ИИН не найден"), std::string::npos);
    EXPECT_EQ(orders(), 0u);
}

TEST_F(NcaFault, refusal_after_the_order_was_taken_ends_it) {
    open({{"rejected-later", ca::kAlways}, {"issuing-takes-time", 1}});
    const Reply wait = untilOrdered();
    EXPECT_EQ(resume(resume(wait)).value("failed.reason"), "rejected");
}

TEST_F(NcaFault, certificate_for_another_key_is_not_taken) {
    open({{"wrong-key", ca::kAlways}});
    EXPECT_EQ(untilOrdered().value("failed.reason"), "wrong_key");
}

TEST_F(NcaFault, phone_is_asked_for_where_the_CA_wants_one) {
    open({{"wants-phone", ca::kAlways}});
    const Reply data = untilForm();
    const Reply again = resume(data, {text("answer.phone", "none")});
    EXPECT_NE(errorOf(again, "phone"), "");
    EXPECT_EQ(fieldOf(again, "phone")["value"], "none") << "as it was typed";
    EXPECT_FALSE(fieldOf(again, "email").contains("value")) << "as it was left";
    const Reply application = resume(again, {text("answer.phone", "87011234567")});
    EXPECT_EQ(fieldOf(application, "phone")["value"], "+77011234567");
}

TEST_F(NcaFault, web_page_instead_of_an_answer_is_named) {
    open({{"issuing-takes-time", ca::kAlways}, {"wrong-content", 1}});
    const Reply page = resume(untilOrdered());
    EXPECT_EQ(page.value("error.reason"), "bad_answer");
    EXPECT_NE(page.value("error.text").find("sign-in page"), std::string::npos);
}

TEST_F(NcaFault, missing_certificates_are_tried_again) {
    open({{"no-certificate", ca::kAlways}});
    EXPECT_EQ(untilOrdered().value("error.reason"), "bad_answer");
}

TEST_F(NcaFault, damaged_cookie_is_refused) {
    open();
    Reply login = begin();
    for (Item& item : login.items) {
        if (item.key == "cookie") {
            item.value[item.value.size() / 2] ^= 1;
        }
    }
    EXPECT_EQ(signing(login).status, RESEAL_E_INVALID);
}

// Whatever answers, at every step: a status with words, never more.
TEST_F(NcaFault, hostile_answers_end_each_step_in_order) {
    open({{"issuing-takes-time", ca::kAlways}});
    const Reply login = begin(), keys = signing(login), agreement = signing(keys);
    const Reply data = resume(agreement, {text("answer.accept", "yes")});
    const Reply application = resume(data);
    const Reply key = resume(application, {text("answer.apply", "yes")});
    const Reply toSign = resume(key, requests(key)), wait = signing(toSign);
    ASSERT_EQ(wait.demand(), "wait");
    const std::vector<Item> forLogin = signatures(login), forKeys = signatures(keys), forRequest = signatures(toSign);
    const std::string deep(4000, '[');
    for (const std::string& body :
         {std::string(), std::string("{"), std::string("[]"), std::string("null"), "{\"state\":" + deep,
          std::string(300000, ' '), std::string("{\"state\":1,\"key\":[],\"challenge_id\":{},\"session\":7}"),
          std::string("{\"state\":\"issued\",\"key\":\"other\"}"), std::string("{\"state\":\"ready\xff\"}"),
          std::string(R"({"challenge_id":"../../x","challenge":"x","kinds":[1],"version":"1","text":""})")}) {
        scripted = ca::Response{200, "application/json", body, {}};
        const Reply replies[] = {begin(),
                                 resume(login, forLogin),
                                 resume(keys, forKeys),
                                 resume(agreement, {text("answer.accept", "no")}),
                                 resume(toSign, forRequest),
                                 recover(toSign),
                                 resume(wait)};
        for (const Reply& reply : replies) {
            EXPECT_EQ(reply.status, RESEAL_E_UNREACHABLE) << body.substr(0, 40) << reply.demand();
            EXPECT_EQ(reply.value("error.reason"), "bad_answer");
        }
    }
}

} // namespace reseal::test
