// SPDX-License-Identifier: Apache-2.0
#include "agent/enrolment/renewal_link.hpp"

#include <gtest/gtest.h>

namespace reseal::enrolment {
namespace {

const std::string kId(32, 'a');

TEST(RenewalLink, whole_givesHostAndRenewal) {
    const auto link = readRenewalLink("RESEAL://CA.Example.kz:8443/renewal/" + kId + "/confirm?code=7");
    ASSERT_TRUE(link);
    EXPECT_EQ(link->host, "ca.example.kz:8443");
    EXPECT_EQ(link->renewal, kId);
}

TEST(RenewalLink, idAlone_isEnough) { EXPECT_TRUE(readRenewalLink("reseal://ca.example.kz/renewal/" + kId)); }

class NoRenewalLink : public testing::TestWithParam<std::string> {};
TEST_P(NoRenewalLink, isRefused) { EXPECT_FALSE(readRenewalLink(GetParam())); }
INSTANTIATE_TEST_SUITE_P(All, NoRenewalLink,
                         testing::Values("", "https://ca.example.kz/renewal/" + kId, "reseal:/renewal/" + kId,
                                         "reseal:///renewal/" + kId, "reseal://ca.example.kz/" + kId,
                                         "reseal://ca.example.kz/renewal/" + kId + "b",
                                         "reseal://ca.example.kz/renewal/" + kId.substr(1),
                                         "reseal://ca.example.kz/renewal/" + std::string(32, 'A'),
                                         "reseal://a@b/renewal/" + kId, "reseal://ca.example.kz/renewal/" + kId + "\n",
                                         "reseal://ca.example.kz/renewal/" + kId + "? x",
                                         "reseal://ca.example.kz/renewal/" + kId + "?" + std::string(2048, 'x')));

TEST(RenewalLink, hostOfAddress_isWithoutSchemeAndPath) {
    EXPECT_EQ(hostOfAddress("https://CA.example.kz:8443/api?x"), "ca.example.kz:8443");
    EXPECT_EQ(hostOfAddress("https://ca.example.kz"), "ca.example.kz");
    EXPECT_EQ(hostOfAddress("https://ca.example.kz:443/"), "ca.example.kz");
    EXPECT_EQ(hostOfAddress("ca.example.kz"), "");
    EXPECT_EQ(hostOfAddress("https://person@ca.example.kz/"), "");
}

} // namespace
} // namespace reseal::enrolment
