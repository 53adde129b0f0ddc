// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/ca/authority.hpp"

#include "agent/crypto/gost_engine.hpp"
#include "tests/servers/ca/x509_making.hpp"

#include <openssl/err.h>

#include <array>
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace reseal::test::ca {
namespace {

constexpr int kRootDays = 3650;
constexpr int kTlsDays = 800;

struct FamilyName {
    const char* id;
    const char* title;
    Kind kind;
};
constexpr std::array kFamilies{FamilyName{"gost", "GOST", Kind::gost}, FamilyName{"rsa", "RSA", Kind::rsa},
                               FamilyName{"ec", "EC", Kind::ec}};

// What a request may ask for; everything else is the CA's.
constexpr std::array<std::string_view, 6> kTaken{"2.5.29.15", "2.5.29.37",       "2.5.29.17",
                                                 "2.5.29.32", "1.2.643.100.111", "1.2.643.100.114"};

std::string dotted(const ASN1_OBJECT* object) {
    std::array<char, 128> text{};
    OBJ_obj2txt(text.data(), text.size(), object, 1);
    return text.data();
}

RequestHandle readRequest(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* const end = at + der.size();
    RequestHandle request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    return at == end ? std::move(request) : nullptr;
}

using Name = std::unique_ptr<X509_NAME, Freed<X509_NAME_free>>;

Name nameOf(const std::string& common) {
    Name name(require(X509_NAME_new(), "name"));
    const auto add = [&](const char* field, const std::string& value) {
        X509_NAME_add_entry_by_txt(name.get(), field, MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(value.c_str()), -1, -1, 0);
    };
    add("C", "RU");
    add("O", "Reseal tests");
    add("CN", common);
    return name;
}

void takeExtensions(X509* certificate, X509_REQ* request) {
    STACK_OF(X509_EXTENSION)* const asked = X509_REQ_get_extensions(request);
    for (int i = 0; i < sk_X509_EXTENSION_num(asked); ++i) {
        X509_EXTENSION* const one = sk_X509_EXTENSION_value(asked, i);
        const std::string oid = dotted(X509_EXTENSION_get_object(one));
        for (const std::string_view taken : kTaken) {
            if (oid == taken) {
                X509_add_ext(certificate, one, -1);
            }
        }
    }
    sk_X509_EXTENSION_pop_free(asked, X509_EXTENSION_free);
}

} // namespace

struct Authority::Pair {
    Key key;
    Certificate certificate;

    // Out of the folder, or made and put there.
    static Pair at(const std::string& path, Kind kind, const std::string& name, const Pair* issuer) {
        const bool there = std::filesystem::exists(path + ".pem");
        Pair pair{there ? readKey(path + ".key") : makeKey(kind), there ? readCertificate(path + ".pem") : nullptr};
        if (there) {
            return pair;
        }
        X509* const above = issuer == nullptr ? nullptr : issuer->certificate.get();
        const Name subject = nameOf(name);
        pair.certificate =
            startCertificate({subject.get(), pair.key.get(), std::time(nullptr) - 86400, kRootDays}, above);
        X509* const made = pair.certificate.get();
        addExtension(made, above, NID_basic_constraints,
                     issuer == nullptr ? "critical,CA:TRUE" : "critical,CA:TRUE,pathlen:0");
        addExtension(made, above, NID_key_usage, "critical,keyCertSign,cRLSign");
        addExtension(made, above, NID_subject_key_identifier, "hash");
        addExtension(made, above, NID_authority_key_identifier, "keyid");
        sign(made, issuer == nullptr ? pair.key.get() : issuer->key.get());
        writeKey(path + ".key", pair.key.get());
        writeFile(path + ".pem", pemOf(made)); // last: where it lies, the key lies
        return pair;
    }
};

struct Authority::Family {
    FamilyName name;
    Pair root, issuer;
};

Authority::Authority(std::string folder) : folder_(std::move(folder)) {
    crypto::initialise();
    const bool gost = static_cast<bool>(crypto::loadGostEngine());
    std::string roots;
    for (const FamilyName& name : kFamilies) {
        if (name.kind == Kind::gost && !gost) {
            continue;
        }
        const std::string path = folder_ + "/" + name.id, title = std::string("Reseal Test CA ") + name.title;
        Pair root = Pair::at(path + "-root", name.kind, title + " Root", nullptr);
        Pair issuer = Pair::at(path + "-issuer", name.kind, title, &root);
        roots += pemOf(root.certificate.get());
        families_.push_back(std::make_unique<Family>(Family{name, std::move(root), std::move(issuer)}));
    }
    if (!std::filesystem::exists(tlsCertificate())) {
        const Pair& root = families_.back()->root;
        const Key key = makeKey(Kind::ec);
        const Name subject = nameOf("localhost");
        const Certificate made =
            startCertificate({subject.get(), key.get(), std::time(nullptr) - 86400, kTlsDays}, root.certificate.get());
        X509* const above = root.certificate.get();
        addExtension(made.get(), above, NID_basic_constraints, "critical,CA:FALSE");
        addExtension(made.get(), above, NID_key_usage, "critical,digitalSignature");
        addExtension(made.get(), above, NID_ext_key_usage, "serverAuth");
        addExtension(made.get(), above, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
        addExtension(made.get(), above, NID_authority_key_identifier, "keyid");
        sign(made.get(), root.key.get());
        writeKey(tlsKey(), key.get());
        writeFile(tlsCertificate(), pemOf(made.get()));
    }
    writeFile(caFile(), roots);
}

Authority::~Authority() = default;

std::string Authority::caFile() const { return folder_ + "/ca.pem"; }
std::string Authority::tlsCertificate() const { return folder_ + "/tls.pem"; }
std::string Authority::tlsKey() const { return folder_ + "/tls.key"; }

std::vector<std::string> Authority::algorithms() const {
    std::vector<std::string> out;
    for (const auto& family : families_) {
        const Kind kind = family->name.kind;
        if (kind == Kind::gost) {
            out.insert(out.end(), {"gost-2012-256", "gost-2012-512"});
        } else if (kind == Kind::rsa) {
            out.insert(out.end(), {"rsa-2048", "rsa-3072", "rsa-4096"});
        } else {
            out.insert(out.end(), {"ec-p256", "ec-p384"});
        }
    }
    return out;
}

const Authority::Family* Authority::familyFor(const std::string& request) const {
    const RequestHandle read = readRequest(request);
    EVP_PKEY* const key = read ? X509_REQ_get0_pubkey(read.get()) : nullptr;
    ERR_clear_error();
    if (key == nullptr) {
        return nullptr;
    }
    const int id = EVP_PKEY_get_base_id(key);
    const Kind kind = id == EVP_PKEY_RSA ? Kind::rsa : id == EVP_PKEY_EC ? Kind::ec : Kind::gost;
    for (const auto& family : families_) {
        if (family->name.kind == kind) {
            return family.get();
        }
    }
    return nullptr;
}

std::string Authority::flawOf(const std::string& request) const {
    const RequestHandle read = readRequest(request);
    if (!read) {
        return "The request is no PKCS#10.";
    }
    if (familyFor(request) == nullptr) {
        return "This CA has no key of the kind that the request names.";
    }
    const bool verified = X509_REQ_verify(read.get(), X509_REQ_get0_pubkey(read.get())) == 1;
    ERR_clear_error();
    return verified ? "" : "The request is not signed by its own key.";
}

Issued Authority::issue(const std::string& request, const Issuing& issuing) const {
    const Family& family = *require(familyFor(request), "no CA for this request");
    const RequestHandle read = readRequest(request);
    const Key other = issuing.otherKey ? makeKey(family.name.kind) : nullptr;
    X509* const issuer = family.issuer.certificate.get();
    const Certificate made =
        startCertificate({X509_REQ_get_subject_name(read.get()), other ? other.get() : X509_REQ_get0_pubkey(read.get()),
                          issuing.now, issuing.days},
                         issuer);
    takeExtensions(made.get(), read.get());
    if (X509_get_ext_by_NID(made.get(), NID_key_usage, -1) < 0) {
        addExtension(made.get(), issuer, NID_key_usage, "critical,digitalSignature,nonRepudiation,keyEncipherment");
    }
    addExtension(made.get(), issuer, NID_subject_key_identifier, "hash");
    addExtension(made.get(), issuer, NID_authority_key_identifier, "keyid");
    addExtension(made.get(), issuer, NID_crl_distribution_points,
                 "URI:" + issuing.revocations + "/" + family.name.id + ".crl");
    sign(made.get(), family.issuer.key.get());
    ERR_clear_error();
    const ASN1_INTEGER* const serial = X509_get0_serialNumber(made.get());
    std::string digits;
    for (int i = 0; i < ASN1_STRING_length(serial); ++i) {
        constexpr std::string_view kHex = "0123456789abcdef";
        const unsigned char byte = ASN1_STRING_get0_data(serial)[i];
        digits += {kHex[byte >> 4U], kHex[byte & 15U]};
    }
    return {derOf(made.get()), {derOf(issuer), derOf(family.root.certificate.get())}, digits};
}

std::optional<std::string> Authority::revocationList(const std::string& family, std::int64_t now) const {
    for (const auto& one : families_) {
        if (one->name.id == family) {
            return emptyList(one->issuer.certificate.get(), one->issuer.key.get(), now);
        }
    }
    return std::nullopt;
}

std::optional<std::vector<NamePart>> subjectOf(const std::string& certificate) {
    const auto* at = reinterpret_cast<const unsigned char*>(certificate.data());
    const Certificate read(d2i_X509(nullptr, &at, static_cast<long>(certificate.size())));
    ERR_clear_error();
    if (!read) {
        return std::nullopt;
    }
    const X509_NAME* const name = X509_get_subject_name(read.get());
    std::vector<NamePart> parts;
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        const X509_NAME_ENTRY* const entry = X509_NAME_get_entry(name, i);
        unsigned char* text = nullptr;
        const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
        if (size > 0) {
            parts.push_back({dotted(X509_NAME_ENTRY_get_object(entry)),
                             std::string(reinterpret_cast<char*>(text), static_cast<std::size_t>(size))});
        }
        OPENSSL_free(text);
    }
    return parts;
}

} // namespace reseal::test::ca
