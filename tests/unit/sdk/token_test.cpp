// SPDX-License-Identifier: Apache-2.0
#include "memory_host.hpp"
#include "reseal/cxx/plugin.hpp"

#include <gtest/gtest.h>

namespace {

using namespace reseal::sdk;

class SampleToken : public TokenPlugin, public TokenCms {
public:
    std::vector<TokenInfo> tokens(const TokenCall&) override {
        return {{"t1", "Card", "Model", "", "Reader 0", {"rsa-2048"}, {"sign", "generate"}},
                {"t2", "Other", "", "", "", {}, {}}};
    }
    std::vector<ObjectInfo> objects(const TokenCall&) override {
        return {{"o1", "k1", "Label", toBytes("cert"), toBytes("key"), 5}, {"o2", "", "", {}, {}, 0}};
    }
    GeneratedKey generate(const TokenCall& call) override { return {call.label(), toBytes(call.algorithm())}; }
    std::vector<Bytes> sign(const TokenCall& call) override {
        if (call.pin().view() != "1234")
            throw Failure(RESEAL_E_PIN_INCORRECT, "wrong PIN").triesLeft(2);
        std::vector<Bytes> out;
        for (const Digest& digest : call.digests())
            out.push_back(digest.value);
        if (call.key() == "short")
            out.pop_back();
        return out;
    }
    Secret decrypt(const TokenCall&) override { return Secret("plain"); }
    void signCms(const TokenCall& call, Out& out) override {
        out.bytes(RESEAL_KEY_CMS, toBytes(call.attached() ? "attached" : "detached"));
    }
    void openCms(const TokenCall&, Out& out) override { out.secret(RESEAL_KEY_PLAINTEXT, Secret("p")); }
};

// Takes keys and gives them; one key a call.
class OneByOne : public SampleToken {
public:
    void importObject(const TokenCall&) override {}
    Secret exportKey(const TokenCall& call) override { return Secret("key of " + call.key()); }
};

// All in one log-in, with a proof.
class AllAtOnce : public SampleToken {
public:
    std::vector<Bytes> importAndSign(const TokenCall& call) override { return sign(call); }
    std::vector<ExportedKey> exportKeys(const TokenCall& call) override {
        std::vector<ExportedKey> out;
        out.push_back({{}, {}, {"It stays.", "Остаётся.", "Қалады."}, RESEAL_E_NOT_EXPORTABLE});
        for (const auto& [id, key] : call.furtherKeys())
            out.push_back({id, Secret(key), {}, RESEAL_OK});
        return out;
    }
};

} // namespace

namespace reseal::test {

template <class Plugin>
class LayerOf : public ::testing::Test {
protected:
    LayerOf() {
        module = sdk::Module<Plugin>::table("t", "1.0.0");
        EXPECT_EQ(module->init(host.raw()), RESEAL_OK);
        EXPECT_EQ(module->create("t", &self), RESEAL_OK);
        token = static_cast<const reseal_token_1*>(module->get_extension(self, RESEAL_EXT_TOKEN_1));
        cms = static_cast<const reseal_token_cms_1*>(module->get_extension(self, RESEAL_EXT_TOKEN_CMS_1));
    }
    ~LayerOf() override {
        module->destroy(self);
        module->deinit();
    }

    MemoryHost host;
    const reseal_module* module = nullptr;
    reseal_instance* self = nullptr;
    const reseal_token_1* token = nullptr;
    const reseal_token_cms_1* cms = nullptr;
};
class TokenLayer : public LayerOf<SampleToken> {};
class OneKeyACall : public LayerOf<OneByOne> {};
class SeveralKeysACall : public LayerOf<AllAtOnce> {};

TEST_F(TokenLayer, lists_tokens_and_objects) {
    const Reply tokens = call(token->tokens, self, {});
    EXPECT_EQ(tokens.value("token.1.id"), "t1");
    EXPECT_EQ(tokens.value("token.1.reader"), "Reader 0");
    EXPECT_FALSE(tokens.has("token.1.serial"));
    EXPECT_EQ(tokens.value("token.2.label"), "Other");
    const Reply objects = call(token->objects, self, {text("token", "t1")});
    EXPECT_EQ(objects.value("object.1.certificate"), "cert");
    EXPECT_EQ(objects.integer("object.1.key-ends-ms"), 5);
    EXPECT_FALSE(objects.has("object.2.key"));
}

TEST_F(TokenLayer, signs_each_digest_under_its_own_name) {
    const std::vector<Item> in = {text("key", "k1"), secret("pin", "1234"), bytes("digest.b", "BB"),
                                  bytes("digest.a", "AA")};
    const Reply reply = call(token->sign, self, in);
    EXPECT_EQ(reply.value("signature.a"), "AA");
    EXPECT_EQ(reply.value("signature.b"), "BB");
    EXPECT_EQ(call(token->sign, self, {text("key", "short"), secret("pin", "1234"), bytes("digest.1", "x")}).status,
              RESEAL_E_INTERNAL);
}

TEST_F(TokenLayer, pins_are_asked_for_and_counted) {
    const Reply none = call(token->sign, self, {text("key", "k1")});
    EXPECT_EQ(none.status, RESEAL_E_USER);
    EXPECT_EQ(none.value("error.reason"), "pin_required");
    const Reply wrong = call(token->sign, self, {text("key", "k1"), secret("pin", "0000")});
    EXPECT_EQ(wrong.status, RESEAL_E_PIN_INCORRECT);
    EXPECT_EQ(wrong.integer("token.tries-left"), 2);
    for (const Item& item : wrong.items)
        EXPECT_EQ(item.value.find("0000"), std::string::npos) << item.key;
}

TEST_F(TokenLayer, secrets_come_out_as_secrets) {
    EXPECT_EQ(call(token->decrypt, self, {text("key", "k1")}).find("plaintext")->type, RESEAL_TYPE_SECRET);
    EXPECT_EQ(call(cms->decrypt, self, {text("key", "k1")}).find("plaintext")->type, RESEAL_TYPE_SECRET);
    EXPECT_EQ(call(cms->sign, self, {number("attached", 1)}).value("cms"), "attached");
    const Reply made = call(token->generate, self, {text("label", "l"), text("algorithm", "rsa-2048")});
    EXPECT_EQ(made.value("key-id"), "l");
    EXPECT_EQ(made.value("public-key"), "rsa-2048");
}

TEST_F(TokenLayer, what_is_left_out_is_unsupported) {
    for (const reseal_function function : {token->derive, token->import_object, token->export_key, token->remove_object,
                                           token->change_pin, token->tries_left}) {
        const Reply reply = call(function, self, {});
        EXPECT_EQ(reply.status, RESEAL_E_UNSUPPORTED);
        EXPECT_TRUE(reply.has("error.message"));
    }
    EXPECT_EQ(call(token->tokens, self, {critical(secret("pin", "1"))}).status, RESEAL_E_UNSUPPORTED);
}

TEST_F(OneKeyACall, further_keys_are_passed_over) {
    const Reply reply = call(token->export_key, self, {text("key", "k1"), text("further-key.1", "k2")});
    EXPECT_EQ(reply.value("private-key"), "key of k1");
    EXPECT_FALSE(reply.has("further-private-key.1") || reply.has("kept.1"));
}

TEST_F(OneKeyACall, digest_beside_a_private_key_is_passed_over) {
    const Reply reply = call(token->import_object, self, {secret("private-key", "k"), bytes("digest.1", "D")});
    EXPECT_EQ(reply.status, RESEAL_OK);
    EXPECT_FALSE(reply.has("signature.1"));
}

TEST_F(SeveralKeysACall, each_key_comes_out_or_says_why_it_stays) {
    const Reply reply =
        call(token->export_key, self, {text("language", "ru"), text("key", "k1"), text("further-key.a", "k2")});
    EXPECT_EQ(reply.value("kept"), "Остаётся.");
    EXPECT_EQ(reply.integer("kept-status"), RESEAL_E_NOT_EXPORTABLE);
    EXPECT_EQ(reply.find("further-private-key.a")->type, static_cast<std::uint32_t>(RESEAL_TYPE_SECRET));
}

TEST_F(SeveralKeysACall, imported_key_signs_as_its_proof) {
    const Reply reply =
        call(token->import_object, self, {secret("pin", "1234"), secret("private-key", "k"), bytes("digest.1", "D")});
    EXPECT_EQ(reply.value("signature.1"), "D");
}

} // namespace reseal::test
