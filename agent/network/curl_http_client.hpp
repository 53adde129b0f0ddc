// SPDX-License-Identifier: Apache-2.0
// HttpClient over libcurl: the system's roots and proxy, TLS 1.2 or later, HTTP/1.1, one new connection per request.
// A program that also wraps OpenSSL sets that up first: the first request loads openssl.cnf where nothing has yet.
#pragma once

#include "agent/network/http_client.hpp"

#include <string>

namespace reseal::network {

class CurlHttpClient final : public HttpClient {
public:
    explicit CurlHttpClient(std::string userAgent); // "Reseal/1.0"; a request may name its own

    [[nodiscard]] Result<HttpResponse> send(const HttpRequest& request, const HttpRules& rules,
                                            const Cancellation& cancellation) override;

private:
    std::string userAgent_;
};

} // namespace reseal::network
