/* SPDX-License-Identifier: Apache-2.0
 * reseal.token-cms/1: for devices and services that hand out no bare signature, only whole CMS messages. Beside
 * reseal.token/1, which lists their tokens and certificates. */
#ifndef RESEAL_EXT_TOKEN_CMS_H
#define RESEAL_EXT_TOKEN_CMS_H

#include "../call.h"

RESEAL_BEGIN

#define RESEAL_EXT_TOKEN_CMS_1 "reseal.token-cms/1"

typedef struct reseal_token_cms_1 {
    /* [serial] SignedData made with "key" over what the host's source number "source" gives (host/source.h: messages
     * are capped, documents are not). "attached" is 1 or 0. Comes out as "cms", which repeats: the pieces in order. */
    reseal_function sign;
    /* [serial] Opens the EnvelopedData of "source" with "key": "plaintext" (secret, repeats: the pieces in order). */
    reseal_function decrypt;
    reseal_cancel cancel; /* [any-thread] */
} reseal_token_cms_1;

RESEAL_END

#endif
