/* SPDX-License-Identifier: Apache-2.0
 * What every call that may block carries: its ids, its deadline, its params; and the shape that all such functions
 * have. One shape for all lets each be sent over a pipe as it is called. */
#ifndef RESEAL_CALL_H
#define RESEAL_CALL_H

#include "param.h"
#include "sink.h"
#include "status.h"

RESEAL_BEGIN

typedef struct reseal_call {
    /* The whole renewal, the same from `begin` to the end of it; zero outside one. */
    uint8_t conversation_id[16];
    /* This step. The host writes it down before it calls. The same id again means the same step tried again, so the
     * callee does nothing twice: an order carries it to the CA as transaction id or nonce wherever the CA takes one. */
    uint8_t operation_id[16];
    /* Milliseconds from the start of the call. Two seconds after it the process is ended. The clock stands still while
     * the call waits in a prompt of the host. */
    uint32_t deadline_ms;
    uint32_t param_count;
    const reseal_param* params;
} reseal_call;

/* Defined by the plugin; the host never looks inside. */
typedef struct reseal_instance reseal_instance;

/* Thread tags, used on every function of this SDK:
 *   [serial]     the host never runs two of them at the same time in one module. The thread may differ from call to
 * call (keep nothing in thread-local storage). May block until the deadline. [any-thread] may run at the same time as
 * any other function, and as itself. Does not block. */

/* [serial] A function of a plugin. Results go into `out`; on failure only items under "error." count, and
 * "token.tries-left" beside RESEAL_E_PIN_... */
typedef reseal_status(RESEAL_CALL* reseal_function)(reseal_instance* self, const reseal_call* call,
                                                    const reseal_sink* out);

/* [any-thread] Makes the function that runs under this operation id return RESEAL_E_CANCELLED within two seconds. An id
 * that is not at work is passed over. */
typedef void(RESEAL_CALL* reseal_cancel)(reseal_instance* self, const uint8_t* operation_id);

/* A service of the host. `call` carries the operation id of the plugin's own call; its deadline is at most the rest of
 * that one. Only while a [serial] function runs, on the thread that runs it; never from cancel, init or create. The
 * host does not call the plugin from inside it, except `cancel`. */
typedef reseal_status(RESEAL_CALL* reseal_service)(void* ctx, const reseal_call* call, const reseal_sink* out);

RESEAL_END

#endif
