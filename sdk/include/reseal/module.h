/* SPDX-License-Identifier: Apache-2.0
 * A plugin module and the host that loads it. One module per process; each lives in a `reseal-plugin-host` of its own,
 * without core dumps, extra descriptors, new privileges, and without what its manifest does not ask for. */
#ifndef RESEAL_MODULE_H
#define RESEAL_MODULE_H

#include "call.h"

RESEAL_BEGIN

typedef struct reseal_host {
    uint32_t abi_minor; /* for logs only */
    uint32_t reserved0;
    void* ctx;
    /* [any-thread] The service `id` ("reseal.http/1"), or NULL. Tables are static. What the host lacks, the plugin does
     * without, or says RESEAL_E_UNSUPPORTED. The ctx of a service is this struct's ctx. */
    const void*(RESEAL_CALL* get_extension)(void* ctx, const char* id);
} reseal_host;

/* Frozen for major 1. Static; lives until the process ends. */
typedef struct reseal_module {
    uint32_t struct_size; /* sizeof(reseal_module): another value is refused */
    uint32_t abi_minor;
    /* [serial] First. No input or output, no thread, no network; under 100 ms. `host` lives until deinit. May come
     * again after deinit. */
    reseal_status(RESEAL_CALL* init)(const reseal_host* host);
    /* [serial] Last. All instances are destroyed before. May come without init; then it does nothing. */
    void(RESEAL_CALL* deinit)(void);
    /* [serial] Says what the manifest says: "plugin.id", "plugin.version", "plugin.extension" (repeats). */
    reseal_status(RESEAL_CALL* describe)(const reseal_sink* out);
    /* [serial] `id` is the plugin's id in the manifest, at most 128 ASCII characters; another id is RESEAL_E_NOT_FOUND
     * and *out is NULL. Never blocks: connecting, loading a vendor's library and the like wait for the first call. */
    reseal_status(RESEAL_CALL* create)(const char* id, reseal_instance** out);
    /* [serial] Joins the instance's own threads; afterwards no service of the host is called for it. */
    void(RESEAL_CALL* destroy)(reseal_instance* self);
    /* [any-thread] The extension `id` ("reseal.ca/1"), a static table, or NULL. Ids match as a whole. The answer stays
     * the same for the life of the instance. */
    const void*(RESEAL_CALL* get_extension)(reseal_instance* self, const char* id);
} reseal_module;

/* The one symbol that a module exports. A later major is a second symbol in the same module. */
#define RESEAL_ENTRY_SYMBOL "reseal_module_v1"
RESEAL_EXPORT const reseal_module* RESEAL_CALL reseal_module_v1(void);

RESEAL_END

#endif
