/* SPDX-License-Identifier: Apache-2.0
 * A named value: what goes into a call, and each item that comes out of one. Keys are registered in keys.h.
 * Growth happens here: a new key never breaks an old plugin or host, because of the critical bit. */
#ifndef RESEAL_PARAM_H
#define RESEAL_PARAM_H

#include "bytes.h"

RESEAL_BEGIN

/* Types. Text is UTF-8 without NUL, bytes are anything. A secret is text or bytes that both sides wipe after use, never
 * log, and never put into a cookie, an error or another item. An integer stands in `number`; `value` is then empty. */
#define RESEAL_TYPE_INTEGER 1u
#define RESEAL_TYPE_TEXT 2u
#define RESEAL_TYPE_BYTES 3u
#define RESEAL_TYPE_SECRET 4u

/* Flags. Whoever does not know the key of a critical param answers RESEAL_E_UNSUPPORTED and does nothing; whoever does
 * not know the key of another param passes over it. Bits not named here are 0. */
#define RESEAL_FLAG_CRITICAL 1u

typedef struct reseal_param {
    int64_t number;
    uint32_t type;
    uint32_t flags;
    /* Lower-case ASCII letters, digits, '.', '-', '_', 1 to 64 bytes; those of vendors begin "x-<reverse dns>.". */
    reseal_bytes key;
    reseal_bytes value;
} reseal_param;

/* The order of params has no meaning. A key stands once, except where keys.h says that it repeats. */

RESEAL_END

#endif
