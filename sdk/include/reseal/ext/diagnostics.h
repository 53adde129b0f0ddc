/* SPDX-License-Identifier: Apache-2.0
 * reseal.diagnostics/1: is the workplace ready for this plugin? Shown by `reseal doctor`, and before a renewal. */
#ifndef RESEAL_EXT_DIAGNOSTICS_H
#define RESEAL_EXT_DIAGNOSTICS_H

#include "../call.h"

RESEAL_BEGIN

#define RESEAL_EXT_DIAGNOSTICS_1 "reseal.diagnostics/1"

typedef struct reseal_diagnostics_1 {
    /* [serial] For each check "check.<id>.state" ("fine", "warning", "broken"), "check.<id>.text" and, unless fine,
     * "check.<id>.mend": what the person or an administrator does about it. Changes nothing, spends no PIN. */
    reseal_function examine;
    reseal_cancel cancel; /* [any-thread] */
} reseal_diagnostics_1;

RESEAL_END

#endif
