/* SPDX-License-Identifier: Apache-2.0
 * reseal.token/1: media that hold keys (smart cards, files, containers, local services).
 *
 * The agent watches readers and says what changed by calling `tokens` again; the plugin needs no thread. A PIN comes as
 * the secret param "pin" of the call that needs it; a call that needs one and got none is RESEAL_E_USER with
 * "error.reason" = "pin_required". The plugin never tries a PIN twice, never the default one by itself, and never
 * spends the last try unless "allow-last-try" is 1. Keys and their meaning: keys.h, "Tokens". */
#ifndef RESEAL_EXT_TOKEN_H
#define RESEAL_EXT_TOKEN_H

#include "../call.h"

RESEAL_BEGIN

#define RESEAL_EXT_TOKEN_1 "reseal.token/1"

typedef struct reseal_token_1 {
    /* [serial] What is there now, by "token.<n>..." items. Reads no PIN, logs in nowhere. */
    reseal_function tokens;
    /* [serial] Certificates and keys of "token": "object.<n>...". With a PIN also what shows only after log-in. */
    reseal_function objects;
    /* [serial] A key pair on "token" with "label" (the renewal's id) and "algorithm". A pair of that label that is
     * there already, and has no certificate, is returned instead: the step is idempotent. "chance" may come along. */
    reseal_function generate;
    /* [serial] "key" signs each "digest.<n>", all in one log-in. Bytes of "signature.<n>" are exactly what the BIT
     * STRING of the "signature-algorithm" holds. */
    reseal_function sign;
    /* [serial] "key" opens "ciphertext" (RSA key transport, by "transport-algorithm"): "plaintext", a secret. */
    reseal_function decrypt;
    /* [serial] Key agreement with "peer-key" (SubjectPublicKeyInfo) and "ukm": "shared", a secret. */
    reseal_function derive;
    /* [serial] Puts "certificate" beside its key, or a "private-key" (PKCS#8, secret) with it. Overwrites nothing: an
     * equal object that is there is RESEAL_OK. A refused one leaves nothing behind. With a private key may come what
     * `sign` takes ("signature-algorithm", "digest.<n>"): then that key signs in the same log-in, as a proof. A plugin
     * that passes it over is asked to `sign` afterwards. */
    reseal_function import_object;
    /* [serial] "private-key" of "key" as PKCS#8, a secret, where the medium allows; else RESEAL_E_NOT_EXPORTABLE. With
     * "further-key.<n>" those too, in the same log-in: each comes out, or "kept.<n>" says why not; a plugin that takes
     * out one key a call passes them over, and is asked for them one by one. */
    reseal_function export_key;
    /* [serial] Removes the one "object"; an object that is gone is RESEAL_OK. Only ever called at the person's word. */
    reseal_function remove_object;
    /* [serial] "pin" becomes "new-pin". */
    reseal_function change_pin;
    /* [serial] "token.tries-left" of "token" without spending one; RESEAL_E_UNSUPPORTED where the medium cannot say. */
    reseal_function tries_left;
    reseal_cancel cancel; /* [any-thread] */
} reseal_token_1;

RESEAL_END

#endif
