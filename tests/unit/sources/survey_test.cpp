// SPDX-License-Identifier: Apache-2.0
// Scans into a profile, one after the other: what an earlier one found and opened is not lost by a later one.
#include "agent/app/survey.hpp"

#include "tests/support/fake_clock.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sys/stat.h>

namespace reseal::app {
namespace {

const TimePoint kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 18);
using Paths = std::vector<std::string>;

class MapKeyring final : public platform::Keyring {
public:
    bool available() override { return true; }
    Status store(const std::string&, const std::string&, const Secret&) override { return {}; }
    Result<Secret> find(const std::string& id) override {
        const auto found = passwords.find(id);
        return found == passwords.end() ? Result<Secret>(Error{Category::notFound, "not_found", ""})
                                        : Secret(found->second);
    }
    Status erase(const std::string&) override { return {}; }

    std::map<std::string, std::string> passwords;
};

class SurveyTest : public testing::Test {
protected:
    void SetUp() override {
        auto opened = Profile::open(folder / "profile", clock);
        ASSERT_TRUE(opened) << opened.error().reason;
        profile = std::move(opened).value();
        survey = std::make_unique<Survey>(*profile, clock, *files, keyring);
    }

    PasswordOutcome scan(const std::string& password = "") { return scanRoot(folder / "keys", password); }
    PasswordOutcome scanRoot(const std::string& root, const std::string& password = "") {
        clock.advance(std::chrono::hours(1));
        PasswordOutcome outcome;
        const Secret typed(password);
        const Status scanned = survey->scan(root, password.empty() ? nullptr : &typed, &outcome);
        EXPECT_TRUE(scanned) << (scanned ? "" : scanned.error().reason);
        std::ranges::sort(outcome.fitted);
        std::ranges::sort(outcome.refused);
        return outcome;
    }

    std::string writeKeyFile(const std::string& name, const std::string& password) {
        const auto made = test::makeCertificate({.subject = {{"CN", name}}});
        return folder.write("keys/" + name, test::makePkcs12(made, {.password = password}));
    }

    // Subjects of the certificates that are there to be used, in order.
    Paths present() {
        Paths subjects;
        const auto entries = profile->certificates().entries();
        for (const core::InventoryEntry& entry : entries.value()) {
            if (std::ranges::any_of(entry.seen, &core::Sighting::present)) {
                subjects.push_back(entry.certificate.subject);
            }
        }
        std::ranges::sort(subjects);
        return subjects;
    }
    Paths lockedPaths() {
        Paths paths;
        const auto locked = profile->certificates().lockedFiles();
        for (const core::LockedFile& file : locked.value()) {
            paths.push_back(file.path);
        }
        return paths;
    }
    std::string refusalOf(const std::string& path) {
        const auto refusals = profile->certificates().refusals().value();
        const auto found = std::ranges::find(refusals, path, &core::Refusal::path);
        return found == refusals.end() ? "(not refused)" : found->reason;
    }

    test::TemporaryFolder folder;
    test::FakeClock clock{kNow};
    MapKeyring keyring;
    std::unique_ptr<platform::FileSystem> files = platform::systemFileSystem();
    std::unique_ptr<Profile> profile;
    std::unique_ptr<Survey> survey;
};

TEST_F(SurveyTest, TwoKeyFilesOfTwoPasswords_scannedWithOneThenTheOther_areBothOpen) {
    const std::string a = writeKeyFile("a.pfx", "one");
    const std::string b = writeKeyFile("b.pfx", "two");
    scan();
    EXPECT_EQ(lockedPaths(), (Paths{a, b}));
    const PasswordOutcome first = scan("one");
    EXPECT_EQ(first.fitted, Paths{a});
    EXPECT_EQ(first.refused, Paths{b});
    const PasswordOutcome second = scan("two");
    EXPECT_EQ(second.fitted, Paths{b});
    EXPECT_EQ(second.refused, Paths{});
    EXPECT_EQ(present(), (Paths{"CN=a.pfx", "CN=b.pfx"}));
    EXPECT_EQ(lockedPaths(), Paths{});
    EXPECT_EQ(refusalOf(a), "(not refused)");
    EXPECT_EQ(refusalOf(b), "(not refused)");
}

TEST_F(SurveyTest, WrongPassword_afterTheRightOne_takesNothingAway) {
    writeKeyFile("a.pfx", "one");
    scan("one");
    scan("wrong");
    EXPECT_EQ(present(), Paths{"CN=a.pfx"});
    EXPECT_EQ(lockedPaths(), Paths{});
}

TEST_F(SurveyTest, WrongPassword_forTheOpenFileItself_takesNothingAwayAndIsTold) {
    const std::string a = writeKeyFile("a.pfx", "one");
    scanRoot(a, "one");
    EXPECT_EQ(scanRoot(a, "wrong").refused, Paths{a});
    EXPECT_EQ(present(), Paths{"CN=a.pfx"});
    EXPECT_EQ(refusalOf(a), "(not refused)");
    EXPECT_EQ(scanRoot(a, "one").fitted, Paths{a}); // can be kept in the keyring now
}

TEST_F(SurveyTest, RefusedPassword_thenTheRightOne_opensTheFile) {
    const std::string a = writeKeyFile("a.pfx", "one");
    scan("wrong");
    EXPECT_EQ(refusalOf(a), "bad_passphrase");
    EXPECT_EQ(lockedPaths(), Paths{a});
    EXPECT_EQ(scan("one").fitted, Paths{a});
    EXPECT_EQ(refusalOf(a), "(not refused)");
    EXPECT_EQ(present(), Paths{"CN=a.pfx"});
}

TEST_F(SurveyTest, TypedPassword_comesBeforeThatOfTheKeyring_whichOpensTheRest) {
    const std::string a = writeKeyFile("a.pfx", "one");
    const std::string b = writeKeyFile("b.pfx", "two");
    keyring.passwords["file:" + b] = "two";
    const PasswordOutcome outcome = scan("one");
    EXPECT_EQ(outcome.fitted, Paths{a});
    EXPECT_EQ(outcome.refused, Paths{b});
    EXPECT_EQ(present(), (Paths{"CN=a.pfx", "CN=b.pfx"}));
}

TEST_F(SurveyTest, WrongPassword_onAFileReadableWithoutOne_isTold) {
    const auto made = test::makeCertificate({});
    const std::string half =
        folder.write("keys/half.p12", test::makePkcs12(made, {.password = "one", .encryptCertificates = false}));
    EXPECT_EQ(scan("wrong").refused, Paths{half});
    EXPECT_EQ(present(), Paths{"CN=Test Person"});
    EXPECT_EQ(refusalOf(half), "(not refused)");
    EXPECT_EQ(scan("one").fitted, Paths{half});
    const PasswordOutcome after = scan("wrong");
    EXPECT_TRUE(after.fitted.empty() && after.refused.empty()); // nothing in it is locked any more
}

TEST_F(SurveyTest, LockedKeyBesideItsCertificate_scannedWithItsPassword_isReadAgain) {
    const auto made = test::makeCertificate({});
    folder.write("keys/own.crt", made.pem);
    const std::string key = folder.write("keys/own.key", test::encryptedKeyPem(made, "one"));
    scan();
    EXPECT_EQ(scan("one").fitted, Paths{key});
    EXPECT_TRUE(profile->certificates().entries().value().at(0).keyKnown());
}

TEST_F(SurveyTest, OpenedFile_inAPlaceThatWasAwayForAWhile_isStillOpen) {
    writeKeyFile("a.pfx", "one");
    scan("one");
    std::filesystem::rename(folder / "keys", folder / "away");
    EXPECT_FALSE(survey->scan(folder / "keys"));
    EXPECT_EQ(present(), Paths{});
    std::filesystem::rename(folder / "away", folder / "keys");
    scan();
    EXPECT_EQ(present(), Paths{"CN=a.pfx"});
    EXPECT_EQ(lockedPaths(), Paths{});
}

TEST_F(SurveyTest, OpenedFile_thatWasChanged_isReadAnew) {
    const std::string a = writeKeyFile("a.pfx", "one");
    scan("one");
    writeKeyFile("a.pfx", "two");
    scan();
    EXPECT_EQ(present(), Paths{});
    EXPECT_EQ(lockedPaths(), Paths{a});
}

TEST_F(SurveyTest, FileReplacedByAPipe_isRefusedAndItsCertificateNoLongerPresent) {
    const std::string path = folder.write("keys/a.pem", test::makeCertificate({}).pem);
    scan();
    EXPECT_EQ(present(), Paths{"CN=Test Person"});
    std::filesystem::remove(path);
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    scan();
    EXPECT_EQ(present(), Paths{});
    EXPECT_EQ(refusalOf(path), "read_failed");
}

TEST_F(SurveyTest, FileReplacedByABrokenLink_isRefusedAndComesBackWithItsTarget) {
    const std::string path = folder.write("keys/a.pem", test::makeCertificate({}).pem);
    scan();
    std::filesystem::rename(path, folder / "moved.pem");
    std::filesystem::create_symlink(folder / "target.pem", path);
    scan();
    EXPECT_EQ(present(), Paths{});
    EXPECT_EQ(refusalOf(path), "broken_symlink");
    std::filesystem::rename(folder / "moved.pem", folder / "target.pem");
    scan();
    EXPECT_EQ(present(), Paths{"CN=Test Person"});
    EXPECT_EQ(refusalOf(path), "(not refused)");
}

TEST_F(SurveyTest, BundleWithADamagedCertificate_isBothKnownAndRefused) {
    const auto made = test::makeCertificate({});
    const std::string path = folder.write("keys/ca.pem", made.pem + test::toPem("CERTIFICATE", Bytes(40, 0x55)));
    scan();
    EXPECT_EQ(present(), Paths{"CN=Test Person"});
    EXPECT_EQ(refusalOf(path), "decode_failed");
    folder.write("keys/ca.pem", made.pem);
    scan();
    EXPECT_EQ(refusalOf(path), "(not refused)");
}

TEST_F(SurveyTest, ItsOwnProfile_isRefusedAsAPlace) {
    std::filesystem::create_directory_symlink(folder / "profile", folder / "link");
    for (const std::string& root : {folder / "profile", folder / "link", folder / "link/reseal.db"}) {
        const Status scanned = survey->scan(root);
        ASSERT_FALSE(scanned) << root;
        EXPECT_EQ(scanned.error().reason, "walk_error");
    }
}

} // namespace
} // namespace reseal::app
