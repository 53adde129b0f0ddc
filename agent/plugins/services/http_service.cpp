// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/services/http_service.hpp"

#include <reseal/keys.h>

#include <algorithm>
#include <array>

namespace reseal::plugins {
namespace {

using network::HttpMethod;
using network::HttpRequest;
using wire::Item;
using wire::Items;

struct Method {
    std::string_view name;
    HttpMethod method;
};
constexpr std::array kMethods{Method{"GET", HttpMethod::get}, Method{"POST", HttpMethod::post},
                              Method{"PUT", HttpMethod::put}, Method{"DELETE", HttpMethod::remove}};

struct Failure {
    std::string_view reason; // of http_client.hpp
    reseal_status status;
    bool maybeSent;
};
constexpr std::array kFailures{
    Failure{"bad_request", RESEAL_E_INVALID, false},        Failure{"bad_ca_file", RESEAL_E_CONFIG, false},
    Failure{"host_refused", RESEAL_E_REFUSED, false},       Failure{"foreign_listener", RESEAL_E_REFUSED, false},
    Failure{"unreachable", RESEAL_E_UNREACHABLE, false},    Failure{"tls_failed", RESEAL_E_UNREACHABLE, false},
    Failure{"connection_lost", RESEAL_E_UNREACHABLE, true}, Failure{"timed_out", RESEAL_E_UNREACHABLE, true},
    Failure{"cancelled", RESEAL_E_CANCELLED, true},         Failure{"too_large", RESEAL_E_LIMIT, true},
    Failure{"bad_response", RESEAL_E_UNREACHABLE, true},    Failure{"too_many_redirects", RESEAL_E_CONFIG, true},
    Failure{"network_failed", RESEAL_E_UNREACHABLE, false}};

constexpr std::string_view kHeader = RESEAL_KEY_HTTP_HEADER;

// False where an unknown key is critical, or a known one has the wrong type.
bool take(const Item& item, HttpRequest& request) {
    const std::string_view key = item.key;
    if (key == RESEAL_KEY_HTTP_METHOD) {
        const auto* const known = std::ranges::find(kMethods, item.text(), &Method::name);
        if (known == kMethods.end()) {
            return false;
        }
        request.method = known->method;
    } else if (key == RESEAL_KEY_HTTP_URL) {
        request.url = item.text();
    } else if (key == RESEAL_KEY_HTTP_BODY) {
        request.body = Secret(std::string(item.text()));
    } else if (key == RESEAL_KEY_HTTP_CA_FILE) {
        request.caFile = item.text();
    } else if (key == RESEAL_KEY_HTTP_MAX_BYTES) {
        if (item.type != RESEAL_TYPE_INTEGER || item.number < 0) {
            return false;
        }
        request.maxBytes = std::min<std::size_t>(static_cast<std::size_t>(item.number), network::kMaxHttpBody);
    } else if (key.starts_with(kHeader)) {
        request.headers.push_back(
            {std::string(key.substr(kHeader.size())), Secret(std::string(item.text())), item.secret()});
    } else {
        return (item.flags & RESEAL_FLAG_CRITICAL) == 0;
    }
    return true;
}

PluginReply failed(const Error& error) {
    const auto* const known = std::ranges::find(kFailures, std::string_view(error.reason), &Failure::reason);
    const Failure failure = known == kFailures.end() ? Failure{"", RESEAL_E_INTERNAL, true} : *known;
    return {failure.status,
            {Item::ofText(RESEAL_KEY_ERROR_REASON, error.reason), Item::ofText(RESEAL_KEY_ERROR_MESSAGE, error.detail),
             Item::ofNumber("x-reseal.sent", failure.maybeSent ? 1 : 0)}};
}

// A header that is no text is passed over: nobody can do anything with it.
void addText(Items& items, std::string key, std::string_view text) {
    Item item = Item::ofText(std::move(key), text);
    if (wire::examine(item) == RESEAL_OK) {
        items.push_back(std::move(item));
    }
}

} // namespace

PluginReply fetch(network::HttpClient& client, const network::HttpRules& rules, const ServiceCall& call) {
    HttpRequest request;
    request.timeout = call.left;
    for (const Item& item : call.params) {
        if (!take(item, request)) {
            return {RESEAL_E_UNSUPPORTED, {}};
        }
    }
    const auto response = client.send(request, rules, call.cancellation);
    if (!response) {
        return failed(response.error());
    }
    PluginReply reply{RESEAL_OK, {}};
    reply.items.push_back(Item::ofNumber(RESEAL_KEY_HTTP_STATUS, response.value().status));
    addText(reply.items, RESEAL_KEY_HTTP_URL, response.value().url);
    for (const auto& [name, value] : response.value().headers) {
        addText(reply.items, std::string(kHeader) + name, value);
    }
    ByteView body(response.value().body);
    while (!body.empty()) {
        const auto piece = body.first(std::min(body.size(), wire::kMaxItem));
        reply.items.push_back(Item::ofBytes(RESEAL_KEY_HTTP_BODY, piece));
        body = body.subspan(piece.size());
    }
    return reply;
}

} // namespace reseal::plugins
