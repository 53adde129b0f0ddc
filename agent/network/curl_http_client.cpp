// SPDX-License-Identifier: Apache-2.0
// The way from address to address; each hop is a transfer of its own under the same rules, roots and deadline.
#include "agent/network/curl_http_client.hpp"

#include "agent/network/curl_transfer.hpp"
#include "agent/network/request_check.hpp"
#include "agent/network/trusted_roots.hpp"

#include <algorithm>

namespace reseal::network {
namespace {

constexpr int kMaxRedirects = 5;

const std::string* locationOf(const HttpResponse& response) {
    const auto found = std::ranges::find(response.headers, "location", &std::pair<std::string, std::string>::first);
    return isRedirect(response.status) && found != response.headers.end() ? &found->second : nullptr;
}

Result<Hop> nextHop(const Hop& from, const HttpResponse& response, const std::string& location,
                    const HttpRules& rules) {
    auto target = resolveAddress(from.address, location);
    if (!target) {
        return target.error();
    }
    return followRedirect(from, response.status, std::move(target).value(), rules);
}

Result<HttpResponse> follow(Hop hop, const TransferSettings& settings) {
    for (int redirects = 0;; ++redirects) {
        auto response = transfer(hop, settings);
        const std::string* const location = response ? locationOf(response.value()) : nullptr;
        if (location == nullptr) {
            return response;
        }
        if (redirects == kMaxRedirects) {
            return Error{Category::failed, "too_many_redirects",
                         N_("The server led from one address to the next without end. Try again later, or tell the "
                            "CA."),
                         hostAndPort(hop.address)};
        }
        auto next = nextHop(hop, response.value(), *location, settings.rules);
        if (!next) {
            return next.error();
        }
        hop = std::move(next).value();
    }
}

} // namespace

CurlHttpClient::CurlHttpClient(std::string userAgent) : userAgent_(std::move(userAgent)) {}

Result<HttpResponse> CurlHttpClient::send(const HttpRequest& request, const HttpRules& rules,
                                          const Cancellation& cancellation) {
    if (const Status sensible = checkRequest(request); !sensible.ok()) {
        return sensible.error();
    }
    const auto deadline = std::chrono::steady_clock::now() + request.timeout; // no overflow: checked
    auto address = parseAddress(request.url);
    if (!address) {
        return address.error();
    }
    if (const Status allowed = checkAddress(address.value(), rules); !allowed.ok()) {
        return allowed.error();
    }
    const auto roots = readFurtherRoots(request.caFile);
    if (!roots) {
        return roots.error();
    }
    return follow({std::move(address).value(), request.method},
                  {request, rules, cancellation, deadline, roots.value(), userAgent_});
}

} // namespace reseal::network
