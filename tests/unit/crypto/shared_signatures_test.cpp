// SPDX-License-Identifier: Apache-2.0
// Signatures and keys of the NCA of Kazakhstan and of Russian CAs, against the answers that the fixtures state.
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/certificate_reader.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/private_key.hpp"
#include "agent/crypto/signature_check.hpp"
#include "shared_data.hpp"

#include <ostream>

namespace reseal::crypto {
namespace {

class SharedSignatures : public test::SharedDataTest {
protected:
    void SetUp() override {
        SharedDataTest::SetUp();
        if (!IsSkipped() && !loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
    static Bytes certificate(const std::string& file) {
        const auto read = readCertificateFile(asBytes(test::sharedFile(file)), file, {});
        return read ? read.value().certificates.at(0).der : Bytes{};
    }
    // The seventh field of tbsCertificate, after [0] version.
    static Bytes publicKeyOf(ByteView certificate) {
        DerReader outer(certificate);
        DerReader signedParts = outer.enter(kTagSequence);
        DerReader fields = signedParts.enter(kTagSequence);
        static_cast<void>(fields.next(contextTag(0, true)));
        for (int i = 0; i < 5; ++i) {
            static_cast<void>(fields.next());
        }
        const auto key = fields.next(kTagSequence);
        return key ? Bytes(key->whole.begin(), key->whole.end()) : Bytes{};
    }
    static std::string answer(const Result<bool>& result) {
        return !result ? result.error().reason : result.value() ? "verifies" : "does not verify";
    }
    static std::string signedBy(const std::string& subject, const std::string& issuer) {
        return answer(verifySignedObject(certificate(subject), publicKeyOf(certificate(issuer))));
    }
    static std::string listSignedBy(const std::string& list, const std::string& issuer) {
        return answer(verifySignedObject(asBytes(test::sharedFile(list)), publicKeyOf(certificate(issuer))));
    }
};

struct Link {
    const char* subject;
    const char* issuer;
};
void PrintTo(const Link& link, std::ostream* out) { *out << link.subject; }

class Chain : public SharedSignatures, public ::testing::WithParamInterface<Link> {};
TEST_P(Chain, certificate_verifies) { EXPECT_EQ(signedBy(GetParam().subject, GetParam().issuer), "verifies"); }
INSTANTIATE_TEST_SUITE_P(
    Kazakhstan, Chain,
    ::testing::Values(Link{"kz/chain/prod/root_gost.pem", "kz/chain/prod/root_gost.pem"},
                      Link{"kz/chain/prod/nca_gost.pem", "kz/chain/prod/root_gost.pem"},
                      Link{"kz/chain/prod/root_gost_2020.cer", "kz/chain/prod/root_gost_2020.cer"},
                      Link{"kz/chain/prod/ucgo_gost.cer", "kz/chain/prod/root_gost_2020.cer"},
                      Link{"kz/chain/prod/btsd_gost.cer", "kz/chain/prod/root_gost_2020.cer"},
                      Link{"kz/chain/prod/root_gost_2022.pem", "kz/chain/prod/root_gost_2022.pem"},
                      Link{"kz/chain/prod/nca_gost_2022.pem", "kz/chain/prod/root_gost_2022.pem"},
                      Link{"kz/chain/prod/tsa_2026_from_tst.cer", "kz/chain/prod/nca_gost_2022.pem"},
                      Link{"kz/chain/prod/nca_rsa.pem", "kz/chain/prod/root_rsa.pem"},
                      Link{"kz/chain/prod/nca_rsa_2022.cer", "kz/chain/prod/root_rsa_2020.cer"},
                      Link{"kz/chain/test/root_test_gost_2022.cer", "kz/chain/test/root_test_gost_2022.cer"},
                      Link{"kz/chain/test/nca_gost2022_test.cer", "kz/chain/test/root_test_gost_2022.cer"},
                      Link{"kz/chain/test/nca_gost2015_test.cer", "kz/chain/test/root_test_gost_2022.cer"},
                      Link{"kz/signed/skarm_individual_signer.cer", "kz/chain/test/nca_gost2022_test.cer"}));
INSTANTIATE_TEST_SUITE_P(
    Russia, Chain,
    ::testing::Values(Link{"ru/certs/rssys-guc2022.der", "ru/certs/rssys-guc2022.der"},
                      Link{"ru/certs/rssys-sertum-q-2025.der", "ru/certs/rssys-guc2022.der"},
                      Link{"ru/certs/rssys-mincifry-sub-ca.der", "ru/certs/rssys-mincifry-root-ca.der"},
                      Link{"ru/certs/a513-ekey-uc-gost2001.pem", "ru/certs/guc2012.pem"},
                      Link{"ru/certs/rfc9215/256_test.crt.der", "ru/certs/rfc9215/256_test.crt.der"},
                      Link{"ru/certs/rfc9215/256_tcA.crt.der", "ru/certs/rfc9215/256_tcA.crt.der"},
                      Link{"ru/certs/rfc9215/512_test.crt.der", "ru/certs/rfc9215/512_test.crt.der"}));

TEST_F(SharedSignatures, certificateUnderAnotherRoot_doesNotVerify) {
    EXPECT_EQ(signedBy("kz/chain/prod/nca_gost_2022.pem", "kz/chain/test/root_test_gost_2022.cer"), "does not verify");
}

struct List {
    const char* list;
    const char* issuer;
};
void PrintTo(const List& list, std::ostream* out) { *out << list.list; }
class Lists : public SharedSignatures, public ::testing::WithParamInterface<List> {};
TEST_P(Lists, list_verifies) { EXPECT_EQ(listSignedBy(GetParam().list, GetParam().issuer), "verifies"); }
INSTANTIATE_TEST_SUITE_P(
    All, Lists,
    ::testing::Values(List{"kz/revocation/nca_gost2022_test.crl", "kz/chain/test/nca_gost2022_test.cer"},
                      List{"kz/revocation/nca_gost2022_d_test.crl", "kz/chain/test/nca_gost2022_test.cer"},
                      List{"kz/revocation/mitwork_nca_gost2022_test.crl", "kz/chain/test/nca_gost2022_test.cer"},
                      List{"kz/revocation/mitwork_nca_gost_test.crl", "kz/chain/test/nca_gost_test.crt"},
                      List{"kz/revocation/mitwork_nca_rsa_test.crl", "kz/chain/test/nca_rsa_test.crt"},
                      List{"ru/vectors/test_x509.TestRFC4491bis.test_256_test_paramset.3.der",
                           "ru/vectors/test_x509.TestRFC4491bis.test_256_test_paramset.5.der"},
                      List{"ru/vectors/test_x509.TestRFC4491bis.test_256a_paramset.3.der",
                           "ru/vectors/test_x509.TestRFC4491bis.test_256a_paramset.5.der"},
                      List{"ru/vectors/test_x509.TestRFC4491bis.test_256_test_paramset.7.der",
                           "ru/vectors/test_x509.TestRFC4491bis.test_256_test_paramset.5.der"},
                      List{"ru/vectors/test_x509.TestRFC4491bis.test_256a_paramset.7.der",
                           "ru/vectors/test_x509.TestRFC4491bis.test_256a_paramset.5.der"}));

// OCSPResponse { status, [0] { type, OCTET STRING { BasicOCSPResponse } } }, whose [0] holds the responder.
class Responses : public SharedSignatures, public ::testing::WithParamInterface<const char*> {
protected:
    struct Basic {
        Bytes withoutCertificates; // SEQUENCE { data, algorithm, signature }
        Bytes responder;
    };
    static Basic basicOf(const std::string& response) {
        DerReader outer(asBytes(response));
        DerReader fields = outer.enter(kTagSequence);
        static_cast<void>(fields.next(kTagEnumerated));
        DerReader typed = fields.enter(contextTag(0, true)).enter(kTagSequence);
        static_cast<void>(typed.next(kTagOid));
        const auto octets = typed.next(kTagOctetString);
        DerReader inner(octets ? octets->content : ByteView{});
        DerReader basic = inner.enter(kTagSequence);
        const ByteView start = basic.rest();
        for (int i = 0; i < 3; ++i) {
            static_cast<void>(basic.next());
        }
        const ByteView body = start.first(start.size() - basic.rest().size());
        const auto certificate = basic.enter(contextTag(0, true)).enter(kTagSequence).next(kTagSequence);
        Basic result;
        const auto size = static_cast<std::uint16_t>(body.size());
        result.withoutCertificates = {kTagSequence, 0x82, static_cast<std::uint8_t>(size >> 8U),
                                      static_cast<std::uint8_t>(size & 0xFFU)};
        result.withoutCertificates.insert(result.withoutCertificates.end(), body.begin(), body.end());
        if (certificate) {
            result.responder.assign(certificate->whole.begin(), certificate->whole.end());
        }
        return result;
    }
};
TEST_P(Responses, ocspResponse_isSignedByItsResponder) {
    const Basic basic = basicOf(test::sharedFile(GetParam()));
    EXPECT_EQ(answer(verifySignedObject(basic.withoutCertificates, publicKeyOf(basic.responder))), "verifies");
}
INSTANTIATE_TEST_SUITE_P(All, Responses,
                         ::testing::Values("kz/revocation/ocsp_response_individual_sign_2004.bin",
                                           "kz/revocation/ocsp_response_individual_2015.bin",
                                           "kz/revocation/ocsp_response_ceo_2015_revoked.bin",
                                           "kz/revocation/ocsp_response_ceo_sign_2004_revoked.bin"));

} // namespace
} // namespace reseal::crypto
