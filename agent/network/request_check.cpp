// SPDX-License-Identifier: Apache-2.0
#include "agent/network/request_check.hpp"

#include "agent/network/text_case.hpp"

#include <algorithm>
#include <array>

namespace reseal::network {
namespace {

constexpr std::size_t kMaxHeaders = 100;
constexpr std::size_t kMaxHeaderBytes = std::size_t{64} * 1024;
constexpr std::chrono::hours kLongest{24};

// The client's own: they say whom the request is for, how long it is, and what the connection does afterwards.
constexpr std::array<std::string_view, 10> kReserved = {
    "connection", "content-length",    "expect",  "host", "keep-alive", "te",
    "trailer",    "transfer-encoding", "upgrade", "via"};

bool tokenCharacter(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool headersAllowed(const std::vector<HttpHeader>& headers) {
    std::size_t size = 0;
    for (const HttpHeader& header : headers) {
        size += header.name.size() + header.value.view().size();
        if (!headerNameAllowed(header.name) || !headerValueAllowed(header.value.view())) {
            return false;
        }
    }
    return headers.size() <= kMaxHeaders && size <= kMaxHeaderBytes;
}

} // namespace

bool headerNameAllowed(std::string_view name) {
    const std::string lower = lowerCase(name);
    return !name.empty() && std::ranges::all_of(name, tokenCharacter) && !lower.starts_with("proxy-") &&
           std::ranges::find(kReserved, lower) == kReserved.end();
}

bool headerValueAllowed(std::string_view value) {
    return std::ranges::none_of(value, [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; });
}

Status checkRequest(const HttpRequest& request) {
    if (!headersAllowed(request.headers)) {
        return Error{Category::usage, "bad_request",
                     N_("A header of the request is not valid, and nothing was sent. Tell the plugin's maker.")};
    }
    const bool sizes = request.body.view().size() <= kMaxHttpBody && request.maxBytes <= kMaxHttpBody;
    const bool times = request.timeout > request.timeout.zero() && request.timeout <= kLongest;
    const bool bodyFits = request.method != HttpMethod::get || request.body.empty();
    if (!sizes || !times || !bodyFits) {
        return Error{Category::usage, "bad_request",
                     N_("The request is not valid, and nothing was sent. Tell the plugin's maker.")};
    }
    return {};
}

} // namespace reseal::network
