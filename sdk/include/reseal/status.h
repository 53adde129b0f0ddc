/* SPDX-License-Identifier: Apache-2.0
 * What a call came to. A status says what the workflow does next; what happened stands in the items under "error."
 * (keys.h), which a failing function puts into its sink before it returns. A value that this list does not know is
 * taken for RESEAL_E_INTERNAL. */
#ifndef RESEAL_STATUS_H
#define RESEAL_STATUS_H

#include "macros.h"

RESEAL_BEGIN

typedef int32_t reseal_status;

#define RESEAL_OK 0
#define RESEAL_E_REJECTED (-1)    /* final: a person or a policy on the other side said no */
#define RESEAL_E_UNREACHABLE (-2) /* tried again later, with back-off; "error.retry-after-ms" may say when */
#define RESEAL_E_CONFIG (-3)      /* an administrator has to mend a setting or the workplace */
#define RESEAL_E_USER (-4)        /* the person has to do something else, or dismissed a prompt */
#define RESEAL_E_CANCELLED (-5)   /* cancel() named this operation */
#define RESEAL_E_DEADLINE (-6)    /* the deadline of the call passed */
#define RESEAL_E_UNSUPPORTED (-7) /* unknown critical param, function, id, or "cannot tell" */
#define RESEAL_E_INVALID (-8)     /* the caller broke the contract; damaged cookies and params end here */
#define RESEAL_E_INTERNAL (-9)    /* the callee is broken */
#define RESEAL_E_LIMIT (-10)   /* a sink or a service is full: size, count or time; the callee stops and returns it */
#define RESEAL_E_REFUSED (-11) /* the host's rules: a host not named in the manifest, a privilege not granted */

/* Of tokens only. */
#define RESEAL_E_PIN_INCORRECT (-20)  /* one try is spent; "token.tries-left" says how many are left */
#define RESEAL_E_PIN_LOCKED (-21)     /* no try is left */
#define RESEAL_E_PIN_LAST_TRY (-22)   /* refused: one try is left, and "allow-last-try" was not given */
#define RESEAL_E_TOKEN_ABSENT (-23)   /* pulled out, or another one is in its place */
#define RESEAL_E_NOT_FOUND (-24)      /* no such key, certificate or token */
#define RESEAL_E_NO_SPACE (-25)       /* the token is full */
#define RESEAL_E_NOT_EXPORTABLE (-26) /* the key cannot leave its token */

RESEAL_END

#endif
