// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/issuer.hpp"

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

namespace reseal::check {
namespace {

template <auto release>
struct Release {
    template <typename T>
    void operator()(T* handle) const {
        release(handle);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Request = std::unique_ptr<X509_REQ, Release<X509_REQ_free>>;
using Name = std::unique_ptr<X509_NAME, Release<X509_NAME_free>>;
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Release<CMS_ContentInfo_free>>;

constexpr std::int64_t kDay = 86400;

template <auto encode, typename T>
Bytes encoded(T* value) {
    std::uint8_t* out = nullptr;
    const int size = encode(value, &out);
    Bytes bytes(out, out + std::max(size, 0));
    OPENSSL_free(out);
    return bytes;
}

Bio reading(std::string_view data) { return Bio(BIO_new_mem_buf(data.data(), static_cast<int>(data.size()))); }
std::string_view view(const Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// One that another test made, or a new one that others will find whole or not at all.
Key rsaKey(const std::string& algorithm, const std::filesystem::path& folder) {
    const std::string path = (folder / (algorithm + ".pem")).string();
    if (const Bio file(BIO_new_file(path.c_str(), "rb")); file) {
        if (Key kept(PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr)); kept) {
            return kept;
        }
    }
    Key made(EVP_RSA_gen(static_cast<unsigned>(std::stoul(algorithm.substr(4)))));
    const std::string part = path + "." + std::to_string(reinterpret_cast<std::uintptr_t>(made.get()));
    if (const Bio file(BIO_new_file(part.c_str(), "wb")); file && made) {
        PEM_write_bio_PrivateKey(file.get(), made.get(), nullptr, nullptr, 0, nullptr, nullptr);
    }
    std::error_code ignored;
    std::filesystem::rename(part, path, ignored);
    return made;
}

Key makeKey(const std::string& algorithm, const std::filesystem::path& folder = {}) {
    if (algorithm == "rsa-2048" || algorithm == "rsa-3072" || algorithm == "rsa-4096") {
        return rsaKey(algorithm, folder);
    }
    const char* const curve = algorithm == "ec-p256" ? "P-256" : algorithm == "ec-p384" ? "P-384" : nullptr;
    return curve == nullptr ? nullptr : Key(EVP_EC_gen(curve));
}

Name nameOf(const char* common) {
    Name name(X509_NAME_new());
    const auto add = [&](const char* field, const char* value) {
        X509_NAME_add_entry_by_txt(name.get(), field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value), -1,
                                   -1, 0);
    };
    add("C", "KZ");
    add("CN", common);
    return name;
}

struct Terms {
    X509_NAME* subject;
    EVP_PKEY* key;
    long serial;
    std::int64_t fromDays, toDays; // around now
    bool authority;
};

} // namespace

struct Issuer::State {
    std::int64_t now = 0; // seconds
    std::filesystem::path keys;
    Key authorityKey;
    Certificate authority;
    Key oldKey;
    Certificate old;
    Bytes authorityDer;
    Bytes oldDer;

    Certificate make(const Terms& terms) {
        Certificate made(X509_new());
        X509_set_version(made.get(), X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), terms.serial);
        ASN1_TIME_set(X509_getm_notBefore(made.get()), now + terms.fromDays * kDay);
        ASN1_TIME_set(X509_getm_notAfter(made.get()), now + terms.toDays * kDay);
        X509_set_subject_name(made.get(), terms.subject);
        X509_set_issuer_name(made.get(), nameOf("Checker CA").get());
        X509_set_pubkey(made.get(), terms.key);
        const auto extend = [&](int kind, const char* value) {
            X509V3_CTX context;
            X509V3_set_ctx_nodb(&context);
            X509V3_set_ctx(&context, made.get(), made.get(), nullptr, nullptr, 0);
            X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
            X509_add_ext(made.get(), extension, -1);
            X509_EXTENSION_free(extension);
        };
        extend(NID_basic_constraints, terms.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
        extend(NID_key_usage, terms.authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
        extend(NID_subject_key_identifier, "hash");
        X509_sign(made.get(), authorityKey.get(), EVP_sha256());
        return made;
    }

    void ready() {
        if (old) {
            return;
        }
        authorityKey = makeKey("ec-p256");
        oldKey = makeKey("ec-p256");
        authority = make({nameOf("Checker CA").get(), authorityKey.get(), 1, -3650, 3650, true});
        old = make({nameOf("Test Holder").get(), oldKey.get(), 2, -350, 15, false});
        authorityDer = encoded<i2d_X509>(authority.get());
        oldDer = encoded<i2d_X509>(old.get());
    }
};

Issuer::Issuer(std::int64_t nowMs, std::filesystem::path keys) : state_(std::make_unique<State>()) {
    state_->now = nowMs / 1000;
    state_->keys = std::move(keys);
}
Issuer::~Issuer() = default;

const Bytes& Issuer::authority() {
    state_->ready();
    return state_->authorityDer;
}

const Bytes& Issuer::oldCertificate() {
    state_->ready();
    return state_->oldDer;
}

std::optional<Bytes> Issuer::request(const std::string& algorithm, const Bytes& subject, const Bytes& extensions,
                                     bool bareKey) {
    state_->ready();
    const std::string question =
        algorithm + "|" + std::string(view(subject)) + "|" + std::string(view(extensions)) + (bareKey ? "|key" : "");
    if (const auto known = requests_.find(question); known != requests_.end()) {
        return known->second;
    }
    const Key key = makeKey(algorithm, state_->keys);
    if (!key) {
        return std::nullopt;
    }
    if (bareKey) {
        return requests_[question] = encoded<i2d_PUBKEY>(key.get());
    }
    const Request made(X509_REQ_new());
    X509_REQ_set_version(made.get(), X509_REQ_VERSION_1);
    const std::uint8_t* at = subject.data();
    const Name wanted(subject.empty() ? X509_NAME_dup(X509_get_subject_name(state_->old.get()))
                                      : d2i_X509_NAME(nullptr, &at, static_cast<long>(subject.size())));
    if (!wanted) {
        return std::nullopt;
    }
    X509_REQ_set_subject_name(made.get(), wanted.get());
    X509_REQ_set_pubkey(made.get(), key.get());
    at = extensions.data();
    if (X509_EXTENSIONS* const list =
            extensions.empty() ? nullptr : d2i_X509_EXTENSIONS(nullptr, &at, static_cast<long>(extensions.size()))) {
        X509_REQ_add_extensions(made.get(), list);
        sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
    }
    X509_REQ_sign(made.get(), key.get(), EVP_sha256());
    return requests_[question] = encoded<i2d_X509_REQ>(made.get());
}

std::optional<Bytes> Issuer::sign(const std::string& form, const Bytes& data) {
    state_->ready();
    const std::string question = form + "|" + std::string(view(data));
    if (const auto known = signatures_.find(question); known != signatures_.end()) {
        return known->second;
    }
    if (form == "cms-attached" || form == "cms-detached") {
        const unsigned flags = CMS_BINARY | CMS_NOSMIMECAP | (form == "cms-detached" ? CMS_DETACHED : 0U);
        const Bio content = reading(view(data));
        const Cms made(CMS_sign(state_->old.get(), state_->oldKey.get(), nullptr, content.get(), flags));
        return signatures_[question] = encoded<i2d_CMS_ContentInfo>(made.get());
    }
    Bytes signature(256);
    std::size_t size = signature.size();
    int done = 0;
    if (form == "raw") {
        const std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
        done = EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, state_->oldKey.get()) == 1 &&
               EVP_DigestSign(context.get(), signature.data(), &size, data.data(), data.size()) == 1;
    } else if (form == "raw-digest") {
        const std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>> context(
            EVP_PKEY_CTX_new(state_->oldKey.get(), nullptr));
        done = EVP_PKEY_sign_init(context.get()) == 1 &&
               EVP_PKEY_sign(context.get(), signature.data(), &size, data.data(), data.size()) == 1;
    }
    if (done == 0) {
        return std::nullopt;
    }
    signature.resize(size);
    return signatures_[question] = signature;
}

std::optional<Bytes> Issuer::certify(const Bytes& request) {
    state_->ready();
    const std::string question = "certificate|" + std::string(view(request));
    if (const auto known = signatures_.find(question); known != signatures_.end()) {
        return known->second;
    }
    const std::uint8_t* at = request.data();
    const Request asked(d2i_X509_REQ(nullptr, &at, static_cast<long>(request.size())));
    EVP_PKEY* const key = asked ? X509_REQ_get0_pubkey(asked.get()) : nullptr;
    if (key == nullptr) {
        return std::nullopt;
    }
    const Certificate made = state_->make({X509_REQ_get_subject_name(asked.get()), key, 3, -1, 365, false});
    return signatures_[question] = encoded<i2d_X509>(made.get());
}

std::string sha256Hex(std::string_view data) {
    Bytes digest(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    EVP_Digest(data.data(), data.size(), digest.data(), &size, EVP_sha256(), nullptr);
    return toHex(ByteView(digest).first(size));
}

std::string toBase64(std::string_view data) {
    std::string text(4 * ((data.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(data.data()), static_cast<int>(data.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string fromBase64(const std::string& text) {
    std::string data(text.size() + 3, '\0');
    const int size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(data.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    const auto padding = static_cast<int>(std::ranges::count(text, '='));
    data.resize(static_cast<std::size_t>(std::max(0, size - padding)));
    return data;
}

bool signs(const std::string& cms, const std::string& content) {
    const Bio der = reading(cms);
    const Cms signature(d2i_CMS_bio(der.get(), nullptr));
    const Bio data = reading(content);
    return signature && CMS_verify(signature.get(), nullptr, nullptr, data.get(), nullptr,
                                   CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
}

} // namespace reseal::check
