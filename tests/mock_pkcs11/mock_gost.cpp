// SPDX-License-Identifier: Apache-2.0
// GOST R 34.10-2012 through gost-engine, which may be loaded once in a process: what is loaded already is used.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "mock.hpp"

#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

namespace mock {
namespace {

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Free>;

ENGINE* engine() {
    static ENGINE* const only = [] {
        ENGINE* loaded = ENGINE_by_id("gost");
        if (loaded == nullptr) {
            loaded = ENGINE_by_id("dynamic");
            if (loaded == nullptr || ENGINE_ctrl_cmd_string(loaded, "SO_PATH", RESEAL_GOST_ENGINE, 0) != 1 ||
                ENGINE_ctrl_cmd_string(loaded, "ID", "gost", 0) != 1 ||
                ENGINE_ctrl_cmd_string(loaded, "LIST_ADD", "1", 0) != 1 ||
                ENGINE_ctrl_cmd_string(loaded, "LOAD", nullptr, 0) != 1)
                return static_cast<ENGINE*>(nullptr);
        }
        if (ENGINE_init(loaded) != 1 || ENGINE_set_default(loaded, ENGINE_METHOD_ALL) != 1)
            return static_cast<ENGINE*>(nullptr);
        return loaded;
    }();
    return only;
}

Bytes publicInfo(EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key, &der);
    Bytes out(der, der + std::max(size, 0));
    OPENSSL_free(der);
    return out;
}

} // namespace

bool makePair(bool big, Object& publicKey, Object& privateKey) {
    if (engine() == nullptr)
        return false;
    const int nid = OBJ_txt2nid(big ? "1.2.643.7.1.1.1.2" : "1.2.643.7.1.1.1.1");
    const Context context(EVP_PKEY_CTX_new_id(nid, engine()));
    EVP_PKEY* made = nullptr;
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 ||
        EVP_PKEY_CTX_ctrl_str(context.get(), "paramset", "A") != 1 || EVP_PKEY_keygen(context.get(), &made) != 1)
        return false;
    const Bytes info = publicInfo(made);
    const std::size_t size = big ? 128 : 64;
    if (info.size() < size)
        return false;
    publicKey.attributes[CKA_VALUE] = Bytes(info.end() - static_cast<std::ptrdiff_t>(size), info.end());
    privateKey.key.reset(made, EVP_PKEY_free);
    return true;
}

// PrivateKeyInfo with the number in an OCTET STRING (RFC 9215), which the engine turns into a key.
bool loadKey(Object& object, bool another) {
    Bytes value = object.attributes[CKA_VALUE];
    object.attributes.erase(CKA_VALUE);
    const bool big = object.number(CKA_KEY_TYPE) == kGost512Key;
    if (engine() == nullptr || value.size() != (big ? 64U : 32U))
        return false;
    value.front() ^= another ? 1 : 0;
    const auto element = [](unsigned char tag, const Bytes& content) {
        Bytes out{tag, static_cast<unsigned char>(content.size())}; // below 128
        out.insert(out.end(), content.begin(), content.end());
        return out;
    };
    const auto joined = [](std::initializer_list<Bytes> parts) {
        Bytes out;
        for (const Bytes& part : parts)
            out.insert(out.end(), part.begin(), part.end());
        return out;
    };
    const Bytes oid{0x06, 0x08, 0x2A, 0x85, 0x03, 0x07, 0x01, 0x01, 0x01, static_cast<unsigned char>(big ? 2 : 1)};
    const Bytes parameters =
        element(0x30, joined({object.attributes[CKA_GOSTR3410_PARAMS], object.attributes[CKA_GOSTR3411_PARAMS]}));
    const Bytes body = joined({{0x02, 0x01, 0x00}, element(0x30, joined({oid, parameters})), element(0x04, value)});
    const Bytes whole = element(0x30, body);
    const unsigned char* at = whole.data();
    PKCS8_PRIV_KEY_INFO* const info = d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(whole.size()));
    EVP_PKEY* const key = info == nullptr ? nullptr : EVP_PKCS82PKEY(info);
    PKCS8_PRIV_KEY_INFO_free(info);
    object.key.reset(key, EVP_PKEY_free);
    return key != nullptr;
}

Bytes signRaw(const Object& object, const Bytes& digest) {
    const Context context(EVP_PKEY_CTX_new(static_cast<EVP_PKEY*>(object.key.get()), engine()));
    std::size_t size = 128;
    Bytes out(size);
    if (!context || EVP_PKEY_sign_init(context.get()) != 1 ||
        EVP_PKEY_sign(context.get(), out.data(), &size, digest.data(), digest.size()) != 1)
        return {};
    out.resize(size);
    return out;
}

Bytes agree(const Object& object, const Bytes& peer, const Bytes& ukm) {
    auto* const own = static_cast<EVP_PKEY*>(object.key.get());
    Bytes info = publicInfo(own);
    if (peer.size() > info.size())
        return {};
    std::copy(peer.begin(), peer.end(), info.end() - static_cast<std::ptrdiff_t>(peer.size()));
    const unsigned char* at = info.data();
    const Key other(d2i_PUBKEY(nullptr, &at, static_cast<long>(info.size())));
    const Context context(EVP_PKEY_CTX_new(own, engine()));
    std::size_t size = 64;
    Bytes out(size);
    if (!other || !context || EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), other.get()) != 1 ||
        EVP_PKEY_CTX_ctrl(context.get(), -1, EVP_PKEY_OP_DERIVE, EVP_PKEY_CTRL_SET_IV, static_cast<int>(ukm.size()),
                          const_cast<unsigned char*>(ukm.data())) != 1 ||
        EVP_PKEY_derive(context.get(), out.data(), &size) != 1)
        return {};
    out.resize(size);
    return out;
}

} // namespace mock
