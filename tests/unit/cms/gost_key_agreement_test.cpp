// SPDX-License-Identifier: Apache-2.0
// What gost-engine sends as key transport, put into the form of key agreement, which it does not write: the same key
// comes out of both.
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost/key_transport.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "encryption_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

using namespace test;

class GostKeyAgreement : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (!loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
        Signer recipient =
            makeOpensslRecipient(program_, std::string(GetParam()) + " -pkeyopt paramset:A -engine gost");
        key_ = std::make_shared<MemoryRecipientKey>(std::make_shared<const PrivateKey>(std::move(recipient.key)));
    }
    // The only recipient of a message under this cipher.
    Recipient encrypt(const std::string& cipher) {
        program_.write("data", sampleContent(100));
        EXPECT_TRUE(program_.run("cms -encrypt -engine gost -binary -in {}/data -out {}/message -outform DER -" +
                                 cipher + " {}/cert.pem"));
        const Bytes message = program_.read("message");
        MemorySource source(message);
        return readEnvelopeHead(source).value().recipients.at(0);
    }
    [[nodiscard]] std::string transported(const Recipient& recipient) const {
        const auto opened = gost::openTransport(recipient.algorithm, recipient.parts[0].encryptedKey, *key_);
        return opened ? toHex(asBytes(opened.value().view())) : opened.error().reason;
    }
    static Bytes agreementName(const Bytes& wrap) { return derSequence({derOid("1.2.643.7.1.1.6.1"), wrap}); }

    OpensslProgram program_;
    std::shared_ptr<const RecipientKey> key_;
};

TEST_P(GostKeyAgreement, wrappingWithDiversification_givesTheKey) {
    const Recipient recipient = encrypt("gost89");
    DerReader outer(recipient.parts[0].encryptedKey);
    DerReader fields = outer.enter(kTagSequence);
    const auto wrapped = fields.next(kTagSequence);
    DerReader parameters = fields.enter(contextTag(0, true));
    const auto box = parameters.next(kTagOid);
    const auto peer = parameters.next(contextTag(0, true));
    const auto ukm = parameters.next(kTagOctetString);
    const Bytes name = agreementName(derSequence({derOid("1.2.643.2.2.13.1"), derSequence({box->whole})}));
    const Bytes sender = derElement(kTagSequence, peer->content);
    const auto opened = gost::openAgreement(name, sender, ukm->content, wrapped->whole, *key_);
    ASSERT_TRUE(opened) << opened.error().reason;
    EXPECT_EQ(toHex(asBytes(opened.value().view())), transported(recipient));
}
TEST_P(GostKeyAgreement, exportedKey_givesTheKey) {
    for (const auto& [cipher, wrap] : {std::pair{"kuznyechik-ctr-acpkm", "1.2.643.7.1.1.7.2.1"},
                                       std::pair{"magma-ctr-acpkm", "1.2.643.7.1.1.7.1.1"}}) {
        const Recipient recipient = encrypt(cipher);
        DerReader outer(recipient.parts[0].encryptedKey);
        DerReader fields = outer.enter(kTagSequence);
        const auto exported = fields.next(kTagOctetString);
        const auto peer = fields.next(kTagSequence);
        const auto ukm = fields.next(kTagOctetString);
        const auto opened = gost::openAgreement(agreementName(derSequence({derOid(wrap)})), peer->whole, ukm->content,
                                                exported->content, *key_);
        ASSERT_TRUE(opened) << opened.error().reason;
        EXPECT_EQ(toHex(asBytes(opened.value().view())), transported(recipient));
    }
}
TEST_P(GostKeyAgreement, changedKey_isFoundOut) {
    for (const char* cipher : {"gost89", "kuznyechik-ctr-acpkm"}) {
        Recipient recipient = encrypt(cipher);
        recipient.parts[0].encryptedKey.at(12) ^= 1U;
        EXPECT_EQ(transported(recipient), "decrypt_failed");
    }
}
INSTANTIATE_TEST_SUITE_P(Keys, GostKeyAgreement, ::testing::Values("gost2012_256", "gost2012_512"));

} // namespace
} // namespace reseal::crypto
