// SPDX-License-Identifier: Apache-2.0
#include "agent/network/system_proxy.hpp"

#include "agent/network/curl_handles.hpp"

#include <cstdlib>

namespace reseal::network {

bool namesUser(const char* proxyAddress) {
    const std::unique_ptr<CURLU, UrlDeleter> url(curl_url());
    char* user = nullptr;
    if (!url ||
        curl_url_set(url.get(), CURLUPART_URL, proxyAddress, CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME) !=
            CURLUE_OK ||
        curl_url_get(url.get(), CURLUPART_USER, &user, 0) != CURLUE_OK) {
        return false;
    }
    return *CurlText(user) != '\0';
}

bool systemProxyNamesUser() {
    for (const char* const name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) { // libcurl's order
        if (const char* const value = std::getenv(name); value != nullptr && *value != '\0') {
            return namesUser(value);
        }
    }
    return false;
}

} // namespace reseal::network
