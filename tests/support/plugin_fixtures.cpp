// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plugin_fixtures.hpp"

#include <openssl/cms.h>
#include <openssl/x509.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace reseal::test {
namespace {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* object) const {
        Free(object);
    }
};
template <typename T, auto Free>
using Handle = std::unique_ptr<T, Freed<Free>>;
void freeStack(STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); }

template <typename T>
T require(T value, const char* what) {
    if (!value) {
        throw std::runtime_error(what);
    }
    return value;
}

X509* parseCertificate(const Bytes& der) {
    const unsigned char* cursor = der.data();
    return require(d2i_X509(nullptr, &cursor, static_cast<long>(der.size())), "d2i_X509");
}

void writeFile(const std::filesystem::path& path, std::string_view content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(content.data(), static_cast<std::streamsize>(content.size()));
}

} // namespace

Bytes signContent(std::string_view content, const MadeCertificate& signer, const SignatureOptions& options) {
    const Handle<X509, X509_free> certificate(parseCertificate(signer.der));
    const unsigned char* cursor = signer.keyPkcs8.data();
    const Handle<EVP_PKEY, EVP_PKEY_free> key(
        require(d2i_AutoPrivateKey(nullptr, &cursor, static_cast<long>(signer.keyPkcs8.size())), "key"));
    const Handle<STACK_OF(X509), freeStack> chain(sk_X509_new_null());
    for (const Bytes& der : options.chain) {
        sk_X509_push(chain.get(), parseCertificate(der));
    }
    const Handle<BIO, BIO_free_all> input(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
    const unsigned flags =
        CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP | (options.attached ? 0U : static_cast<unsigned>(CMS_DETACHED));
    const Handle<CMS_ContentInfo, CMS_ContentInfo_free> message(
        require(CMS_sign(nullptr, nullptr, chain.get(), input.get(), flags), "CMS_sign"));
    const unsigned signerFlags = flags | (options.withCertificate ? 0U : static_cast<unsigned>(CMS_NOCERTS));
    require(CMS_add1_signer(message.get(), certificate.get(), key.get(), EVP_get_digestbyname(options.digest.c_str()),
                            signerFlags),
            "CMS_add1_signer");
    require(CMS_final(message.get(), input.get(), nullptr, flags), "CMS_final");
    unsigned char* encoded = nullptr;
    const int size = i2d_CMS_ContentInfo(message.get(), &encoded);
    require(size > 0, "i2d_CMS_ContentInfo");
    Bytes result(encoded, encoded + size);
    OPENSSL_free(encoded);
    return result;
}

MadeCertificate makeSigner(const std::string& name, const MadeCertificate* issuer) {
    CertificateSpec spec;
    spec.subject = {{"CN", name}};
    spec.keyUsage = kDigitalSignature;
    spec.extendedKeyUsage = {kCodeSigning};
    return makeCertificate(spec, issuer);
}

std::string sha256Hex(std::string_view data) {
    Sha256 digest{};
    require(EVP_Digest(data.data(), data.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1, "SHA-256");
    return toHex(digest);
}

std::string manifestText(const std::map<std::string, std::string>& fields) {
#if defined(__aarch64__)
    const char* processor = R"("aarch64")";
#else
    const char* processor = R"("x86_64")";
#endif
    std::map<std::string, std::string> all{
        {"manifest", "1"},
        {"id", R"("file")"},
        {"version", R"("1.2.0")"},
        {"vendor", R"("Example Ltd")"},
        {"name", R"({"en": "Files", "ru": "Файлы", "kk": "Файлдар"})"},
        {"abi", "1"},
        {"kinds", R"(["ca"])"},
        {"extensions", R"(["reseal.ca/1"])"},
        {"os", R"("linux")"},
        {"arch", processor},
        {"module", R"("file.so")"},
        {"files", R"({"file.so": ")" + sha256Hex(kModule) + R"("})"},
    };
    for (const auto& [field, value] : fields) {
        all[field] = value;
    }
    std::string text = "{";
    for (const auto& [field, value] : all) {
        if (!value.empty()) {
            text += (text.size() > 1 ? ",\n\"" : "\n\"") + field + "\": " + value;
        }
    }
    return text + "\n}\n";
}

void writePlugin(const std::string& folder, const std::string& manifest, const MadeCertificate* signer) {
    const std::filesystem::path path(folder);
    std::filesystem::create_directories(path);
    writeFile(path / "plugin.json", manifest);
    writeFile(path / "file.so", kModule);
    if (signer != nullptr) {
        const Bytes signature = signContent(manifest, *signer);
        writeFile(path / "plugin.json.p7s", {reinterpret_cast<const char*>(signature.data()), signature.size()});
    }
}

} // namespace reseal::test
