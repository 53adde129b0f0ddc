// SPDX-License-Identifier: Apache-2.0
#include "plugins/ca_file/src/answers.hpp"
#include "plugins/ca_file/src/application.hpp"
#include "plugins/ca_file/src/der.hpp"
#include "plugins/ca_file/src/encoding.hpp"
#include "plugins/ca_file/src/folder.hpp"
#include "plugins/ca_file/src/subject.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

namespace ca_file {

namespace {

std::string str(const reseal::Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

} // namespace

TEST(Encoding, sha256_of_known_texts) {
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Encoding, base64_there_and_back) {
    EXPECT_EQ(toBase64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(toBase64("fooba"), "Zm9vYmE=");
    EXPECT_EQ(toBase64("foob"), "Zm9vYg==");
    for (std::size_t size = 0; size < 70; ++size) {
        std::string bytes(size, '\0');
        for (std::size_t i = 0; i < size; ++i)
            bytes[i] = static_cast<char>(i * 37);
        EXPECT_EQ(fromBase64(toBase64(bytes)), bytes);
    }
    EXPECT_EQ(fromBase64("Zm9v\r\n YmFy\t"), "foobar");
    for (const char* bad : {"Zm9", "Zm9v=", "Z=9v", "Zm9!", "====", "Zg=a"})
        EXPECT_EQ(fromBase64(bad), std::nullopt) << bad;
}

TEST(Encoding, pem_blocks_are_found_among_other_text) {
    const std::string pem = "Bag Attributes\n" + toPem("CERTIFICATE", "one") + "-----BEGIN BROKEN-----\n!!\n" +
                            toPem("PKCS7", std::string(200, 'x')) + "-----BEGIN CERTIFICATE-----\nAAAA\n";
    const auto blocks = readPem(pem);
    ASSERT_EQ(blocks.size(), 2u);
    EXPECT_EQ(blocks[0].der, "one");
    EXPECT_EQ(blocks[1].label, "PKCS7");
}

TEST(Der, reads_keys_of_certificates_and_requests) {
    using reseal::test::KeyKind;
    for (const auto& [kind, name] :
         {std::pair(KeyKind::ecP256, "ec-p256"), {KeyKind::rsa2048, "rsa-2048"}, {KeyKind::ed25519, ""}}) {
        reseal::test::CertificateSpec spec;
        spec.key = kind;
        spec.serialHex = "00A1";
        const auto made = reseal::test::makeCertificate(spec);
        const std::string certificate = str(made.der), request = str(reseal::test::makeRequest(made));
        const auto facts = readCertificate(certificate);
        const auto key = readRequest(request);
        ASSERT_TRUE(facts && key) << name;
        EXPECT_EQ(facts->key.whole, key->whole);
        EXPECT_TRUE(facts->key.sameAs(*key));
        EXPECT_EQ(algorithmName(facts->key), name);
        EXPECT_EQ(facts->notAfter, "20270101000000Z");
        EXPECT_EQ(facts->issuer, facts->subject);
        EXPECT_FALSE(readCertificate(request));
        EXPECT_FALSE(readRequest(certificate));
    }
}

TEST(Der, cut_or_damaged_input_is_only_refused) {
    const auto made = reseal::test::makeCertificate({});
    const std::string certificate = str(made.der), bundle = str(reseal::test::makePkcs7({made.der, made.der}));
    EXPECT_EQ(certificatesOfSignedData(bundle).size(), 2u);
    for (std::size_t size = 0; size < certificate.size(); ++size)
        EXPECT_FALSE(readCertificate(certificate.substr(0, size)));
    EXPECT_FALSE(readCertificate(certificate + "x"));
    for (std::size_t at = 0; at < bundle.size(); ++at)
        for (const char with : {'\0', '\x80', '\x84', '\xFF'}) {
            std::string damaged = bundle;
            damaged[at] = with;
            for (const std::string_view one : certificatesOfSignedData(damaged))
                (void)readCertificate(one);
            if (at < certificate.size()) {
                damaged = certificate;
                damaged[at] = with;
                (void)certificatesIn(damaged);
            }
        }
}

TEST(Der, gost_keys_have_names) {
    const auto spki = [](const std::string& oid) {
        const auto wrap = [](char tag, const std::string& in) {
            return std::string(1, tag) + static_cast<char>(in.size()) + in;
        };
        return wrap(0x30, wrap(0x30, wrap(0x06, oid)) + wrap(0x03, std::string(65, '\0')));
    };
    const std::string russian = spki("\x2A\x85\x03\x07\x01\x01\x01\x01"),
                      kazakh = spki("\x2A\x83\x0E\x03\x0A\x01\x01\x02\x02");
    EXPECT_EQ(algorithmName(readPublicKey(russian).value()), "gost-2012-256");
    EXPECT_EQ(algorithmName(readPublicKey(kazakh).value()), "kz-gost-2015-512");
}

TEST(Subject, is_a_name_with_fitting_types) {
    const auto name = [](std::string_view what) -> std::string {
        return what == "common-name" ? "Жанна" : what == "country" ? "KZ" : what == "iin" ? "123456789012" : "";
    };
    using namespace std::string_literals;
    EXPECT_EQ(subjectName(name), "\x30\x3C"s + "\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02KZ"s +
                                     "\x31\x13\x30\x11\x06\x03\x55\x04\x03\x0C\x0AЖанна"s +
                                     "\x31\x18\x30\x16\x06\x03\x55\x04\x05\x13\x0FIIN123456789012"s);
    EXPECT_EQ(subjectName([](std::string_view) { return std::string(); }), "");
    const std::string longName =
        subjectName([](std::string_view what) { return what == "common-name" ? std::string(300, 'x') : ""; });
    DerReader reader(longName);
    EXPECT_TRUE(reader.next(0x30) && reader.atEnd());
}

TEST(Application, says_who_what_and_when) {
    EXPECT_EQ(dateOf(0), "1970-01-01 00:00 UTC");
    EXPECT_EQ(dateOf(1709164799000), "2024-02-28 23:59 UTC");
    EXPECT_EQ(dateOf(1709209800000), "2024-02-29 12:30 UTC");
    EXPECT_EQ(dateOf(4102444800000), "2100-01-01 00:00 UTC");
    EXPECT_EQ(dateOf(-60000), "1969-12-31 23:59 UTC");
    Application application;
    application.language = "kk";
    application.holder = "Жанна";
    application.requestFile = "reseal-1.p10";
    application.request = "abc";
    EXPECT_NE(applicationText(application).find("Иесі: Жанна\n"), std::string::npos);
    EXPECT_NE(applicationText(application).find(sha256("abc")), std::string::npos);
    application.byHand = true;
    application.language = "ru";
    EXPECT_NE(applicationText(application).find("Подпись: ____"), std::string::npos);
}

TEST(Folder, files_appear_whole_and_never_over_others) {
    const reseal::test::TemporaryFolder folder;
    EXPECT_EQ(writeFile(folder.path(), "a", "one"), Written::done);
    EXPECT_EQ(writeFile(folder.path(), "a", "one"), Written::wasThere);
    EXPECT_EQ(writeFile(folder.path(), "a", "two"), Written::otherThere);
    EXPECT_EQ(readFile(folder / "a"), "one");
    folder.write(".b.part", "left by a crash");
    EXPECT_EQ(writeFile(folder.path(), "b", "new"), Written::done);
    EXPECT_EQ(readFile(folder / "b"), "new");
    std::filesystem::create_symlink("/dev/zero", folder / "c");
    EXPECT_EQ(writeFile(folder.path(), "c", "x"), Written::otherThere);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 3) << "no parts are left";
    EXPECT_THROW(writeFile(folder / "missing", "a", "x"), std::exception);
    EXPECT_EQ(readFile(folder / "c"), std::nullopt);
    folder.write("big", std::string(64 * 1024 + 1, 'x'));
    EXPECT_EQ(readFile(folder / "big"), std::nullopt);
}

TEST(Answers, chain_comes_from_the_same_bundle) {
    reseal::test::CertificateSpec spec;
    spec.ca = true;
    spec.subject = {{"CN", "Root"}};
    const auto root = reseal::test::makeCertificate(spec);
    spec.subject = {{"CN", "Issuing"}};
    const auto issuing = reseal::test::makeCertificate(spec, &root);
    const auto leaf = reseal::test::makeCertificate({}, &issuing);
    const reseal::test::TemporaryFolder folder;
    folder.write("answer.P7B", reseal::test::makePkcs7({root.der, leaf.der, issuing.der}));
    const std::string request = str(reseal::test::makeRequest(leaf));
    int files = 0;
    const auto answer = findAnswer(folder.path(), readRequest(request)->whole, [&files] { ++files; });
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->certificate, str(leaf.der));
    EXPECT_EQ(answer->chain, (std::vector<std::string>{str(issuing.der), str(root.der)}));
    EXPECT_EQ(files, 1);
}

TEST(Answers, looks_at_a_bounded_number_of_files) {
    const auto first = reseal::test::makeCertificate({});
    const std::string request = str(reseal::test::makeRequest(first));
    const reseal::test::TemporaryFolder folder;
    folder.write("a.pem", first.pem);
    for (int i = 0; i < 2100; ++i)
        folder.write("many-" + std::to_string(i) + ".cer", "rubbish");
    int files = 0;
    findAnswer(folder.path(), readRequest(request)->whole, [&files] { ++files; });
    EXPECT_EQ(files, 2000);
    EXPECT_THROW(findAnswer(folder / "gone", readRequest(request)->whole, [] {}), std::exception);
    EXPECT_EQ(findAnswer(folder.path(), "no key", [] {}), std::nullopt);
}

} // namespace ca_file
