// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_words.hpp"

#include "tests/unit/ui/ui_fixtures.hpp"

namespace reseal::ui {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class RenewalWordsTest : public UiTest {
protected:
    static core::RenewalView view(const std::string& state) {
        core::RenewalView made;
        made.id = "1";
        made.certificate = "anna";
        made.state = state;
        return made;
    }
    static core::RenewalField field(const std::string& type) {
        core::RenewalField made;
        made.id = "field";
        made.type = type;
        made.required = true;
        return made;
    }
};

TEST_F(RenewalWordsTest, LeftOverKeys_areRemovableWhereTheirTokenIsHereOrNoneIsNeeded) {
    core::LeftOverKeys keys{.renewal = "r", .ended = kNow};
    EXPECT_THAT(leftOverText(keys, words_), HasSubstr("in the archive"));
    EXPECT_TRUE(mayBeRemoved(keys));
    keys.token = "pkcs11:token=Anna";
    EXPECT_THAT(leftOverText(keys, words_), HasSubstr("Plug it in"));
    EXPECT_FALSE(mayBeRemoved(keys));
    keys.tokenName = "Anna's token";
    EXPECT_THAT(leftOverText(keys, words_), HasSubstr("on the token Anna's token"));
    EXPECT_TRUE(mayBeRemoved(keys));
}

TEST_F(RenewalWordsTest, Headline_ofAnOpenForm_saysThatAnAnswerIsNeeded) {
    core::RenewalView asking = view("asking");
    asking.form = core::RenewalForm{};
    EXPECT_EQ(renewalHeadline(asking, words_), "Your answer is needed");
}

TEST_F(RenewalWordsTest, Headline_whileAtWork_saysWhatIsDone) {
    core::RenewalView working = view("making_key");
    working.atWork = true;
    EXPECT_EQ(renewalHeadline(working, words_), "The new key is being made…");
}

TEST_F(RenewalWordsTest, Details_whileTheCaNeedsTime_sayWhenItIsAskedAgain) {
    core::RenewalView waiting = view("waiting_for_ca");
    waiting.waitsFor = "ca";
    waiting.nextAttempt = kNow + std::chrono::hours(2);
    EXPECT_THAT(renewalDetails(waiting, words_), Contains(HasSubstr("14:00")));
}

TEST_F(RenewalWordsTest, Details_whileATokenIsNeeded_beginWithWhatToDo) {
    core::RenewalView waiting = view("waiting_for_token");
    waiting.waitsFor = "token";
    waiting.text = "It was pulled out.";
    EXPECT_THAT(renewalDetails(waiting, words_).front(), HasSubstr("Plug in the token"));
}

TEST_F(RenewalWordsTest, Details_ofTheStep_sayWhatHappensNext) {
    core::RenewalView asking = view("asking");
    asking.step = "Phone number";
    asking.next = "A code comes by SMS within two minutes.";
    const auto said = renewalDetails(asking, words_);
    EXPECT_THAT(said, Contains("Step: Phone number"));
    EXPECT_THAT(said, Contains("What happens next: A code comes by SMS within two minutes."));
}

TEST_F(RenewalWordsTest, Details_ofTheEnd_giveTheLastWordOfTheCa) {
    core::RenewalView view;
    view.state = "done";
    view.ended = true;
    view.next = "Choose the new file in NCALayer.";
    const auto said = renewalDetails(view, words_);
    EXPECT_NE(std::ranges::find(said, view.next), said.end());
}

TEST_F(RenewalWordsTest, Details_ofTheEnd_sayWhereTheOldKeyIs) {
    core::RenewalView done = view("done");
    done.oldKey = core::RenewalView::OldKey::archived;
    EXPECT_THAT(renewalDetails(done, words_), Contains(HasSubstr("and its key are in the archive")));
    done.oldKey = core::RenewalView::OldKey::elsewhere;
    done.oldKeyPlace = "Rutoken 30da6803";
    EXPECT_THAT(renewalDetails(done, words_), Contains(HasSubstr("stays where it was: Rutoken 30da6803")));
    EXPECT_THAT(renewalDetails(done, words_), Not(Contains(HasSubstr("its key are in the archive"))));
    done.oldKeyPlace.clear();
    EXPECT_THAT(renewalDetails(done, words_), Contains(HasSubstr("without its key")));
}

TEST_F(RenewalWordsTest, Headline_ofAFirstCertificate_speaksOfARequest) {
    core::RenewalView first = view("cancelled");
    EXPECT_EQ(renewalHeadline(first, words_), "The renewal was cancelled");
    first.certificate.clear();
    EXPECT_EQ(renewalHeadline(first, words_), "The request was cancelled");
    first.state = "submitting";
    EXPECT_EQ(renewalHeadline(first, words_), "The request pauses");
    first.stuck = true;
    EXPECT_EQ(renewalHeadline(first, words_), "The request stands still");
}

TEST_F(RenewalWordsTest, Details_ofTheEnd_callATokenByItsName) {
    core::RenewalView done = view("done");
    done.place = "pkcs11:token=Anna%20K;model=Rutoken%20ECP;serial=30da6803";
    done.backup = "pkcs11:token=Spare";
    const auto said = renewalDetails(done, words_);
    EXPECT_THAT(said, Contains("The new key is here: Anna K, Rutoken ECP, 30da6803"));
    EXPECT_THAT(said, Contains("A copy is here: Spare"));
}

TEST_F(RenewalWordsTest, Details_ofTheEnd_withACopyInTheArchive_sayThat) {
    core::RenewalView done = view("done");
    done.place = "/home/anna/key.p12";
    done.backup = "vault";
    EXPECT_THAT(renewalDetails(done, words_), Contains("A copy of the new key is in the archive of Reseal."));
}

TEST_F(RenewalWordsTest, Details_ofTheEnd_whereThereWasNoOldOne_sayNothingOfIt) {
    EXPECT_THAT(renewalDetails(view("done"), words_), Not(Contains(HasSubstr("old certificate"))));
}

TEST_F(RenewalWordsTest, FieldMissing_ofALinkToBePasted_saysSo) {
    core::RenewalField field{"link", "link", "Link"};
    field.required = true;
    EXPECT_NE(fieldMissing(field, true, words_), "");
    field.value = "https://ca.example.kz/";
    EXPECT_EQ(fieldMissing(field, true, words_), "");
}

TEST_F(RenewalWordsTest, Details_ofARejection_tellWhyAndThatTheOldOneIsUntouched) {
    core::RenewalView rejected = view("rejected");
    rejected.ended = true;
    rejected.text = "The data is wrong.";
    rejected.mend = "Call the CA.";
    const auto said = renewalDetails(rejected, words_);
    EXPECT_EQ(said.at(0), "The data is wrong.");
    EXPECT_EQ(said.at(1), "Call the CA.");
    EXPECT_THAT(said, Contains(HasSubstr("not touched")));
}

TEST_F(RenewalWordsTest, UnderWay_passesOverWhatHasEnded_andOtherCertificates) {
    core::Snapshot snapshot = snapshotOf({});
    snapshot.renewals = {view("asking"), view("done"), view("asking")};
    snapshot.renewals[0].certificate = "boris";
    snapshot.renewals[1].ended = true;
    snapshot.renewals[2].id = "3";
    EXPECT_EQ(core::renewalUnderWay(snapshot.renewals, "anna")->id, "3");
    EXPECT_EQ(core::renewalUnderWay(snapshot.renewals, "carla"), nullptr);
}

TEST_F(RenewalWordsTest, Continue_isOffered_whereItLeadsSomewhere) {
    core::RenewalView waiting = view("waiting_for_ca");
    waiting.waitsFor = "ca";
    waiting.mayResume = true;
    EXPECT_EQ(continueLabel(waiting, words_), "&Ask the CA now");
    EXPECT_THAT(continueLabel(view("done"), words_), IsEmpty());
}

TEST_F(RenewalWordsTest, Continue_withAFieldThatCannotBeDrawn_isNotOffered) {
    core::RenewalView asking = view("asking");
    asking.form = core::RenewalForm{"", "", {field("fingerprint")}, {}};
    EXPECT_THAT(continueLabel(asking, words_), IsEmpty());
}

TEST_F(RenewalWordsTest, Hint_saysHowLongACodeIsValid) {
    core::RenewalField code = field("code");
    code.hint = "Six digits.";
    code.expires = kNow + std::chrono::minutes(5);
    EXPECT_THAT(fieldHint(code, words_), testing::AllOf(HasSubstr("Six digits. Valid until"), HasSubstr("12:05")));
    code.expires = kNow - std::chrono::minutes(1);
    EXPECT_EQ(fieldHint(code, words_), "Six digits. Its time is over.");
}

TEST_F(RenewalWordsTest, Description_saysTheErrorFirst) {
    core::RenewalField code = field("code");
    code.hint = "Six digits.";
    code.error = "The code does not fit.";
    EXPECT_EQ(fieldDescription(code, words_), "The code does not fit. Six digits.");
}

TEST_F(RenewalWordsTest, Missing_isSaid_ofWhatIsRequiredAndEmpty) {
    EXPECT_THAT(fieldMissing(field("consent"), true, words_), HasSubstr("consent"));
    EXPECT_THAT(fieldMissing(field("phone"), true, words_), HasSubstr("Fill"));
    EXPECT_THAT(fieldMissing(field("phone"), false, words_), IsEmpty());
    EXPECT_THAT(fieldMissing(field("review"), true, words_), IsEmpty());
}

TEST_F(RenewalWordsTest, Ca_withMissingSettings_saysWhichAndHow) {
    const core::RenewalCa ca{"kontur", "Kontur", {"Address of the gateway"}};
    EXPECT_THAT(caProblem(ca, words_), testing::AllOf(HasSubstr("Address of the gateway"), HasSubstr("set kontur")));
    EXPECT_THAT(caProblem({"kontur", "Kontur", {}}, words_), IsEmpty());
}

} // namespace
} // namespace reseal::ui
