// SPDX-License-Identifier: Apache-2.0
#include "ca_file_renewal.hpp"

namespace reseal::test {

using FileCa = FileCaTest;

TEST_F(FileCa, runs_unattended_from_begin_to_the_certificate) {
    const Reply key = begin();
    ASSERT_EQ(key.demand(), "key") << key.value("error.message");
    EXPECT_EQ(key.value("key.1.algorithm"), "ec-p256") << "like the old one";
    EXPECT_FALSE(key.has("key.1.subject")) << "the old certificate's";

    const Reply sign = resume(key, {bytes("request.1", request)});
    ASSERT_EQ(sign.demand(), "signature") << sign.value("error.message");
    EXPECT_EQ(sign.value("payload.1.form"), "cms-attached");
    const std::string text = sign.value("payload.1.data");
    EXPECT_NE(text.find("Holder: Test Person\nOrganization: Org\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Valid until: 2027-01-01"), std::string::npos);
    EXPECT_NE(text.find("Request: reseal-" + stem + ".p10"), std::string::npos);
    EXPECT_NE(text.find("Date: 2026-08-01 10:20 UTC"), std::string::npos);

    const Reply wait = resume(sign, {bytes("signature.1", "SIGNED")});
    ASSERT_EQ(wait.demand(), "wait") << wait.value("error.message");
    EXPECT_EQ(contentOf(out / ("reseal-" + stem + ".p10")), str(request));
    EXPECT_EQ(contentOf(out / ("application-" + stem + ".txt")), text);
    EXPECT_EQ(contentOf(out / ("application-" + stem + ".p7s")), "SIGNED");
    EXPECT_EQ(wait.integer("wait.until-ms"), kNow + 3600000);
    EXPECT_EQ(wait.value("wait.folder"), in.path());
    EXPECT_NE(wait.value("wait.text").find("application-" + stem + ".p7s from " + out.path()), std::string::npos);

    const Reply still = resume(wait);
    ASSERT_EQ(still.demand(), "wait");
    EXPECT_EQ(still.integer("wait.until-ms"), kNow + 2 * 3600000);
    in.write("from the CA.cer", fresh.der);
    const Reply done = resume(still);
    ASSERT_EQ(done.demand(), "done");
    EXPECT_EQ(done.value("certificate.1"), str(fresh.der));
    EXPECT_EQ(resume(still).demand(), "done") << "after the end it repeats the end";
}

TEST_F(FileCa, backs_off_to_a_day) {
    Reply wait = untilWait();
    for (int i = 0; i < 10; ++i)
        wait = resume(wait);
    EXPECT_EQ(wait.integer("wait.until-ms"), kNow + 24 * 3600000);
}

TEST_F(FileCa, passes_over_wrong_certificates_and_rubbish) {
    const Reply wait = untilWait();
    in.write("old.cer", old.der);
    in.write("stranger.pem", makeCertificate({}).pem);
    in.write("rubbish.p7b", "\x30\x82\xFF\xFFrubbish");
    in.write("empty.crt", "");
    in.write("big.cer", std::string(70000, 'x'));
    in.write("half.cer", str(fresh.der).substr(0, 100));
    in.write("right.txt", fresh.der);
    std::filesystem::create_directory(in / "folder.cer");
    EXPECT_EQ(resume(wait).demand(), "wait");
    in.write("right.PEM", "Subject: x\n" + fresh.pem);
    EXPECT_EQ(resume(wait).value("certificate.1"), str(fresh.der));
}

TEST_F(FileCa, asks_for_the_folder_that_no_setting_names) {
    drop("setting.folder");
    drop("setting.answer_folder");
    const Reply form = begin();
    ASSERT_EQ(form.demand(), "input");
    EXPECT_NE(form.value("form").find(R"("id":"folder","type":"folder")"), std::string::npos);
    EXPECT_EQ(form.value("form").find("\"error\""), std::string::npos);
    const Reply again = resume(form, {text("answer.folder", out / "not there")});
    ASSERT_EQ(again.demand(), "input");
    EXPECT_NE(again.value("form").find("\"error\""), std::string::npos);
    EXPECT_NE(again.value("form").find("not there"), std::string::npos);
    EXPECT_EQ(resume(again, {text("answer.folder", "relative")}).demand(), "input");
    const Reply key = resume(again, {text("answer.folder", out.path())});
    ASSERT_EQ(key.demand(), "key");
    const Reply wait = resume(resume(key, {bytes("request.1", request)}), {bytes("signature.1", "S")});
    EXPECT_EQ(wait.value("wait.folder"), out.path());
}

TEST_F(FileCa, a_first_certificate_needs_a_name) {
    for (const char* key : {"old-certificate", "old-key", "holder.common-name", "holder.organization"})
        drop(key);
    change("purpose", "new");
    const Reply form = begin();
    ASSERT_EQ(form.demand(), "input");
    EXPECT_EQ(form.value("form").find(R"("id":"folder")"), std::string::npos);
    EXPECT_NE(form.value("form").find(R"("pattern":"[A-Z]{2}")"), std::string::npos); // groups the agent refuses
    EXPECT_EQ(resume(form, {text("answer.organization", "Org")}).demand(), "input");
    const Reply key = resume(form, {text("answer.common-name", "Жанна"), text("answer.country", "KZ")});
    ASSERT_EQ(key.demand(), "key");
    EXPECT_NE(key.value("key.1.subject").find("Жанна"), std::string::npos);
    EXPECT_EQ(key.value("key.1.algorithm"), "rsa-3072");
    const Reply wait = resume(key, {bytes("request.1", request)});
    EXPECT_EQ(wait.demand(), "wait") << "there is no old key to sign with";
    EXPECT_NE(contentOf(out / ("print-and-sign-" + stem + ".txt")).find("Жанна"), std::string::npos);
}

TEST_F(FileCa, without_the_old_key_the_application_is_signed_by_hand) {
    change("old-key", "lost");
    change("language", "ru");
    const Reply wait = resume(begin(), {bytes("request.1", request)});
    ASSERT_EQ(wait.demand(), "wait");
    EXPECT_NE(contentOf(out / ("print-and-sign-" + stem + ".txt")).find("Подпись: ___"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(out / ("application-" + stem + ".p7s")));
    EXPECT_NE(wait.value("wait.text.ru").find("print-and-sign-" + stem + ".txt"), std::string::npos);
}

TEST_F(FileCa, settings_choose_key_and_format) {
    settings.push_back(text("setting.algorithm", "rsa-4096"));
    settings.push_back(text("setting.format", "pem"));
    const Reply key = begin();
    EXPECT_EQ(key.value("key.1.algorithm"), "rsa-4096");
    resume(resume(key, {bytes("request.1", request)}), {bytes("signature.1", "S")});
    EXPECT_EQ(contentOf(out / ("reseal-" + stem + ".csr")), toPem("CERTIFICATE REQUEST", request));
    EXPECT_EQ(run(&reseal_ca_1::describe).value("profile.certificate.algorithm"), "rsa-4096");
    EXPECT_EQ(begin({text("profile", "certificate")}).demand(), "key");
    EXPECT_EQ(begin({text("profile", "other")}).status, RESEAL_E_CONFIG);
}

TEST_F(FileCa, a_folder_that_went_is_named_and_tried_again) {
    const Reply wait = untilWait();
    std::filesystem::remove_all(in.path());
    const Reply gone = resume(wait);
    EXPECT_EQ(gone.status, RESEAL_E_UNREACHABLE);
    EXPECT_NE(gone.value("error.text").find(in.path()), std::string::npos);
    EXPECT_EQ(gone.value("error.reason"), "folder_missing");
    EXPECT_EQ(begin().status, RESEAL_E_CONFIG);
    std::filesystem::create_directory(in.path());
    in.write("a.cer", fresh.der);
    EXPECT_EQ(resume(wait).demand(), "done");
}

TEST_F(FileCa, workplace_and_settings_are_examined) {
    const reseal_module* module = fileModule();
    module->init(host.raw());
    reseal_instance* self = nullptr;
    ASSERT_EQ(module->create("file", &self), RESEAL_OK);
    const auto* doctor =
        static_cast<const reseal_diagnostics_1*>(module->get_extension(self, RESEAL_EXT_DIAGNOSTICS_1));
    const auto* rules = static_cast<const reseal_settings_1*>(module->get_extension(self, RESEAL_EXT_SETTINGS_1));
    const Reply fine = call(doctor->examine, self, settings);
    EXPECT_EQ(fine.value("check.folder.state"), "fine");
    EXPECT_EQ(fine.value("check.space.state"), "fine");
    EXPECT_EQ(call(doctor->examine, self, {}).value("check.folder.state"), "warning");
    EXPECT_EQ(call(rules->validate, self, settings).items.size(), 0u);
    change("setting.folder", "relative");
    change("setting.answer_folder", "/not/there");
    EXPECT_EQ(call(doctor->examine, self, settings).value("check.answers.state"), "broken");
    const Reply problems = call(rules->validate, self, settings);
    EXPECT_TRUE(problems.has("problem.folder"));
    EXPECT_NE(problems.value("problem.answer_folder").find("/not/there"), std::string::npos);
    module->destroy(self);
    module->deinit();
}

} // namespace reseal::test
