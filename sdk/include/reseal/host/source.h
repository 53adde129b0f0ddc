/* SPDX-License-Identifier: Apache-2.0
 * reseal.source/1: the data that a reseal.token-cms/1 call works on, pulled in pieces. */
#ifndef RESEAL_HOST_SOURCE_H
#define RESEAL_HOST_SOURCE_H

#include "../call.h"

RESEAL_BEGIN

#define RESEAL_HOST_SOURCE_1 "reseal.source/1"

typedef struct reseal_source_1 {
    /* [serial] In: "source" (its number, from the call's params), "max-bytes" (at most 1 MiB). Out: "data", the next
     * piece; no item at the end. */
    reseal_service read;
} reseal_source_1;

RESEAL_END

#endif
