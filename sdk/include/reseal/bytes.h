/* SPDX-License-Identifier: Apache-2.0
 * A range of bytes that belongs to the caller: valid until the call returns, never written to, never kept. */
#ifndef RESEAL_BYTES_H
#define RESEAL_BYTES_H

#include "macros.h"

RESEAL_BEGIN

typedef struct reseal_bytes {
    const void* data;   /* may be NULL where size is 0 */
    uint32_t size;      /* at most 1 MiB */
    uint32_t reserved0; /* 0 */
} reseal_bytes;

RESEAL_END

#endif
