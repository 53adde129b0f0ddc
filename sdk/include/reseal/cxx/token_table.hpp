// SPDX-License-Identifier: Apache-2.0
// The tables of reseal.token/1 and reseal.token-cms/1 over TokenPlugin and TokenCms.
#ifndef RESEAL_CXX_TOKEN_TABLE_HPP
#define RESEAL_CXX_TOKEN_TABLE_HPP

#include "token.hpp"

namespace reseal::sdk {

struct TokenTable {
    template <class Body>
    static reseal_status run(reseal_instance* self, const reseal_call* call, const reseal_sink* sink, KnownKeys known,
                             Body body) noexcept {
        return serve<TokenCall>(self, call, sink, known,
                                [&](const TokenCall& in, Out& out) { body(*self->token, in, out); });
    }

#define RESEAL_SDK_TOKEN_FUNCTION(name, body, ...)                                                                     \
    static reseal_status RESEAL_CALL name(reseal_instance* self, const reseal_call* call, const reseal_sink* sink) {   \
        static constexpr std::string_view known[] = {__VA_ARGS__};                                                     \
        return run(self, call, sink, known,                                                                            \
                   []([[maybe_unused]] TokenPlugin & plugin, [[maybe_unused]] const TokenCall& in,                     \
                      [[maybe_unused]] Out& out) body);                                                                \
    }

#define RESEAL_SDK_USES_PIN RESEAL_KEY_TOKEN, RESEAL_KEY_PIN, RESEAL_KEY_ALLOW_LAST_TRY

    RESEAL_SDK_TOKEN_FUNCTION(
        tokens, { emit(plugin.tokens(in), out); }, RESEAL_KEY_LANGUAGE)
    RESEAL_SDK_TOKEN_FUNCTION(
        objects, { emit(plugin.objects(in), out); }, RESEAL_SDK_USES_PIN)
    RESEAL_SDK_TOKEN_FUNCTION(
        generate,
        {
            const GeneratedKey made = plugin.generate(in);
            out.text(RESEAL_KEY_GENERATED_KEY, made.key);
            out.bytes(RESEAL_KEY_PUBLIC_KEY, made.publicKey);
        },
        RESEAL_SDK_USES_PIN, RESEAL_KEY_LABEL, RESEAL_KEY_ALGORITHM)
    RESEAL_SDK_TOKEN_FUNCTION(
        sign, { emitSignatures(in.digests(), plugin.sign(in), out); }, RESEAL_SDK_USES_PIN, RESEAL_KEY_KEY_ID,
        RESEAL_KEY_SIGNATURE_ALGORITHM, RESEAL_KEY_DIGEST)
    RESEAL_SDK_TOKEN_FUNCTION(
        decrypt, { out.secret(RESEAL_KEY_PLAINTEXT, plugin.decrypt(in)); }, RESEAL_SDK_USES_PIN, RESEAL_KEY_KEY_ID,
        RESEAL_KEY_CIPHERTEXT)
    RESEAL_SDK_TOKEN_FUNCTION(
        derive, { out.secret(RESEAL_KEY_SHARED, plugin.derive(in)); }, RESEAL_SDK_USES_PIN, RESEAL_KEY_KEY_ID,
        RESEAL_KEY_PEER_KEY, RESEAL_KEY_UKM)
    RESEAL_SDK_TOKEN_FUNCTION(
        importObject,
        {
            const auto signatures = plugin.importAndSign(in);
            if (!signatures.empty())
                emitSignatures(in.digests(), signatures, out);
        },
        RESEAL_SDK_USES_PIN, RESEAL_KEY_KEY_ID, RESEAL_KEY_LABEL, RESEAL_KEY_IMPORTED_CERTIFICATE,
        RESEAL_KEY_PRIVATE_KEY, RESEAL_KEY_SIGNATURE_ALGORITHM, RESEAL_KEY_DIGEST)
    RESEAL_SDK_TOKEN_FUNCTION(
        exportKey, { emit(plugin.exportKeys(in), in.language(), out); }, RESEAL_SDK_USES_PIN, RESEAL_KEY_KEY_ID,
        RESEAL_KEY_FURTHER_KEY)
    RESEAL_SDK_TOKEN_FUNCTION(
        removeObject, { plugin.removeObject(in); }, RESEAL_SDK_USES_PIN, RESEAL_KEY_OBJECT_ID)
    RESEAL_SDK_TOKEN_FUNCTION(
        changePin, { plugin.changePin(in); }, RESEAL_SDK_USES_PIN, RESEAL_KEY_NEW_PIN)
    RESEAL_SDK_TOKEN_FUNCTION(
        triesLeft, { out.integer(RESEAL_KEY_TOKEN_TRIES_LEFT, plugin.triesLeft(in)); }, RESEAL_KEY_TOKEN)

#undef RESEAL_SDK_TOKEN_FUNCTION

    static const reseal_token_1* table() {
        static const reseal_token_1 table = {tokens,       objects,   generate,     sign,      decrypt,   derive,
                                             importObject, exportKey, removeObject, changePin, triesLeft, cancelWork};
        return &table;
    }
};

struct TokenCmsTable {
    static constexpr std::string_view kKnown[] = {RESEAL_SDK_USES_PIN,  RESEAL_KEY_KEY_ID, RESEAL_KEY_SOURCE,
                                                  RESEAL_KEY_ATTACHED,  RESEAL_KEY_LABEL,  RESEAL_KEY_SOURCE_SIZE,
                                                  RESEAL_KEY_NEW_SIGNER};

    static reseal_status RESEAL_CALL sign(reseal_instance* self, const reseal_call* call, const reseal_sink* sink) {
        return serve<TokenCall>(self, call, sink, kKnown,
                                [self](const TokenCall& in, Out& out) { self->cms->signCms(in, out); });
    }
    static reseal_status RESEAL_CALL decrypt(reseal_instance* self, const reseal_call* call, const reseal_sink* sink) {
        return serve<TokenCall>(self, call, sink, kKnown,
                                [self](const TokenCall& in, Out& out) { self->cms->openCms(in, out); });
    }
    static const reseal_token_cms_1* table() {
        static const reseal_token_cms_1 table = {sign, decrypt, cancelWork};
        return &table;
    }
};

#undef RESEAL_SDK_USES_PIN

} // namespace reseal::sdk

#endif
