// SPDX-License-Identifier: Apache-2.0
// What a window asks of the archive, through the live engine: files on the disk, and what the snapshots tell. Every
// wait ends on what it waits for.
#include "tests/unit/app/resident_fixture.hpp"

#include "agent/archive/archive_import.hpp"
#include "agent/crypto/key_store.hpp"
#include "agent/crypto/keys_in_file.hpp"
#include "agent/crypto/public_key_info.hpp"

#include <array>
#include <fstream>

namespace reseal::app {
namespace {

using core::Errand;

constexpr const char* kVaultPassword = "correct horse battery";

std::shared_ptr<const Secret> secret(const char* text) { return std::make_shared<const Secret>(std::string(text)); }

std::string contentOf(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class ArchiveErrandsTest : public ResidentTest {
protected:
    void SetUp() override {
        ResidentTest::SetUp();
        const std::string path = folder.write("old/own.pem", made.pem + made.keyPem + more);
        archive::Vault& vault = engine->archive().vault();
        archive::ArchiveImport importer(vault, *files,
                                        [&] { return vault.openOrCreate(Secret(std::string(kVaultPassword))); });
        const auto summary = importer.sweep({path}, {}, {});
        ASSERT_TRUE(summary) << summary.error().reason;
        entry = toHex(summary.value().fresh.at(0).certificate);
        vault.lock();
        live();
        engine->lookIntoArchive("");
        ASSERT_TRUE(observer.waitFor([this](const auto& seen) {
            view = seen.snapshot()->archive;
            return view != nullptr;
        }));
    }

    core::ErrandOutcome run(core::ArchiveErrand errand) {
        errand.ticket = ++tickets;
        engine->runErrand(errand);
        std::optional<core::ErrandOutcome> outcome;
        EXPECT_TRUE(observer.waitFor([&](const auto& seen) {
            outcome = seen.snapshot()->errandOutcome;
            view = seen.snapshot()->archive;
            return outcome && outcome->ticket == tickets;
        }));
        return outcome.value_or(core::ErrandOutcome{});
    }
    [[nodiscard]] core::ArchiveErrand about(Errand act, const std::string& place = {}) const {
        return {.act = act,
                .entry = entry,
                .place = place,
                .vaultPassword = secret(kVaultPassword),
                .newPassword = secret("fresh one")};
    }

    const test::MadeCertificate made = test::makeCertificate({});
    std::string more; // certificates and keys beside it
    std::string entry;
    int tickets = 0;
    std::shared_ptr<const core::ArchiveView> view; // as of the last outcome
};

class HolderLineTest : public ArchiveErrandsTest {
protected:
    HolderLineTest() {
        const auto earlier = test::makeCertificate({.notBefore = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1),
                                                    .notAfter = std::chrono::sys_days(std::chrono::year(2021) / 1 / 1),
                                                    .serialHex = "0badcafe"});
        const auto stranger = test::makeCertificate({.subject = {{"CN", "Somebody Else"}}});
        more = earlier.pem + earlier.keyPem + stranger.pem + stranger.keyPem;
    }
};

TEST_F(HolderLineTest, chosenKey_bringsAllOfItsHolderWhateverIsLookedFor) {
    engine->lookIntoArchive("badcafe");
    ASSERT_TRUE(observer.waitFor([this](const auto& seen) {
        view = seen.snapshot()->archive;
        return view->query == "badcafe";
    }));
    ASSERT_EQ(view->keys.size(), 1U);
    const std::string chosen = view->keys[0].certificate.id;
    engine->lookAtHolder(chosen);
    std::shared_ptr<const core::HolderLine> line;
    ASSERT_TRUE(observer.waitFor([&](const auto& seen) {
        line = seen.snapshot()->holderLine;
        return line != nullptr;
    }));
    EXPECT_EQ(line->id, chosen);
    ASSERT_EQ(line->certificates.size(), 2U);
    EXPECT_EQ(line->certificates[0].id, chosen); // the earlier one
}

TEST_F(ArchiveErrandsTest, exportedKey_opensWithItsNewPassword) {
    const auto outcome = run(about(Errand::exportKey, folder / "own.p12"));
    ASSERT_FALSE(outcome.error) << outcome.error->reason;
    EXPECT_EQ(outcome.place, folder / "own.p12");
    const std::string file = contentOf(folder / "own.p12");
    const auto read = crypto::readKeyStore(asBytes(file), Secret("fresh one"));
    ASSERT_TRUE(read) << read.error().reason;
    EXPECT_EQ(toHex(crypto::sha256(read.value().keys.at(0).certificate)), entry);
}

TEST_F(ArchiveErrandsTest, export_neverGoesOverAFile) {
    folder.write("own.p12", std::string("an older one"));
    const auto outcome = run(about(Errand::exportKey, folder / "own.p12"));
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->reason, "file_exists");
    EXPECT_EQ(contentOf(folder / "own.p12"), "an older one");
}

TEST_F(ArchiveErrandsTest, wrongPasswordOfTheArchive_writesNothing) {
    auto errand = about(Errand::exportKey, folder / "own.p12");
    errand.vaultPassword = secret("not this one");
    const auto outcome = run(errand);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->reason, "wrong_password");
    EXPECT_FALSE(std::filesystem::exists(folder / "own.p12"));
}

TEST_F(ArchiveErrandsTest, restoredKeyFile_isTheOneThatWasArchived) {
    std::filesystem::create_directories(folder / "back");
    const auto outcome = run(about(Errand::restoreToFolder, folder / "back"));
    ASSERT_FALSE(outcome.error) << outcome.error->reason;
    const std::array passwords{Secret("fresh one")};
    const std::string file = contentOf(outcome.place);
    const auto read = crypto::readKeysInFile(asBytes(file), outcome.place, passwords);
    ASSERT_TRUE(read && read.value().keys.size() == 1 && read.value().certificates.size() == 1);
    EXPECT_TRUE(read.value().keys[0].matches(crypto::publicKeyInfoIn(read.value().certificates[0])));
    EXPECT_EQ(toHex(crypto::sha256(read.value().certificates[0])), entry);
}

TEST_F(ArchiveErrandsTest, keyFileTakenIn_isInTheArchiveOnceItsPasswordIsRight) {
    const auto other = test::makeCertificate({.subject = {{"CN", "Boris"}}});
    const std::string path = folder.write("keys/boris.p12", test::makePkcs12(other, {.password = "of the file"}));
    auto errand = about(Errand::takeIn, path);
    errand.entry = toHex(crypto::sha256(other.der));
    errand.newPassword.reset();
    EXPECT_EQ(run(errand).error->reason, "file_password_required");
    errand.newPassword = secret("a wrong one");
    EXPECT_EQ(run(errand).error->reason, "file_password_wrong");
    errand.newPassword = secret("of the file");
    const auto outcome = run(errand);
    ASSERT_FALSE(outcome.error) << outcome.error->reason;
    EXPECT_FALSE(run(errand).error); // it is there already
    errand.act = Errand::exportKey;
    errand.place = folder / "boris-copy.p12";
    EXPECT_FALSE(run(errand).error);
}

TEST_F(ArchiveErrandsTest, fileOfAnotherKey_isNotTakenForTheRightOne) {
    auto errand = about(Errand::takeIn, folder / "old/own.pem");
    errand.entry = std::string(64, 'a');
    EXPECT_EQ(run(errand).error->reason, "key_missing");
}

TEST_F(ArchiveErrandsTest, restoreWithoutAPassword_asksForOne) {
    auto errand = about(Errand::restoreToFolder, folder.path());
    errand.newPassword.reset();
    const auto outcome = run(errand);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->reason, "password_required");
}

TEST_F(ArchiveErrandsTest, tokenThatIsNotThere_isToldInWords) {
    const auto outcome = run(about(Errand::restoreToToken, "pkcs11:token=none"));
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->reason, "unknown_token");
    EXPECT_FALSE(outcome.error->detail.empty());
}

TEST_F(ArchiveErrandsTest, removedKey_showsAmongTheRemovedAndComesBack) {
    const auto removed = run(about(Errand::remove));
    ASSERT_FALSE(removed.error) << removed.error->reason;
    EXPECT_GT(removed.until.value_or(TimePoint{}), clock->now() + std::chrono::days(29));
    EXPECT_TRUE(view->keys.empty());
    ASSERT_EQ(view->removed.size(), 1U);
    EXPECT_EQ(view->removed[0].certificate.id, entry);
    EXPECT_EQ(view->removed[0].goneAt, removed.until);
    const auto back = run(about(Errand::bringBack));
    EXPECT_FALSE(back.error);
    EXPECT_EQ(view->keys.size(), 1U);
    EXPECT_TRUE(view->removed.empty());
}

TEST_F(ArchiveErrandsTest, backup_liesInTheFolder) {
    std::filesystem::create_directories(folder / "drive");
    const auto outcome = run(about(Errand::backUp, folder / "drive"));
    ASSERT_FALSE(outcome.error) << outcome.error->reason;
    EXPECT_FALSE(std::filesystem::is_empty(folder / "drive"));
}

TEST_F(ArchiveErrandsTest, archiveUnderAPassword_isNotSaidToOpenByTheKeyring) { EXPECT_FALSE(view->keyringOpens); }

TEST_F(ArchiveErrandsTest, vault_isLockedAfterEachErrand) {
    run(about(Errand::exportKey, folder / "own.p12"));
    auto second = about(Errand::exportKey, folder / "again.p12");
    second.vaultPassword.reset();
    const auto outcome = run(second);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->reason, "no_way_in");
}

} // namespace
} // namespace reseal::app
