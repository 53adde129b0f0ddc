/* SPDX-License-Identifier: Apache-2.0
 * reseal.http/1: HTTPS for plugins, done by the agent: the system's proxy and roots, TLS 1.2 or later, and only to the
 * hosts that the manifest names and policy allows; no privilege is needed for it. Plain HTTP only to loopback, where
 * the manifest says so. */
#ifndef RESEAL_HOST_HTTP_H
#define RESEAL_HOST_HTTP_H

#include "../call.h"

RESEAL_BEGIN

#define RESEAL_HOST_HTTP_1 "reseal.http/1"

typedef struct reseal_http_1 {
    /* [serial] In: "http.method" (GET, POST, PUT, DELETE), "http.url", "http.header.<name>" (text or secret),
     * "http.body" (bytes or secret), "http.max-bytes" (at most 16 MiB), "http.ca-file" (further root, a path out of the
     * settings). Out: "http.status" (any the server sent), "http.header.<name>" (lower case), "http.body" (repeats: the
     * pieces in order), "http.url" (where redirects led; they stay within the allowed hosts). RESEAL_E_UNREACHABLE: no
     * answer, TLS failed. RESEAL_E_REFUSED: the host is not allowed. RESEAL_E_LIMIT: too big. Sends no request twice,
     * and keeps no cookies. */
    reseal_service request;
} reseal_http_1;

RESEAL_END

#endif
