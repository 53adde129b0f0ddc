// SPDX-License-Identifier: Apache-2.0
// Russian GOST by the standard mechanisms and by those of TK26, checked by gost-engine.
#include "pkcs11_fixture.hpp"

namespace reseal::test {

class MockGost : public MockFixture {};

TEST_F(MockGost, token_says_what_it_can_generate) {
    const Reply tokens = ask(token->tokens);
    ASSERT_EQ(tokens.status, RESEAL_OK);
    EXPECT_EQ(tokens.value("token.1.algorithm"), "gost-2012-256");
    EXPECT_EQ(tokens.value("token.1.reader"), "Mock reader 00");
}

TEST_F(MockGost, signature_of_256_bits_is_what_a_bit_string_holds) {
    const Reply made = generate("gost-2012-256");
    ASSERT_EQ(made.status, RESEAL_OK) << made.value("error.message");
    const Reply signature = sign(made.value("key-id"), kGost256, digest);
    ASSERT_EQ(signature.status, RESEAL_OK) << signature.value("error.message");
    EXPECT_TRUE(verifies(made.value("public-key"), "", digest, signature.value("signature.1")));
}

TEST_F(MockGost, signature_of_512_bits_is_what_a_bit_string_holds) {
    const Reply made = generate("gost-2012-512");
    ASSERT_EQ(made.status, RESEAL_OK) << made.value("error.message");
    const std::string longer(64, '\x33');
    const Reply signature = sign(made.value("key-id"), kGost512, longer);
    ASSERT_EQ(signature.status, RESEAL_OK) << signature.value("error.message");
    EXPECT_TRUE(verifies(made.value("public-key"), "", longer, signature.value("signature.1")));
}

TEST_F(MockGost, agreement_comes_to_the_secret_of_the_other_side) {
    const Reply made = generate("gost-2012-256");
    const OwnKey other = OwnKey::like(made.value("public-key"));
    const std::string ukm = "12345678";
    const Reply shared = on(token->derive, {text("key", made.value("key-id")), bytes("peer-key", other.publicKeyInfo()),
                                            bytes("ukm", ukm)});
    ASSERT_EQ(shared.status, RESEAL_OK) << shared.value("error.message");
    EXPECT_EQ(shared.value("shared"), other.agree(made.value("public-key"), ukm));
}

TEST_F(MockGost, digest_of_another_size_is_refused_before_the_token_sees_it) {
    const Reply made = generate("gost-2012-256");
    EXPECT_EQ(sign(made.value("key-id"), kGost256, std::string(64, 'x')).status, RESEAL_E_INVALID);
    EXPECT_EQ(count("C_Sign"), 0);
}

TEST_F(MockGost, algorithm_of_another_family_is_refused) {
    const Reply made = generate("gost-2012-256");
    EXPECT_EQ(sign(made.value("key-id"), kSha256WithRsa, digest).value("error.reason"), "algorithm_unfit");
}

TEST_F(MockGost, certificate_is_matched_by_its_public_key) {
    const Reply made = generate("gost-2012-256");
    const std::string certificate = certificateFor(made.value("public-key"));
    ASSERT_EQ(on(token->import_object, {bytes("certificate", certificate), text("label", "another label")}).status,
              RESEAL_OK);
    const Reply objects = on(token->objects, {}, false);
    EXPECT_EQ(objects.value("object.1.certificate"), certificate);
    EXPECT_EQ(objects.value("object.1.key"), made.value("key-id"));
    EXPECT_EQ(count("C_Login"), 2); // generate and import; not for the list
}

TEST_F(MockGost, key_for_each_use_gets_the_pin_once_for_each_digest) {
    mock("always_authenticate");
    const Reply made = generate("gost-2012-256");
    const Reply reply = on(token->sign, {text("key", made.value("key-id")), bytes("signature-algorithm", kGost256),
                                         bytes("digest.1", digest), bytes("digest.2", digest)});
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_EQ(count("C_Login for one use"), 2);
    EXPECT_TRUE(verifies(made.value("public-key"), "", digest, reply.value("signature.2")));
}

} // namespace reseal::test
