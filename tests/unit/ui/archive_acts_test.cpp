// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/archive_acts.hpp"

#include "tests/unit/ui/ui_fixtures.hpp"

namespace reseal::ui {
namespace {

using core::Errand;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ArchiveActsTest : public UiTest {
protected:
    static core::ArchivedKey key(const std::string& id) {
        return {.certificate = entry(id, -100).certificate, .archived = kNow};
    }
    [[nodiscard]] std::string told(const std::string& reason, const std::string& detail = "What happened.") const {
        core::ErrandOutcome outcome;
        outcome.error = Error{Category::failed, reason, detail, "5"};
        return outcomeText(outcome, "Anna", words_);
    }
    [[nodiscard]] std::string done(Errand act) const {
        core::ErrandOutcome outcome{.act = act, .place = "/home/anna/key.p12"};
        outcome.until = kNow + std::chrono::days(30);
        return outcomeText(outcome, "Anna", words_);
    }
    static core::Token token(std::vector<std::string> can, std::vector<std::string> pin) {
        core::Token made;
        made.plugin = "pkcs11";
        made.can = std::move(can);
        made.pin = std::move(pin);
        return made;
    }
};

TEST_F(ArchiveActsTest, KeyInTheArchive_mayGoOut) { EXPECT_THAT(whyNotOut(key("a1"), words_), IsEmpty()); }

TEST_F(ArchiveActsTest, KeyOnAToken_staysAndTheTokenIsNamed) {
    core::ArchivedKey kept = key("a1");
    kept.token = "Work";
    EXPECT_THAT(whyNotOut(kept, words_), HasSubstr("cannot leave the token Work"));
}

TEST_F(ArchiveActsTest, DamagedEntry_staysAndABackupIsNamed) {
    core::ArchivedKey damaged = key("a1");
    damaged.damaged = true;
    EXPECT_THAT(whyNotOut(damaged, words_), HasSubstr("backup"));
}

TEST_F(ArchiveActsTest, RemovedKey_isFoundAndItsLastDayTold) {
    core::ArchiveView archive;
    EXPECT_THAT(removedText(archive, words_), IsEmpty());
    archive.removed.push_back(key("a1"));
    archive.removed.back().goneAt = kNow + std::chrono::days(30);
    EXPECT_THAT(removedText(archive, words_),
                HasSubstr("until " + words_.wording().date(kNow + std::chrono::days(30))));
    EXPECT_EQ(findArchived(archive, archive.removed[0].certificate.id), archive.removed.data());
    EXPECT_EQ(findArchived(archive, "another"), nullptr);
}

TEST_F(ArchiveActsTest, ProposedFile_isInTheFolderWithTheLastYear) {
    core::ArchivedKey named = key("a1");
    named.certificate.holder = {};
    named.certificate.holder.name = "Anna Ivanova";
    named.certificate.notAfter = kNow;
    EXPECT_EQ(proposedFile("/home/anna", named, words_), "/home/anna/Anna Ivanova 2026.p12");
}

TEST_F(ArchiveActsTest, ProposedFile_ofAHostileName_staysInTheFolderAndShows) {
    core::ArchivedKey named = key("a1");
    named.certificate.holder = {};
    named.certificate.holder.name = "../.ssh/\"id\"";
    const std::string file = proposedFile("/home/anna/", named, words_);
    EXPECT_TRUE(file.starts_with("/home/anna/_")) << file;
    EXPECT_EQ(file.find_last_of('/'), std::string("/home/anna").size()) << file;
}

TEST_F(ArchiveActsTest, TokensForKeys_areThoseThatTakeKeysAndAreNotLocked) {
    core::Snapshot snapshot;
    snapshot.tokens = {token({"sign"}, {}), token({"sign", "import_object"}, {"locked"}),
                       token({"sign", "import_object"}, {"count-low"})};
    const auto fitting = tokensForKeys(snapshot);
    ASSERT_EQ(fitting.size(), 1U);
    EXPECT_TRUE(fitting[0].pinIs("count-low"));
}

TEST_F(ArchiveActsTest, PlaceOnlyWhole_isTaken) {
    for (const char* whole : {"/home/anna/key.p12", "C:\\keys\\key.p12", "\\\\nas\\keys"}) {
        EXPECT_THAT(placeMistake(whole, words_), IsEmpty()) << whole;
    }
    for (const char* cut : {"", "key.p12", "~/key.p12", "C:"}) {
        EXPECT_THAT(placeMistake(cut, words_), HasSubstr("whole path")) << cut;
    }
}

TEST_F(ArchiveActsTest, Passwords_haveToBeThereAndTheSame) {
    EXPECT_THAT(passwordMistake(Secret(), Secret(), words_), HasSubstr("twice"));
    EXPECT_THAT(passwordMistake(Secret("one"), Secret("two"), words_), HasSubstr("differ"));
    EXPECT_THAT(passwordMistake(Secret("one"), Secret(), words_), HasSubstr("differ"));
    EXPECT_THAT(passwordMistake(Secret("one"), Secret("one"), words_), IsEmpty());
}

TEST_F(ArchiveActsTest, DoneErrands_sayWhatWasDoneAndWhere) {
    for (const Errand act : {Errand::exportKey, Errand::restoreToFolder, Errand::restoreToToken, Errand::backUp}) {
        EXPECT_THAT(done(act), HasSubstr("/home/anna/key.p12")) << static_cast<int>(act);
    }
    EXPECT_THAT(done(Errand::remove), HasSubstr("Anna was removed"));
    EXPECT_THAT(done(Errand::remove), HasSubstr(words_.wording().date(kNow + std::chrono::days(30))));
    EXPECT_THAT(done(Errand::bringBack), HasSubstr("again"));
}

TEST_F(ArchiveActsTest, KeyInAFile_isTakenInFromThere) {
    core::Snapshot snapshot;
    core::InventoryEntry entry;
    entry.certificate.id = "a1";
    entry.keys = {{"token:pkcs11/Work", core::FileKind::token, false, true, kNow},
                  {"/home/anna/gone.p12", core::FileKind::pkcs12, false, false, kNow},
                  {"/home/anna/key.p12", core::FileKind::pkcs12, true, true, kNow}};
    snapshot.entries = {entry};
    EXPECT_EQ(fileWithKey(snapshot, "a1"), "/home/anna/key.p12");
    EXPECT_THAT(fileWithKey(snapshot, "a2"), IsEmpty());
    snapshot.entries[0].keys.pop_back();
    EXPECT_THAT(fileWithKey(snapshot, "a1"), IsEmpty());
    EXPECT_THAT(done(Errand::takeIn), HasSubstr("in the archive now"));
}

TEST_F(ArchiveActsTest, KeyringThatIsGone_isSaidWithWhatToDo) {
    for (const char* reason : {"no_way_in", "keyring_locked", "keyring_failed"}) {
        EXPECT_THAT(told(reason), HasSubstr("Unlock the keyring")) << reason;
        EXPECT_THAT(told(reason), HasSubstr("recovery code")) << reason;
    }
}

TEST_F(ArchiveActsTest, OnlyWaysIntoTheArchive_askForItsPassword) {
    core::ErrandOutcome outcome;
    EXPECT_FALSE(asksVaultPassword(outcome));
    outcome.error = Error{Category::refused, "wrong_password", "This password does not open the archive.", {}};
    EXPECT_TRUE(asksVaultPassword(outcome));
    EXPECT_EQ(outcomeText(outcome, "Anna", words_), "This password does not open the archive.");
    outcome.error->reason = "file_exists";
    EXPECT_FALSE(asksVaultPassword(outcome));
}

TEST_F(ArchiveActsTest, RefusalsThatNameOptionsOfTheCommandLine_areSaidWithoutThem) {
    for (const char* reason : {"password_required", "token_cannot", "key_unproved"}) {
        EXPECT_THAT(told(reason, "Use --to FOLDER."), Not(HasSubstr("--"))) << reason;
    }
}

TEST_F(ArchiveActsTest, TooManyTries_sayHowLongToWait) { EXPECT_THAT(told("too_many_tries"), HasSubstr("(5)")); }

TEST_F(ArchiveActsTest, HostilePath_isHarmless) {
    const core::ErrandOutcome outcome{.place = "/home/anna/\u202egnp.exe\n"};
    EXPECT_THAT(outcomeText(outcome, "Anna", words_), Not(HasSubstr("\u202e")));
}

} // namespace
} // namespace reseal::ui
