// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_guide.hpp"
#include "tests/unit/ui/ui_fixtures.hpp"

namespace reseal::ui {
namespace {

class RenewalGuideTest : public UiTest {
protected:
    [[nodiscard]] static core::IssuerDirectory directory(int closesDays, const std::string& url) {
        core::IssuerDirectory issuers;
        issuers.add({.id = "x",
                     .issuerContains = {"CN=Issuer"},
                     .authorityKeyIds = {},
                     .name = {{"en", "The Issuer"}},
                     .steps = {{"en", "First.\n\nSecond."}},
                     .bring = {{"en", "Passport"}},
                     .url = url,
                     .phone = "1414",
                     .email = {},
                     .remoteRenewalClosesDays = closesDays});
        return issuers;
    }
};

TEST_F(RenewalGuideTest, Guide_unknownIssuer_genericStepsNameIt) {
    const RenewalGuide guide = guideFor(entry("a", 5), core::IssuerDirectory(), words_);
    EXPECT_EQ(guide.issuer, "Issuer");
    ASSERT_FALSE(guide.steps.empty());
    EXPECT_THAT(guide.steps.front(), testing::HasSubstr("Ask Issuer"));
    EXPECT_TRUE(guide.lastDay.empty());
}

TEST_F(RenewalGuideTest, Guide_knownIssuer_stepsLineByLine) {
    const RenewalGuide guide = guideFor(entry("a", 20), directory(10, "https://ca.example/"), words_);
    EXPECT_EQ(guide.issuer, "The Issuer");
    EXPECT_EQ(guide.steps, (std::vector<std::string>{"First.", "Second."}));
    EXPECT_EQ(guide.url, "https://ca.example/");
    EXPECT_FALSE(guide.visitNeeded);
    EXPECT_EQ(guide.lastDay,
              "Until Friday, 20 March you can renew without a visit. After that you have to go there in person.");
}

TEST_F(RenewalGuideTest, Guide_remoteRenewalClosed_saysVisit) {
    const RenewalGuide guide = guideFor(entry("a", 5), directory(10, {}), words_);
    EXPECT_TRUE(guide.visitNeeded);
    EXPECT_THAT(guide.lastDay, testing::HasSubstr("closed on Thursday, 5 March"));
}

TEST_F(RenewalGuideTest, Guide_addressThatIsNotHttps_dropped) {
    EXPECT_TRUE(guideFor(entry("a", 5), directory(0, "file:///etc/passwd"), words_).url.empty());
}

TEST_F(RenewalGuideTest, Text_holdsAll) {
    const std::string text = guideText(guideFor(entry("a", 20), directory(10, {}), words_), words_);
    for (const char* part : {"The Issuer", "• First.", "What to bring", "• Passport", "• 1414"}) {
        EXPECT_THAT(text, testing::HasSubstr(part));
    }
}

} // namespace
} // namespace reseal::ui
