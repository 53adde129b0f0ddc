// SPDX-License-Identifier: Apache-2.0
// The holder's application: signed by the old key while that is valid, else a page for a signature by hand.
#include "kontur_fixture.hpp"

#include "agent/crypto/cms/signed_message_writer.hpp"

namespace reseal::test {

class KonturApplication : public KonturTest {
protected:
    void wants(ca::Faults more = {}) {
        more.emplace("wants-application", ca::kAlways);
        open(std::move(more));
    }
    void oldKeyIs(const char* state) { std::ranges::find(about, "old-key", &Item::key)->value = state; }
    Bytes signedBy(const MadeCertificate& made, const std::string& data) {
        MemorySink out;
        MemorySource source(asBytes(data));
        const auto key = crypto::PrivateKey::fromPkcs8(made.keyPkcs8);
        const crypto::SigningRequest how{.certificate = made.der, .time = TimePoint(std::chrono::seconds(now / 1000))};
        const Status done = crypto::signDetached(
            source, how,
            [&](crypto::DigestAlgorithm digest, ByteView value) { return key.value().sign(digest, value); }, out);
        EXPECT_TRUE(done.ok());
        return out.take();
    }
    Reply giveSignature(const Reply& demand, const MadeCertificate& by) {
        return resume(demand, {bytes("signature.1", signedBy(by, demand.value("payload.1.data")))});
    }
};

TEST_F(KonturApplication, valid_old_key_signs_it_and_the_order_goes_on) {
    wants();
    const Reply sign = untilConfirm();
    ASSERT_EQ(sign.demand(), "signature") << sign.value("error.message");
    EXPECT_EQ(sign.value("payload.1.form"), "cms-detached");
    EXPECT_NE(sign.value("payload.1.data").find("Иванова Анна"), std::string::npos);
    const Reply confirm = giveSignature(sign, old);
    ASSERT_EQ(form(confirm)["fields"][0]["id"], "code") << confirm.value("error.message");
    EXPECT_EQ(enter(confirm).demand(), "done");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(KonturApplication, token_that_is_away_is_asked_to_sign) {
    wants();
    oldKeyIs("away");
    EXPECT_EQ(untilConfirm().demand(), "signature");
}

TEST_F(KonturApplication, lapsed_key_leads_to_a_page_with_documents_and_address) {
    wants();
    oldKeyIs("lapsed");
    const Reply wait = untilConfirm();
    ASSERT_EQ(wait.demand(), "wait") << wait.value("error.message");
    const std::string page = wait.value("wait.print");
    for (const char* const part : {"Иванова Анна", "SHA-256", "Signature: ____", "- паспорт\n", "Примерная улица, 1"}) {
        EXPECT_NE(page.find(part), std::string::npos) << part;
    }
    for (const char* const part : {"no valid old key", "паспорт, СНИЛС", "Сервисный центр № 1", "8 800 000-00-00"}) {
        EXPECT_NE(wait.value("wait.text").find(part), std::string::npos) << part;
    }
    EXPECT_EQ(wait.value("wait.text.ru").find("{}"), std::string::npos);
    EXPECT_EQ(wait.integer("wait.deadline-ms"), now + std::int64_t{30} * 86400000);
}

TEST_F(KonturApplication, page_that_was_accepted_leads_to_the_certificate) {
    wants();
    std::erase_if(about, [](const Item& item) { return item.key.starts_with("old-") || item.key == "purpose"; });
    about.push_back(text("purpose", "new"));
    Reply wait = untilConfirm();
    for (int day = 0; day < 3; ++day) {
        pass(86400000);
        wait = resume(wait);
        ASSERT_EQ(wait.demand(), "wait");
    }
    EXPECT_EQ(wait.integer("wait.until-ms"), now + 3000) << "the CA's own time";
    folder.write("accepted", "");
    const Reply confirm = resume(wait);
    ASSERT_EQ(form(confirm)["fields"][0]["id"], "code") << confirm.value("error.message");
    EXPECT_EQ(enter(confirm).demand(), "done");
    EXPECT_EQ(orders(), 1u);
}

TEST_F(KonturApplication, signature_that_the_CA_does_not_take_leads_to_the_page) {
    wants();
    const Reply sign = untilConfirm();
    const Reply wait = giveSignature(sign, makeCertificate({.subject = {{"CN", "Somebody else"}}}));
    ASSERT_EQ(wait.demand(), "wait") << wait.value("error.message");
    EXPECT_NE(wait.value("wait.text").find("does not take a signature"), std::string::npos);
    EXPECT_NE(wait.value("wait.print"), "");
    EXPECT_EQ(resume(wait).demand(), "wait") << "it is not asked for again";
}

TEST_F(KonturApplication, crash_after_the_signature_arrived_finds_the_order_further_on) {
    wants();
    const Reply sign = untilConfirm();
    giveSignature(sign, old); // and the agent dies before it kept the answer
    EXPECT_EQ(form(recover(sign))["fields"][0]["id"], "code");
    EXPECT_EQ(form(giveSignature(sign, old))["fields"][0]["id"], "code") << "the same once more";
    EXPECT_EQ(orders(), 1u);
}

TEST_F(KonturApplication, crash_before_the_signature_arrived_asks_for_it_again) {
    wants();
    EXPECT_EQ(recover(untilConfirm()).demand(), "signature");
}

TEST_F(KonturApplication, hostile_applications_are_no_answers) {
    wants();
    oldKeyIs("lost");
    const Reply wait = untilConfirm();
    const std::string order =
        R"({"key":")" + lines("orders.jsonl")[0]["key"].get<std::string>() + R"(","state":"applying")";
    for (const std::string& more :
         {std::string(), std::string(R"(,"application":{})"), std::string(R"(,"application":[])"),
          R"(,"application":{"statement":")" + std::string(9000, 'a') + R"("})",
          std::string(R"(,"application":{"statement":"a","documents":[1]})"),
          std::string(R"(,"application":{"statement":"a","centre":7})"),
          std::string(R"(,"application":{"statement":"a\u0007"})")}) {
        scripted = ca::Response{200, "application/json", order + more + "}", {}};
        EXPECT_EQ(resume(wait).value("error.reason"), "bad_answer") << more.substr(0, 60);
    }
    scripted = ca::Response{200, "application/json", order + R"(,"application":{"statement":"a"}})", {}};
    EXPECT_EQ(resume(wait).demand(), "wait");
}

} // namespace reseal::test
