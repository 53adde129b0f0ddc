// SPDX-License-Identifier: Apache-2.0
// What is known of tokens: the shipped entries, an IT department's, and mistakes in them.
#include "agent/plugins/token_drivers.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace reseal::plugins {
namespace {

Bytes bytes(const std::string& hex) {
    const std::string raw = fromHex(hex);
    return {raw.begin(), raw.end()};
}

std::string refusalOf(const std::string& json) {
    const auto driver = readTokenDriver(asBytes(json));
    return driver ? "" : driver.error().reason + " " + driver.error().subject;
}

std::string withCard(const std::string& card) { return R"({"id": "a", "name": "A", "cards": [)" + card + "]}"; }

TokenDrivers shipped() { return loadTokenDrivers({RESEAL_SHIPPED_TOKENS}); }

TEST(TokenDrivers, everyShippedFile_isRead) {
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(RESEAL_SHIPPED_TOKENS)) {
        files += file.path().extension() == ".json" ? 1U : 0U;
    }
    EXPECT_EQ(shipped().all().size(), files);
    EXPECT_GE(files, 11U);
}

TEST(TokenDrivers, knownCards_areTold) {
    const TokenDrivers drivers = shipped();
    const std::pair<const char*, const char*> cards[] = {
        {"3B8B015275746F6B656E20454350A0", "rutoken-ecp"},
        {"3B8B015275746F6B656E6C697465C2", "rutoken-lite"},
        {"3B6F00FF00567275546F6B6E73302000009000", "rutoken-s"},
        {"3BDC18FF8191FE1FC38073C821136601061159000128", "jacarta"},
        {"3B88014B415A544F4B454E82", "kaztoken"},
        {"3BFD1300008131FE158073C021C057597562694B657940", "yubikey-piv"}};
    for (const auto& [atr, id] : cards) {
        const TokenDriver* driver = drivers.find(bytes(atr));
        ASSERT_NE(driver, nullptr) << id;
        EXPECT_EQ(driver->id, id);
    }
}

TEST(TokenDrivers, bankCard_isNoToken) {
    const TokenDrivers drivers = shipped();
    EXPECT_EQ(drivers.find(bytes("3B6500002063CB6800")), nullptr);
}

TEST(TokenDrivers, everyAnswerToReset_namesItsSource) {
    const TokenDrivers drivers = shipped();
    for (const TokenDriver& driver : drivers.all()) {
        for (const AtrPattern& card : driver.cards) {
            EXPECT_FALSE(card.source.empty()) << driver.id;
        }
    }
}

TEST(TokenDrivers, maskedBits_mayBeAnything) {
    const auto driver =
        readTokenDriver(asBytes(withCard(R"({"atr": "3B 02 14 01", "mask": "FFFF00F0", "source": "s"})")));
    ASSERT_TRUE(driver);
    EXPECT_TRUE(fits(driver.value().cards.at(0), bytes("3b02990f")));
    EXPECT_FALSE(fits(driver.value().cards.at(0), bytes("3b029910")));
    EXPECT_FALSE(fits(driver.value().cards.at(0), bytes("3b0299")));
}

TEST(TokenDrivers, patternWithMoreBits_wins) {
    TokenDrivers drivers;
    drivers.add(
        readTokenDriver(
            asBytes(R"({"id": "wide", "name": "W", "cards": [{"atr": "3B02", "mask": "FF00", "source": "s"}]})"))
            .value());
    drivers.add(
        readTokenDriver(asBytes(R"({"id": "exact", "name": "E", "cards": [{"atr": "3B02", "source": "s"}]})")).value());
    EXPECT_EQ(drivers.find(bytes("3b02"))->id, "exact");
    EXPECT_EQ(drivers.find(bytes("3b03"))->id, "wide");
}

TEST(TokenDrivers, mistakes_nameTheField) {
    EXPECT_EQ(refusalOf("nothing"), "bad_json ");
    EXPECT_EQ(refusalOf(R"({"id": "A b", "name": "A"})"), "bad_field id");
    EXPECT_EQ(refusalOf(withCard(R"({"atr": "3B", "source": "s"})")), "bad_field cards[0].atr");
    EXPECT_EQ(refusalOf(withCard(R"({"atr": "3B0Z", "source": "s"})")), "bad_field cards[0].atr");
    EXPECT_EQ(refusalOf(withCard(R"({"atr": "3B02", "mask": "FF", "source": "s"})")), "bad_field cards[0].mask");
    EXPECT_EQ(refusalOf(withCard(R"({"atr": "3B02"})")), "bad_field cards[0].source");
    EXPECT_EQ(refusalOf(R"({"id": "a", "name": "A", "modules": {"linux-x86_64": ["module.so"]}})"),
              "bad_field modules.linux-x86_64");
}

TEST(TokenDrivers, laterFolder_winsById) {
    test::TemporaryFolder folder;
    folder.write("mine.json", R"({"id": "kaztoken", "name": "Ours", "modules": {"linux-x86_64": ["/opt/m.so"]}})");
    folder.write("broken.json", "{");
    const TokenDrivers drivers = loadTokenDrivers({RESEAL_SHIPPED_TOKENS, folder.path(), folder.path() + "/none"});
    EXPECT_EQ(drivers.find(bytes("3B88014B415A544F4B454E82")), nullptr); // the whole entry is another
    EXPECT_EQ(drivers.all().size(), shipped().all().size());
}

TEST(TokenDrivers, entryForAnUnknownCard_isReadOnceItsGapsAreFilled) {
    std::string entry = newDriverEntry(bytes("3b021401"));
    for (std::size_t gap = 0; (gap = entry.find("\"...\"", gap)) != std::string::npos;) {
        entry.replace(gap, 5, "\"mine\"");
    }
    EXPECT_EQ(refusalOf(entry), "");
}

} // namespace
} // namespace reseal::plugins
