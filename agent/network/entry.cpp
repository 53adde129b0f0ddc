// SPDX-License-Identifier: Apache-2.0
// The door of reseal-https.so: libcurl and what it pulls in are loaded with the first request, not with the tray.
#include "agent/network/curl_http_client.hpp"

// The caller owns what comes back.
extern "C" __attribute__((visibility("default"))) reseal::network::HttpClient*
reseal_make_http_client(const char* userAgent) {
    return new reseal::network::CurlHttpClient(userAgent);
}
