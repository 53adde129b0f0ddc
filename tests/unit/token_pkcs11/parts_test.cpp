// SPDX-License-Identifier: Apache-2.0
#include "algorithms.hpp"
#include "crypto_checks.hpp"
#include "cryptoki/uri.hpp"
#include "der.hpp"
#include "modules.hpp"
#include "public_key.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace token_pkcs11 {

using reseal::sdk::toBytes;

CK_TOKEN_INFO tokenCalled(const char* label) {
    CK_TOKEN_INFO info{};
    for (auto* const field : {info.label, info.manufacturerID})
        std::memset(field, ' ', 32);
    for (auto* const field : {info.model, info.serialNumber})
        std::memset(field, ' ', 16);
    std::memcpy(info.label, label, std::strlen(label));
    return info;
}

TEST(Uri, of_a_token_fits_that_token_only) {
    const auto uri = cryptoki::Uri::read(cryptoki::uriOf(tokenCalled("One")));
    ASSERT_TRUE(uri);
    EXPECT_TRUE(uri->fits(tokenCalled("One"), 1));
    EXPECT_FALSE(uri->fits(tokenCalled("Two"), 1));
}

TEST(Uri, of_an_object_gives_its_name_back) {
    const cryptoki::ObjectName name{CKO_PRIVATE_KEY, {0, 0xFF, '%'}, "a;b", "0123456789abcdef"};
    const auto uri = cryptoki::Uri::read(cryptoki::uriOf("pkcs11:token=One", name));
    ASSERT_TRUE(uri);
    const cryptoki::ObjectName read = uri->object(CKO_CERTIFICATE);
    EXPECT_EQ(read.kind, name.kind);
    EXPECT_EQ(read.id, name.id);
    EXPECT_EQ(read.label, name.label);
    EXPECT_EQ(read.mark, name.mark);
}

TEST(Uri, that_is_none_is_refused) {
    for (const char* const text :
         {"", "pkcs12:token=x", "pkcs11:token=%ZZ", "pkcs11:unknown-thing=1", "pkcs11:token=x;x-reseal-mark=12"})
        EXPECT_FALSE(cryptoki::Uri::read(text)) << text;
}

TEST(Der, length_past_the_end_is_no_element) {
    for (const char* const text : {"\x30", "\x30\x05\x01", "\x30\x82\x01", "\x30\x84\x01\x01\x01\x01", "\x30\x80"})
        EXPECT_FALSE(der::Reader(text).next()) << text;
}

TEST(Der, written_lengths_are_read_back) {
    for (const std::size_t size : {0UL, 127UL, 128UL, 255UL, 256UL, 70000UL}) {
        const auto whole = der::element(der::kOctetString, std::string(size, 'x'));
        const auto read = der::first(reseal::sdk::view(whole), der::kOctetString);
        ASSERT_TRUE(read);
        EXPECT_EQ(read->content.size(), size);
    }
}

TEST(Der, integer_keeps_its_sign_bit_clear) {
    EXPECT_EQ(der::unsignedInteger(std::string("\0\x80", 2)), (reseal::sdk::Bytes{2, 2, 0, 0x80}));
    EXPECT_EQ(der::unsignedInteger(std::string("\0\0", 2)), (reseal::sdk::Bytes{2, 1, 0}));
}

TEST(SignatureAlgorithm, pss_parameters_are_read) {
    const SignatureForm form = readSignatureAlgorithm(toBytes(reseal::test::kPssSha256));
    EXPECT_TRUE(form.pss);
    EXPECT_EQ(form.hash->size, 32U);
    EXPECT_EQ(form.mgfHash->size, 32U);
    EXPECT_EQ(form.saltSize, 32U);
}

TEST(SignatureAlgorithm, unknown_one_is_refused) {
    EXPECT_THROW(readSignatureAlgorithm(toBytes("\x30\x05\x06\x03\x2A\x03\x04")), reseal::sdk::Failure);
    EXPECT_THROW(readSignatureAlgorithm(toBytes("rubbish")), reseal::sdk::Failure);
}

TEST(PublicKey, of_a_certificate_is_that_of_its_request) {
    const reseal::test::OwnKey own = reseal::test::OwnKey::ec();
    const auto key = readPublicKey(own.publicKeyInfo());
    const auto certified = keyOfCertificate(reseal::test::certificateFor(own.publicKeyInfo()));
    ASSERT_TRUE(key && certified);
    EXPECT_TRUE(certified->sameAs(*key));
    EXPECT_EQ(reseal::sdk::view(certified->curve), oids::kP256);
}

TEST(PublicKey, truncated_certificate_gives_none) {
    const std::string whole = reseal::test::certificateFor(reseal::test::OwnKey::ec().publicKeyInfo());
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(keyOfCertificate(whole.substr(0, size)));
}

TEST(KeyKinds, garbage_in_key_sizes_says_nothing) {
    cryptoki::Mechanisms known;
    known[CKM_RSA_PKCS_KEY_PAIR_GEN] = {CK_UNAVAILABLE_INFORMATION, CK_UNAVAILABLE_INFORMATION, 0};
    EXPECT_EQ(generates(known).size(), 3U);
    known[CKM_RSA_PKCS_KEY_PAIR_GEN] = {512, 2048, 0};
    EXPECT_EQ(generates(known), std::vector<std::string>{"rsa-2048"});
}

TEST(Modules, setting_names_paths_and_auto) {
    EXPECT_TRUE(asksForAuto(" auto ; /a.so"));
    EXPECT_FALSE(asksForAuto("/automatic.so"));
    const auto named = namedModules("/a.so;; relative.so ;/b.so");
    ASSERT_EQ(named.size(), 2U);
    EXPECT_EQ(named[1].path, "/b.so");
}

TEST(Modules, nss_path_that_would_have_to_be_escaped_is_left_out) {
    EXPECT_TRUE(nssModules("/x'y;relative;/not/there", "/softoken.so", false).empty());
}

} // namespace token_pkcs11
