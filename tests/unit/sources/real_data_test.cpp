// SPDX-License-Identifier: Apache-2.0
// Real certificates, read as a person's folder would be: the machine's own CA bundle, and the shared Russian and Kazakh
// samples where they lie beside the project.
#include "agent/sources/source_scan.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace reseal::sources {
namespace {

struct Found {
    std::vector<core::Certificate> certificates;
    std::size_t keys = 0;
};

Found scanPlace(const std::string& root, const std::string& password = "") {
    const auto files = platform::systemFileSystem();
    const FileReader reader(*files, [&](const std::string&) {
        std::vector<Secret> passwords;
        passwords.emplace_back(password);
        return passwords;
    });
    Found found;
    const auto summary = scan(
        *files, reader, {root, {}, {}},
        [&](std::span<const core::FileReading> batch) {
            for (const core::FileReading& reading : batch) {
                for (const core::FoundCertificate& certificate : reading.certificates) {
                    found.certificates.push_back(certificate.certificate);
                }
                found.keys += reading.keys.size();
            }
            return Status();
        },
        2);
    EXPECT_TRUE(summary);
    return found;
}

const core::Certificate* named(const Found& found, const std::string& part) {
    for (const core::Certificate& certificate : found.certificates) {
        if (certificate.subject.find(part) != std::string::npos) {
            return &certificate;
        }
    }
    return nullptr;
}

std::string sharedData() {
    const char* chosen = std::getenv("RESEAL_SHARED_DATA");
    return chosen != nullptr ? chosen : RESEAL_SOURCE_DIR "/../shared/data";
}

#define SKIP_WITHOUT(path)                                                                                             \
    if (!std::filesystem::exists(path)) {                                                                              \
        GTEST_SKIP() << "skipped: there is no " << (path);                                                             \
    }

TEST(RealData, machinesCaBundle_isReadWhole) {
    const std::string bundle = "/etc/ssl/certs/ca-certificates.crt";
    SKIP_WITHOUT(bundle);
    const Found found = scanPlace(bundle);
    EXPECT_GT(found.certificates.size(), 100U);
    for (const core::Certificate& certificate : found.certificates) {
        EXPECT_TRUE(certificate.isCa) << certificate.subject;
        EXPECT_FALSE(certificate.algorithm.empty());
        EXPECT_GT(certificate.notAfter, certificate.notBefore);
    }
}

TEST(RealData, kazakhKeys_showHolderIssuerDatesAndUse) {
    const std::string place = sharedData() + "/kz/keys";
    SKIP_WITHOUT(place);
    const Found found = scanPlace(place, "Qwerty12");
    EXPECT_GE(found.keys, 8U);
    const core::Certificate* gost2015 = nullptr;
    for (const core::Certificate& certificate : found.certificates) {
        EXPECT_FALSE(certificate.issuerName.empty());
        EXPECT_NE(certificate.usage.bits, 0);
        if (certificate.algorithm.find("34.10-2015") != std::string::npos && !certificate.holder.iin.empty()) {
            gost2015 = &certificate;
        }
    }
    ASSERT_NE(gost2015, nullptr);
    EXPECT_TRUE(gost2015->usage.has(core::Use::sign));
    EXPECT_EQ(gost2015->holder.iin.size(), 12U);
}

TEST(RealData, kazakhCas_haveTheirKazakhLetters) {
    const std::string place = sharedData() + "/kz/chain/prod";
    SKIP_WITHOUT(place);
    EXPECT_NE(named(scanPlace(place), "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ"), nullptr);
}

TEST(RealData, russianCas_haveNameIdentifiersAndGost) {
    const std::string place = sharedData() + "/ru/certs";
    SKIP_WITHOUT(place);
    const Found found = scanPlace(place);
    const core::Certificate* sertum = named(found, "Сертум-Про");
    ASSERT_NE(sertum, nullptr);
    EXPECT_EQ(sertum->algorithm.substr(0, 17), "GOST R 34.10-2012");
    EXPECT_EQ(sertum->holder.ogrn.size(), 13U);
    ASSERT_TRUE(sertum->keyNotAfter.has_value()) << "PrivateKeyUsagePeriod of three years";
    EXPECT_EQ(core::dueOf(*sertum).reason, core::DueReason::privateKeyUsage);
}

TEST(RealData, cryptoProContainers_giveKeysAndTheCertificateInside) {
    const std::string place = sharedData() + "/ru/containers";
    SKIP_WITHOUT(place);
    const Found found = scanPlace(place);
    EXPECT_EQ(found.keys, 3U + 3U) << "three containers, and the same keys in PEM beside them";
    EXPECT_GE(found.certificates.size(), 4U);
}

} // namespace
} // namespace reseal::sources
