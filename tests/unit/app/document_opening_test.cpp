// SPDX-License-Identifier: Apache-2.0
// Documents that a window asks to have opened, through the live engine: with the archive's key, with a key file's, and
// with none. Every wait ends on what it waits for.
#include "tests/unit/app/resident_fixture.hpp"

#include "agent/archive/archive_import.hpp"

#include <algorithm>
#include <fstream>

namespace reseal::app {
namespace {

using core::OpeningState;

constexpr const char* kVaultPassword = "correct horse battery";

std::shared_ptr<const Secret> secret(const char* text) { return std::make_shared<const Secret>(std::string(text)); }

std::string contentOf(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// What the archive's keeping complains of.
std::string keepingOf(const WaitingObserver& seen) {
    for (const core::HealthItem& item : seen.snapshot()->health) {
        if (item.code.starts_with("archive_backup") || item.code == "archive_keys_unproved") {
            return item.code;
        }
    }
    return {};
}

class DocumentOpenerTest : public ResidentTest {
protected:
    // Before live(): the engine's own thread is not there yet.
    void archive() {
        const std::string path = folder.write("old/own.pem", made.pem + made.keyPem);
        archive::Vault& vault = engine->archive().vault();
        archive::ArchiveImport importer(vault, *files,
                                        [&] { return vault.openOrCreate(Secret(std::string(kVaultPassword))); });
        const auto summary = importer.sweep({path}, {}, {});
        ASSERT_TRUE(summary) << summary.error().reason;
        ASSERT_EQ(summary.value().fresh.size(), 1U);
        vault.lock();
        std::filesystem::remove(path);
    }

    core::DocumentOpening open(core::DocumentOrder order) {
        const std::size_t before = observer.count();
        engine->openDocument(order);
        std::optional<core::DocumentOpening> last;
        EXPECT_TRUE(observer.waitFor([&](const auto& seen) {
            if (seen.openings().size() > before && seen.openings().back().state != OpeningState::working) {
                last = seen.openings().back();
            }
            return last.has_value();
        }));
        return last.value_or(core::DocumentOpening{});
    }

    const test::MadeCertificate made = test::makeCertificate({});
};

TEST_F(DocumentOpenerTest, archivedKey_opensBesideTheFile) {
    archive();
    const std::string file = folder.write("letter.txt.p7m", test::makeEnveloped(made));
    live();
    const auto opening = open({.file = file, .vaultPassword = secret(kVaultPassword)});
    ASSERT_EQ(opening.state, OpeningState::done) << (opening.error ? opening.error->reason : "");
    EXPECT_EQ(opening.output, folder / "letter.txt");
    EXPECT_FALSE(contentOf(opening.output).empty());
    EXPECT_FALSE(opening.tamperProof);
}

TEST_F(DocumentOpenerTest, authenticatedContent_isSaidToBeUnchanged) {
    archive();
    const std::string file = folder.write("letter.p7m", test::makeEnveloped(made, true));
    live();
    EXPECT_TRUE(open({.file = file, .vaultPassword = secret(kVaultPassword)}).tamperProof);
}

TEST_F(DocumentOpenerTest, archiveWithoutItsPassword_asksForIt) {
    archive();
    const std::string file = folder.write("letter.p7m", test::makeEnveloped(made));
    live();
    EXPECT_EQ(open({.file = file}).state, OpeningState::needsVaultPassword);
    EXPECT_FALSE(std::filesystem::exists(folder / "letter"));
}

TEST_F(DocumentOpenerTest, wrongPasswordOfTheArchive_isAskedForAgainInWords) {
    archive();
    const std::string file = folder.write("letter.p7m", test::makeEnveloped(made));
    live();
    const auto opening = open({.file = file, .vaultPassword = secret("not this one")});
    EXPECT_EQ(opening.state, OpeningState::needsVaultPassword);
    ASSERT_TRUE(opening.error);
    EXPECT_EQ(opening.error->reason, "wrong_password");
}

TEST_F(DocumentOpenerTest, fileThatIsThere_getsANewNameBesideIt) {
    archive();
    folder.write("letter.txt", std::string("an older one"));
    const std::string file = folder.write("letter.txt.p7m", test::makeEnveloped(made));
    live();
    EXPECT_EQ(open({.file = file, .vaultPassword = secret(kVaultPassword)}).output, folder / "letter (2).txt");
    EXPECT_EQ(contentOf(folder / "letter.txt"), "an older one");
}

TEST_F(DocumentOpenerTest, keyInAWatchedFile_opensWithItsPassword) {
    folder.write("keys/own.p12", test::makePkcs12(made, {.password = "secret"}));
    const std::string file = folder.write("letter.p7m", test::makeEnveloped(made));
    live();
    engine->unlock(folder / "keys/own.p12", Secret("secret"), false);
    ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.entries() == 1; }));
    const auto asked = open({.file = file});
    EXPECT_EQ(asked.state, OpeningState::needsFilePassword);
    EXPECT_EQ(asked.place, folder / "keys/own.p12");
    EXPECT_EQ(open({.file = file, .filePassword = secret("secret")}).state, OpeningState::done);
}

TEST_F(DocumentOpenerTest, messageUnderAPassword_asksForThatOfTheMessage) {
    const std::string file = folder.write("letter.p7m", test::makeEnvelopedUnderPassword("open"));
    live();
    const auto asked = open({.file = file});
    EXPECT_EQ(asked.state, OpeningState::needsFilePassword);
    EXPECT_EQ(asked.place, file);
    EXPECT_EQ(open({.file = file, .filePassword = secret("open")}).state, OpeningState::done);
}

TEST_F(DocumentOpenerTest, messageForOthers_saysSo) {
    const std::string file = folder.write("letter.p7m", test::makeEnveloped(made));
    live();
    const auto opening = open({.file = file});
    ASSERT_EQ(opening.state, OpeningState::failed);
    EXPECT_EQ(opening.error->reason, "no_key_fits");
}

TEST_F(DocumentOpenerTest, keyFileThatIsGone_isNamedWithWhenItWasSeen) {
    const std::string key = folder.write("keys/own.pem", made.pem + made.keyPem);
    const std::string file = folder.write("letter.p7m", test::makeEnveloped(made));
    live();
    ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.entries() == 1; }));
    std::filesystem::remove(key);
    ASSERT_TRUE(observer.waitFor([](const auto& seen) {
        return seen.snapshot()->entries.size() == 1 && !seen.snapshot()->entries[0].keys.at(0).present;
    }));
    const auto opening = open({.file = file});
    ASSERT_EQ(opening.elsewhere.size(), 1U);
    EXPECT_EQ(opening.elsewhere[0].place, key);
    EXPECT_GT(opening.elsewhere[0].lastSeen, clock->now() - std::chrono::hours(1));
}

TEST_F(DocumentOpenerTest, rubbish_failsInWords) {
    const std::string file = folder.write("letter.p7m", std::string("no message at all"));
    live();
    EXPECT_EQ(open({.file = file}).error->reason, "not_encrypted");
    EXPECT_EQ(open({.file = folder / "none"}).error->reason, "not_found");
}

TEST_F(DocumentOpenerTest, everyOpening_isInTheLogOfTheArchive) {
    archive();
    const std::string file = folder.write("letter.p7m", test::makeEnveloped(made));
    live();
    ASSERT_EQ(open({.file = file, .vaultPassword = secret(kVaultPassword)}).state, OpeningState::done);
    loop->stop();
    thread.join();
    const auto events = engine->archive().store().events();
    ASSERT_TRUE(events);
    const auto opened = std::ranges::find(events.value(), "decrypt", &core::ArchiveEvent::act);
    ASSERT_NE(opened, events.value().end()); // what waited for the password may be behind it
    EXPECT_EQ(opened->detail, file);
}

TEST_F(DocumentOpenerTest, passwordOfTheArchive_alsoDoesWhatWaitedForIt) {
    archive();
    const std::string drive = folder / "drive";
    std::filesystem::create_directories(drive);
    core::Settings settings = profile->settings();
    settings.archiveBackupFolder = drive;
    ASSERT_TRUE(profile->saveSettings(settings));
    const std::string file = folder.write("letter.p7m", test::makeEnveloped(made));
    live();
    ASSERT_TRUE(observer.waitFor([](const auto& seen) { return keepingOf(seen) == "archive_backup_overdue"; }));
    ASSERT_EQ(open({.file = file, .vaultPassword = secret(kVaultPassword)}).state, OpeningState::done);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return keepingOf(seen).empty(); }));
    loop->stop();
    thread.join();
    EXPECT_FALSE(std::filesystem::is_empty(drive)) << profile->texts().at("archive_keeping.backup");
    EXPECT_FALSE(engine->archive().vault().isOpen());
}

TEST_F(DocumentOpenerTest, archivePage_findsByName) {
    archive();
    live();
    engine->lookIntoArchive("test PERSON");
    ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.snapshot()->archive != nullptr; }));
    EXPECT_EQ(observer.snapshot()->archive->keys.size(), 1U);
    engine->lookIntoArchive("nobody");
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.snapshot()->archive->keys.empty(); }));
}

} // namespace
} // namespace reseal::app
