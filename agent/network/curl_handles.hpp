// SPDX-License-Identifier: Apache-2.0
// Owners of libcurl's objects. Inside agent/network only.
#pragma once

#include "agent/base/bytes.hpp"

#include <cstring>
#include <curl/curl.h>
#include <memory>

namespace reseal::network {

struct UrlDeleter {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

struct TextDeleter {
    void operator()(char* text) const { curl_free(text); }
};
using CurlText = std::unique_ptr<char, TextDeleter>;

struct EasyDeleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using EasyHandle = std::unique_ptr<CURL, EasyDeleter>;

struct MultiDeleter {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using MultiHandle = std::unique_ptr<CURLM, MultiDeleter>;

// Lines of a request's header, which may hold secrets.
struct LinesDeleter {
    void operator()(curl_slist* lines) const {
        for (const curl_slist* line = lines; line != nullptr; line = line->next) {
            wipe(line->data, std::strlen(line->data));
        }
        curl_slist_free_all(lines);
    }
};
using HeaderLines = std::unique_ptr<curl_slist, LinesDeleter>;

} // namespace reseal::network
