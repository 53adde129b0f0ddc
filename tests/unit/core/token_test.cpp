// SPDX-License-Identifier: Apache-2.0
// Addresses of tokens and keys: RFC 7512 where the plugin speaks it, our own otherwise.
#include "agent/core/token.hpp"

#include <gtest/gtest.h>

namespace reseal::core {
namespace {

Token smartCard() {
    Token token;
    token.plugin = "pkcs11";
    token.id = "pkcs11:model=Card;serial=0a1b;token=My%20token";
    token.objects.resize(1);
    token.objects[0].id = token.id + ";object=work;id=%01;type=cert";
    token.objects[0].key = token.id + ";id=%01;type=private";
    return token;
}

Token keyFolder() {
    Token token;
    token.plugin = "files";
    token.id = "/home/a b";
    token.objects.resize(1);
    token.objects[0].id = token.objects[0].key = "key 1";
    return token;
}

TEST(TokenAddress, pkcs11_isThePluginsOwn) { EXPECT_EQ(uriOf(smartCard()), smartCard().id); }

TEST(TokenAddress, ofOthers_namesPluginAndIdEncoded) {
    EXPECT_EQ(uriOf(keyFolder()), "reseal-token:files/%2Fhome%2Fa%20b");
    EXPECT_EQ(uriOf(keyFolder(), keyFolder().objects[0]), "reseal-token:files/%2Fhome%2Fa%20b?object=key%201");
}

TEST(TokenAddress, nameInIt_isTheTokens) {
    EXPECT_EQ(nameIn("pkcs11:model=ECP;serial=0a1b;token=My%20token;object=key?pin-source=/x"), "My token, ECP, 0a1b");
    EXPECT_EQ(nameIn("pkcs11:token=ECP%200a1b;serial=0a1b"), "ECP 0a1b");
    EXPECT_EQ(nameIn("pkcs11:id=%01"), "");
    EXPECT_EQ(nameIn("/home/a/key.p12"), "");
}

TEST(TokenAddress, everyAttributeNamed_hasToBeThere) {
    EXPECT_TRUE(means("pkcs11:serial=0a1b", smartCard()));
    EXPECT_TRUE(means("pkcs11:token=My token", smartCard())); // however it is encoded
    EXPECT_FALSE(means("pkcs11:serial=0a1b;model=Other", smartCard()));
}

TEST(TokenAddress, query_isPassedOver) { EXPECT_TRUE(means("pkcs11:serial=0a1b?pin-source=/x", smartCard())); }

TEST(TokenAddress, keyByItsId_isMeant) {
    EXPECT_TRUE(means("pkcs11:serial=0a1b;id=%01", smartCard(), smartCard().objects[0]));
    EXPECT_FALSE(means("pkcs11:serial=0a1b;id=%02", smartCard(), smartCard().objects[0]));
}

TEST(TokenAddress, ownAddress_meansJustThat) {
    EXPECT_TRUE(means(uriOf(keyFolder()), keyFolder()));
    EXPECT_FALSE(means("reseal-token:files/other", keyFolder()));
    EXPECT_FALSE(means("pkcs11:serial=0a1b", keyFolder()));
}

TEST(TokenAddress, noiseInPlaceOfAnAddress_meansNothing) {
    for (const char* noise : {"", "pkcs11", "%", "pkcs11:%", "reseal-token:"}) {
        EXPECT_FALSE(means(noise, keyFolder())) << noise;
    }
}

} // namespace
} // namespace reseal::core
