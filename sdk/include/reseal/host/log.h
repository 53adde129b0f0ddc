/* SPDX-License-Identifier: Apache-2.0
 * reseal.log/1: lines for the agent's log. Never a secret, a PIN, a key, or the name of a person. */
#ifndef RESEAL_HOST_LOG_H
#define RESEAL_HOST_LOG_H

#include "../bytes.h"

RESEAL_BEGIN

#define RESEAL_HOST_LOG_1 "reseal.log/1"

#define RESEAL_LOG_DEBUG 1u
#define RESEAL_LOG_INFO 2u
#define RESEAL_LOG_WARNING 3u
#define RESEAL_LOG_ERROR 4u

typedef struct reseal_log_1 {
    /* [any-thread] One line, at most 4096 bytes of UTF-8; the rest is cut. Lines past a sane rate are counted, not
     * kept. */
    void(RESEAL_CALL* write)(void* ctx, uint32_t level, const reseal_bytes* text);
} reseal_log_1;

RESEAL_END

#endif
