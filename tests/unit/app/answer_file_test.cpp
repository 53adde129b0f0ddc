// SPDX-License-Identifier: Apache-2.0
// The CA's answer that is dropped on the window goes to the renewal that waits for it; other files are documents.
#include "tests/unit/app/resident_fixture.hpp"

#include "agent/app/answer_file.hpp"
#include "agent/app/renewal_desk.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/enrolment/demand_record.hpp"
#include "storage/sqlite_renewal_store.hpp"

#include <reseal/ext/ca.h>
#include <reseal/keys.h>

namespace reseal::app {
namespace {

using wire::Item;

class AnswerFileTest : public ResidentTest {
protected:
    void SetUp() override {
        ResidentTest::SetUp();
        out = folder / "out";
        std::filesystem::create_directories(out);
        enrolment::Renewal row;
        row.id = std::string(32, 'a');
        row.ca = "file";
        row.state = enrolment::State::waitingForCa;
        row.purpose = "new";
        row.nextAttempt = clock->now() + std::chrono::hours(24);
        row.started = row.changed = clock->now();
        row.demand = enrolment::pack(
            {Item::ofText(RESEAL_KEY_DEMAND, RESEAL_DEMAND_WAIT), Item::ofText(RESEAL_KEY_WAIT_TEXT, "The CA works"),
             Item::ofText(RESEAL_KEY_WAIT_FOLDER, out), Item::ofBytes(RESEAL_KEY_COOKIE, Bytes{1})});
        ASSERT_TRUE(engine->renewals().store().add(row, {clock->now(), "waiting_for_ca", "wait"}));
        const ByteView key = crypto::publicKeyInfoIn(made.der);
        ASSERT_TRUE(storage::makeSqliteNewKeyStore(profile->database())
                        ->keep({row.id, "1", "ec-p256", Bytes(key.begin(), key.end()), Bytes{1}, {}, clock->now()}));
    }

    std::string taken(const std::string& path) {
        const auto taken = engine->renewals().takeAnswer(path);
        EXPECT_TRUE(taken);
        return taken ? taken.value() : "error";
    }

    test::MadeCertificate made = test::makeCertificate({});
    std::string out;
};

TEST_F(AnswerFileTest, CertificateOfTheWaitingKey_isPutIntoItsFolder) {
    EXPECT_EQ(taken(folder.write("mail/anna.p7b", test::makePkcs7({made.der}))), std::string(32, 'a'));
    EXPECT_TRUE(std::filesystem::exists(out + "/anna.p7b"));
}

TEST_F(AnswerFileTest, NameThatIsTaken_getsANumberAndNothingIsWrittenOver) {
    folder.write("out/anna.cer", "another");
    EXPECT_EQ(taken(folder.write("mail/anna.CER", made.pem)), std::string(32, 'a'));
    EXPECT_TRUE(std::filesystem::exists(out + "/anna-2.cer"));
    EXPECT_EQ(std::filesystem::file_size(out + "/anna.cer"), 7U);
}

TEST_F(AnswerFileTest, SameFileAgain_isThereOnce) {
    const std::string path = folder.write("mail/anna.cer", made.pem);
    EXPECT_EQ(taken(path), std::string(32, 'a'));
    EXPECT_EQ(taken(path), std::string(32, 'a'));
    EXPECT_FALSE(std::filesystem::exists(out + "/anna-2.cer"));
}

TEST_F(AnswerFileTest, EndingThatIsNotLookedFor_becomesOneThatIs) {
    EXPECT_EQ(taken(folder.write("mail/answer.txt", made.pem)), std::string(32, 'a'));
    EXPECT_TRUE(std::filesystem::exists(out + "/answer.cer"));
}

TEST_F(AnswerFileTest, CertificateOfAnotherKey_isADocumentLikeAnyOther) {
    EXPECT_EQ(taken(folder.write("mail/boris.cer", test::makeCertificate({}).pem)), "");
    EXPECT_TRUE(std::filesystem::is_empty(out));
}

TEST_F(AnswerFileTest, FileWithAPrivateKey_isNoAnswer) {
    EXPECT_EQ(taken(folder.write("mail/anna.pem", made.pem + made.keyPem)), "");
    EXPECT_TRUE(std::filesystem::is_empty(out));
}

TEST_F(AnswerFileTest, FileThatIsNotThere_isNoAnswer) { EXPECT_EQ(taken(folder / "mail/nothing.cer"), ""); }

} // namespace
} // namespace reseal::app
