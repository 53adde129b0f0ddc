// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/token_list.hpp"

#include "tests/unit/ui/ui_fixtures.hpp"

namespace reseal::ui {
namespace {

using testing::HasSubstr;
using testing::Not;

class TokenListTest : public UiTest {
protected:
    static core::Token token() {
        core::Token token;
        token.plugin = "pkcs11";
        token.id = "pkcs11:token=Work;serial=0001";
        token.label = "Work";
        token.model = "Rutoken ECP";
        token.serial = "0001";
        token.can = {"sign", "change_pin"};
        return token;
    }
    static core::CardReader readerCalled(const std::string& name) {
        core::CardReader reader;
        reader.name = name;
        return reader;
    }
    [[nodiscard]] TokenRow rowOf(core::Token token) const {
        core::Snapshot snapshot;
        snapshot.tokens.push_back(std::move(token));
        return tokenRows(snapshot, words_).at(0);
    }
    [[nodiscard]] TokenRow rowOf(const core::CardReader& reader) const {
        core::Snapshot snapshot;
        snapshot.readers.push_back(reader);
        return tokenRows(snapshot, words_).at(0);
    }
};

TEST_F(TokenListTest, Row_ofAToken_namesItOnceAndAllowsThePin) {
    const TokenRow row = rowOf(token());
    EXPECT_EQ(row.name, "Work, Rutoken ECP, 0001");
    EXPECT_EQ(row.state, "Ready");
    EXPECT_TRUE(row.mayChangePin);
}

TEST_F(TokenListTest, Row_ofAHostileLabel_isHarmless) {
    core::Token hostile = token();
    hostile.label = "Work\u202e\n";
    EXPECT_THAT(rowOf(hostile).name, Not(HasSubstr("\u202e")));
}

TEST_F(TokenListTest, Row_ofALockedToken_saysWhoMends_andOffersNoPin) {
    core::Token locked = token();
    locked.pin = {"locked"};
    const TokenRow row = rowOf(locked);
    EXPECT_EQ(row.state, "PIN locked");
    EXPECT_THAT(row.details, HasSubstr("Who issued the token"));
    EXPECT_FALSE(row.mayChangePin);
}

TEST_F(TokenListTest, Row_showsSpaceAndTries) {
    core::Token told = token();
    told.freeBytes = 12 * 1024;
    told.totalBytes = 64 * 1024;
    told.triesLeft = 3;
    EXPECT_EQ(rowOf(told).space, "12 KB of 64 KB free");
    EXPECT_THAT(rowOf(told).details, HasSubstr("3 tries of the PIN are left."));
}

TEST_F(TokenListTest, Row_ofACertificateInTheInventory_saysHolderAndTimeLeft) {
    core::Snapshot snapshot;
    core::InventoryEntry entry;
    entry.certificate.id = std::string(64, 'a');
    entry.certificate.holder.name = "Anna Signer";
    entry.certificate.notAfter = clock_.now() + std::chrono::days(5);
    snapshot.entries.push_back(entry);
    core::Token full = token();
    core::TokenObject object;
    object.key = "1";
    object.certificate = Bytes{1};
    object.certificateId = entry.certificate.id;
    full.objects.push_back(object);
    snapshot.tokens.push_back(full);
    const TokenRow row = tokenRows(snapshot, words_).at(0);
    EXPECT_EQ(row.certificates, "1");
    EXPECT_THAT(row.details, HasSubstr("Anna Signer"));
    EXPECT_THAT(row.details, HasSubstr("5 days left"));
}

TEST_F(TokenListTest, Row_ofAReaderWithoutDriver_saysWhatToInstall) {
    core::CardReader reader = readerCalled("Reader 0");
    reader.cardPresent = true;
    reader.driver = "rutoken-ecp";
    reader.moduleMissing = true;
    reader.mend = {{"en", "Install the package librtpkcs11ecp."}};
    const TokenRow row = rowOf(reader);
    EXPECT_EQ(row.state, "Driver missing");
    EXPECT_THAT(row.details, HasSubstr("librtpkcs11ecp"));
}

TEST_F(TokenListTest, Readers_ofATokenThatIsListed_areNotListedAgain) {
    core::Snapshot snapshot;
    core::Token inside = token();
    inside.reader = "Reader 0";
    snapshot.tokens.push_back(inside);
    snapshot.readers = {readerCalled("Reader 0"), readerCalled("Reader 1")};
    snapshot.readers.front().cardPresent = true;
    const auto rows = tokenRows(snapshot, words_);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[1].state, "Empty");
}

TEST_F(TokenListTest, Outcome_ofAWrongPin_saysTheTriesLeft) {
    core::PinOutcome outcome{1, "uri", Error{Category::refused, "pin_incorrect", "The PIN is wrong.", {}}, 2};
    EXPECT_EQ(outcomeText(outcome, words_), "The PIN is wrong. 2 tries of the PIN are left.");
    outcome.error.reset();
    EXPECT_EQ(outcomeText(outcome, words_), "The PIN is changed.");
}

} // namespace
} // namespace reseal::ui
