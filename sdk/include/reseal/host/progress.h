/* SPDX-License-Identifier: Apache-2.0
 * reseal.progress/1: how far a long step is: making a key on a slow token, an upload. */
#ifndef RESEAL_HOST_PROGRESS_H
#define RESEAL_HOST_PROGRESS_H

#include "../bytes.h"

RESEAL_BEGIN

#define RESEAL_HOST_PROGRESS_1 "reseal.progress/1"

typedef struct reseal_progress_1 {
    /* [any-thread] `done` of `total` (0: not known), with a line for the person in the call's language, or NULL. */
    void(RESEAL_CALL* report)(void* ctx, const uint8_t* operation_id, uint32_t done, uint32_t total,
                              const reseal_bytes* text);
} reseal_progress_1;

RESEAL_END

#endif
