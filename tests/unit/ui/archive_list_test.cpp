// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/archive_list.hpp"

#include "tests/unit/ui/ui_fixtures.hpp"

namespace reseal::ui {
namespace {

using core::OpeningState;
using testing::HasSubstr;
using testing::Not;

class ArchiveListTest : public UiTest {
protected:
    static core::ArchivedKey key(const std::string& id, int daysLeft) {
        return {.certificate = entry(id, daysLeft).certificate, .archived = kNow};
    }
    [[nodiscard]] core::DocumentOpening opening(OpeningState state) const {
        core::DocumentOpening made;
        made.file = "/home/anna/letter.p7m";
        made.state = state;
        made.place = "Work";
        return made;
    }
};

TEST_F(ArchiveListTest, Row_ofAKeyInTheArchive_saysSo) {
    core::ArchiveView archive;
    archive.keys.push_back(key("a1", -100));
    EXPECT_EQ(archiveRows(archive, words_).at(0).key, "in the archive");
}

TEST_F(ArchiveListTest, Row_ofAKeyOnAToken_namesTheToken) {
    core::ArchiveView archive;
    archive.keys.push_back(key("a1", -100));
    archive.keys.back().token = "Work";
    EXPECT_EQ(archiveRows(archive, words_).at(0).key, "on the token Work");
}

TEST_F(ArchiveListTest, HolderLine_marksTheChosenKeyAmongTheOthers) {
    core::HolderLine line{"a1", {key("a2", -500).certificate, key("a1", -100).certificate}};
    line.certificates[0].notBefore = kNow - std::chrono::days(865);
    line.certificates[1].notBefore = kNow - std::chrono::days(465);
    const std::string text = holderLineText(line, words_);
    ASSERT_THAT(text, HasSubstr("in the order of time"));
    EXPECT_THAT(text, HasSubstr("\n   " + words_.wording().date(line.certificates[0].notBefore)));
    EXPECT_THAT(text, HasSubstr("\n▸ " + words_.wording().date(line.certificates[1].notBefore)));
}

TEST_F(ArchiveListTest, HolderLine_ofTheOnlyCertificate_isNotShown) {
    EXPECT_EQ(holderLineText({"a1", {key("a1", -100).certificate}}, words_), "");
}

TEST_F(ArchiveListTest, Organisation_thatCanOpenTheArchive_isNamed) {
    core::ArchiveView archive;
    EXPECT_EQ(organisationsText(archive, words_), "");
    archive.organisations = {"Our security"};
    EXPECT_THAT(organisationsText(archive, words_), HasSubstr("Our security can open"));
}

TEST_F(ArchiveListTest, Row_ofADamagedEntry_saysWhatToDo) {
    core::ArchiveView archive;
    archive.keys.push_back(key("a1", -100));
    archive.keys.back().damaged = true;
    EXPECT_THAT(archiveRows(archive, words_).at(0).details, HasSubstr("archive restore"));
}

TEST_F(ArchiveListTest, Opening_thatIsDone_namesTheNewFileAndWhoSigned) {
    auto done = opening(OpeningState::done);
    done.output = "/home/anna/letter";
    done.signatures.push_back({core::Judgement::invalid, "Boris", "The content was changed."});
    const std::string details = openingDetails(done, words_);
    EXPECT_THAT(details, HasSubstr("/home/anna/letter"));
    EXPECT_THAT(details, HasSubstr("NOT valid: Boris"));
    EXPECT_THAT(details, HasSubstr("does not show"));
}

TEST_F(ArchiveListTest, Opening_withTheKeyElsewhere_saysWhereAndWhatToDo) {
    auto failed = opening(OpeningState::failed);
    failed.error = Error{Category::notFound, "no_key_fits", "None of the keys here opens it.", {}};
    failed.elsewhere.push_back({"Anna", true, "Work", kNow - std::chrono::days(10)});
    const std::string details = openingDetails(failed, words_);
    EXPECT_THAT(details, HasSubstr("Anna: the key is on the token Work"));
    EXPECT_THAT(details, HasSubstr("Plug it in"));
}

TEST_F(ArchiveListTest, FirstQuestionForAPassword_isNoError) {
    auto asked = opening(OpeningState::needsVaultPassword);
    asked.error = Error{Category::waiting, "no_way_in", "The archive is locked.", {}};
    EXPECT_THAT(openingDetails(asked, words_), Not(HasSubstr("locked")));
    asked.error = Error{Category::refused, "wrong_password", "This password does not open it.", {}};
    EXPECT_THAT(openingDetails(asked, words_), HasSubstr("does not open it"));
}

TEST_F(ArchiveListTest, PinOfAReaderWithAPad_isNotTypedHere) {
    auto asked = opening(OpeningState::needsPin);
    EXPECT_EQ(secretAsked(asked, words_), "&PIN:");
    asked.pinpad = true;
    EXPECT_EQ(secretAsked(asked, words_), "");
    EXPECT_THAT(openingDetails(asked, words_), HasSubstr("at the reader"));
}

TEST_F(ArchiveListTest, HostilePathsAndNames_areHarmless) {
    auto done = opening(OpeningState::done);
    done.output = "/home/anna/\u202egnp.exe\n";
    EXPECT_THAT(openingDetails(done, words_), Not(HasSubstr("\u202e")));
}

} // namespace
} // namespace reseal::ui
