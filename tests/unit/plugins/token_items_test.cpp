// SPDX-License-Identifier: Apache-2.0
// What token plugins answer, good and bad.
#include "agent/plugins/tokens/token_items.hpp"

#include <gtest/gtest.h>

namespace reseal::plugins {
namespace {

using wire::Item;

TEST(TokenItems, groups_becomeTokensInTheOrderInWhichTheyCame) {
    const PluginReply reply{RESEAL_OK,
                            {Item::ofText("token.b.id", "two"), Item::ofText("token.a.id", "one"),
                             Item::ofText("token.b.label", "Second"), Item::ofText("token.b.can", "sign"),
                             Item::ofText("token.b.can", "change_pin"), Item::ofNumber("token.b.free-bytes", 7)}};
    const auto tokens = tokensOf(reply, "pkcs11");
    ASSERT_EQ(tokens.size(), 2U);
    EXPECT_EQ(tokens[0].id, "two");
    EXPECT_EQ(tokens[0].label, "Second");
    EXPECT_EQ(tokens[0].plugin, "pkcs11");
    EXPECT_TRUE(tokens[0].does("change_pin"));
    EXPECT_EQ(tokens[0].freeBytes, 7);
    EXPECT_FALSE(tokens[1].freeBytes);
}

TEST(TokenItems, tokenWithoutAnId_isLeftOut) {
    EXPECT_TRUE(tokensOf({RESEAL_OK, {Item::ofText("token.1.label", "x")}}, "p").empty());
}

TEST(TokenItems, controlCharactersInALabel_areMadeHarmless) {
    const auto tokens =
        tokensOf({RESEAL_OK, {Item::ofText("token.1.id", "x"), Item::ofText("token.1.label", "a\x1b[2J")}}, "p");
    EXPECT_EQ(tokens.at(0).label.find('\x1b'), std::string::npos);
}

TEST(TokenItems, moreTokensThanAnybodyHas_areCutOff) {
    PluginReply reply{RESEAL_OK, {}};
    for (std::size_t i = 0; i < kMostTokens + 5; ++i) {
        reply.items.push_back(Item::ofText("token." + std::to_string(i) + ".id", "x"));
    }
    EXPECT_EQ(tokensOf(reply, "p").size(), kMostTokens);
}

TEST(TokenItems, objects_haveCertificateAndKey) {
    const Bytes der{0x30, 0x00};
    const auto objects =
        objectsOf({RESEAL_OK,
                   {Item::ofText("object.1.id", "o"), Item::ofText("object.1.key", "k"),
                    Item::ofBytes("object.1.certificate", der), Item::ofNumber("object.1.key-ends-ms", 86400000)}});
    ASSERT_EQ(objects.size(), 1U);
    EXPECT_EQ(objects[0].certificate, der);
    EXPECT_EQ(objects[0].key, "k");
    EXPECT_EQ(objects[0].keyEnds, TimePoint(std::chrono::hours(24)));
}

TEST(TokenFailures, wrongPin_saysHowManyTriesAreLeft) {
    const auto failure = failureOf({RESEAL_E_PIN_INCORRECT, {Item::ofNumber("token.tries-left", 3)}}, "t");
    EXPECT_EQ(failure.error.reason, "pin_incorrect");
    EXPECT_EQ(failure.error.category, Category::refused);
    EXPECT_EQ(failure.triesLeft, 3);
}

TEST(TokenFailures, wordsOfThePlugin_comeBeforeOurs) {
    const auto failure = failureOf(
        {RESEAL_E_USER, {Item::ofText("error.reason", "pin_to_be_changed"), Item::ofText("error.text", "Change it.")}},
        "t");
    EXPECT_EQ(failure.error.reason, "pin_to_be_changed");
    EXPECT_EQ(failure.error.detail, "Change it.");
}

TEST(TokenFailures, unknownStatus_isAFailure) { EXPECT_EQ(failureOf({-9999, {}}, "t").error.reason, "token_failed"); }

} // namespace
} // namespace reseal::plugins
