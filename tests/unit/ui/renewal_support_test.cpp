// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_support.hpp"

#include "tests/unit/ui/ui_fixtures.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reseal::ui {
namespace {

class RenewalSupportTest : public UiTest {
protected:
    std::string said() { return detailsText({supportSection(view_, snapshot_, "1.2.3", "Linux", words_)}); }

    RenewalSupportTest() {
        view_.id = std::string(32, 'a');
        view_.ca = "kontur";
        view_.state = "asking";
        view_.stuck = true;
        view_.reason = "bad_code";
        view_.form = core::RenewalForm{"Code from the SMS", "", {{"code", "code", "Code", "", "", "canary"}}, {}};
    }

    core::RenewalView view_;
    core::Snapshot snapshot_;
};

TEST_F(RenewalSupportTest, names_whatAHelpDeskAsksFor) {
    const std::string text = said();
    for (const char* part : {"1.2.3", "Linux", "kontur", "asking, stuck", "bad_code", "Code from the SMS"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
    }
    EXPECT_NE(text.find(view_.id), std::string::npos);
}

TEST_F(RenewalSupportTest, names_theOldCertificateThePluginsVersionAndTheTimes) {
    auto old = entry("old", 10);
    old.certificate.serial = "0a1b2c";
    old.certificate.issuerName = "Test CA";
    snapshot_ = snapshotOf({old});
    view_.certificate = old.certificate.id;
    core::PluginView plugin;
    plugin.id = "kontur";
    plugin.version = "1.4";
    snapshot_.plugins.push_back(plugin);
    view_.nextAttempt = view_.deadline = kNow;
    const std::string text = said();
    for (const char* part : {"kontur 1.4", "0a1b2c", "Test CA", "Next attempt: 10 March 2026, 12:00",
                             "Possible until: 10 March 2026, 12:00"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
    }
}

TEST_F(RenewalSupportTest, whatWasTyped_isNotInIt) { EXPECT_EQ(said().find("canary"), std::string::npos); }

TEST_F(RenewalSupportTest, whatIsNotKnown_hasNoLine) { EXPECT_EQ(said().find("Next attempt"), std::string::npos); }

} // namespace
} // namespace reseal::ui
