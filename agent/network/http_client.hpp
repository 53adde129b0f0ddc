// SPDX-License-Identifier: Apache-2.0
// One HTTPS request on somebody's behalf, and the rules that hold it: which hosts, how much, how long. Plain HTTP goes
// to this computer only. Nothing is sent twice and nothing is remembered: no cookies, no connections, no passwords.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/cancellation.hpp"
#include "agent/base/listener.hpp"
#include "agent/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reseal::network {

inline constexpr std::size_t kMaxHttpBody = std::size_t{16} * 1024 * 1024; // of a request and of an answer

enum class HttpMethod : std::uint8_t { get, post, put, remove /* DELETE */ };

struct HttpHeader {
    std::string name;
    Secret value;
    bool secret = false; // not sent on to another server; Authorization and Cookie never are
};

struct HttpRequest {
    HttpMethod method = HttpMethod::get;
    std::string url;                 // ASCII, no credentials; names beyond ASCII as punycode
    std::vector<HttpHeader> headers; // none that frames the message or names the host
    Secret body;                     // any bytes; empty for GET
    std::chrono::milliseconds timeout = std::chrono::seconds(30); // for the whole, redirects included
    std::size_t maxBytes = std::size_t{1024} * 1024;              // of the answer's body
    std::string caFile; // roots in PEM, trusted besides the system's; empty: none
};

struct HttpResponse {
    int status = 0;                                           // whatever the server said
    std::vector<std::pair<std::string, std::string>> headers; // in order; names in lower case
    Bytes body;                                               // as sent: never unpacked
    std::string url;                                          // where redirects led
};

// A proxy other than the system's.
struct ProxySettings {
    std::string url;    // empty: no proxy
    std::string bypass; // hosts reached without it, comma-separated
    std::string user;   // empty: the person's own Kerberos ticket where the proxy takes one
    Secret password;
};

struct HttpRules {
    // "ca.example.kz", "*.example.kz" (exactly one more label), "[::1]"; each may end in ":port", else the port of the
    // scheme is meant. An IP address counts only where it is listed itself.
    std::vector<std::string> allowedHosts;
    bool plainLoopback = false; // http:// to 127.0.0.0/8, ::1 and localhost, where they are listed
    // Null: https_proxy and no_proxy of the environment. localhost, 127.0.0.0/8 and ::1 are never asked of a proxy.
    std::shared_ptr<const ProxySettings> proxy;
    // Policy's say about what is listed; none: all of it.
    std::function<bool(std::string_view host, int port)> alsoAllowed = {};
    // Who answers on this computer: only one's own is spoken to. Asked for loopback hosts, with the address in digits,
    // once the connection stands and before anything is sent. None: all may be spoken to.
    std::function<Listener(const std::string& address, int port)> listenerAt = {};
};

// Up to five redirects are followed, each under the same rules. What fails has one of these reasons; `subject` is the
// host and port of the server concerned, and what is said of sending holds for that server:
//   bad_request (usage)        address, header, size or time-out make no sense; nothing was sent
//   bad_ca_file (damaged)      caFile holds no certificates; subject is the file; nothing was sent
//   host_refused (refused)     the rules do not allow the host, or a redirect to it; it was not contacted
//   foreign_listener (refused) another's program answers on this computer; nothing was sent
//   unreachable (failed)       no connection; the request was not sent
//   tls_failed (refused: the certificate; failed: the handshake)          the request was not sent
//   connection_lost (failed)   the request, or part of it, was sent, but the answer did not come whole
//   timed_out (failed), cancelled (failed)                                the request may have been sent
//   too_large, bad_response, too_many_redirects (failed)                  the answer was dropped
//   network_failed (failed)    short of memory
class HttpClient {
public:
    virtual ~HttpClient() = default;

    // Blocks. Any thread, any number at a time. Returns within 200 ms of a cancellation.
    [[nodiscard]] virtual Result<HttpResponse> send(const HttpRequest& request, const HttpRules& rules,
                                                    const Cancellation& cancellation) = 0;
};

} // namespace reseal::network
