// SPDX-License-Identifier: Apache-2.0
// What the CA sent is looked at before anything is put away for it.
#include "tests/unit/app/resident_fixture.hpp"

#include "agent/app/key_proof.hpp"
#include "agent/app/renewal_installation.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/public_key_info.hpp"

namespace reseal::app {
namespace {

using std::chrono::days;

class KeptInMemory final : public enrolment::NewKeyStore {
public:
    Status keep(const enrolment::KeptKey& key) override {
        keys.push_back(key);
        return {};
    }
    Result<std::vector<enrolment::KeptKey>> kept(const std::string&) override { return keys; }
    Status forget(const std::string&) override { return {}; }

    std::vector<enrolment::KeptKey> keys;
};

class StagedChecksTest : public ResidentTest {
protected:
    void SetUp() override {
        ResidentTest::SetUp();
        keys.emplace(store, engine->archive(), work, tokens, *clock);
        installation.emplace(
            InstallationPlaces{profile.get(), &engine->archive(), &*keys, &tokens, clock.get(),
                               [this](const enrolment::Renewal&) { return Result<std::vector<Bytes>>(authorities); },
                               [](const std::string&, const Secret&) { return Status(); }});
        renewal.purpose = "renew";
        renewal.oldDer = made(20, kDigitalSignature).der;
    }

    [[nodiscard]] test::MadeCertificate made(int daysLeft, std::uint16_t usage,
                                             const test::MadeCertificate* issuer = nullptr) const {
        test::CertificateSpec spec;
        spec.subject = {{"CN", "Anna"}};
        spec.notBefore = clock->now() - days(300);
        spec.notAfter = clock->now() + days(daysLeft);
        spec.keyUsage = usage;
        return test::makeCertificate(spec, issuer);
    }
    [[nodiscard]] test::MadeCertificate authority(const test::MadeCertificate* issuer = nullptr) const {
        test::CertificateSpec spec;
        spec.subject = {{"CN", "Test CA"}};
        spec.notBefore = clock->now() - days(400);
        spec.notAfter = clock->now() + days(4000);
        spec.ca = true;
        return test::makeCertificate(spec, issuer);
    }
    // This computer came across it.
    void know(const test::MadeCertificate& one) {
        core::FileReading reading;
        reading.path = folder / ("keys/" + std::to_string(++known) + ".cer");
        reading.kind = core::FileKind::der;
        reading.certificates.push_back({core::interpret(crypto::readCertificate(one.der).value()), one.der});
        ASSERT_TRUE(profile->certificates().recordScan(folder / "keys", std::span(&reading, 1), {}, clock->now()));
    }
    // The key of that certificate is the renewal's number `number`.
    void issue(const std::string& number, const test::MadeCertificate& one) {
        const ByteView info = crypto::publicKeyInfoIn(one.der);
        store.keys.push_back({"r", number, "ec-p256", Bytes(info.begin(), info.end()), {}, {}, clock->now()});
        issued.certificates[number] = one.der;
    }
    std::string verdict() {
        const Status checked = installation->check(renewal, issued);
        return checked ? "" : checked.error().reason;
    }

    int known = 0;
    KeptInMemory store;
    TokenWork work{[](const std::string&) {}};
    RenewalTokenKeys tokens{TokenAccess{}};
    std::optional<RenewalKeys> keys;
    std::optional<RenewalInstallation> installation;
    std::vector<Bytes> authorities; // named by the person
    enrolment::Renewal renewal;
    plugins::IssuedCertificates issued;
};

TEST_F(StagedChecksTest, LongerOneOfTheSameHolder_fits) {
    const auto ca = authority();
    issue("1", made(365, kDigitalSignature, &ca));
    issued.chain = {ca.der};
    EXPECT_EQ(verdict(), "");
}

TEST_F(StagedChecksTest, LapsedOne_isRefused) {
    issue("1", made(-1, kDigitalSignature));
    EXPECT_EQ(verdict(), "certificate_lapsed");
}

TEST_F(StagedChecksTest, OneForAnotherUse_isRefused) {
    issue("1", made(365, kKeyEncipherment));
    EXPECT_EQ(verdict(), "certificate_use_differs");
}

TEST_F(StagedChecksTest, KeyWithoutACertificate_isRefused) {
    issue("1", made(365, kDigitalSignature));
    issue("2", made(365, kDigitalSignature));
    issued.certificates.erase("2");
    EXPECT_EQ(verdict(), "certificate_missing");
}

TEST_F(StagedChecksTest, ChainOfTheSameNameAndAnotherKey_isRefused) {
    const auto ca = authority();
    issue("1", made(365, kDigitalSignature, &ca));
    issued.chain = {authority().der};
    EXPECT_EQ(verdict(), "certificate_chain_broken");
}

TEST_F(StagedChecksTest, NamedAuthority_isTheOnlyOneThatCounts) {
    const auto ca = authority();
    issue("1", made(365, kDigitalSignature, &ca));
    issued.chain = {ca.der};
    authorities = {authority().der};
    EXPECT_EQ(verdict(), "certificate_chain_broken");
}

TEST_F(StagedChecksTest, AuthoritiesKnownHere_completeTheChain) {
    const auto root = authority();
    const auto ca = authority(&root);
    issue("1", made(365, kDigitalSignature, &ca));
    EXPECT_TRUE(installation->whole(renewal, issued).chain.empty());
    know(root);
    know(ca);
    know(authority()); // of the same name and another key
    EXPECT_EQ(installation->whole(renewal, issued).chain, (std::vector<Bytes>{ca.der, root.der}));
    EXPECT_EQ(installation->remarkOn(renewal, issued), "");
    issued.chain = {ca.der};
    EXPECT_EQ(installation->whole(renewal, issued).chain, (std::vector<Bytes>{ca.der, root.der}));
    EXPECT_EQ(verdict(), "");
}

TEST_F(StagedChecksTest, UnknownIssuer_isSaidAndNoError) {
    const auto ca = authority();
    issue("1", made(365, kDigitalSignature, &ca));
    know(authority()); // of the same name and another key
    EXPECT_EQ(verdict(), "");
    EXPECT_NE(installation->remarkOn(renewal, issued).find("issuer is unknown"), std::string::npos);
    issued.chain = {ca.der};
    EXPECT_EQ(installation->remarkOn(renewal, issued), "");
}

TEST_F(StagedChecksTest, KeyOfTheCertificate_provesItselfBySigning) {
    const auto one = made(365, kDigitalSignature);
    const auto key = crypto::PrivateKey::fromPkcs8(one.keyPkcs8);
    ASSERT_TRUE(key);
    EXPECT_TRUE(proveBySigning(key.value(), one.der));
}

TEST_F(StagedChecksTest, KeyOfAnotherCertificate_isUnproved) {
    const auto key = crypto::PrivateKey::fromPkcs8(made(365, kDigitalSignature).keyPkcs8);
    ASSERT_TRUE(key);
    const Status proven = proveBySigning(key.value(), made(365, kDigitalSignature).der);
    ASSERT_FALSE(proven);
    EXPECT_EQ(proven.error().reason, "key_unproved");
}

} // namespace
} // namespace reseal::app
