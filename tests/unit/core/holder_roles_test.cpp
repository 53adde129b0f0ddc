// SPDX-License-Identifier: Apache-2.0
#include "agent/core/holder_roles.hpp"

#include "agent/core/certificate.hpp"
#include "agent/core/known_authorities.hpp"

#include <gtest/gtest.h>

namespace reseal::core {
namespace {

using Codes = std::vector<std::string>;

CertificateFacts factsWith(std::vector<std::string> uses, std::vector<NameAttribute> subject = {}) {
    CertificateFacts facts;
    facts.extendedKeyUsage = std::move(uses);
    facts.subject = std::move(subject);
    return facts;
}

TEST(HolderRoles, ofAPerson_isIndividual) {
    EXPECT_EQ(rolesOf(factsWith({"1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.1"})), Codes{"person"});
}
TEST(HolderRoles, ofAHead_leavesTheLegalEntityOut) {
    EXPECT_EQ(rolesOf(factsWith({"1.2.398.3.3.4.1.2", "1.2.398.3.3.4.1.2.1"})), Codes{"head"});
}
TEST(HolderRoles, ofALegalEntityAlone_isSaid) {
    EXPECT_EQ(rolesOf(factsWith({"1.2.398.3.3.4.1.2"}, {{"2.5.4.5", "IIN123456789011"}})), Codes{"legal_entity"});
}
TEST(HolderRoles, ofALegalEntityThatNamesNobody_isAnInformationSystem) {
    EXPECT_EQ(rolesOf(factsWith({"1.2.398.3.3.4.1.2"}, {{"0.9.2342.19200300.100.1.1", "system"}})),
              Codes{"information_system"});
}
TEST(HolderRoles, ofTheTreasury_standsBesideTheOther) {
    EXPECT_EQ(rolesOf(factsWith({"1.2.398.5.19.1.2.2.1", "1.2.398.3.3.4.1.2", "1.2.398.3.3.4.1.2.3"})),
              (Codes{"finance_signatory", "treasury"}));
}
TEST(HolderRoles, ofOtherCountries_areNone) { EXPECT_TRUE(rolesOf(factsWith({"1.3.6.1.5.5.7.3.4"})).empty()); }
TEST(HolderRoles, haveNames) {
    EXPECT_STREQ(roleName("head"), "head of the organisation");
    EXPECT_STREQ(roleName("nonsense"), "");
}
TEST(HolderRoles, areKeptInTheCertificate) {
    EXPECT_EQ(interpret(factsWith({"1.2.398.3.3.4.1.2.2", "1.2.398.5.19.1.2.2.1"})).holderRoles, "signatory treasury");
}

TEST(KnownAuthority, isRecognisedByItsKey) {
    const auto* known = authorityWithKey("b5eea044ab9f08df55faec9b8ae5b657ad8023b1b0c32b1ad95dabbe384d7a15");
    ASSERT_NE(known, nullptr);
    EXPECT_EQ(englishNameOf(*known), "National Certification Authority of Kazakhstan (GOST, 2022)");
    EXPECT_FALSE(known->test);
}
TEST(KnownAuthority, ofTests_isSaidToBe) {
    EXPECT_TRUE(authorityWithKey("0e9abafd340dab0eafac3199e0dd8cdf6f4e26ee3b5ace823d1d2df6c4f68388")->test);
}
TEST(KnownAuthority, isNamedByItsKeyId) {
    Certificate certificate;
    certificate.authorityKeyId = "5b6a7411";
    EXPECT_EQ(englishNameOf(*authorityNamedBy(certificate)),
              "National Certification Authority of Kazakhstan (RSA, 2018)");
}
TEST(KnownAuthority, ofAnotherKey_isNone) {
    EXPECT_EQ(authorityWithKey(Sha256{}), nullptr);
    EXPECT_EQ(authorityNamedBy(Certificate{}), nullptr);
}

} // namespace
} // namespace reseal::core
