/* SPDX-License-Identifier: Apache-2.0
 * reseal.ca/1: a certification authority as a conversation that can be left and taken up again.
 *
 * The plugin keeps nothing. It is asked `begin`, and answers with one demand and a cookie; the host stores both in one
 * transaction, does what the demand says (which may take days, across reboots and upgrades of the plugin), and comes
 * back with `resume`. A private key never reaches the plugin, and it makes no connection of its own (host/http.h).
 *
 * Into every call go: the person's language, the time, the plugin's settings, the purpose, and what is known of the old
 * certificate. Keys and their meaning: keys.h, "Conversation". Out of begin, resume and recover comes exactly one
 * "demand", and a "cookie" with it unless the demand is "done" or "failed". */
#ifndef RESEAL_EXT_CA_H
#define RESEAL_EXT_CA_H

#include "../call.h"

RESEAL_BEGIN

#define RESEAL_EXT_CA_1 "reseal.ca/1"

/* Values of the item "demand". */
#define RESEAL_DEMAND_INPUT "input"         /* a form for the person: "form" */
#define RESEAL_DEMAND_KEY "key"             /* new key pairs and a request for each: "key.<n>..." */
#define RESEAL_DEMAND_SIGNATURE "signature" /* the old key signs: "payload.<n>..." */
#define RESEAL_DEMAND_WAIT "wait"           /* the CA needs time: "wait.until-ms", "wait.folder" */
#define RESEAL_DEMAND_DONE "done"           /* the certificates: "certificate.<n>", "chain" */
#define RESEAL_DEMAND_FAILED "failed"       /* final: "failed.text", "failed.mend" */

#define RESEAL_COOKIE_MAX 65536u

typedef struct reseal_ca_1 {
    /* [serial] What this CA offers with these settings: "profile.<id>.name", the attributes it requires, the algorithms
     * it takes. Changes nothing anywhere. */
    reseal_function describe;
    /* [serial] The first step. Idempotent by operation id as far as the CA allows. */
    reseal_function begin;
    /* [serial] The next step: "cookie", and the answers to the demand that came with it. A cookie of any released
     * version since "min_cookie_version" of the manifest is taken, on any machine; a damaged one is RESEAL_E_INVALID.
     * After the end it repeats the end. */
    reseal_function resume;
    /* [serial] The process or the machine went down during `begin` or `resume` under this operation id: did the step
     * arrive at the CA? Gets the last cookie stored, if any, and all that the step itself got. Answers as resume would
     * have, or RESEAL_E_UNSUPPORTED where it cannot tell: then the host asks the person before it repeats. */
    reseal_function recover;
    /* [serial] The person gave up: tell the CA, where it takes that. Gets the cookie, if there is one. Idempotent. */
    reseal_function withdraw;
    reseal_cancel cancel; /* [any-thread] */
} reseal_ca_1;

RESEAL_END

#endif
