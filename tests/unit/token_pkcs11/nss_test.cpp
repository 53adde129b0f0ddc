// SPDX-License-Identifier: Apache-2.0
// The database of a Firefox or Thunderbird profile, made by certutil as NSS keeps it there.
#include "pkcs11_fixture.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace reseal::test {

class NssProfile : public Pkcs11Fixture {
protected:
    void SetUp() override {
        if (std::system("command -v certutil > /dev/null") != 0)
            GTEST_SKIP() << "libnss3-tools is not installed";
        std::filesystem::create_directories(profile());
        folder_.write("noise", std::string(64, 'n'));
        set("modules", "");
        set("nss_profiles", profile());
    }
    std::string profile() const { return folder_ / "abcd.default"; }
    void make(const std::string& password) {
        folder_.write("password", password + "\n");
        const std::string database = " -d 'sql:" + profile() + "' -f '" + (folder_ / "password") + "' ";
        ASSERT_EQ(std::system(("certutil -N" + database).c_str()), 0);
        ASSERT_EQ(std::system(("certutil -S -x -n person -s 'CN=NSS Person' -t u,u,u -z '" + (folder_ / "noise") + "'" +
                               database + " > /dev/null 2>&1")
                                  .c_str()),
                  0);
    }
    std::string contentOf(const char* name) const {
        std::ifstream file(profile() + "/" + name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    const std::string digest = std::string(32, '\x22');

private:
    TemporaryFolder folder_;
};

TEST_F(NssProfile, profile_is_a_token_under_its_folders_name) {
    make("");
    const Reply tokens = ask(token->tokens);
    EXPECT_EQ(tokens.value("token.1.label"), "abcd.default");
    EXPECT_FALSE(tokens.has("token.2.id"));
}

TEST_F(NssProfile, certificate_of_the_person_signs_without_a_password) {
    make("");
    const Reply objects = on(token->objects, {}, false);
    ASSERT_TRUE(objects.has("object.1.key")) << objects.value("error.message");
    const Reply reply = on(token->sign,
                           {text("key", objects.value("object.1.key")), bytes("signature-algorithm", kSha256WithRsa),
                            bytes("digest.1", digest)},
                           false);
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_TRUE(verifies(objects.value("object.1.public-key"), "SHA256", digest, reply.value("signature.1")));
}

TEST_F(NssProfile, password_is_asked_for_and_opens_the_key) {
    make("secret word");
    pin = "secret word";
    const Reply objects = on(token->objects, {});
    ASSERT_TRUE(objects.has("object.1.key")) << objects.value("error.message");
    const std::string key = objects.value("object.1.key");
    EXPECT_EQ(sign(key, kSha256WithRsa, digest).status, RESEAL_OK);
    EXPECT_EQ(on(token->sign,
                 {text("key", key), bytes("signature-algorithm", kSha256WithRsa), bytes("digest.1", digest)}, false)
                  .value("error.reason"),
              "pin_required");
}

TEST_F(NssProfile, database_is_left_as_it_is) {
    make("");
    const std::string before = contentOf("cert9.db") + contentOf("key4.db");
    on(token->objects, {}, false);
    EXPECT_EQ(generate("rsa-2048").status, RESEAL_E_UNSUPPORTED);
    EXPECT_EQ(contentOf("cert9.db") + contentOf("key4.db"), before);
}

} // namespace reseal::test
