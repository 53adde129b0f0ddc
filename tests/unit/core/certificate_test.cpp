// SPDX-License-Identifier: Apache-2.0
#include "agent/core/certificate.hpp"

#include <gtest/gtest.h>

namespace reseal::core {
namespace {

CertificateFacts factsOf(std::vector<NameAttribute> subject) {
    CertificateFacts facts;
    facts.subject = std::move(subject);
    return facts;
}

TEST(Interpret, RussianEmployee_namesPersonAndOrganisation) {
    const Holder holder = interpret(factsOf({{"2.5.4.3", "ООО \"Ромашка\""},
                                             {"2.5.4.4", "Иванова"},
                                             {"2.5.4.42", "Анна Петровна"},
                                             {"2.5.4.10", "ООО \"Ромашка\""},
                                             {"1.2.643.3.131.1.1", "123456789012"},
                                             {"1.2.643.100.4", "7701234567"},
                                             {"1.2.643.100.3", "12345678901"},
                                             {"1.2.643.100.1", "1027700000000"},
                                             {"1.2.840.113549.1.9.1", "anna@example.ru"}}))
                              .holder;
    const Holder expected{.name = "Иванова Анна Петровна",
                          .organization = "ООО \"Ромашка\"",
                          .inn = "123456789012",
                          .innle = "7701234567",
                          .snils = "12345678901",
                          .ogrn = "1027700000000",
                          .ogrnip = "",
                          .iin = "",
                          .bin = "",
                          .email = "anna@example.ru"};
    EXPECT_EQ(holder, expected);
}

TEST(Interpret, OldLegalEntity_innWithTwoZeros_isInnle) {
    const Holder holder = interpret(factsOf({{"1.2.643.3.131.1.1", "007701234567"}})).holder;
    EXPECT_EQ(holder.innle, "7701234567");
    EXPECT_TRUE(holder.inn.empty());
}

TEST(Interpret, KazakhLegalEntity_givesIinBinAndPatronymic) {
    CertificateFacts facts = factsOf({{"2.5.4.3", "ТЕСТОВ ТЕСТ"},
                                      {"2.5.4.4", "ТЕСТОВ"},
                                      {"2.5.4.5", "IIN123456789011"},
                                      {"2.5.4.10", "АО \"ТЕСТ\""},
                                      {"2.5.4.11", "BIN123456789021"},
                                      {"2.5.4.42", "ТЕСТОВИЧ"}});
    facts.emails = {"info@example.kz"};
    const Holder holder = interpret(facts).holder;
    EXPECT_EQ(holder.name, "ТЕСТОВ ТЕСТ ТЕСТОВИЧ");
    EXPECT_EQ(holder.iin, "123456789011");
    EXPECT_EQ(holder.bin, "123456789021");
    EXPECT_EQ(holder.email, "info@example.kz");
}

TEST(Interpret, SubjectWithControlAndDirectionCharacters_isMadeHarmless) {
    const Certificate certificate = interpret(factsOf({{"2.5.4.3", "safe\x1b[31m\xE2\x80\xAEgnp.exe"}}));
    EXPECT_EQ(certificate.subject, "CN=safe\xEF\xBF\xBD[31m\xEF\xBF\xBDgnp.exe");
    EXPECT_EQ(certificate.holder.name.find('\x1b'), std::string::npos);
}

TEST(Interpret, CommaInAValue_standsBehindABackslash) {
    EXPECT_EQ(interpret(factsOf({{"2.5.4.10", "x, CN=fake"}, {"2.5.4.3", "true"}})).subject, "O=x\\, CN=fake, CN=true");
}

TEST(Interpret, EmptyName_givesEmptyTexts) {
    const Certificate certificate = interpret(factsOf({}));
    EXPECT_EQ(certificate.subject, "");
    EXPECT_EQ(certificate.holder, Holder{});
}

struct UsageCase {
    const char* name;
    std::optional<std::uint16_t> bits;
    std::vector<std::string> extended;
    std::uint8_t expected;
};

class InterpretUsage : public testing::TestWithParam<UsageCase> {};

TEST_P(InterpretUsage, keyUsage_givesWhatItIsFor) {
    CertificateFacts facts;
    facts.keyUsage = GetParam().bits;
    facts.extendedKeyUsage = GetParam().extended;
    EXPECT_EQ(interpret(facts).usage.bits, GetParam().expected);
}

constexpr const char* kClientAuth = "1.3.6.1.5.5.7.3.2";
constexpr const char* kMail = "1.3.6.1.5.5.7.3.4";

INSTANTIATE_TEST_SUITE_P(
    Cases, InterpretUsage,
    testing::Values(
        UsageCase{"russianQualified",
                  kDigitalSignature | kNonRepudiation | kKeyEncipherment | kDataEncipherment,
                  {kClientAuth, kMail},
                  7},
        UsageCase{"kazakhAuthentication", kDigitalSignature | kKeyEncipherment, {kClientAuth, "1.2.398.3.3.4.1.1"}, 2},
        UsageCase{"kazakhSigning", kDigitalSignature | kNonRepudiation, {kMail, "1.2.398.3.3.4.1.1"}, 1},
        UsageCase{"kazakhGost512", kDigitalSignature | kNonRepudiation | kKeyAgreement, {kMail}, 5},
        UsageCase{"onlyEncryption", kKeyEncipherment, {}, 4}, UsageCase{"noExtensions", std::nullopt, {}, 7},
        UsageCase{"certificateAuthority", kKeyCertSign | kCrlSign, {}, 0}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(DueOf, PrivateKeyEndsFirst_isTheDueDate) {
    Certificate certificate;
    certificate.notAfter = TimePoint(std::chrono::seconds(2000));
    certificate.keyNotAfter = TimePoint(std::chrono::seconds(1000));
    EXPECT_EQ(dueOf(certificate).at, *certificate.keyNotAfter);
    EXPECT_EQ(dueOf(certificate).reason, DueReason::privateKeyUsage);
}

TEST(DueOf, PrivateKeyEndsLater_notAfterBites) {
    Certificate certificate;
    certificate.notAfter = TimePoint(std::chrono::seconds(2000));
    certificate.keyNotAfter = TimePoint(std::chrono::seconds(3000));
    EXPECT_EQ(dueOf(certificate).at, certificate.notAfter);
    EXPECT_EQ(dueOf(certificate).reason, DueReason::notAfter);
}

} // namespace
} // namespace reseal::core
