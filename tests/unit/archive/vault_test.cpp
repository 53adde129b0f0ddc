// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/verification.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/vault/sealing.hpp"
#include "archive_fixture.hpp"

#include <set>

namespace reseal::archive::test {
namespace {

using std::chrono::seconds;

const Secret kPassword("first password");
const Secret kWrong("another password");

class VaultTest : public ArchiveTest {
protected:
    void wrongTimes(int times) {
        for (int i = 0; i < times; ++i) {
            EXPECT_EQ(reasonOf(vault_->open(kWrong)), "wrong_password");
        }
    }
    // From 1 March of the one year to 1 March of the other; no year in its serial number.
    static reseal::test::CertificateSpec validFor(const std::string& name, int from, int to) {
        return {.subject = {{"CN", name}},
                .notBefore = std::chrono::sys_days(std::chrono::year(from) / 3 / 1),
                .notAfter = std::chrono::sys_days(std::chrono::year(to) / 3 / 1),
                .serialHex = "0badcafe"};
    }
    core::ArchiveEntry keep(const reseal::test::CertificateSpec& spec) { // without its key
        const auto entry = std::move(entryOf(reseal::test::makeCertificate(spec).der)).value();
        const core::ArchiveAddition one{entry, {}, vault_->event("import")};
        EXPECT_TRUE(store_->add({&one, 1}).ok());
        return *store_->find(entry.sha256).value();
    }
};

TEST_F(VaultTest, noPasswordAndNoKeyring_waitsAndMakesNothing) {
    EXPECT_EQ(reasonOf(vault_->openOrCreate(Secret())), "no_way_in");
    EXPECT_FALSE(vault_->exists().value());
}
TEST_F(VaultTest, firstUseWithAKeyring_asksNothing) {
    keyring_.there = true;
    EXPECT_TRUE(vault_->openOrCreate(Secret()).ok());
    vault_->lock();
    EXPECT_TRUE(vault_->open(Secret()).ok());
}
TEST_F(VaultTest, keyringThatIsGone_isNamedAsTheOnlyWay) {
    keyring_.there = true;
    ASSERT_TRUE(vault_->openOrCreate(Secret()).ok());
    vault_->lock();
    keyring_.there = false;
    EXPECT_EQ(reasonOf(vault_->open(Secret())), "only_keyring");
}
TEST_F(VaultTest, keyringThatForgot_isNamedAsTheOnlyWay) {
    keyring_.there = true;
    ASSERT_TRUE(vault_->openOrCreate(Secret()).ok());
    vault_->lock();
    keyring_.kept.clear();
    EXPECT_EQ(reasonOf(vault_->open(Secret())), "only_keyring");
}
TEST_F(VaultTest, keyringThatIsGoneBesideAPassword_asksForThat) {
    keyring_.there = true;
    ASSERT_TRUE(vault_->openOrCreate(Secret()).ok());
    ASSERT_TRUE(vault_->addPassword("", kPassword));
    vault_->lock();
    keyring_.there = false;
    EXPECT_EQ(reasonOf(vault_->open(Secret())), "no_way_in");
    EXPECT_TRUE(vault_->open(kPassword).ok());
}
TEST_F(VaultTest, shortPassword_isRefused) {
    EXPECT_EQ(reasonOf(vault_->openOrCreate(Secret("short"))), "password_unfit");
}
TEST_F(VaultTest, readinessOfNoVault_makesNone) {
    EXPECT_TRUE(vault_->readyFor(kPassword).ok());
    EXPECT_FALSE(vault_->exists().value());
}
TEST_F(VaultTest, readinessWithoutAWayIn_isRefused) { EXPECT_EQ(reasonOf(vault_->readyFor(Secret())), "no_way_in"); }
TEST_F(VaultTest, readinessWithAPasswordTooShort_isRefused) {
    EXPECT_EQ(reasonOf(vault_->readyFor(Secret("short"))), "password_unfit");
}
TEST_F(VaultTest, keyAfterReopening_isWhatWasSealed) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    const auto entry = added("Anna");
    open({kCheap});
    ASSERT_TRUE(vault_->open(kPassword).ok());
    EXPECT_TRUE(prove(*vault_, *store_->find(entry.sha256).value()).ok());
}
TEST_F(VaultTest, threeMistakes_makeTheFourthWait) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    wrongTimes(3);
    EXPECT_EQ(reasonOf(vault_->open(kPassword)), "too_many_tries");
}
TEST_F(VaultTest, waitingTime_isKeptOverARestart) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    wrongTimes(3);
    open({kCheap});
    EXPECT_EQ(reasonOf(vault_->open(kPassword)), "too_many_tries");
    clock_.advance(seconds(5));
    EXPECT_TRUE(vault_->open(kPassword).ok());
}
TEST_F(VaultTest, rightPassword_forgetsTheMistakes) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    wrongTimes(2);
    ASSERT_TRUE(vault_->open(kPassword).ok());
    wrongTimes(2);
    EXPECT_TRUE(vault_->open(kPassword).ok());
}
TEST_F(VaultTest, clockSetBack_doesNotShortenTheWait) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    wrongTimes(3);
    clock_.advance(seconds(-1000));
    EXPECT_EQ(reasonOf(vault_->open(kPassword)), "too_many_tries");
}
TEST_F(VaultTest, idleTime_locks) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    clock_.advance(seconds(901));
    vault_->lockIfIdle();
    EXPECT_FALSE(vault_->isOpen());
}
TEST_F(VaultTest, slots_changeNoRecord) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    const auto entry = added("Anna");
    ASSERT_TRUE(vault_->addPassword("office", kWrong).ok());
    ASSERT_TRUE(vault_->removeSlot(1).ok());
    EXPECT_EQ(store_->find(entry.sha256).value()->sealedKey, entry.sealedKey);
    vault_->lock();
    EXPECT_EQ(reasonOf(vault_->open(kPassword)), "wrong_password");
    EXPECT_TRUE(vault_->open(kWrong).ok());
}
TEST_F(VaultTest, lastWayIn_stays) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    EXPECT_EQ(reasonOf(vault_->removeSlot(1)), "last_slot");
    EXPECT_EQ(vault_->slots().value().size(), 1U);
}
TEST_F(VaultTest, unconfirmedRecoveryCode_isNoLastWayIn) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    const auto made = vault_->addRecovery("");
    EXPECT_EQ(reasonOf(vault_->removeSlot(1)), "last_slot");
    ASSERT_TRUE(vault_->confirmRecovery(made.value().code).ok());
    EXPECT_TRUE(vault_->removeSlot(1).ok());
}
TEST_F(VaultTest, changedSlotParameters_areFound) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    auto slot = vault_->slots().value().front();
    slot.label = "renamed"; // not part of what is sealed
    ASSERT_TRUE(store_->replaceSlot(slot, vault_->event("test")).ok());
    EXPECT_TRUE(vault_->open(kPassword).ok());
    slot.version = 2;
    ASSERT_TRUE(store_->replaceSlot(slot, vault_->event("test")).ok());
    EXPECT_EQ(reasonOf(vault_->open(kPassword)), "wrong_password");
}
TEST_F(VaultTest, slotOfACheaperCost_isMadeAnewWithoutLoss) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    const auto entry = added("Anna");
    open(VaultPace{}); // measures
    ASSERT_TRUE(vault_->open(kPassword).ok());
    EXPECT_EQ(vault_->slots().value().front().memoryKib, crypto::Argon2Cost{}.memoryKib);
    vault_->lock();
    ASSERT_TRUE(vault_->open(kPassword).ok());
    EXPECT_TRUE(prove(*vault_, entry).ok());
}
TEST_F(VaultTest, organisationsSlot_isRefusedForASmallKey) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    EXPECT_EQ(vault_->addOrganisation("Ltd", Bytes{1, 2, 3}).error().reason, "key_unfit");
}
TEST_F(VaultTest, recipient_isFoundByIssuerAndSerialAndByKeyId) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    const auto entry = added("Anna");
    added("Boris");
    Archive archive(*vault_);
    const auto fields = crypto::readCertificateFields(entry.certificate);
    EXPECT_EQ(archive.ofRecipient(fields->issuer, fields->serial).value().at(0).sha256, entry.sha256);
    EXPECT_EQ(archive.ofPublicKey(fields->publicKeyInfo).value().at(0).sha256, entry.sha256);
    EXPECT_TRUE(archive.keyOf(entry).value().matches(fields->publicKeyInfo));
}
TEST_F(VaultTest, search_foldsCyrillicAndKazakhLetters) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    added("Әлия ЁЛКИНА");
    Archive archive(*vault_);
    EXPECT_EQ(archive.search("әлия ёлк").value().size(), 1U);
    EXPECT_EQ(archive.search("ӘЛИЯ").value().size(), 1U);
}
TEST_F(VaultTest, search_findsByInnAndIin) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    const auto russian = keep({.subject = {{"CN", "Anna"}, {"1.2.643.3.131.1.1", "123456789012"}}});
    const auto kazakh = keep({.subject = {{"CN", "Aliya"}, {"serialNumber", "IIN860101300012"}}});
    Archive archive(*vault_);
    const auto inn = archive.search("123456789012").value();
    const auto iin = archive.search("860101 300012").value();
    ASSERT_EQ(inn.size(), 1U);
    ASSERT_EQ(iin.size(), 1U);
    EXPECT_EQ(inn[0].sha256, russian.sha256);
    EXPECT_EQ(iin[0].sha256, kazakh.sha256);
}
TEST_F(VaultTest, searchByAYear_findsWhatWasValidInIt) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    const auto anna = keep(validFor("Anna", 2019, 2021));
    keep(validFor("Boris", 2022, 2023));
    Archive archive(*vault_);
    for (const char* year : {"2019", "2020", "2021"}) {
        const auto found = archive.search(year).value();
        ASSERT_EQ(found.size(), 1U) << year;
        EXPECT_EQ(found[0].sha256, anna.sha256);
    }
    EXPECT_TRUE(archive.search("2018").value().empty());
    EXPECT_TRUE(archive.search("2024").value().empty());
}
TEST_F(VaultTest, searchByAYearBesideAName_findsBothTogether) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    const auto anna = keep(validFor("Anna", 2019, 2021));
    keep(validFor("Boris", 2019, 2021));
    keep(validFor("Anna", 2022, 2023));
    Archive archive(*vault_);
    for (const char* typed : {"anna 2020", "2020 ANNA"}) {
        const auto found = archive.search(typed).value();
        ASSERT_EQ(found.size(), 1U) << typed;
        EXPECT_EQ(found[0].sha256, anna.sha256);
    }
}
TEST_F(VaultTest, searchByAYear_goesByThePersonsCalendar) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    keep({.notBefore = std::chrono::sys_days(std::chrono::year(2019) / 3 / 1),
          .notAfter = std::chrono::sys_days(std::chrono::year(2020) / 12 / 31) + std::chrono::hours(23),
          .serialHex = "0badcafe"});
    Archive archive(*vault_);
    EXPECT_TRUE(archive.search("2021").value().empty());
    clock_.setUtcOffsetMinutes(180); // shown as 1 January 2021
    EXPECT_EQ(archive.search("2021").value().size(), 1U);
}
TEST_F(VaultTest, serialNumberThatLooksLikeAYear_isStillFound) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    auto numbered = validFor("Anna", 2010, 2011);
    numbered.serialHex = "12024056";
    keep(numbered);
    EXPECT_EQ(Archive(*vault_).search("2024").value().size(), 1U);
}
TEST_F(VaultTest, holder_hasAllOfHisCertificatesAndNobodyElses) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    const auto first = keep(validFor("Anna", 2019, 2020));
    keep(validFor("Anna Other", 2019, 2020));
    const auto second = keep(validFor("Anna", 2021, 2022));
    Archive archive(*vault_);
    const auto all = archive.ofHolder(certificateOf(second).value()).value();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].sha256, first.sha256);
    EXPECT_EQ(all[1].sha256, second.sha256);
}
TEST_F(VaultTest, keyOfAnotherCertificate_isNamedByVerify) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    added("Anna");
    const auto strange = addition(*vault_, "Boris");
    auto entry = std::move(entryOf(reseal::test::makeCertificate({}).der)).value();
    entry.sealedKey = vault_->sealKey(vault_->openKey(strange.entry).value(), entry.sha256);
    const core::ArchiveAddition one{entry, {}, vault_->event("import")};
    ASSERT_TRUE(store_->add({&one, 1}).ok());
    const auto verified = verify(*vault_);
    ASSERT_TRUE(verified);
    ASSERT_EQ(verified.value().rotten.size(), 1U);
    EXPECT_EQ(verified.value().rotten[0].name, toHex(entry.sha256));
    EXPECT_EQ(verified.value().rotten[0].why.reason, "key_stranger");
}
TEST_F(VaultTest, changedPassword_opensInPlaceOfTheOldOneAndChangesNoRecord) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    const auto entry = added("Anna");
    ASSERT_TRUE(vault_->changePassword(1, kWrong).ok());
    vault_->lock();
    EXPECT_EQ(reasonOf(vault_->open(kPassword)), "wrong_password");
    ASSERT_TRUE(vault_->open(kWrong).ok());
    EXPECT_EQ(store_->find(entry.sha256).value()->sealedKey, entry.sealedKey);
    EXPECT_TRUE(prove(*vault_, entry).ok());
}
TEST_F(VaultTest, removedEntries_areListedLastFirstForSomeDays) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    const auto anna = added("Anna");
    const auto boris = added("Boris");
    added("Vera");
    Archive archive(*vault_);
    ASSERT_TRUE(archive.remove(boris).ok());
    clock_.advance(seconds(1));
    ASSERT_TRUE(archive.remove(anna).ok());
    const auto removed = archive.removed(10).value();
    ASSERT_EQ(removed.size(), 2U);
    EXPECT_EQ(removed[0].sha256, anna.sha256);
    EXPECT_EQ(archive.removed(1).value().size(), 1U);
    clock_.advance(kUndoPeriod);
    EXPECT_EQ(archive.removed(10).value().size(), 1U);
}
TEST_F(VaultTest, deletedEntry_isGoneForGoodAfterItsDays) {
    ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
    const auto entry = added("Anna");
    Archive archive(*vault_);
    ASSERT_TRUE(archive.remove(entry).ok());
    clock_.advance(kUndoPeriod - seconds(1));
    ASSERT_TRUE(archive.purge().ok());
    EXPECT_TRUE(archive.undelete(toHex(entry.sha256)).ok());
    ASSERT_TRUE(archive.remove(entry).ok());
    clock_.advance(kUndoPeriod + seconds(1));
    ASSERT_TRUE(archive.purge().ok());
    EXPECT_EQ(reasonOf(archive.undelete(toHex(entry.sha256))), "unknown_entry");
}

} // namespace
} // namespace reseal::archive::test
