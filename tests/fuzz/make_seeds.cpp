// SPDX-License-Identifier: Apache-2.0
// Writes well-formed inputs for each fuzz target into <folder>/<target>/: make_seeds FOLDER
#include "tests/support/plugin_fixtures.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace {

using namespace reseal;
using namespace reseal::test;

class SeedFolder {
public:
    explicit SeedFolder(std::filesystem::path path) : path_(std::move(path)) {
        std::filesystem::create_directories(path_);
    }
    void add(const Bytes& data) { add(std::string_view(reinterpret_cast<const char*>(data.data()), data.size())); }
    void add(std::string_view text) {
        std::ofstream stream(path_ / std::to_string(count_++), std::ios::binary);
        stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    }

private:
    std::filesystem::path path_;
    int count_ = 0;
};

CertificateSpec fullSpec() {
    const TimePoint end = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1};
    return {.subject = {{"C", "KZ", NameEncoding::printable},
                        {"CN", "Иванов Иван", NameEncoding::bmp},
                        {"O", "Müller", NameEncoding::t61},
                        {"L", "🔑", NameEncoding::universal},
                        {"1.2.643.100.3", "12345678901", NameEncoding::numeric}},
            .notAfterText = "20510101000000Z",
            .privateKeyNotAfter = end,
            .keyUsage = kDigitalSignature | kNonRepudiation,
            .extendedKeyUsage = {"1.3.6.1.5.5.7.3.4"},
            .policies = {"1.2.643.100.113.1"},
            .emails = {"a@example.com"}};
}

void writeWireSeeds(const std::filesystem::path& root) {
    SeedFolder frames(root / "fuzz_wire");
    // A hello of version 1, and an item "a" with the text "b".
    frames.add(Bytes{17, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0});
    frames.add(Bytes{31, 0, 0, 0, 7, 1, 0, 0, 0, 2, 0, 0,   0, 0, 0, 0, 0,  0,
                     0,  0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 'a', 1, 0, 0, 0, 'b'});
    SeedFolder forms(root / "fuzz_form");
    forms.add(std::string_view(
        R"({"title": {"en": "T", "ru": "Т"}, "fields": [{"id": "f", "type": "choice", "label": "L", "required": true,)"
        R"( "choices": [{"id": "a", "label": "A"}]}, {"id": "c", "type": "code", "label": "L", "pattern": "[0-9]{6}",)"
        R"( "expires_at": "2026-11-21T10:00:00Z"}], "actions": [{"id": "again", "label": "Again"}]})"));
}

void writeAnswerSeeds(const std::filesystem::path& root, const MadeCertificate& plain,
                      const MadeCertificate& authority) {
    SeedFolder answers(root / "fuzz_file_answers");
    answers.add(plain.der);
    answers.add(makePkcs7({plain.der, authority.der}));
    answers.add(plain.pem + authority.pem);
    answers.add(makeRequest(plain));
    SeedFolder cookies(root / "fuzz_plugin_cookie");
    cookies.add("folder=/tmp\nstate=wait\ntries=3\ntext=%0a\n");
    cookies.add("\x01state=setup\n#c40e4a2a1f0a1be0\n");
}

void writeSeeds(const std::filesystem::path& root) {
    const auto plain = makeCertificate({});
    const auto full = makeCertificate(fullSpec());
    const auto authority = makeCertificate({.ca = true});
    SeedFolder certificates(root / "fuzz_certificate");
    SeedFolder elements(root / "fuzz_der_reader");
    for (const auto* made : {&plain, &full, &authority}) {
        certificates.add(made->der);
        elements.add(made->der);
    }
    SeedFolder messages(root / "fuzz_pkcs7");
    messages.add(makePkcs7({plain.der, full.der}));
    messages.add(toBase64(makePkcs7({plain.der})));
    messages.add(makeEnveloped(plain));
    messages.add(Bytes{0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07,
                       0x02, 0xA0, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01, 0x31, 0x00, 0x30, 0x80,
                       0x00, 0x00, 0xA0, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00});
    elements.add(makePkcs7({plain.der}));
    SeedFolder keyFiles(root / "fuzz_pkcs12");
    keyFiles.add(makePkcs12(plain, {.password = "secret"}));
    keyFiles.add(makePkcs12(plain, {.password = "secret", .encryptCertificates = false, .chain = {authority.der}}));
    keyFiles.add(makePkcs12(plain, {.password = "secret", .legacyRc2 = true}));
    keyFiles.add(makePkcs12(plain, {.password = "secret", .encryptCertificates = false, .mac = false}));
    SeedFolder headers(root / "fuzz_header_key");
    headers.add(makeHeaderKey({}));
    headers.add(
        makeHeaderKey({.certificates = {full.der, plain.der}, .password = true, .keyValidityEnd = TimePoint{}}));
    SeedFolder texts(root / "fuzz_pem");
    texts.add(plain.pem + encryptedKeyPem(plain, "secret") + toPem("PKCS7", makePkcs7({full.der})));
    texts.add(plain.keyPem + traditionalKeyPem(plain, "secret") + traditionalKeyPem(plain));
    texts.add(toPem("CERTIFICATE REQUEST", makeRequest(plain)) + toPem("X509 CRL", makeRevocationList(plain)));
    texts.add(toBase64(plain.der));
    writeAnswerSeeds(root, plain, authority);
}

void writeTrustSeeds(const std::filesystem::path& root) {
    SeedFolder manifests(root / "fuzz_manifest");
    manifests.add(manifestText());
    manifests.add(manifestText({{"kinds", R"(["ca", "token"])"},
                                {"hosts", R"(["ca.example.kz", "*.example.kz:8443", "[::1]:1"])"},
                                {"privileges", R"(["files", "pcsc", "network", "exec"])"},
                                {"settings", R"([{"name": "how", "type": "choice", "label": {"en": "How", "ru": "Как"},
                                    "hint": "h", "required": true, "default": "a", "choices": [{"id": "a", "label": "A"}]},
                                    {"name": "n", "type": "number", "label": "N", "default": 3, "pattern": "[0-9]{1,3}"}])"},
                                {"issuers", R"([{"common_name": "CA", "organization": "O", "key_id": "00ff"}])"},
                                {"critical", R"(["hosts"])"},
                                {"memory_mb", "64"},
                                {"min_cookie_version", "1"}}));
    SeedFolder policies(root / "fuzz_policy");
    policies.add(R"({"policy": 1, "organisation": "O", "signers": [{"name": "a", "pem_file": "a.pem"}],
        "ban": [{"id": "a", "reason": "r"}, {"sha256": ")" +
                 std::string(64, 'a') + R"("}], "allow_personal_trust": false, "developer_mode": "forbidden",
        "hosts_forbidden": ["*.example.org"], "hosts_allowed": ["ca.example.kz"], "privileges_forbidden": ["exec"],
        "disabled_plugins": ["b"], "settings": {"agent": {"language": {"value": "kk", "locked": true}},
        "plugins": {"file": {"days": {"value": 3}}}}})");
    SeedFolder signatures(root / "fuzz_code_signature");
    const auto authority = makeCertificate({.keyUsage = kKeyCertSign, .ca = true});
    signatures.add(signContent("what is signed", makeSigner("Signer")));
    signatures.add(signContent("what is signed", makeSigner("Signer", &authority), {.chain = {authority.der}}));
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::fputs("usage: reseal_fuzz_seeds FOLDER\n", stderr);
        return 2;
    }
    try {
        writeSeeds(arguments[1]);
        writeWireSeeds(arguments[1]);
        writeTrustSeeds(arguments[1]);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
    return 0;
}
