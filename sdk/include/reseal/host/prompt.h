/* SPDX-License-Identifier: Apache-2.0
 * reseal.prompt/1: a question in the middle of a call. Rarely needed: a CA asks by the demand "input", which outlives a
 * restart, and a token gets its PIN as a param. Within functions of reseal.token/1 and reseal.token-cms/1 it answers
 * RESEAL_E_UNSUPPORTED: there a question would block the token. */
#ifndef RESEAL_HOST_PROMPT_H
#define RESEAL_HOST_PROMPT_H

#include "../call.h"

RESEAL_BEGIN

#define RESEAL_HOST_PROMPT_1 "reseal.prompt/1"

typedef struct reseal_prompt_1 {
    /* [serial] Shows "form" and gives "answer.<field>" or "action". The deadline stands still meanwhile.
     * RESEAL_E_USER: dismissed. RESEAL_E_UNSUPPORTED: nobody is there to ask. */
    reseal_service ask;
} reseal_prompt_1;

RESEAL_END

#endif
