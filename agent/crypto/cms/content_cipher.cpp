// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/content_cipher.hpp"

#include "agent/crypto/cms/content_cipher_kinds.hpp"
#include "agent/crypto/cms/recipient.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/gost_engine.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto {
namespace {

enum class Family : std::uint8_t { cbc, rc2, gcm, gost89, acpkm, acpkmOmac };

struct CipherRow {
    std::string_view oid;
    std::string_view name;
    Family family;
    std::size_t keyBytes;
    const EVP_CIPHER* (*cipher)() = nullptr;
    const EVP_CIPHER* (*block)() = nullptr; // of GCM
    gost::Block2015 gostBlock = gost::Block2015::magma;
};

constexpr std::array kCiphers = {
    CipherRow{"2.16.840.1.101.3.4.1.2", "AES-128-CBC", Family::cbc, 16, EVP_aes_128_cbc},
    CipherRow{"2.16.840.1.101.3.4.1.22", "AES-192-CBC", Family::cbc, 24, EVP_aes_192_cbc},
    CipherRow{"2.16.840.1.101.3.4.1.42", "AES-256-CBC", Family::cbc, 32, EVP_aes_256_cbc},
    CipherRow{"1.2.840.113549.3.7", "3DES-CBC", Family::cbc, 24, EVP_des_ede3_cbc},
    CipherRow{"1.2.840.113549.3.2", "RC2-CBC", Family::rc2, 0},
    CipherRow{"2.16.840.1.101.3.4.1.6", "AES-128-GCM", Family::gcm, 16, EVP_aes_128_gcm, EVP_aes_128_ecb},
    CipherRow{"2.16.840.1.101.3.4.1.26", "AES-192-GCM", Family::gcm, 24, EVP_aes_192_gcm, EVP_aes_192_ecb},
    CipherRow{"2.16.840.1.101.3.4.1.46", "AES-256-GCM", Family::gcm, 32, EVP_aes_256_gcm, EVP_aes_256_ecb},
    CipherRow{"1.2.643.2.2.21", "GOST 28147-89", Family::gost89, 32},
    CipherRow{.oid = "1.2.643.7.1.1.5.1.1", .name = "Magma-CTR-ACPKM", .family = Family::acpkm, .keyBytes = 32},
    CipherRow{
        .oid = "1.2.643.7.1.1.5.1.2", .name = "Magma-CTR-ACPKM-OMAC", .family = Family::acpkmOmac, .keyBytes = 32},
    CipherRow{.oid = "1.2.643.7.1.1.5.2.1",
              .name = "Kuznyechik-CTR-ACPKM",
              .family = Family::acpkm,
              .keyBytes = 32,
              .gostBlock = gost::Block2015::kuznyechik},
    CipherRow{.oid = "1.2.643.7.1.1.5.2.2",
              .name = "Kuznyechik-CTR-ACPKM-OMAC",
              .family = Family::acpkmOmac,
              .keyBytes = 32,
              .gostBlock = gost::Block2015::kuznyechik},
};

constexpr std::size_t kUkmSeedBytes = 8;

Error contentDamaged() {
    return {Category::damaged,
            "content_damaged",
            N_("What the message says of its encryption does not fit together; it is damaged."),
            {}};
}

// RC2ParameterVersion (RFC 2268, 6); 256 and more are the bits themselves.
int rc2Bits(std::uint64_t version) {
    return version == 160                      ? 40
           : version == 120                    ? 64
           : version == 58                     ? 128
           : version >= 256 && version <= 1024 ? static_cast<int>(version)
                                               : 0;
}

struct Parameters {
    const CipherRow* row = nullptr;
    Bytes vector; // IV, nonce, or UKM
    std::size_t keyBytes = 0;
    int rc2KeyBits = 0;
    std::size_t macBytes = 0;
    gost::SBox box = gost::SBox::tc26Z;
};

bool readRc2(DerReader fields, Parameters& read) {
    if (fields.peekTag() == kTagOctetString) { // the vector alone stands for 32 bits, which nothing uses
        return false;
    }
    DerReader inner = fields.enter(kTagSequence);
    const auto version = inner.next(kTagInteger);
    const auto vector = inner.next(kTagOctetString);
    read.rc2KeyBits = version ? rc2Bits(parseUnsigned(version->content).value_or(0)) : 0;
    if (!vector || read.rc2KeyBits == 0 || read.rc2KeyBits % 8 != 0) {
        return false;
    }
    read.keyBytes = static_cast<std::size_t>(read.rc2KeyBits) / 8;
    read.vector.assign(vector->content.begin(), vector->content.end());
    return read.vector.size() == 8;
}

bool readGcm(DerReader fields, Parameters& read) {
    DerReader inner = fields.enter(kTagSequence);
    const auto nonce = inner.next(kTagOctetString);
    const auto size = inner.next(kTagInteger);
    read.macBytes = size ? parseUnsigned(size->content).value_or(0) : 12;
    if (!nonce || nonce->content.empty() || nonce->content.size() > 64) {
        return false;
    }
    read.vector.assign(nonce->content.begin(), nonce->content.end());
    return read.macBytes >= 12 && read.macBytes <= 16;
}

bool readGost89(DerReader fields, Parameters& read) {
    DerReader inner = fields.enter(kTagSequence);
    const auto vector = inner.next(kTagOctetString);
    const auto named = inner.next(kTagOid);
    const auto box = named ? gost::sboxNamed(oidText(named->content)) : std::nullopt;
    if (!vector || vector->content.size() != gost::kBlockBytes || !box) {
        return false;
    }
    read.box = *box;
    read.vector.assign(vector->content.begin(), vector->content.end());
    return true;
}

bool readUkm(DerReader fields, Parameters& read) {
    const auto ukm = fields.enter(kTagSequence).next(kTagOctetString);
    if (!ukm) {
        return false;
    }
    read.vector.assign(ukm->content.begin(), ukm->content.end());
    return read.vector.size() == gost::blockBytes(read.row->gostBlock) / 2 + kUkmSeedBytes;
}

bool readVector(DerReader fields, Parameters& read) {
    const auto vector = fields.next(kTagOctetString);
    if (!vector) {
        return false;
    }
    read.vector.assign(vector->content.begin(), vector->content.end());
    return read.vector.size() == static_cast<std::size_t>(EVP_CIPHER_get_iv_length(read.row->cipher()));
}

bool readParameters(DerReader fields, Parameters& read) {
    switch (read.row->family) {
    case Family::cbc:
        return readVector(fields, read);
    case Family::rc2:
        return readRc2(fields, read);
    case Family::gcm:
        return readGcm(fields, read);
    case Family::gost89:
        return readGost89(fields, read);
    case Family::acpkm:
    case Family::acpkmOmac:
        return readUkm(fields, read);
    }
    return false;
}

Result<Parameters> parse(ByteView algorithm, bool authenticated) {
    const std::string oid = algorithmOid(algorithm);
    const auto row = std::ranges::find_if(kCiphers, [&](const CipherRow& known) { return known.oid == oid; });
    if (row == kCiphers.end() || (row->family == Family::gcm) != authenticated) {
        return Error{Category::refused, "cipher_unsupported",
                     N_("The content of this message is encrypted in a way that is not supported."), oid};
    }
    Parameters read;
    read.row = &*row;
    read.keyBytes = row->keyBytes;
    DerReader outer(algorithm);
    DerReader fields = outer.enter(kTagSequence);
    static_cast<void>(fields.next(kTagOid));
    return readParameters(fields, read) ? Result<Parameters>(std::move(read)) : Result<Parameters>(contentDamaged());
}

CipherContext startBlockCipher(const EVP_CIPHER* cipher, const Parameters& read, ByteView key) {
    CipherContext context(EVP_CIPHER_CTX_new());
    const bool sized = context && cipher != nullptr &&
                       EVP_DecryptInit_ex(context.get(), cipher, nullptr, nullptr, nullptr) == 1 &&
                       EVP_CIPHER_CTX_set_key_length(context.get(), static_cast<int>(key.size())) == 1 &&
                       (read.rc2KeyBits == 0 ||
                        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_SET_RC2_KEY_BITS, read.rc2KeyBits, nullptr) == 1);
    const bool started =
        sized && EVP_DecryptInit_ex(context.get(), nullptr, nullptr, key.data(), read.vector.data()) == 1;
    return started ? std::move(context) : CipherContext{};
}

} // namespace

Result<ContentCipherFacts> describeContentCipher(ByteView algorithm, bool authenticated) {
    const auto read = parse(algorithm, authenticated);
    if (!read) {
        return read.error();
    }
    const CipherRow& row = *read.value().row;
    std::string name(row.name);
    if (row.family == Family::rc2) {
        name = "RC2-" + std::to_string(read.value().rc2KeyBits) + "-CBC";
    }
    return ContentCipherFacts{std::move(name), read.value().keyBytes,
                              row.family == Family::gcm || row.family == Family::acpkmOmac};
}

Result<std::unique_ptr<ContentCipher>> startContentCipher(ByteView algorithm, bool authenticated, const Secret& key) {
    const auto parsed = parse(algorithm, authenticated);
    if (!parsed) {
        return parsed.error();
    }
    const Parameters& read = parsed.value();
    const CipherRow& row = *read.row;
    const ByteView bytes = asBytes(key.view());
    if (bytes.size() != read.keyBytes) {
        return contentDamaged();
    }
    if (row.family == Family::rc2) {
        if (const Status loaded = loadLegacyProvider(); !loaded) {
            return loaded.error();
        }
    }
    const ErrorQueueGuard guard;
    std::unique_ptr<ContentCipher> cipher;
    switch (row.family) {
    case Family::gost89:
        return makeMeshedCfb(read.box, bytes, read.vector);
    case Family::acpkm:
    case Family::acpkmOmac:
        return makeAcpkm(row.gostBlock, row.family == Family::acpkmOmac, bytes, read.vector);
    case Family::gcm:
        cipher = makeGcm(row.cipher(), row.block(), bytes, read.vector, read.macBytes);
        break;
    case Family::cbc:
    case Family::rc2: {
        auto context = startBlockCipher(row.family == Family::rc2 ? EVP_rc2_cbc() : row.cipher(), read, bytes);
        cipher = context ? makePaddedCipher(std::move(context)) : nullptr;
        break;
    }
    }
    return cipher ? Result<std::unique_ptr<ContentCipher>>(std::move(cipher))
                  : Result<std::unique_ptr<ContentCipher>>(contentDamaged());
}

} // namespace reseal::crypto
