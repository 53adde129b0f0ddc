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
    open({.derivation = std::chrono::milliseconds(1)});
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
