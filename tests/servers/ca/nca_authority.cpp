// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/ca/nca_authority.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/certificate_request.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/cms/signature_verification.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost/kazakh_names.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/pkcs12_writer.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/signature_names.hpp"
#include "tests/servers/ca/encoding.hpp"
#include "tests/servers/ca/x509_making.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace reseal::test::ca {
namespace {

using crypto::KeyKind;
using crypto::PrivateKey;

constexpr std::int64_t kDay = 86400;
constexpr std::int64_t kAuthorityLife = 3650 * kDay;
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

struct FamilyName {
    const char* id;   // of files: "rsa"
    const char* name; // of lists: "gost" for both kinds of GOST would be one list, so they differ
    const char* title;
    KeyKind kind;
};
constexpr std::array kFamilies{FamilyName{"rsa", "rsa", "(RSA)", KeyKind::rsa},
                               FamilyName{"gost-2004", "gost", "(GOST)", KeyKind::kzGost2004},
                               FamilyName{"gost-2015", "gost_2022", "(GOST) 2022", KeyKind::kzGost2015_512}};

template <typename T>
T value(Result<T> result, const char* what) {
    if (!result) {
        throw std::runtime_error(std::string(what) + ": " + result.error().reason);
    }
    return std::move(result).value();
}

std::string textOf(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

Bytes bytesOf(const std::string& text) { return {text.begin(), text.end()}; }

std::string pem(const char* label, ByteView der) {
    constexpr std::size_t kLine = 64;
    const std::string all = toBase64(textOf(der));
    std::string out;
    out.append("-----BEGIN ").append(label).append("-----\n");
    for (std::size_t at = 0; at < all.size(); at += kLine) {
        out.append(all, at, kLine).append("\n");
    }
    return out.append("-----END ").append(label).append("-----\n");
}

Bytes fileAt(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw std::runtime_error("cannot read " + path);
    }
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    return bytesOf(content);
}

// Its key and certificate, out of the folder or made and put there.
struct Half {
    PrivateKey key;
    Bytes certificate, name;

    [[nodiscard]] NcaIssuer issuer() const { return {key, name, ncaKeyId(key.publicKeyInfo().value())}; }

    static Half at(const std::string& path, const FamilyName& family, const std::string& title, const Half* above) {
        const Bytes name = ncaName({{"2.5.4.3", title}, {"2.5.4.6", "KZ"}});
        if (std::filesystem::exists(path + ".der")) {
            return {value(PrivateKey::fromPkcs8(fileAt(path + ".key")), "key of the CA"), fileAt(path + ".der"), name};
        }
        Half made{makeNcaKey(family.id), {}, name};
        NcaWanted wanted;
        wanted.subject = name;
        wanted.publicKeyInfo = made.key.publicKeyInfo().value();
        wanted.notBefore = std::time(nullptr) - 400 * kDay;
        wanted.notAfter = wanted.notBefore + kAuthorityLife;
        made.certificate = makeNcaAuthority(wanted, above == nullptr ? made.issuer() : above->issuer());
        const Secret pkcs8 = value(made.key.toPkcs8(), "key of the CA");
        writeFile(path + ".key", std::string(pkcs8.view()));
        std::filesystem::permissions(path + ".key",
                                     std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        writeFile(path + ".der", textOf(made.certificate)); // last: where it lies, the key lies
        return made;
    }
};

} // namespace

struct NcaAuthority::Family {
    FamilyName name;
    Half root, issuer;
};

PrivateKey makeNcaKey(const std::string& kind) {
    crypto::initialise();
    if (kind != "gost-2004") {
        return value(PrivateKey::generate(kind == "rsa" ? "rsa-2048" : "kz-gost-2015-512"), "key");
    }
    Bytes number(32); // below the order of the curve, which begins with sixteen octets of ones
    if (RAND_bytes(number.data(), static_cast<int>(number.size())) != 1) {
        throw std::runtime_error("random numbers");
    }
    number[0] &= 0x7FU;
    return value(PrivateKey::fromPkcs8(
                     crypto::derSequence({crypto::derInteger(0), crypto::gost::kazakhKeyAlgorithm(KeyKind::kzGost2004),
                                          crypto::derOctetString(crypto::derUnsigned(number))})),
                 "key");
}

NcaAuthority::NcaAuthority(std::string folder) : folder_(std::move(folder)) {
    crypto::initialise();
    if (const Status engine = crypto::loadGostEngine(); !engine) {
        throw std::runtime_error("gost-engine is needed: " + engine.error().reason);
    }
    std::vector<Bytes> own;
    for (const FamilyName& name : kFamilies) {
        const std::string path = folder_ + "/nca-" + name.id;
        Half root = Half::at(path + "-root", name,
                             std::string("НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ ") + name.title + " RESEAL TEST", nullptr);
        Half issuer = Half::at(path + "-issuer", name,
                               std::string("ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ ") + name.title + " RESEAL TEST", &root);
        roots_ += pem("CERTIFICATE", root.certificate);
        own.push_back(root.certificate);
        own.push_back(issuer.certificate);
        families_.push_back(std::make_unique<Family>(Family{name, std::move(root), std::move(issuer)}));
    }
    paths_.trust(own);
}

NcaAuthority::~NcaAuthority() = default;

void NcaAuthority::trust(const std::string& file) {
    const auto read =
        value(crypto::readCertificateFile(fileAt(file), file.substr(file.find_last_of('/') + 1), {}), "--trust");
    std::vector<Bytes> further;
    for (const CertificateFacts& one : read.certificates) {
        further.push_back(one.der);
    }
    paths_.trust(further);
}

bool NcaAuthority::knows(ByteView certificate) const { return paths_.check(certificate).state == PathState::trusted; }

std::optional<NcaSigned> NcaAuthority::read(ByteView cms) const {
    MemorySource source(cms);
    MemorySink content(kMostBytes);
    const auto message = crypto::readSignedMessage(source, &content);
    if (!message || !message.value().attached || message.value().signers.size() != 1) {
        return std::nullopt;
    }
    const SignerFacts signer = crypto::checkSigner(message.value(), message.value().signers.front());
    if (signer.state != SignatureState::sound || !signer.certificate) {
        return std::nullopt;
    }
    return NcaSigned{signer.certificate->der, content.take()};
}

std::string NcaAuthority::flawOf(ByteView request, bool pair) const {
    const auto fields = crypto::readCertificateRequest(request);
    if (!fields) {
        return "The request is no PKCS#10.";
    }
    const auto kind = crypto::kindOfPublicKey(fields.value().publicKeyInfo);
    if (kind != (pair ? KeyKind::rsa : KeyKind::kzGost2015_512)) {
        return "The key is not of the kind that was applied for.";
    }
    const auto verified = crypto::verifyCertificateRequest(request);
    return verified && verified.value() ? "" : "The request is not signed by its own key.";
}

const NcaAuthority::Family& NcaAuthority::familyFor(ByteView publicKeyInfo) const {
    const auto kind = crypto::kindOfPublicKey(publicKeyInfo);
    for (const auto& family : families_) {
        if (kind == family->name.kind) {
            return *family;
        }
    }
    throw std::runtime_error("no CA for this key");
}

NcaIssued NcaAuthority::issue(NcaWanted wanted) const {
    const Family& family = familyFor(wanted.publicKeyInfo);
    wanted.family = family.name.name;
    return {makeNcaCertificate(wanted, family.issuer.issuer()), {family.issuer.certificate, family.root.certificate}};
}

std::optional<Bytes> NcaAuthority::revocationList(const std::string& name, std::int64_t now) const {
    for (const auto& family : families_) {
        for (const bool delta : {false, true}) {
            if (name == std::string(delta ? "nca_d_" : "nca_") + family->name.name) {
                return makeNcaList(family->issuer.issuer(), now, delta);
            }
        }
    }
    return std::nullopt;
}

std::optional<Bytes> NcaAuthority::issuerCalled(const std::string& name) const {
    const auto found = std::ranges::find_if(
        families_, [&](const auto& family) { return name == std::string("nca_") + family->name.name; });
    return found == families_.end() ? std::nullopt : std::optional((*found)->issuer.certificate);
}

std::vector<std::string> makeHolder(const NcaAuthority& authority, const NcaHolder& holder) {
    const bool legal = holder.kind == "gost-2004";
    std::vector<std::pair<std::string, std::string>> parts{
        {"2.5.4.3", "ҮЛГІБАЕВ АЙДАР"}, {"2.5.4.4", "ҮЛГІБАЕВ"}, {"2.5.4.5", "IIN900101300017"}, {"2.5.4.6", "KZ"}};
    if (legal) {
        parts.insert(parts.end(), {{"2.5.4.10", "ТОО \"Проверка\""}, {"2.5.4.11", "BIN900140000018"}});
    }
    parts.emplace_back("2.5.4.42", "БОЛАТҰЛЫ");
    NcaWanted wanted;
    wanted.subject = ncaName(parts);
    wanted.notAfter = holder.now + holder.days * kDay;
    wanted.notBefore = wanted.notAfter - 365 * kDay;
    wanted.roles = legal ? std::vector<std::string>{"1.2.398.3.3.4.1.2", "1.2.398.3.3.4.1.2.1"}
                         : std::vector<std::string>{"1.2.398.3.3.4.1.1"};
    wanted.email = "aidar@example.kz";
    wanted.services = "http://127.0.0.1";
    struct Wish {
        const char *kind, *prefix;
        NcaUse use;
    };
    const std::vector<Wish> keys = holder.kind == "gost-2015"
                                       ? std::vector<Wish>{{"gost-2015", "GOST512_", NcaUse::both}}
                                       : std::vector<Wish>{{"rsa", "AUTH_RSA256_", NcaUse::authentication},
                                                           legal ? Wish{"gost-2004", "GOSTKNCA_", NcaUse::signing}
                                                                 : Wish{"rsa", "RSA256_", NcaUse::signing}};
    std::filesystem::create_directories(holder.folder);
    std::vector<std::string> paths;
    for (const Wish& one : keys) {
        const PrivateKey key = makeNcaKey(one.kind);
        wanted.publicKeyInfo = key.publicKeyInfo().value();
        wanted.use = one.use;
        const Bytes certificate = authority.issue(wanted).certificate;
        const auto file = crypto::writePkcs12({.key = key, .certificate = certificate}, Secret(holder.password),
                                              crypto::Pkcs12Lock::kazakh);
        paths.push_back(holder.folder + "/" + one.prefix + toHex(ncaKeyId(wanted.publicKeyInfo)) + ".p12");
        writeFile(paths.back(), textOf(value(file, "key file")));
    }
    return paths;
}

} // namespace reseal::test::ca
