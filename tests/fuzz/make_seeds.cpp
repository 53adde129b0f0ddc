// SPDX-License-Identifier: Apache-2.0
// Writes well-formed inputs for each fuzz target into <folder>/<target>/: make_seeds FOLDER
#include "agent/archive/bundle_frames.hpp"
#include "agent/archive/entry_making.hpp"
#include "agent/crypto/vault/locked_key.hpp"
#include "agent/crypto/vault/sealing.hpp"
#include "tests/support/cryptopro_pfx_fixture.hpp"
#include "tests/support/plugin_fixtures.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/revocation/revocation_fixtures.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

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

void writeKeySeeds(const std::filesystem::path& root, const MadeCertificate& plain) {
    SeedFolder stores(root / "fuzz_key_store");
    stores.add(makePkcs12(plain, {.password = "secret"}));
    stores.add(makePkcs12(plain, {.password = "secret", .legacyRc2 = true, .mac = false}));
    stores.add(makeCryptoProPfx({Bytes(32, 5), "secret"}));
    SeedFolder bags(root / "fuzz_cryptopro_pfx");
    const Secret key = cryptoProKey("secret", 1);
    bags.add(cryptoProPlain({Bytes(32, 5), "secret"}, asBytes(key.view())));
    bags.add(cryptoProPlain({Bytes(64, 5), "secret", true}, asBytes(key.view())));
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
    writeKeySeeds(root, plain);
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

// Header and pairs of a container in form; their MACs are of zeros.
void writeContainerSeeds(const std::filesystem::path& root) {
    SeedFolder containers(root / "fuzz_container");
    const Bytes masks = derElement(
        0x30, joined({derElement(0x04, Bytes(32, 3)), derElement(0x04, Bytes(12, 4)), derElement(0x04, Bytes(4, 0))}));
    const Bytes primary = derElement(0x30, derElement(0x04, Bytes(32, 5)));
    Bytes all;
    for (const Bytes& file :
         {derElement(0x30, derElement(0x16, Bytes{'n'})), makeHeaderKey({}), masks, primary, masks, primary}) {
        all.push_back(static_cast<std::uint8_t>(file.size() >> 8U));
        all.push_back(static_cast<std::uint8_t>(file.size()));
        all.insert(all.end(), file.begin(), file.end());
    }
    containers.add(all);
    SeedFolder answers(root / "fuzz_card_answers");
    answers.add(Bytes{10,   0,    0,    0, 0,    1,    2, 3,    4,    0x90, 0x00, 8,   0x62, 4,
                      0x80, 2,    0,    5, 0x90, 0x00, 7, 0x30, 3,    0x16, 1,    'n', 0x90, 0x00,
                      2,    0x63, 0xC3, 2, 0x90, 0x00, 2, 0x63, 0xC3, 2,    0x90, 0x00});
    answers.add(Bytes{2, 0x61, 8, 10, 0, 0, 0, 0, 1, 2, 3, 4, 0x90, 0x00, 2, 0x61, 6, 6, 0x80, 2, 5, 0, 0x90, 0x00});
}

void writeVpnKeySeeds(const std::filesystem::path& root) {
    SeedFolder replies(root / "fuzz_vpnkey_reply");
    replies.add("data=\"GFZ0tcwv;a,b c;\"&retcode=\"1\"");
    replies.add("ctx_handle=\"a1B2c3D4\"&retcode=\"73\"");
    replies.add("head=\"MIIM\"&suffix=\"oIIJ+A==\"&retcode=\"1\"");
    replies.add("http://localhost:28016/vpnkeylocal/" + std::string(34, 'K') + "/");
    replies.add("GFZ0tcwv=" + std::string(64, 'a') + ";");
    // 43 bytes of a detached head, then a suffix without certificates.
    Bytes message{43, 0x30, 47, 0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2, 0xA0, 34, 0x30, 32, 2, 1, 1};
    const Bytes rest{0x31, 12, 0x30, 10, 0x06, 8,    0x2A, 0x85, 3,    7, 1, 1, 2,    2, 0x30,
                     11,   6,  9,    42, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1, 0x31, 0};
    message.insert(message.end(), rest.begin(), rest.end());
    replies.add(message);
}

void writeKonturSeeds(const std::filesystem::path& root) {
    SeedFolder replies(root / "fuzz_kontur_reply");
    replies.add(R"({"state": "not_ready"})");
    replies.add(R"({"challenge_id": "a1", "to": "+7***22", "code_length": 6, "expires_in_seconds": 300,
        "send_again_in_seconds": 30, "tries_left": 5})");
    replies.add(R"({"session": "0a1b", "expires_in_seconds": 1800})");
    replies.add(R"({"applications": [{"id": "A-1", "title": "t", "state": "ready", "subject": [
        {"type": "2.5.4.3", "value": "Анна"}, {"type": "1.2.643.100.3", "value": "00000000000"},
        {"type": "1.2.840.113549.1.9.1", "value": "a@b"}], "algorithms": ["gost-2012-256", "rsa-2048"],
        "policies": ["1.2.643.100.113.1"], "sign_tool": "s", "identification_kind": 0}]})");
    const std::string order = R"({"key": "0123456789abcdef", "id": "O-1", "application_id": "A-1", "state": "issued",
        "deadline_in_seconds": 1, "reason": "r", "confirmation": {"to": "***", "expires_in_seconds": 60}})";
    replies.add(order);
    replies.add(R"({"key": "0123456789abcdef", "state": "applying", "application": {"statement": "I ask\nfor it.",
        "documents": ["passport"], "centre": {"name": "n", "address": "a", "hours": "9-18"}}})");
    replies.add(R"({"orders": [)" + order + "]}");
    const std::string certificate = toBase64(makeSigner("Signer").der, 4000);
    replies.add(R"({"certificate": ")" + certificate + R"(", "chain": [")" + certificate + "\"]}");
    replies.add(R"({"status": 422, "code": "wrong_code", "detail": "d", "tries_left": 4})");
    replies.add("Sun, 22 Nov 2026 10:00:00 GMT");
    replies.add("1.2.643.3.131.1.1");
}

void writeNcaSeeds(const std::filesystem::path& root) {
    SeedFolder replies(root / "fuzz_nca_reply");
    replies.add(R"({"profile": "reseal-nca/1", "kinds": ["rsa-pair", "gost-2015-512"], "service_centre": "s"})");
    replies.add(R"({"version": "1", "text": "1. t\n2. t"})");
    replies.add(R"({"challenge_id": "c1", "challenge": "0123456789abcdef", "expires_in_seconds": 600})");
    replies.add(R"({"session": "0a1b", "expires_in_seconds": 1800})");
    replies.add(R"({"reissue_id": "r1", "kinds": ["rsa-pair"], "phone_needed": true})");
    replies.add(
        R"({"key": "0123456789abcdef", "state": "code_required", "deadline_in_seconds": 1, "code": {"channel": "sms",
        "to": "***", "code_length": 6, "expires_in_seconds": 300}, "letter": {"to": "a@b", "sender": "s", "subject": "t"}})");
    const Bytes certificate = makeSigner("Signer").der;
    replies.add(R"({"certificates": [{"id": "1", "certificate": ")" + toBase64(certificate, 4000) +
                R"("}], "chain": []})");
    replies.add(certificate);
    replies.add(R"({"status": 422, "code": "wrong_code", "detail": "d", "tries_left": 4})");
    replies.add("https://ca.example.kz:443/x?a=b&token=t1#f");
    replies.add("reseal://ca.example.kz/renewal/0123456789abcdef0123456789abcdef?token=t1");
}

// What gost-engine encrypts to each kind of key under each of its ciphers, where the machine has it.
void addGostEnvelopes(SeedFolder& encrypted) {
    const TemporaryFolder folder;
    folder.write("data", "what is encrypted");
    const auto openssl = [&](const std::string& words) {
        return std::system(("cd " + folder.path() + " && openssl " + words + " >said 2>&1").c_str()) == 0;
    };
    for (const char* key :
         {"gost2001 -pkeyopt paramset:A", "gost2012_256 -pkeyopt paramset:TCA", "gost2012_512 -pkeyopt paramset:A"}) {
        if (!openssl(std::string("req -x509 -nodes -engine gost -subj /CN=Recipient -keyout key.pem -out cert.pem "
                                 "-newkey ") +
                     key)) {
            return;
        }
        for (const char* cipher : {"gost89", "kuznyechik-ctr-acpkm", "kuznyechik-ctr-acpkm-omac", "magma-ctr-acpkm",
                                   "magma-ctr-acpkm-omac -stream"}) {
            if (openssl(std::string("cms -encrypt -binary -engine gost -in data -out message -outform DER -recip "
                                    "cert.pem -") +
                        cipher)) {
                std::ifstream stream(folder / "message", std::ios::binary);
                encrypted.add(std::string(std::istreambuf_iterator<char>(stream), {}));
            }
        }
    }
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
    SeedFolder drivers(root / "fuzz_token_driver");
    drivers.add(R"({"id": "a", "name": {"en": "A"}, "cards": [{"atr": "3B 02 14", "mask": "FFFF00", "source": "s"}],
        "modules": {"linux-x86_64": ["/m.so"]}, "default_pin": "1", "can": ["rsa"], "mend": "m", "url": "u"})");
    SeedFolder documents(root / "fuzz_signed_message");
    const Bytes attached = signContent("what is signed", makeSigner("Signer"), {.attached = true});
    documents.add(attached);
    documents.add(toPem("CMS", attached));
    documents.add(toBase64(attached));
    documents.add(signContent("what is signed", makeSigner("Signer")));
    SeedFolder encrypted(root / "fuzz_enveloped_message");
    const Bytes enveloped = makeEnveloped(makeSigner("Recipient"));
    encrypted.add(enveloped);
    encrypted.add(toPem("CMS", enveloped));
    encrypted.add("Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n" + toBase64(enveloped));
    encrypted.add(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\nContent-Type: application/pkcs7-mime\n\n" +
        toBase64(enveloped) + "--b--\n");
    encrypted.add(makeEnvelopedUnderPassword("secret"));
    encrypted.add(makeEnveloped(makeSigner("Recipient"), true));
    addGostEnvelopes(encrypted);
    SeedFolder signatures(root / "fuzz_code_signature");
    const auto authority = makeCertificate({.keyUsage = kKeyCertSign, .ca = true});
    signatures.add(signContent("what is signed", makeSigner("Signer")));
    signatures.add(signContent("what is signed", makeSigner("Signer", &authority), {.chain = {authority.der}}));
}

void writeArchiveSeeds(const std::filesystem::path& root) {
    const MadeCertificate made = makeCertificate({.subject = {{"CN", "Anna Archivist"}}});
    SeedFolder records(root / "fuzz_vault_record");
    records.add(made.keyPkcs8);
    records.add(made.der);
    records.add(
        crypto::seal(crypto::LockedKey::of(Bytes(crypto::kVaultKeyOctets, 7)), made.keyPkcs8, asBytes("association")));
    records.add("0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ");
    SeedFolder bundles(root / "fuzz_bundle");
    core::VaultSlot slot;
    slot.salt = std::string(32, 's');
    slot.wrapped = Bytes(60, 1);
    const Bytes head = archive::encodeHead({{std::string(32, 'a'), 1}, {slot}});
    archive::BundleEntry entry{std::move(archive::entryOf(made.der)).value(), {{"/disk", "pem", {}, {}, 0}}};
    entry.entry.sealedKey = Bytes(80, 2);
    Bytes segment;
    archive::appendFrame(segment, archive::FrameKind::head, head);
    archive::appendFrame(segment, archive::FrameKind::entry, archive::encodeEntry(entry));
    archive::appendFrame(segment, archive::FrameKind::end, asBytes("2"));
    bundles.add(head);
    bundles.add(archive::encodeEntry(entry));
    bundles.add(segment);
}

void writeRevocationSeeds(const std::filesystem::path& root) {
    SeedFolder evidence(root / "fuzz_revocation");
    const Issued issuer = authority("ec-p256", "Authority");
    const Issued holder = issue({.algorithm = "ec-p256", .issuer = &issuer});
    const Issued responder = issue({.algorithm = "ec-p256", .issuer = &issuer, .extendedUsage = {"1.3.6.1.5.5.7.3.9"}});
    const Bytes list = makeList(issuer, {.revoked = {{serialOf(holder), "20260301000000Z", 1, "20260201000000Z"}}});
    evidence.add(list);
    evidence.add(toPem("X509 CRL", list));
    evidence.add(makeList(issuer, {.number = 10, .base = 14}));
    evidence.add(makeAnswer(issuer, holder, {.nonce = "12345678", .responder = &responder}));
    evidence.add(makeAnswer(issuer, holder, {.status = CertStatus::revoked, .reason = 4, .byKey = true}));
    evidence.add(makeRefusal(3));
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::fputs("usage: reseal_fuzz_seeds FOLDER\n", stderr);
        return 2;
    }
    try {
        writeSeeds(arguments[1]);
        writeVpnKeySeeds(arguments[1]);
        writeKonturSeeds(arguments[1]);
        writeNcaSeeds(arguments[1]);
        writeWireSeeds(arguments[1]);
        writeTrustSeeds(arguments[1]);
        writeContainerSeeds(arguments[1]);
        writeRevocationSeeds(arguments[1]);
        writeArchiveSeeds(arguments[1]);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
    return 0;
}
