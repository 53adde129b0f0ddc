// SPDX-License-Identifier: Apache-2.0
// The base of a token plugin and the tables of reseal.token/1 and reseal.token-cms/1 over it.
#ifndef RESEAL_CXX_TOKEN_HPP
#define RESEAL_CXX_TOKEN_HPP

#include "../ext/token.h"
#include "../ext/token_cms.h"
#include "instance.hpp"

namespace reseal::sdk {

struct TokenInfo {
    std::string id; // the same for the same token after a restart
    std::string label, model, serial, reader;
    std::vector<std::string> algorithms;          // what it can generate
    std::vector<std::string> can;                 // names of the functions it has: "sign", "generate"
    std::vector<std::string> pin = {};            // what is known of its PIN without trying it: "locked", see keys.h
    std::int64_t freeBytes = -1, totalBytes = -1; // below 0: it does not say
};

struct ObjectInfo {
    std::string id;  // stable within the token
    std::string key; // empty: no private key is there
    std::string label;
    Bytes certificate, publicKey; // DER; empty: none
    std::int64_t keyEndsMs = 0;   // 0: the medium sets no limit
    Bytes certificateSha256 = {}; // where the medium does not hand the certificate out
};

struct GeneratedKey {
    std::string key;
    Bytes publicKey; // DER SubjectPublicKeyInfo
};

struct Digest {
    std::string id;
    Bytes value;
};

struct ExportedKey {
    std::string id;                                 // <n> of further-key.<n>; empty: that of call.key()
    Secret privateKey;                              // PKCS#8; empty: it stays
    Text kept;                                      // then: why
    reseal_status status = RESEAL_E_NOT_EXPORTABLE; // likewise: what the call would have come to for this key alone
};

class TokenCall : public Call {
public:
    using Call::Call;

    std::string token() const { return text(RESEAL_KEY_TOKEN); }
    std::string key() const { return text(RESEAL_KEY_KEY_ID); }
    std::vector<std::pair<std::string, std::string>> furtherKeys() const { // <n> and the key
        std::vector<std::pair<std::string, std::string>> out;
        for (const std::string& id : names(RESEAL_KEY_FURTHER_KEY))
            out.emplace_back(id, text(RESEAL_KEY_FURTHER_KEY + id));
        return out;
    }
    std::string object() const { return text(RESEAL_KEY_OBJECT_ID); }
    bool hasPin() const { return has(RESEAL_KEY_PIN); }
    Secret pin() const { // of a call that cannot do without one
        if (!hasPin())
            throw Failure(RESEAL_E_USER, "no PIN was given",
                          {"This needs the token's PIN.", "Нужен PIN-код токена.", "Токеннің PIN-коды керек."},
                          "pin_required");
        return secret(RESEAL_KEY_PIN);
    }
    Secret newPin() const { return secret(RESEAL_KEY_NEW_PIN); }
    bool allowLastTry() const { return integer(RESEAL_KEY_ALLOW_LAST_TRY) == 1; } // the person was warned
    Secret chance() const { return secret(RESEAL_KEY_CHANCE); }                   // of generate; empty: none came
    std::string label() const { return text(RESEAL_KEY_LABEL); }
    std::string algorithm() const { return text(RESEAL_KEY_ALGORITHM); }
    Bytes signatureAlgorithm() const { return bytes(RESEAL_KEY_SIGNATURE_ALGORITHM); }
    std::vector<Digest> digests() const {
        std::vector<Digest> out;
        for (const std::string& id : names(RESEAL_KEY_DIGEST))
            out.push_back({id, bytes(RESEAL_KEY_DIGEST + id)});
        return out;
    }
    Bytes ciphertext() const { return bytes(RESEAL_KEY_CIPHERTEXT); }
    Bytes transportAlgorithm() const { return bytes(RESEAL_KEY_TRANSPORT_ALGORITHM); } // empty: rsaEncryption
    Bytes peerKey() const { return bytes(RESEAL_KEY_PEER_KEY); }
    Bytes ukm() const { return bytes(RESEAL_KEY_UKM); }
    Bytes certificate() const { return bytes(RESEAL_KEY_IMPORTED_CERTIFICATE); }
    Secret privateKey() const { return secret(RESEAL_KEY_PRIVATE_KEY); }
    bool attached() const { return integer(RESEAL_KEY_ATTACHED) == 1; }
};

// What a plugin leaves out, its tokens cannot do: RESEAL_E_UNSUPPORTED. Rules of PINs: ext/token.h.
class TokenPlugin {
public:
    virtual ~TokenPlugin() = default;

    virtual std::vector<TokenInfo> tokens(const TokenCall& call) = 0;
    virtual std::vector<ObjectInfo> objects(const TokenCall& call) = 0;
    virtual GeneratedKey generate(const TokenCall&) { throw lacking("generate"); }
    virtual std::vector<Bytes> sign(const TokenCall&) { throw lacking("sign"); } // in the order of call.digests()
    virtual Secret decrypt(const TokenCall&) { throw lacking("decrypt"); }
    virtual Secret derive(const TokenCall&) { throw lacking("derive"); }
    virtual void importObject(const TokenCall&) { throw lacking("import"); }
    // The same; then signatures by the imported key in the order of call.digests(), or none.
    virtual std::vector<Bytes> importAndSign(const TokenCall& call) {
        importObject(call);
        return {};
    }
    virtual Secret exportKey(const TokenCall&) { throw lacking("export"); }
    // With call.furtherKeys(), where one log-in serves several.
    virtual std::vector<ExportedKey> exportKeys(const TokenCall& call) {
        std::vector<ExportedKey> out;
        out.push_back({{}, exportKey(call), {}, RESEAL_OK});
        return out;
    }
    virtual void removeObject(const TokenCall&) { throw lacking("remove"); }
    virtual void changePin(const TokenCall&) { throw lacking("change a PIN"); }
    virtual std::int64_t triesLeft(const TokenCall&) { throw lacking("say the tries left"); }

protected:
    static Failure lacking(const std::string& what) {
        return Failure(RESEAL_E_UNSUPPORTED, "these tokens cannot " + what);
    }
};

// Besides TokenPlugin, for media that hand out whole CMS messages only. readSource(call) gives the document.
class TokenCms {
public:
    virtual ~TokenCms() = default;
    virtual void signCms(const TokenCall& call, Out& out) = 0; // out.bytes(RESEAL_KEY_CMS, piece), in order
    virtual void openCms(const TokenCall& call, Out& out) = 0; // out.secret(RESEAL_KEY_PLAINTEXT, piece), in order
};

inline void emit(const std::vector<TokenInfo>& tokens, Out& out) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const TokenInfo& token = tokens[i];
        const std::string key = RESEAL_KEY_TOKEN_ITEM + std::to_string(i + 1);
        out.text(key + RESEAL_KEY_TOKEN_ID, token.id);
        out.text(key + RESEAL_KEY_TOKEN_LABEL, token.label);
        const std::pair<const char*, const std::string&> rest[] = {{RESEAL_KEY_TOKEN_MODEL, token.model},
                                                                   {RESEAL_KEY_TOKEN_SERIAL, token.serial},
                                                                   {RESEAL_KEY_TOKEN_READER, token.reader}};
        for (const auto& [name, value] : rest)
            if (!value.empty())
                out.text(key + name, value);
        for (const std::string& algorithm : token.algorithms)
            out.text(key + RESEAL_KEY_TOKEN_ALGORITHM, algorithm);
        for (const std::string& function : token.can)
            out.text(key + RESEAL_KEY_TOKEN_CAN, function);
        for (const std::string& state : token.pin)
            out.text(key + RESEAL_KEY_TOKEN_PIN_STATE, state);
        if (token.freeBytes >= 0)
            out.integer(key + RESEAL_KEY_TOKEN_FREE_BYTES, token.freeBytes);
        if (token.totalBytes >= 0)
            out.integer(key + RESEAL_KEY_TOKEN_TOTAL_BYTES, token.totalBytes);
    }
}

inline void emit(const std::vector<ObjectInfo>& objects, Out& out) {
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const ObjectInfo& object = objects[i];
        const std::string key = RESEAL_KEY_OBJECT + std::to_string(i + 1);
        out.text(key + RESEAL_KEY_OBJECT_IDENTIFIER, object.id);
        if (!object.key.empty())
            out.text(key + RESEAL_KEY_OBJECT_KEY, object.key);
        if (!object.label.empty())
            out.text(key + RESEAL_KEY_OBJECT_LABEL, object.label);
        if (!object.certificate.empty())
            out.bytes(key + RESEAL_KEY_OBJECT_CERTIFICATE, object.certificate);
        if (!object.certificateSha256.empty())
            out.bytes(key + RESEAL_KEY_OBJECT_CERTIFICATE_SHA256, object.certificateSha256);
        if (!object.publicKey.empty())
            out.bytes(key + RESEAL_KEY_OBJECT_PUBLIC_KEY, object.publicKey);
        if (object.keyEndsMs > 0)
            out.integer(key + RESEAL_KEY_OBJECT_KEY_ENDS_MS, object.keyEndsMs);
    }
}

inline void emit(const std::vector<ExportedKey>& keys, std::string_view language, Out& out) {
    for (const ExportedKey& key : keys) {
        const bool first = key.id.empty();
        if (!key.privateKey.empty()) {
            out.secret(first ? RESEAL_KEY_PRIVATE_KEY : RESEAL_KEY_FURTHER_PRIVATE_KEY + key.id, key.privateKey);
            continue;
        }
        out.text(first ? RESEAL_KEY_KEPT : RESEAL_KEY_FURTHER_KEPT + key.id, key.kept.in(language));
        out.integer(first ? RESEAL_KEY_KEPT_STATUS : RESEAL_KEY_FURTHER_KEPT_STATUS + key.id, key.status);
    }
}

inline void emitSignatures(const std::vector<Digest>& digests, const std::vector<Bytes>& signatures, Out& out) {
    if (signatures.size() != digests.size())
        throw Failure(RESEAL_E_INTERNAL, "not one signature for each digest");
    for (std::size_t i = 0; i < digests.size(); ++i)
        out.bytes(RESEAL_KEY_SIGNATURE + digests[i].id, signatures[i]);
}

} // namespace reseal::sdk

#endif
