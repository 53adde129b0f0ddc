// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/kazakh_key.hpp"

#include "agent/base/bytes.hpp"
#include "agent/crypto/gost_engine.hpp"

#include <array>
#include <cstring>

namespace reseal::crypto {

namespace {

struct RussianForm {
    std::string_view kazakh;
    const char* algorithm;
    std::string_view parameters; // SEQUENCE { curve OID, digest OID } in DER
};

using namespace std::string_view_literals;

constexpr std::array kForms = {
    // CryptoPro-A; the digest only satisfies the parser.
    RussianForm{"1.2.398.3.10.1.1.1.1", "1.2.643.2.2.19",
                "\x30\x12\x06\x07\x2A\x85\x03\x02\x02\x23\x01\x06\x07\x2A\x85\x03\x02\x02\x1E\x01"sv},
    // tc26-2012-256-A, Streebog-256
    RussianForm{"1.2.398.3.10.1.1.2.1", "1.2.643.7.1.1.1.1",
                "\x30\x17\x06\x09\x2A\x85\x03\x07\x01\x02\x01\x01\x01\x06\x08\x2A\x85\x03\x07\x01\x01\x02\x02"sv},
    // tc26-2012-512-A, Streebog-512
    RussianForm{"1.2.398.3.10.1.1.2.2", "1.2.643.7.1.1.1.2",
                "\x30\x17\x06\x09\x2A\x85\x03\x07\x01\x02\x01\x02\x01\x06\x08\x2A\x85\x03\x07\x01\x01\x02\x03"sv},
};

} // namespace

KeyHandle loadKazakhKey(const PKCS8_PRIV_KEY_INFO* info, std::string_view algorithm) {
    const RussianForm* form = nullptr;
    for (const RussianForm& candidate : kForms) {
        if (candidate.kazakh == algorithm) {
            form = &candidate;
        }
    }
    const unsigned char* secret = nullptr;
    int size = 0;
    if (form == nullptr || !loadGostEngine().ok() || PKCS8_pkey_get0(nullptr, &secret, &size, nullptr, info) != 1 ||
        size <= 0) {
        return nullptr;
    }
    StringHandle parameters(ASN1_STRING_type_new(V_ASN1_SEQUENCE));
    KeyInfoHandle russian(PKCS8_PRIV_KEY_INFO_new());
    auto* copy = static_cast<unsigned char*>(OPENSSL_malloc(static_cast<std::size_t>(size)));
    if (!parameters || !russian || copy == nullptr ||
        ASN1_STRING_set(parameters.get(), form->parameters.data(), static_cast<int>(form->parameters.size())) != 1) {
        OPENSSL_free(copy);
        return nullptr;
    }
    std::memcpy(copy, secret, static_cast<std::size_t>(size));
    if (PKCS8_pkey_set0(russian.get(), OBJ_txt2obj(form->algorithm, 1), 0, V_ASN1_SEQUENCE, parameters.get(), copy,
                        size) != 1) {
        OPENSSL_clear_free(copy, static_cast<std::size_t>(size));
        return nullptr;
    }
    static_cast<void>(parameters.release()); // the key owns it now, as it owns the copy
    return KeyHandle(EVP_PKCS82PKEY(russian.get()));
}

} // namespace reseal::crypto
