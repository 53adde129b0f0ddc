// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/issuer_match.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace reseal::plugins {
namespace {

IssuerNames kontur() { return {{"ООО \"Сертум-Про\""}, {"ООО \"Сертум-Про\"", "Контур"}, "00aaff"}; }

Manifest naming(std::vector<IssuerMatch> issuers) {
    Manifest manifest;
    manifest.issuers = std::move(issuers);
    return manifest;
}

TEST(IssuerNames, areTakenFromTheIssuer_notFromTheSubject) {
    CertificateFacts facts;
    facts.subject = {{"2.5.4.3", "Анна"}, {"2.5.4.10", "Example"}};
    facts.issuer = {{"2.5.4.6", "KZ"}, {"2.5.4.3", "CA"}, {"2.5.4.10", "Org"}, {"2.5.4.3", "CA 2"}};
    facts.authorityKeyId = Bytes{0x0a, 0xff};
    const IssuerNames names = issuerOf(facts);
    EXPECT_EQ(names.commonNames, (std::vector<std::string>{"CA", "CA 2"}));
    EXPECT_EQ(names.organizations, std::vector<std::string>{"Org"});
    EXPECT_EQ(names.keyId, "0aff");
}

TEST(IssuerMatch, withOneField_fitsByThatField) {
    EXPECT_TRUE(matches({"ООО \"Сертум-Про\"", "", ""}, kontur()));
    EXPECT_TRUE(matches({"", "Контур", ""}, kontur()));
    EXPECT_TRUE(matches({"", "", "00aaff"}, kontur()));
    EXPECT_FALSE(matches({"Контур", "", ""}, kontur())) << "an organisation is no common name";
    EXPECT_FALSE(matches({"", "", "00aa"}, kontur()));
}

TEST(IssuerMatch, withSeveralFields_needsThemAll) {
    EXPECT_TRUE(matches({"ООО \"Сертум-Про\"", "Контур", "00aaff"}, kontur()));
    EXPECT_FALSE(matches({"ООО \"Сертум-Про\"", "Другой", ""}, kontur()));
    EXPECT_FALSE(matches({"ООО \"Сертум-Про\"", "", "ffff"}, kontur()));
}

TEST(IssuerMatch, withNothing_fitsNobody) { EXPECT_FALSE(matches({}, kontur())); }

TEST(IssuerMatch, ofACertificateWithoutKeyId_fitsByNameAlone) {
    const IssuerNames bare{{"CA"}, {}, ""};
    EXPECT_TRUE(matches({"CA", "", ""}, bare));
    EXPECT_FALSE(matches({"CA", "", "00aaff"}, bare));
}

TEST(IssuerMatch, withAStar_fitsThatEndOnly) {
    EXPECT_TRUE(matches({"ООО*", "", ""}, kontur()));
    EXPECT_FALSE(matches({"*ООО", "", ""}, kontur()));
    EXPECT_TRUE(matches({"*Про\"", "", ""}, kontur()));
    EXPECT_FALSE(matches({"Про*", "", ""}, kontur()));
    EXPECT_TRUE(matches({"*Сертум-Про*", "", ""}, kontur()));
    EXPECT_TRUE(matches({"*ООО \"Сертум-Про\"*", "", ""}, kontur())) << "a star stands for nothing, too";
}

TEST(IssuerMatch, ofAStarAlone_fitsNobody) {
    EXPECT_FALSE(matches({"*", "", ""}, kontur()));
    EXPECT_FALSE(matches({"**", "", ""}, kontur()));
}

TEST(Serving, isNamedByTheManifest_orByTheSetting) {
    const Manifest named = naming({{"Other", "", ""}, {"*Сертум*", "", ""}});
    EXPECT_TRUE(serves(named, "", kontur()));
    EXPECT_FALSE(serves(naming({{"Other", "", ""}}), "", kontur()));
    EXPECT_FALSE(serves(naming({}), "", kontur())) << "no issuers are not every issuer";
    EXPECT_TRUE(serves(naming({}), "Our CA;  Контур ;", kontur()));
    EXPECT_TRUE(serves(naming({}), "00AAFF", kontur()));
    EXPECT_FALSE(serves(naming({}), " ; ;*; 00aa", kontur()));
}

TEST(Serving, ofOtherIssuers_isForWhoeverNamesNone_orSaysSo) {
    EXPECT_TRUE(servesOthers(naming({})));
    Manifest named = naming({{"CA", "", ""}});
    EXPECT_FALSE(servesOthers(named));
    named.otherIssuers = true;
    EXPECT_TRUE(servesOthers(named));
}

// Names as certificates of these CAs have them (facts/gost-cryptopro-kontur.md, facts/kazakhstan-nca.md).
TEST(Serving, ofTheShippedPlugins_isAsTheirCertificatesNameTheirCas) {
    const auto shipped = [](const std::string& folder) {
        std::ifstream file(std::string(RESEAL_SHIPPED_PLUGINS) + "/" + folder + "/plugin.json");
        std::string text{std::istreambuf_iterator<char>(file), {}};
        // What the build adds to it.
        text.insert(text.find('{') + 1, R"("os": "linux", "arch": "x86_64", "module": "m.so", "files": {"m.so": ")" +
                                            std::string(64, '0') + "\"},");
        auto manifest = readManifest(asBytes(text));
        EXPECT_TRUE(manifest) << folder << " " << (manifest ? "" : manifest.error().subject);
        return manifest ? std::move(manifest).value() : Manifest();
    };
    const Manifest ofKontur = shipped("ca_kontur");
    const Manifest nca = shipped("ca_nca");
    for (const char* name : {"ООО \"Сертум-Про\"", "АО \"ПФ \"СКБ Контур\""}) {
        EXPECT_TRUE(serves(ofKontur, "", {{name}, {}, ""})) << name;
        EXPECT_FALSE(serves(nca, "", {{name}, {}, ""})) << name;
    }
    for (const char* name :
         {"ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (RSA) 2022", "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST)", "ҰКО 3.0 (RSA TEST)"}) {
        EXPECT_TRUE(serves(nca, "", {{name}, {}, ""})) << name;
        EXPECT_FALSE(serves(ofKontur, "", {{name}, {}, ""})) << name;
    }
    EXPECT_TRUE(servesOthers(ofKontur));
    EXPECT_TRUE(servesOthers(nca));
    EXPECT_TRUE(servesOthers(shipped("ca_file")));
    EXPECT_FALSE(serves(shipped("ca_file"), "", kontur()));
}

} // namespace
} // namespace reseal::plugins
