/* SPDX-License-Identifier: Apache-2.0
 * The only way for data to leave a function. The sink copies the item before `put` returns, so the callee may use its
 * own stack for it, and nobody ever frees the other side's memory. */
#ifndef RESEAL_SINK_H
#define RESEAL_SINK_H

#include "param.h"
#include "status.h"

RESEAL_BEGIN

/* Items do not nest. Limits: 1 MiB per item, 16 MiB and 10,000 items per call. */
typedef struct reseal_sink {
    void* ctx;
    /* [serial] Valid until the call that it was given to returns. Anything but RESEAL_OK (limit reached, cancelled)
     * ends the call: the callee stops and returns that status. */
    reseal_status(RESEAL_CALL* put)(void* ctx, const reseal_param* item);
} reseal_sink;

RESEAL_END

#endif
