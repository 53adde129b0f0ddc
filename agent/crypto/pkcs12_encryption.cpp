// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/pkcs12_encryption.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/gost/acpkm_pbes2.hpp"
#include "agent/crypto/gost/cryptopro_pfx.hpp"
#include "agent/crypto/private_keys.hpp"

namespace reseal::crypto {

namespace {

Bytes encode(const X509_ALGOR* algorithm) {
    unsigned char* encoded = nullptr;
    const int size = i2d_X509_ALGOR(algorithm, &encoded);
    const OpensslBytes owner(encoded);
    return size > 0 ? Bytes(encoded, encoded + size) : Bytes{};
}

struct Named {
    std::string oid;
    ByteView parameters; // whole element
};

Named nameOf(ByteView algorithm) {
    DerReader outer(algorithm, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    const auto oid = fields.next(kTagOid);
    const auto parameters = fields.next();
    return {oid ? oidText(oid->content) : std::string{}, parameters ? parameters->whole : ByteView{}};
}

std::optional<Secret> decryptByLibrary(const X509_ALGOR* algorithm, ByteView ciphertext,
                                       const Pkcs12Password& password) {
    unsigned char* plain = nullptr;
    int size = 0;
    if (PKCS12_pbe_crypt(algorithm, textOf(password), sizeOf(password), ciphertext.data(),
                         static_cast<int>(ciphertext.size()), &plain, &size, 0) == nullptr) {
        return std::nullopt;
    }
    Secret opened(std::string(reinterpret_cast<const char*>(plain), static_cast<std::size_t>(size)));
    OPENSSL_clear_free(plain, static_cast<std::size_t>(size));
    return opened;
}

} // namespace

std::optional<Secret> decryptPkcs12(const X509_ALGOR* algorithm, ByteView ciphertext, const Pkcs12Password& password) {
    const ErrorQueueGuard guard;
    const Bytes encoded = encode(algorithm);
    const Named named = nameOf(encoded);
    if (named.oid == gost::kCryptoProPbe) {
        return gost::openCryptoProBag(named.parameters, ciphertext, password.value_or(""));
    }
    if (gost::isAcpkmPbes2(encoded)) {
        return gost::openAcpkmPbes2(encoded, ciphertext, password.value_or(""));
    }
    return decryptByLibrary(algorithm, ciphertext, password);
}

bool failureTellsPassword(const X509_ALGOR* algorithm) {
    const Bytes encoded = encode(algorithm);
    const int nid = OBJ_txt2nid(nameOf(encoded).oid.c_str());
    const bool known = nid != NID_undef && EVP_PBE_find(EVP_PBE_TYPE_OUTER, nid, nullptr, nullptr, nullptr) == 1;
    return known && !namesRussianGost(encoded);
}

} // namespace reseal::crypto
