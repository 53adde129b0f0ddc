// SPDX-License-Identifier: Apache-2.0
// RSA and EC on SoftHSM2, with a token of the test's own.
#include "softhsm_fixture.hpp"

namespace reseal::test {

class SoftHsm : public SoftHsmFixture {
protected:
    // A key pair and a certificate for it.
    std::string certified(const std::string& algorithm, const std::string& label) {
        const Reply made = generate(algorithm, label);
        EXPECT_EQ(made.status, RESEAL_OK) << made.value("error.message");
        EXPECT_EQ(
            on(token->import_object, {bytes("certificate", certificateFor(made.value("public-key"), label))}).status,
            RESEAL_OK);
        return made.value("key-id");
    }
};

TEST_F(SoftHsm, lists_the_token_by_its_uri_and_leaves_out_the_blank_slot) {
    const Reply tokens = ask(token->tokens);
    EXPECT_EQ(tokens.value("token.1.id").rfind("pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project;serial=", 0),
              0u)
        << tokens.value("token.1.id");
    EXPECT_EQ(tokens.value("token.1.label"), "Reseal test");
    EXPECT_FALSE(tokens.has("token.2.id"));
}

TEST_F(SoftHsm, rsa_signature_verifies) {
    const Reply made = generate("rsa-2048");
    ASSERT_EQ(made.status, RESEAL_OK) << made.value("error.message");
    const Reply reply = sign(made.value("key-id"), kSha256WithRsa, digest);
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_TRUE(verifies(made.value("public-key"), "SHA256", digest, reply.value("signature.1")));
}

TEST_F(SoftHsm, pss_signature_verifies) {
    const Reply made = generate("rsa-2048");
    const Reply reply = sign(made.value("key-id"), kPssSha256, digest);
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_TRUE(verifies(made.value("public-key"), "SHA256", digest, reply.value("signature.1"), true));
}

TEST_F(SoftHsm, ecdsa_signature_is_der_and_verifies) {
    const Reply made = generate("ec-p256");
    ASSERT_EQ(made.status, RESEAL_OK) << made.value("error.message");
    const Reply reply = sign(made.value("key-id"), kEcdsaWithSha256, digest);
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_TRUE(verifies(made.value("public-key"), "SHA256", digest, reply.value("signature.1")));
}

TEST_F(SoftHsm, ciphertext_for_the_key_is_opened) {
    const Reply made = generate("rsa-2048");
    const Reply reply = on(token->decrypt, {text("key", made.value("key-id")),
                                            bytes("ciphertext", encryptRsa(made.value("public-key"), "content key"))});
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_EQ(reply.value("plaintext"), "content key");
    EXPECT_EQ(reply.find("plaintext")->type, static_cast<std::uint32_t>(RESEAL_TYPE_SECRET));
}

TEST_F(SoftHsm, ciphertext_of_oaep_is_opened) {
    const Reply made = generate("rsa-2048");
    const std::string oaepSha1("\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x07\x30\x00", 15); // all defaults
    const Reply reply =
        on(token->decrypt, {text("key", made.value("key-id")), bytes("transport-algorithm", oaepSha1),
                            bytes("ciphertext", encryptRsa(made.value("public-key"), "content key", "SHA1"))});
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_EQ(reply.value("plaintext"), "content key");
}

TEST_F(SoftHsm, ciphertext_of_oaep_is_not_opened_as_another_transport) {
    const Reply made = generate("rsa-2048");
    const Reply reply =
        on(token->decrypt, {text("key", made.value("key-id")),
                            bytes("ciphertext", encryptRsa(made.value("public-key"), "content key", "SHA1"))});
    EXPECT_NE(reply.status, RESEAL_OK);
}

TEST_F(SoftHsm, agreement_comes_to_the_secret_of_the_other_side) {
    const Reply made = generate("ec-p256");
    const OwnKey other = OwnKey::ec();
    const Reply reply =
        on(token->derive, {text("key", made.value("key-id")), bytes("peer-key", other.publicKeyInfo())});
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_EQ(reply.value("shared"), other.agree(made.value("public-key")));
}

TEST_F(SoftHsm, certificates_show_without_a_pin_beside_their_keys) {
    const std::string first = certified("rsa-2048", "one");
    const std::string second = certified("ec-p256", "two");
    const Reply objects = on(token->objects, {}, false);
    EXPECT_EQ(std::set<std::string>({objects.value("object.1.key"), objects.value("object.2.key")}),
              std::set<std::string>({first, second}));
    EXPECT_FALSE(objects.has("object.3.id"));
}

TEST_F(SoftHsm, list_is_the_same_with_and_without_a_pin) {
    certified("ec-p256", "one");
    generate("ec-p256", "two");
    const auto idsOf = [](const Reply& reply) {
        return std::set<std::string>({reply.value("object.1.id"), reply.value("object.2.id")});
    };
    EXPECT_EQ(idsOf(on(token->objects, {})), idsOf(on(token->objects, {}, false)));
}

TEST_F(SoftHsm, label_with_a_certificate_gets_a_new_pair) {
    const std::string first = certified("ec-p256", "renewal");
    const Reply again = generate("ec-p256", "renewal");
    EXPECT_EQ(again.status, RESEAL_OK);
    EXPECT_NE(again.value("key-id"), first);
}

TEST_F(SoftHsm, certificate_without_its_key_is_refused) {
    const Reply reply = on(token->import_object, {bytes("certificate", certificateFor(OwnKey::ec().publicKeyInfo()))});
    EXPECT_EQ(reply.status, RESEAL_E_NOT_FOUND);
    EXPECT_EQ(reply.value("error.reason"), "key_not_found");
}

TEST_F(SoftHsm, same_certificate_again_is_fine_and_there_once) {
    const Reply made = generate("ec-p256");
    const std::string certificate = certificateFor(made.value("public-key"));
    EXPECT_EQ(on(token->import_object, {bytes("certificate", certificate)}).status, RESEAL_OK);
    EXPECT_EQ(on(token->import_object, {bytes("certificate", certificate)}).status, RESEAL_OK);
    EXPECT_FALSE(on(token->objects, {}).has("object.2.id"));
}

TEST_F(SoftHsm, removed_certificate_is_gone_and_its_key_stays) {
    const std::string key = certified("ec-p256", "old");
    const std::string object = on(token->objects, {}).value("object.1.id");
    EXPECT_EQ(on(token->remove_object, {text("object", object)}).status, RESEAL_OK);
    EXPECT_EQ(on(token->remove_object, {text("object", object)}).status, RESEAL_OK); // gone is fine
    const Reply left = on(token->objects, {});
    EXPECT_EQ(left.value("object.1.id"), key);
    EXPECT_FALSE(left.has("object.1.certificate"));
}

TEST_F(SoftHsm, removed_pair_leaves_nothing) {
    const Reply made = generate("ec-p256");
    EXPECT_EQ(on(token->remove_object, {text("object", made.value("key-id"))}).status, RESEAL_OK);
    EXPECT_FALSE(on(token->objects, {}).has("object.1.id"));
}

TEST_F(SoftHsm, uri_of_a_person_names_the_key_by_its_label) {
    const Reply made = generate("ec-p256", "my key");
    const Reply reply = ask(token->sign, {text("token", "pkcs11:token=Reseal%20test"),
                                          text("key", "pkcs11:object=my%20key"), secret("pin", pin),
                                          bytes("signature-algorithm", kEcdsaWithSha256), bytes("digest.1", digest)});
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_TRUE(verifies(made.value("public-key"), "SHA256", digest, reply.value("signature.1")));
}

TEST_F(SoftHsm, two_keys_of_one_label_are_not_guessed_between) {
    certified("ec-p256", "twin");
    generate("ec-p256", "twin");
    EXPECT_EQ(sign("pkcs11:object=twin;type=private", kEcdsaWithSha256, digest).value("error.reason"), "key_ambiguous");
}

TEST_F(SoftHsm, wrong_pin_is_said_to_be_wrong) {
    pin = "999999";
    EXPECT_EQ(generate("ec-p256").status, RESEAL_E_PIN_INCORRECT);
}

TEST_F(SoftHsm, changed_pin_opens_the_token) {
    ASSERT_EQ(on(token->change_pin, {secret("new-pin", "654321")}).status, RESEAL_OK);
    EXPECT_EQ(generate("ec-p256").status, RESEAL_E_PIN_INCORRECT);
    pin = "654321";
    EXPECT_EQ(generate("ec-p256").status, RESEAL_OK);
}

TEST_F(SoftHsm, keys_that_cannot_be_made_are_refused_in_words) {
    const Reply reply = generate("gost-2012-256");
    EXPECT_EQ(reply.status, RESEAL_E_UNSUPPORTED);
    EXPECT_FALSE(reply.value("error.text").empty());
}

TEST_F(SoftHsm, restart_keeps_every_id) {
    const std::string key = certified("ec-p256", "one");
    const std::string before = tokenId();
    stop();
    start();
    EXPECT_EQ(tokenId(), before);
    EXPECT_EQ(sign(key, kEcdsaWithSha256, digest).status, RESEAL_OK);
}

} // namespace reseal::test
