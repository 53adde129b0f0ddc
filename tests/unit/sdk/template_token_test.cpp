// SPDX-License-Identifier: Apache-2.0
#include "memory_host.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::test {

TEST(TemplateToken, shows_the_certificates_of_a_folder_and_refuses_the_rest_in_words) {
    const TemporaryFolder folder;
    const MadeCertificate made = makeCertificate({});
    folder.write("a.cer", made.der);
    folder.write("b.cer", "rubbish");
    folder.write("c.txt", made.der);
    MemoryHost host;
    const reseal_module* module = reseal_module_v1();
    ASSERT_EQ(module->init(host.raw()), RESEAL_OK);
    reseal_instance* self = nullptr;
    ASSERT_EQ(module->create("our-token", &self), RESEAL_OK);
    const auto* token = static_cast<const reseal_token_1*>(module->get_extension(self, RESEAL_EXT_TOKEN_1));
    const Item setting = text("setting.folder", folder.path());

    const Reply tokens = call(token->tokens, self, {setting});
    const Item id = text("token", tokens.value("token.1.id"));
    EXPECT_FALSE(tokens.has("token.2.id"));
    EXPECT_EQ(call(token->tokens, self, {text("setting.folder", "/not/there")}).items.size(), 0u);

    const Reply objects = call(token->objects, self, {setting, id});
    EXPECT_EQ(objects.value("object.1.certificate"), std::string(made.der.begin(), made.der.end()));
    EXPECT_EQ(objects.value("object.1.id"), "a.cer");
    EXPECT_FALSE(objects.has("object.2.id"));
    EXPECT_EQ(call(token->objects, self, {setting, text("token", "folder-1")}).status, RESEAL_E_TOKEN_ABSENT);

    const Reply refused = call(token->sign, self, {setting, id, text("language", "kk"), bytes("digest.1", "x")});
    EXPECT_EQ(refused.status, RESEAL_E_UNSUPPORTED);
    EXPECT_NE(refused.value("error.text").find("қалта"), std::string::npos);
    EXPECT_EQ(call(token->decrypt, self, {setting, id}).status, RESEAL_E_UNSUPPORTED);
    module->destroy(self);
    module->deinit();
}

} // namespace reseal::test
