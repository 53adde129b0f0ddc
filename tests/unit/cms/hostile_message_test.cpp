// SPDX-License-Identifier: Apache-2.0
// Messages that were changed after signing, made up, or cut, and signers that nobody vouches for.
#include "signing_fixtures.hpp"

#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/cms/names.hpp"
#include "agent/crypto/cms/signed_message.hpp"
#include "agent/crypto/der_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reseal::crypto {
namespace {

using namespace test;

const std::string kText = "A contract over one hundred.";
const TimePoint kSigned = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1};

const Signer& signer() {
    static const Signer kSigner = test::makeSigner({});
    return kSigner;
}

Bytes replaced(Bytes bytes, ByteView from, ByteView to) {
    const auto found = std::search(bytes.begin(), bytes.end(), from.begin(), from.end());
    EXPECT_NE(found, bytes.end());
    std::copy(to.begin(), to.end(), found);
    return bytes;
}

TEST(SignedMessage, byEachKindOfKeyOfKazakhstan_isSound) {
    for (const char* algorithm : {"kz-gost-2015-256", "kz-gost-2015-512"}) {
        const Signer kazakh = test::makeSigner({.algorithm = algorithm});
        const auto checked = check(signDocument(kazakh, asBytes(kText), true), {.trusted = {kazakh.certificate}});
        EXPECT_EQ(checked.verdict(), "sound") << algorithm;
        EXPECT_EQ(checked.signers.at(0).path.state, PathState::trusted) << algorithm;
    }
}

TEST(SignedMessage, givesTheClaimedTimeAndTheCertificate) {
    const auto checked = check(signDocument(signer(), asBytes(kText), true));
    ASSERT_EQ(checked.verdict(), "sound");
    EXPECT_EQ(checked.signers[0].claimedTime, kSigned);
    EXPECT_EQ(checked.signers[0].certificate->der, signer().certificate);
    EXPECT_EQ(checked.signers[0].digest, "sha256");
}

TEST(SignedMessage, withChangedContent_saysSo) {
    const Bytes message = signDocument(signer(), asBytes(kText), true);
    EXPECT_EQ(check(replaced(message, asBytes("one"), asBytes("two"))).verdict(), "content_changed");
    EXPECT_EQ(checkDetached(signDocument(signer(), asBytes(kText), false), asBytes("Another.")).verdict(),
              "content_changed");
}

TEST(SignedMessage, withChangedAttributes_isWrong) {
    const Bytes message = signDocument(signer(), asBytes(kText), true);
    EXPECT_EQ(check(replaced(message, asBytes("260601000000Z"), asBytes("250601000000Z"))).verdict(),
              "signature_wrong");
}

TEST(SignedMessage, withChangedSignature_isWrong) {
    Bytes message = signDocument(signer(), asBytes(kText), false);
    message.back() ^= 1;
    EXPECT_EQ(checkDetached(message, asBytes(kText)).verdict(), "signature_wrong");
}

TEST(SignedMessage, cutAnywhere_isRefused) {
    const Bytes message = signDocument(signer(), asBytes(kText), true);
    for (std::size_t size = 1; size < message.size(); ++size) {
        EXPECT_EQ(check(ByteView(message).first(size)).reason, "message_cut_off") << size;
    }
}

TEST(SignedMessage, withBytesBehind_isRefused) {
    Bytes message = signDocument(signer(), asBytes(kText), true);
    message.push_back(0);
    EXPECT_EQ(check(message).reason, "trailing_bytes");
}

TEST(SignedMessage, withAnyByteChanged_isNeverSoundOverOtherContent) {
    const Bytes message = signDocument(signer(), asBytes(kText), true);
    const Bytes content(kText.begin(), kText.end());
    for (std::size_t i = 0; i < message.size(); ++i) {
        Bytes changed = message;
        changed[i] ^= 0x21;
        const auto checked = check(changed, {.trusted = {signer().certificate}});
        const bool vouched = checked.verdict() == "sound" && checked.signers[0].path.state == PathState::trusted;
        EXPECT_TRUE(!vouched || checked.content == content) << i;
    }
}

TEST(SignedMessage, whoseDigestIsNotAnnounced_isWrong) {
    const Bytes message = signDocument(signer(), asBytes(kText), true);
    const Bytes sha256 = derOid("2.16.840.1.101.3.4.2.1");
    const Bytes sha512 = derOid("2.16.840.1.101.3.4.2.3");
    EXPECT_EQ(check(replaced(message, sha256, sha512)).verdict(), "digest_not_announced");
}

TEST(SignedMessage, withoutItsCertificate_cannotBeSaid) {
    Bytes other = signer().certificate;
    const auto fields = readCertificateFields(other);
    other[static_cast<std::size_t>(fields->serial.data() - other.data()) + 2] ^= 1;
    const Bytes message = replaced(signDocument(signer(), asBytes(kText), true), signer().certificate, other);
    const auto checked = check(message);
    EXPECT_EQ(checked.verdict(), "no_signer_certificate");
    EXPECT_EQ(checked.signers.at(0).state, SignatureState::unverifiable);
    EXPECT_EQ(check(message, {.certificates = {signer().certificate}}).verdict(), "sound");
}

// The signature of a message with attributes, shown as one without over the attributes' own bytes.
TEST(SignedMessage, whoseAttributesArePassedOffAsContent_isWrong) {
    const Bytes message = signDocument(signer(), asBytes(kText), false);
    DerReader outer(message);
    DerReader info = outer.enter(kTagSequence);
    static_cast<void>(info.next(kTagOid));
    DerReader data = info.enter(contextTag(0, true)).enter(kTagSequence);
    const auto version = data.next();
    const auto digests = data.next();
    static_cast<void>(data.next());
    const auto certificates = data.next();
    DerReader fields = data.enter(kTagSet).enter(kTagSequence);
    static_cast<void>(fields.next()); // version
    const auto sid = fields.next();
    const auto digest = fields.next();
    const auto attributes = fields.next();
    const auto algorithm = fields.next();
    const auto signature = fields.next();
    const Bytes content = crypto::derElement(kTagSet, attributes->content);
    const Bytes bare = derSequence({derInteger(1), sid->whole, digest->whole, algorithm->whole, signature->whole});
    const Bytes forged =
        derSequence({derOid(cms::kSignedData),
                     crypto::derElement(contextTag(0, true),
                                        derSequence({version->whole, digests->whole, derSequence({derOid(cms::kData)}),
                                                     certificates->whole, crypto::derElement(kTagSet, bare)}))});
    EXPECT_EQ(checkDetached(forged, content).verdict(), "signature_repurposed");
}

TEST(SignedMessage, withTheContentGivenTwice_isAMistake) {
    EXPECT_EQ(checkDetached(signDocument(signer(), asBytes(kText), true), asBytes(kText)).reason,
              "content_given_twice");
}

TEST(SignedMessage, ofAGreatContent_isReadInPieces) {
    const Bytes content(3'000'000, 0x5A);
    const auto checked = check(signDocument(signer(), content, true), {.piece = 4096});
    EXPECT_EQ(checked.verdict(), "sound");
    EXPECT_EQ(checked.content, content);
}

TEST(SigningADocument, withAKeyOfAnotherCertificate_isRefused) {
    const Signer other = test::makeSigner({});
    const SigningRequest request{.certificate = other.certificate, .time = kSigned};
    MemorySource content(asBytes(kText));
    MemorySink out;
    const Status done = signDetached(content, request, signWith(signer().key), out);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().reason, "signature_unfit");
    EXPECT_TRUE(out.bytes().empty());
}

TEST(SigningADocument, thatGrowsMeanwhile_isRefused) {
    const SigningRequest request{.certificate = signer().certificate, .time = kSigned};
    class Growing final : public ByteSource {
    public:
        Result<std::size_t> read(std::span<std::uint8_t> into) override {
            const std::size_t count = left_ == 0 ? 0 : 10;
            left_ = left_ == 0 ? 0 : left_ - 1;
            std::fill_n(into.begin(), count, std::uint8_t{1});
            return count;
        }
        std::optional<std::uint64_t> size() const override { return 20; }

    private:
        int left_ = 3;
    };
    MemorySink out;
    const OpenSource open = []() -> Result<std::unique_ptr<ByteSource>> {
        return std::unique_ptr<ByteSource>(std::make_unique<Growing>());
    };
    const Status done = signAttached(open, request, signWith(signer().key), out);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().reason, "content_changing");
}

TEST(CertificatePaths, throughAnIssuingAuthority_areTrusted) {
    for (const char* algorithm : {"rsa-2048", "gost-2012-256", "kz-gost-2015-512"}) {
        const Signer root = test::makeSigner({.algorithm = algorithm, .name = "Root", .authority = true});
        const Signer issuing =
            test::makeSigner({.algorithm = algorithm, .name = "Issuing", .issuer = &root, .authority = true});
        const Signer person = test::makeSigner({.algorithm = algorithm, .name = "Person", .issuer = &issuing});
        const Bytes message = signDocument(person, asBytes(kText), true, {issuing.certificate});
        EXPECT_EQ(check(message, {.trusted = {root.certificate}}).signers.at(0).path.state, PathState::trusted);
        EXPECT_EQ(check(message).signers.at(0).path.state, PathState::unknown);
    }
}

TEST(CertificatePaths, toAnAuthorityOfTheSameNameAndAnotherKey_areUnknown) {
    const Signer root = test::makeSigner({.name = "Root", .authority = true});
    const Signer other = test::makeSigner({.name = "Root", .authority = true});
    const Signer person = test::makeSigner({.name = "Person", .issuer = &root});
    const Bytes message = signDocument(person, asBytes(kText), true);
    EXPECT_EQ(check(message, {.trusted = {other.certificate}}).signers.at(0).path.state, PathState::unknown);
}

TEST(CertificatePaths, ofACertificateThatItsIssuerDidNotSign_areBroken) {
    const Signer root = test::makeSigner({.name = "Root", .authority = true});
    Signer person = test::makeSigner({.name = "Person", .issuer = &root});
    person.certificate = replaced(person.certificate, asBytes("Person"), asBytes("Another").first(6));
    const Bytes message = signDocument(person, asBytes(kText), true);
    EXPECT_EQ(check(message, {.trusted = {root.certificate}}).signers.at(0).path.state, PathState::broken);
}

TEST(CertificatePaths, throughAPersonsCertificate_areUnknown) {
    const Signer root = test::makeSigner({.name = "Root", .authority = true});
    const Signer person = test::makeSigner({.name = "Person", .issuer = &root});
    const Signer below = test::makeSigner({.name = "Below", .issuer = &person});
    const Bytes message = signDocument(below, asBytes(kText), true, {person.certificate});
    EXPECT_EQ(check(message, {.trusted = {root.certificate}}).signers.at(0).path.state, PathState::unknown);
}

TEST(CertificatePaths, withACriticalExtensionNobodyKnows_cannotBeFollowed) {
    const Signer root = test::makeSigner({.name = "Root", .authority = true});
    const Signer person = test::makeSigner({.name = "Person", .issuer = &root, .critical = true});
    const Bytes message = signDocument(person, asBytes(kText), true);
    EXPECT_EQ(check(message, {.trusted = {root.certificate}}).signers.at(0).path.state, PathState::unverifiable);
}

class TimeStamp : public ::testing::TestWithParam<std::string> {
protected:
    [[nodiscard]] Bytes message() const { return signDocument(person_, asBytes(kText), true); }
    // Of the only signer: the last octets.
    [[nodiscard]] static Bytes signatureOf(const Bytes& message) {
        MemorySource source(message);
        return readSigner(source).signature;
    }
    [[nodiscard]] static SignerInfo readSigner(ByteSource& source) {
        return readSignedMessage(source, nullptr).value().signers.at(0);
    }
    [[nodiscard]] Checked checkStamped(const Bytes& token) const {
        return check(withTimeStamp(message_, token), {.trusted = {authority_.certificate}});
    }

    Signer person_ = test::makeSigner({.algorithm = GetParam()});
    Signer authority_ = test::makeSigner({.algorithm = GetParam(), .name = "TSA", .timeStamping = true});
    Bytes message_ = message();
};

TEST_P(TimeStamp, overTheSignature_givesItsTime) {
    const auto checked = checkStamped(timeStampToken(authority_, signatureOf(message_), "20260602101112Z"));
    ASSERT_EQ(checked.verdict(), "sound");
    const auto& stamp = checked.signers[0].timeStamp;
    ASSERT_TRUE(stamp);
    EXPECT_EQ(stamp->state, SignatureState::sound);
    EXPECT_EQ(stamp->path.state, PathState::trusted);
    EXPECT_EQ(stamp->time, std::chrono::sys_days{std::chrono::year{2026} / 6 / 2} + std::chrono::seconds{36672});
}

TEST_P(TimeStamp, overAnotherSignature_doesNotCount) {
    const auto checked = checkStamped(timeStampToken(authority_, asBytes("other"), "20260602101112Z"));
    ASSERT_EQ(checked.verdict(), "sound");
    EXPECT_EQ(checked.signers[0].timeStamp->problem->reason, "time_stamp_differs");
}

TEST_P(TimeStamp, byACertificateForOtherUses_doesNotCount) {
    const auto checked = checkStamped(timeStampToken(person_, signatureOf(message_), "20260602101112Z"));
    EXPECT_EQ(checked.signers.at(0).timeStamp->problem->reason, "time_stamp_signer_unfit");
}

TEST_P(TimeStamp, withAChangedTime_doesNotCount) {
    const Bytes token = timeStampToken(authority_, signatureOf(message_), "20260602101112Z");
    const auto checked = checkStamped(replaced(token, asBytes("20260602101112Z"), asBytes("20250602101112Z")));
    EXPECT_EQ(checked.signers.at(0).timeStamp->problem->reason, "content_changed");
}

TEST_P(TimeStamp, thatIsNone_isDamaged) {
    EXPECT_EQ(checkStamped(derNull()).signers.at(0).timeStamp->problem->reason, "time_stamp_damaged");
}

INSTANTIATE_TEST_SUITE_P(Keys, TimeStamp, ::testing::Values("ec-p256", "gost-2012-256", "kz-gost-2015-512"),
                         [](const auto& chosen) {
                             std::string name = chosen.param;
                             std::erase(name, '-');
                             return name;
                         });

} // namespace
} // namespace reseal::crypto
