// SPDX-License-Identifier: Apache-2.0
// Private keys that come from outside: RSA and EC on SoftHSM, GOST on the mock; what a refused one leaves behind.
#include "softhsm_fixture.hpp"

namespace reseal::test {

class ImportOnSoftHsm : public SoftHsmFixture {};

TEST_F(ImportOnSoftHsm, rsa_key_signs_as_the_proof_and_afterwards) {
    const OwnKey own = OwnKey::rsa();
    const Reply reply = bring(own, kSha256WithRsa, digest);
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_TRUE(verifies(own.publicKeyInfo(), "SHA256", digest, reply.value("signature.1")));
    const Reply again = sign(on(token->objects, {}).value("object.1.key"), kSha256WithRsa, digest);
    EXPECT_TRUE(verifies(own.publicKeyInfo(), "SHA256", digest, again.value("signature.1")));
}

TEST_F(ImportOnSoftHsm, rsa_key_opens_what_was_encrypted_to_it) {
    const OwnKey own = OwnKey::rsa();
    bring(own, kSha256WithRsa, digest);
    const Reply reply = on(token->decrypt, {text("key", on(token->objects, {}).value("object.1.key")),
                                            bytes("ciphertext", encryptRsa(own.publicKeyInfo(), "content key"))});
    EXPECT_EQ(reply.value("plaintext"), "content key");
}

TEST_F(ImportOnSoftHsm, ec_key_signs_and_agrees) {
    const OwnKey own = OwnKey::ec();
    const Reply reply = bring(own, kEcdsaWithSha256, digest);
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_TRUE(verifies(own.publicKeyInfo(), "SHA256", digest, reply.value("signature.1")));
    const OwnKey other = OwnKey::ec();
    const Reply shared = on(token->derive, {text("key", on(token->objects, {}).value("object.1.key")),
                                            bytes("peer-key", other.publicKeyInfo())});
    EXPECT_EQ(shared.value("shared"), other.agree(own.publicKeyInfo()));
}

TEST_F(ImportOnSoftHsm, key_and_certificate_show_as_one_object) {
    const OwnKey own = OwnKey::ec();
    const std::string certificate = certificateFor(own.publicKeyInfo());
    bring(own, kEcdsaWithSha256, digest, certificate);
    const Reply objects = on(token->objects, {}, false);
    EXPECT_EQ(objects.value("object.1.certificate"), certificate);
    EXPECT_FALSE(objects.value("object.1.key").empty());
    EXPECT_FALSE(objects.has("object.2.id"));
}

TEST_F(ImportOnSoftHsm, same_key_again_is_fine_and_there_once) {
    const OwnKey own = OwnKey::ec();
    const std::string certificate = certificateFor(own.publicKeyInfo());
    bring(own, kEcdsaWithSha256, digest, certificate);
    const Reply again = bring(own, kEcdsaWithSha256, digest, certificate);
    EXPECT_EQ(again.status, RESEAL_OK) << again.value("error.message");
    EXPECT_TRUE(again.has("signature.1"));
    EXPECT_FALSE(on(token->objects, {}).has("object.2.id"));
}

TEST_F(ImportOnSoftHsm, key_of_another_certificate_is_refused_and_leaves_nothing) {
    const Reply reply = bring(OwnKey::rsa(), kSha256WithRsa, digest, certificateFor(OwnKey::rsa().publicKeyInfo()));
    EXPECT_EQ(reply.value("error.reason"), "key_damaged");
    EXPECT_FALSE(on(token->objects, {}).has("object.1.id"));
}

TEST_F(ImportOnSoftHsm, key_that_cannot_give_its_proof_is_taken_away_again) {
    const Reply reply = bring(OwnKey::ec(), kSha256WithRsa, digest);
    EXPECT_NE(reply.status, RESEAL_OK);
    EXPECT_FALSE(on(token->objects, {}).has("object.1.id"));
}

TEST_F(ImportOnSoftHsm, wrong_pin_puts_nothing_there) {
    pin = "999999";
    EXPECT_EQ(bring(OwnKey::ec(), kEcdsaWithSha256, digest).status, RESEAL_E_PIN_INCORRECT);
    pin = "123456";
    EXPECT_FALSE(on(token->objects, {}).has("object.1.id"));
}

class ImportOnMock : public MockFixture {
protected:
    // A key that never was on the token; gost-engine comes with the first one that was.
    OwnKey gost(const std::string& algorithm) {
        const Reply made = generate(algorithm, "model");
        const OwnKey like = OwnKey::like(made.value("public-key"));
        on(token->remove_object, {text("object", made.value("key-id"))});
        EXPECT_EQ(count("objects"), 0);
        return OwnKey::like(like.publicKeyInfo());
    }
};

TEST_F(ImportOnMock, key_of_256_bits_signs_as_the_proof) {
    const OwnKey own = gost("gost-2012-256");
    const Reply reply = bring(own, kGost256, digest);
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_TRUE(verifies(own.publicKeyInfo(), "", digest, reply.value("signature.1")));
}

TEST_F(ImportOnMock, key_of_512_bits_signs_as_the_proof) {
    const OwnKey own = gost("gost-2012-512");
    const std::string longer(64, '\x33');
    const Reply reply = bring(own, kGost512, longer);
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_TRUE(verifies(own.publicKeyInfo(), "", longer, reply.value("signature.1")));
}

TEST_F(ImportOnMock, all_of_it_takes_one_log_in) {
    const OwnKey own = gost("gost-2012-256");
    const int before = count("C_Login");
    bring(own, kGost256, digest);
    EXPECT_EQ(count("C_Login") - before, 1);
}

TEST_F(ImportOnMock, token_that_takes_no_keys_refuses_in_words_and_keeps_nothing) {
    const OwnKey own = gost("gost-2012-256");
    mock("refuses_keys");
    const Reply reply = bring(own, kGost256, digest);
    EXPECT_EQ(reply.status, RESEAL_E_UNSUPPORTED);
    EXPECT_EQ(reply.value("error.reason"), "private_import_refused");
    EXPECT_EQ(count("objects"), 0);
}

TEST_F(ImportOnMock, certificate_that_does_not_fit_any_more_takes_its_key_along) {
    const OwnKey own = gost("gost-2012-256");
    mock("refuses", "1"); // CKO_CERTIFICATE
    EXPECT_EQ(bring(own, kGost256, digest).status, RESEAL_E_NO_SPACE);
    EXPECT_EQ(count("objects"), 0);
}

TEST_F(ImportOnMock, key_of_a_kind_without_a_mechanism_costs_no_log_in) {
    EXPECT_EQ(bring(OwnKey::rsa(), kSha256WithRsa, digest).value("error.reason"), "private_import_refused");
    EXPECT_EQ(count("C_Login"), 0);
}

TEST_F(ImportOnMock, interrupted_import_is_completed_by_the_next) {
    const OwnKey own = gost("gost-2012-256");
    const std::string certificate = certificateFor(own.publicKeyInfo());
    mock("lose", "C_SignInit"); // the token goes after all of it was written
    EXPECT_NE(bring(own, kGost256, digest, certificate).status, RESEAL_OK);
    const int left = count("objects");
    const Reply again = bring(own, kGost256, digest, certificate);
    EXPECT_EQ(again.status, RESEAL_OK) << again.value("error.message");
    EXPECT_GT(left, 0);
    EXPECT_FALSE(on(token->objects, {}).has("object.2.id"));
}

} // namespace reseal::test
