// SPDX-License-Identifier: Apache-2.0
#include "nca_fixture.hpp"

#include "agent/crypto/kazakh_key_file.hpp"

namespace reseal::test {

using Nca = NcaTest;

namespace {

CertificateFacts certificateOf(const Reply& done, const char* number) {
    const std::string der = done.value(std::string("certificate.") + number);
    return crypto::readCertificate(asBytes(der)).value();
}

} // namespace

TEST_F(Nca, GOST_key_is_reissued_from_login_to_certificate) {
    holds("gost-2015");
    open();
    const Reply login = begin();
    ASSERT_EQ(login.demand(), "signature") << login.value("error.message");
    EXPECT_EQ(login.value("payload.1.form"), "cms-attached");
    EXPECT_EQ(login.value("payload.1.title.ru"), "Вход в НУЦ");
    const Reply keys = signing(login);
    ASSERT_EQ(keys.demand(), "signature") << keys.value("error.message") << keys.value("failed.text");
    EXPECT_NE(keys.value("payload.1.data"), login.value("payload.1.data"));
    const Reply agreement = signing(keys);
    ASSERT_EQ(titleOf(agreement), "User agreement") << agreement.value("error.message");
    const Reply data = resume(agreement, {text("answer.accept", "yes")});
    EXPECT_EQ(fieldOf(data, "email")["value"], "aidar@example.kz") << "of the old certificate";
    const Reply application = resume(data, {text("answer.email", "new@example.kz")});
    EXPECT_EQ(fieldOf(application, "iin")["value"], "900101300017");
    const Reply key = resume(application, {text("answer.apply", "yes")});
    ASSERT_EQ(key.demand(), "key") << key.value("error.message");
    EXPECT_EQ(key.value("key.1.algorithm"), "kz-gost-2015-512");
    EXPECT_FALSE(key.has("key.2.algorithm"));
    const Reply toSign = resume(key, requests(key));
    ASSERT_EQ(toSign.demand(), "signature") << toSign.value("error.message");
    const Reply review = signing(toSign);
    ASSERT_EQ(titleOf(review), "The new certificates") << review.value("error.message") << review.value("failed.text");
    EXPECT_EQ(fieldOf(review, "email-1")["value"], "new@example.kz");
    const Reply done = goingOn(review);
    ASSERT_EQ(done.demand(), "done") << done.value("error.message");
    EXPECT_EQ(orders(), 1u);
    EXPECT_EQ(goingOn(review).demand(), "done") << "after the end it repeats the end";
}

TEST_F(Nca, new_certificate_has_the_address_the_store_and_the_name_of_its_file) {
    holds("gost-2015");
    open();
    const Reply done = goingOn(untilOrdered());
    const CertificateFacts facts = certificateOf(done, "1");
    EXPECT_EQ(facts.emails, std::vector<std::string>{"new@example.kz"});
    EXPECT_EQ(facts.policies, std::vector<std::string>{"1.2.398.3.3.2"});
    EXPECT_EQ(done.value("certificate.1.file-name"), crypto::kazakhFileName(facts.der).value());
    EXPECT_EQ(done.value("certificate.1.file-name").substr(0, 8), "GOST512_");
    EXPECT_EQ(done.value("certificate.1.file-form"), "pkcs12-kz");
    const std::string branch("\x06\x06\x2A\x83\x0E\x03\x03\x05\x04\x0C\x30\x0A\x06\x08\x2A\x83\x0E\x03\x03\x05\x01\x01",
                             22);
    EXPECT_NE(std::string(facts.der.begin(), facts.der.end()).find(branch), std::string::npos);
    EXPECT_EQ(std::ranges::count(done.items, "chain", &Item::key), 2);
    EXPECT_NE(done.value("next").find("NCALayer"), std::string::npos);
    EXPECT_NE(done.value("next").find("not revoked"), std::string::npos);
}

TEST_F(Nca, pair_logs_in_with_one_half_and_signs_with_the_other) {
    holds("rsa-pair");
    open();
    const Reply key = untilKey();
    EXPECT_EQ(key.value("key.1.algorithm"), "rsa-2048");
    EXPECT_EQ(key.value("key.2.algorithm"), "rsa-2048");
    const Reply toSign = resume(key, requests(key));
    const Reply done = goingOn(signing(toSign));
    ASSERT_EQ(done.demand(), "done") << done.value("error.message") << done.value("failed.text");
    EXPECT_EQ(signers, (std::vector<std::string>{"authentication", "signing", "signing", "signing"}));
    EXPECT_EQ(certificateOf(done, "1").policies, std::vector<std::string>{"1.2.398.3.3.2.3"});
    EXPECT_EQ(certificateOf(done, "2").policies, std::vector<std::string>{"1.2.398.3.3.2.4"});
    EXPECT_EQ(done.value("certificate.1.file-name").substr(0, 7), "RSA256_");
    for (const char* const number : {"1", "2"}) {
        EXPECT_EQ(done.value(std::string("certificate.") + number + ".file-name"),
                  crypto::kazakhFileName(certificateOf(done, number).der).value());
    }
}

TEST_F(Nca, pair_begun_by_its_login_half_gets_the_login_half_first) {
    holds("rsa-pair");
    std::swap(about[about.size() - 1].value, about[about.size() - 2].value);
    open();
    const Reply done = goingOn(untilOrdered());
    EXPECT_EQ(done.value("certificate.1.file-name").substr(0, 12), "AUTH_RSA256_");
    EXPECT_EQ(done.value("certificate.2.file-name").substr(0, 7), "RSA256_");
}

TEST_F(Nca, pair_gets_one_GOST_key_where_the_CA_issues_nothing_else) {
    holds("rsa-pair");
    open({{"gost-only", ca::kAlways}});
    const Reply key = untilKey();
    EXPECT_EQ(key.value("key.1.algorithm"), "kz-gost-2015-512");
    EXPECT_FALSE(key.has("key.2.algorithm"));
    const Reply done = goingOn(signing(resume(key, requests(key))));
    EXPECT_EQ(done.value("certificate.1.file-name").substr(0, 8), "GOST512_") << done.value("failed.text");
}

TEST_F(Nca, GOST_2004_signing_key_is_followed_by_GOST_2015) {
    holds("gost-2004");
    open();
    const Reply done = goingOn(untilOrdered());
    ASSERT_EQ(done.demand(), "done") << done.value("failed.text");
    EXPECT_EQ(done.value("certificate.1.file-name").substr(0, 8), "GOST512_");
    EXPECT_EQ(certificateOf(done, "1").extendedKeyUsage.back(), "1.2.398.3.3.4.1.2.1") << "the role stays";
    EXPECT_EQ(signers.front(), "authentication");
}

TEST_F(Nca, challenge_is_signed_inside_a_text_that_no_document_can_be) {
    holds("gost-2015");
    open();
    const std::string data = begin().value("payload.1.data");
    EXPECT_TRUE(data.starts_with("reseal-nca/1\nlogin\nhttps://nca.example.kz/gate\n")) << data;
    EXPECT_EQ(std::ranges::count(data, '\n'), 4);
}

TEST_F(Nca, login_half_alone_is_told_what_is_missing) {
    holds("rsa-pair");
    std::erase_if(about, [](const Item& item) { return item.key == "old-certificate"; });
    about.back().key = "old-certificate";
    open();
    const Reply missing = begin();
    EXPECT_EQ(titleOf(missing), "The signing key is missing");
    EXPECT_EQ(fieldOf(missing, "at-hand")["value"].get<std::string>().substr(0, 5), "AUTH_");
    EXPECT_EQ(titleOf(resume(missing, {text("action", "new")})), "New keys of the NCA");
    about.push_back(bytes("old-pair", old->back().certificate));
    EXPECT_EQ(resume(missing).demand(), "signature") << "it was put back";
}

TEST_F(Nca, half_of_a_pair_without_the_other_is_followed_by_a_whole_pair) {
    struct {
        const char* half;
        int days;
    } const cases[] = {{"AUTH_RSA256_", -3}, {"RSA256_", -3}, {"AUTH_RSA256_", 20}, {"RSA256_", 20}};
    for (const auto& [half, days] : cases) {
        holds("rsa-pair", days);
        const bool login = half[0] == 'A';
        std::erase_if(about, [](const Item& item) { return item.key == "old-pair"; });
        about.back() = bytes("old-certificate", login ? old->front().certificate : old->back().certificate);
        set("old-key", days < 0 ? "lapsed" : login ? "ready" : "lost");
        open();
        const Reply why = begin();
        const Reply bring = days > 0 ? resume(why, {text("action", "new")}) : why;
        const Reply data = resume(goingOn(bring), {text("answer.accept", "yes")});
        const Reply application = resume(data, {text("answer.phone", "+77011234567")});
        const Reply key = resume(application, {text("answer.apply", "yes")});
        ASSERT_EQ(key.value("key.2.algorithm"), "rsa-2048") << half << days << key.value("failed.text");
        const Reply wait = resume(key, requests(key));
        ASSERT_EQ(wait.demand(), "wait") << wait.value("error.message") << wait.value("failed.text");
        folder.write("approved", "");
        const Reply done = goingOn(resume(wait));
        ASSERT_EQ(done.demand(), "done") << done.value("error.message") << done.value("failed.text");
        EXPECT_TRUE(done.value("certificate.1.file-name").starts_with(half)) << "the use of the old one comes first";
        EXPECT_EQ(done.value("certificate.2.file-name").starts_with("AUTH_"), !login);
        std::filesystem::remove(folder / "approved");
    }
    EXPECT_TRUE(signers.empty());
}

TEST_F(Nca, lost_key_leads_to_a_new_issue) {
    holds("gost-2015");
    set("old-key", "lost");
    open();
    const Reply lost = begin();
    EXPECT_EQ(titleOf(lost), "The old key is not here");
    EXPECT_EQ(form(lost)["actions"][0]["id"], "new");
}

TEST_F(Nca, lapsed_certificate_leads_to_a_new_issue_with_what_to_bring) {
    holds("gost-2015", -3);
    set("setting.service_centre", "TsON 7, Astana");
    open();
    const Reply bring = begin();
    EXPECT_EQ(titleOf(bring), "The certificate has lapsed");
    EXPECT_NE(fieldOf(bring, "bring")["value"].get<std::string>().find("Identity card"), std::string::npos);
    EXPECT_EQ(fieldOf(bring, "where")["value"], "TsON 7, Astana");
    const Reply data = resume(resume(bring), {text("answer.accept", "yes")});
    EXPECT_EQ(fieldOf(data, "phone")["type"], "phone");
    const Reply application = resume(data, {text("answer.phone", "8 701 123-45-67")});
    const Reply key = resume(application, {text("answer.apply", "yes")});
    const Reply wait = resume(key, requests(key));
    ASSERT_EQ(wait.demand(), "wait") << wait.value("error.message") << wait.value("failed.text");
    EXPECT_NE(wait.value("wait.text").find("TsON 7"), std::string::npos);
    EXPECT_TRUE(signers.empty());
    EXPECT_EQ(resume(wait).demand(), "wait");
    folder.write("approved", "");
    EXPECT_EQ(goingOn(resume(wait)).demand(), "done");
}

TEST_F(Nca, certificate_that_lapses_meanwhile_leads_there_too) {
    holds("gost-2015");
    open();
    const Reply login = begin();
    pass(std::int64_t{21} * 86400000);
    about = {about[0], about[1], about[2], about[3], about[4]};
    EXPECT_EQ(titleOf(resume(login)), "The certificate has lapsed");
}

TEST_F(Nca, person_without_any_certificate_gives_name_and_IIN) {
    holds("gost-2015");
    open();
    about = {text("language", "kk"), text("purpose", "new"), text("setting.base_url", kBase)};
    const Reply data = resume(resume(begin()), {text("answer.accept", "yes")});
    const std::vector<Item> wrong{text("answer.name", "Үлгібаева Айгүл"), text("answer.iin", "12"),
                                  text("answer.phone", "+7 701 123 45 67"), text("answer.email", "почта@пример.кз")};
    const Reply again = resume(data, wrong);
    EXPECT_EQ(errorOf(again, "iin"), "An IIN has 12 digits.");
    EXPECT_NE(errorOf(again, "email"), "");
    const Reply application = resume(again, {wrong[0], text("answer.iin", "900101400018"), wrong[2]});
    const Reply key = resume(application, {text("answer.apply", "yes")});
    EXPECT_NE(key.value("key.1.subject").find("IIN900101400018"), std::string::npos);
    EXPECT_EQ(resume(key, requests(key)).demand(), "wait");
}

TEST_F(Nca, agreement_has_to_be_accepted) {
    holds("gost-2015");
    open();
    const Reply agreement = untilAgreement();
    EXPECT_NE(errorOf(resume(agreement, {text("answer.accept", "no")}), "accept"), "");
    EXPECT_NE(fieldOf(agreement, "agreement")["value"].get<std::string>().find("2. Пароль"), std::string::npos);
}

TEST_F(Nca, address_that_was_filled_in_may_be_removed) {
    holds("gost-2015");
    open();
    const Reply application = resume(untilForm()); // the host passes on no empty answer
    ASSERT_EQ(titleOf(application), "Application");
    EXPECT_EQ(fieldOf(application, "email")["value"], "none");
    const Reply data = resume(application, {text("action", "change")});
    EXPECT_FALSE(fieldOf(data, "email").contains("value")) << "the old certificate's is not put back";
}

TEST_F(Nca, link_that_is_clicked_while_the_data_are_asked_for_sends_none_off) {
    holds("gost-2015");
    open();
    const Reply data = resume(untilForm(), {text("link", "reseal://nca.example.kz/renewal/63?token=abc")});
    EXPECT_EQ(fieldOf(data, "email")["value"], "aidar@example.kz");
}

TEST_F(Nca, data_may_be_changed_before_the_application) {
    holds("gost-2015");
    open();
    const Reply data = resume(untilApplication(), {text("action", "change")});
    EXPECT_EQ(fieldOf(data, "email")["value"], "new@example.kz");
    EXPECT_NE(errorOf(resume(data, {text("answer.email", "no address")}), "email"), "");
}

TEST_F(Nca, decision_is_polled_until_it_is_there_and_the_letter_is_named) {
    holds("gost-2015");
    open({{"issuing-takes-time", ca::kAlways}});
    Reply wait = untilOrdered();
    ASSERT_EQ(wait.demand(), "wait") << wait.value("failed.text");
    EXPECT_NE(wait.value("wait.text").find("new@example.kz"), std::string::npos);
    EXPECT_NE(wait.value("wait.text").find("noreply@nca.example.kz"), std::string::npos);
    EXPECT_EQ(wait.integer("wait.until-ms"), now + 1000) << "the CA's own time";
    EXPECT_EQ(wait.integer("wait.deadline-ms"), now + std::int64_t{3} * 86400000);
    pass(3600000);
    wait = resume(wait);
    folder.write("issued", "");
    EXPECT_EQ(titleOf(resume(wait)), "The new certificates") << "polling alone is enough";
}

TEST_F(Nca, withdrawing_tells_the_CA) {
    holds("gost-2015");
    open({{"issuing-takes-time", ca::kAlways}});
    const Reply wait = untilOrdered();
    EXPECT_EQ(run(&reseal_ca_1::withdraw, {bytes("cookie", wait.cookie())}).status, RESEAL_OK);
    EXPECT_EQ(resume(wait).value("failed.reason"), "withdrawn");
}

TEST_F(Nca, wrong_data_of_the_certificate_lead_to_the_support) {
    holds("gost-2015");
    set("setting.support", "8 800 080 7777");
    open();
    const Reply wrong = resume(untilOrdered(), {text("action", "wrong")});
    EXPECT_EQ(fieldOf(wrong, "support")["value"], "8 800 080 7777");
    EXPECT_EQ(goingOn(wrong).demand(), "done") << "they are taken all the same";
}

TEST_F(Nca, wrong_data_may_be_looked_at_again_or_the_renewal_given_up) {
    holds("gost-2015");
    open();
    const Reply wrong = resume(untilOrdered(), {text("action", "wrong")});
    EXPECT_EQ(titleOf(resume(wrong, {text("action", "back")})), "The new certificates");
    EXPECT_EQ(run(&reseal_ca_1::withdraw, {bytes("cookie", wrong.cookie())}).status, RESEAL_OK);
}

TEST_F(Nca, session_and_what_was_signed_leave_the_cookie_with_the_order) {
    holds("rsa-pair");
    open({{"issuing-takes-time", ca::kAlways}});
    const Reply wait = untilOrdered();
    EXPECT_EQ(wait.cookie().find(store->operator[]("sessions").begin().key()), std::string::npos);
    EXPECT_LT(wait.cookie().size(), 2000u);
}

TEST_F(Nca, check_of_the_workplace_names_what_is_broken) {
    holds("gost-2015");
    open();
    const auto examine = [this] { return ask(RESEAL_EXT_DIAGNOSTICS_1, &reseal_diagnostics_1::examine, {}); };
    EXPECT_EQ(examine().value("check.gateway.state"), "fine");
    scripted = ca::Response{200, "text/html", "<html>", {}};
    EXPECT_EQ(examine().value("check.gateway.state"), "broken");
}

} // namespace reseal::test
