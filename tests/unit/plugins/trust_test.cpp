// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/trust.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/plugins/build_signer.hpp"
#include "tests/support/plugin_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::plugins {
namespace {

using test::makeSigner;
using test::signContent;

constexpr std::string_view kManifest = "{}";

std::string hashOf(const test::MadeCertificate& made) {
    return test::sha256Hex({reinterpret_cast<const char*>(made.der.data()), made.der.size()});
}

TEST(Trust, comesFromTheBuild_thePolicy_orThePerson_inThisOrder) {
    const auto signer = makeSigner("Signer");
    const Bytes signature = signContent(kManifest, signer);
    TrustRules rules;
    EXPECT_EQ(judgeSignature(asBytes(kManifest), signature, rules).trustedBy, TrustSource::none);
    rules.person = {hashOf(signer)};
    EXPECT_EQ(judgeSignature(asBytes(kManifest), signature, rules).trustedBy, TrustSource::person);
    rules.policy = {signer.der};
    EXPECT_EQ(judgeSignature(asBytes(kManifest), signature, rules).trustedBy, TrustSource::policy);
    rules.build = {signer.der};
    EXPECT_EQ(judgeSignature(asBytes(kManifest), signature, rules).trustedBy, TrustSource::build);
}

TEST(Trust, inACa_isForPolicyOnly) {
    const auto authority = test::makeCertificate({.subject = {{"CN", "CA"}}, .ca = true});
    const Bytes signature = signContent(kManifest, makeSigner("Signer", &authority));
    EXPECT_EQ(judgeSignature(asBytes(kManifest), signature, {.policy = {authority.der}}).trustedBy,
              TrustSource::policy);
    EXPECT_EQ(judgeSignature(asBytes(kManifest), signature, {.person = {hashOf(authority)}}).trustedBy,
              TrustSource::none);
}

TEST(Trust, inAnUnknownSigner_isRefusedWithItsNameAndHash) {
    const auto signer = makeSigner("Example Ltd");
    const auto judged = judgeSignature(asBytes(kManifest), signContent(kManifest, signer), {});
    ASSERT_TRUE(judged.refusal);
    EXPECT_EQ(judged.refusal->code, "untrusted");
    EXPECT_EQ(judged.refusal->gaps.at("signer"), "Example Ltd");
    EXPECT_EQ(judged.refusal->gaps.at("sha256"), hashOf(signer));
    EXPECT_NE(judged.refusal->mend.find("reseal plugin trust"), std::string::npos);
}

TEST(Trust, namesAHostileSignerHarmlessly) {
    const auto judged = judgeSignature(asBytes(kManifest), signContent(kManifest, makeSigner("Evil\u202eLtd")), {});
    EXPECT_EQ(judged.signer->name.find("\u202e"), std::string::npos);
}

TEST(Trust, ofThePerson_doesNotCountWherePolicyForbidsIt) {
    const auto signer = makeSigner("Signer");
    const auto judged = judgeSignature(asBytes(kManifest), signContent(kManifest, signer),
                                       {.person = {hashOf(signer)}, .personMayTrust = false});
    ASSERT_TRUE(judged.refusal);
    EXPECT_EQ(judged.refusal->mend.find("reseal plugin trust"), std::string::npos);
}

TEST(Trust, isNeverGivenToWhatIsUnsignedOrTamperedWith) {
    const auto signer = makeSigner("Signer");
    const TrustRules rules{.build = {signer.der}};
    EXPECT_EQ(judgeSignature(asBytes(kManifest), {}, rules).refusal->code, "unsigned");
    const auto tampered = judgeSignature(asBytes("{ }"), signContent(kManifest, signer), rules);
    EXPECT_EQ(tampered.refusal->code, "signature_mismatch");
    EXPECT_FALSE(tampered.signer);
}

TEST(DeveloperMode, takesWhatNobodyVouchesFor_andSaysSo) {
    const TrustRules rules{.developerMode = true};
    const auto signer = makeSigner("Signer");
    EXPECT_EQ(judgeSignature(asBytes(kManifest), {}, rules).trustedBy, TrustSource::developer);
    EXPECT_EQ(judgeSignature(asBytes(kManifest), signContent(kManifest, signer), rules).trustedBy,
              TrustSource::developer);
    EXPECT_EQ(judgeSignature(asBytes(kManifest), signContent(kManifest, signer),
                             {.build = {signer.der}, .developerMode = true})
                  .trustedBy,
              TrustSource::build);
}

TEST(BuildSigner, isACodeSigningCertificate) {
    const auto facts = crypto::readCertificate(buildSigner());
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts.value().extendedKeyUsage, std::vector<std::string>{test::kCodeSigning});
    EXPECT_FALSE(facts.value().isCa);
}

} // namespace
} // namespace reseal::plugins
