// SPDX-License-Identifier: Apache-2.0
// What a token handed out, and what it kept.
#include "agent/archive/archive_import.hpp"
#include "archive_fixture.hpp"

namespace reseal::archive::test {
namespace {

class TokenImport : public ArchiveTest {
protected:
    TokenImport() { EXPECT_TRUE(vault_->openOrCreate(Secret("correct horse")).ok()); }

    KeyFromToken key(const std::string& name, bool comesOut = true) {
        const auto made = reseal::test::makeCertificate({.subject = {{"CN", name}}});
        last_ = made.der;
        KeyFromToken given{name, made.der, Secret(std::string(made.keyPkcs8.begin(), made.keyPkcs8.end())), {}};
        if (!comesOut) {
            given.pkcs8 = Secret();
            given.kept = Error{Category::refused, "not_exportable", "it stays", {}};
        }
        return given;
    }
    ImportSummary handedOut(KeyFromToken one, const std::vector<Bytes>& others = {}) {
        std::vector<KeyFromToken> keys;
        keys.push_back(std::move(one));
        const auto files = platform::systemFileSystem();
        ArchiveImport importer(*vault_, *files, [this] { return vault_->openOrCreate(Secret("correct horse")); });
        return importer.handedOut("Rutoken Lite 0a1b", keys, others).value();
    }
    core::ArchiveEntry entry() { return *store_->find(entryOf(last_).value().sha256).value(); }

    Bytes last_;
};

TEST_F(TokenImport, keyThatCameOut_isInTheVault) {
    const ImportSummary summary = handedOut(key("Anna"));
    EXPECT_EQ(summary.fresh.size(), 1U);
    EXPECT_TRUE(Archive(*vault_).keyOf(entry()).ok());
}
TEST_F(TokenImport, keyThatCameOut_wasSeenOnTheToken) {
    handedOut(key("Anna"));
    EXPECT_EQ(store_->sightings(entry().number).value().front().place, "Rutoken Lite 0a1b");
}
TEST_F(TokenImport, keyThatStays_keepsItsCertificateAndTheTokensName) {
    const ImportSummary summary = handedOut(key("Anna", false));
    EXPECT_EQ(summary.onToken.size(), 1U);
    EXPECT_EQ(entry().keyPlace, "Rutoken Lite 0a1b");
}
TEST_F(TokenImport, keyThatStays_isNotDamaged) { EXPECT_TRUE(handedOut(key("Anna", false)).damaged.empty()); }
TEST_F(TokenImport, keyThatCannotBeRead_isNamedAsDamaged) {
    KeyFromToken given = key("Anna", false);
    given.damaged = true;
    EXPECT_EQ(handedOut(std::move(given)).damaged.front().path, "Rutoken Lite 0a1b, Anna");
}
TEST_F(TokenImport, keyWithoutACertificateBesideIt_takesOneThatIsKnown) {
    KeyFromToken given = key("Anna");
    given.certificate.clear();
    EXPECT_EQ(handedOut(std::move(given), {last_}).fresh.size(), 1U);
}
TEST_F(TokenImport, keyWithoutAnyCertificate_isNamed) {
    KeyFromToken given = key("Anna");
    given.certificate.clear();
    EXPECT_EQ(handedOut(std::move(given)).damaged.front().reason, "no_certificate");
}

} // namespace
} // namespace reseal::archive::test
