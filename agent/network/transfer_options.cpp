// SPDX-License-Identifier: Apache-2.0
#include "agent/network/transfer_options.hpp"

#include "agent/network/system_proxy.hpp"
#include "agent/network/text_case.hpp"
#include "agent/network/trusted_roots.hpp"

#include <algorithm>
#include <exception>

namespace reseal::network {
namespace {

constexpr long kConnectMs = 20'000;
constexpr const char* kOwnTicket = ":"; // no name, no password: Negotiate takes the person's Kerberos ticket

bool names(const HttpRequest& request, std::string_view lowerName) {
    return std::ranges::any_of(request.headers,
                               [&](const auto& header) { return lowerCase(header.name) == lowerName; });
}

const char* verb(HttpMethod method) {
    switch (method) {
    case HttpMethod::put:
        return "PUT";
    case HttpMethod::remove:
        return "DELETE";
    case HttpMethod::post:
        return "POST";
    case HttpMethod::get:
        break;
    }
    return "GET";
}

} // namespace

template <typename Value>
void TransferOptions::set(CURLoption option, Value value) {
    failed_ = failed_ || curl_easy_setopt(easy_, option, value) != CURLE_OK;
}

bool TransferOptions::apply(CURL* easy, const TransferSink& sink) {
    easy_ = easy;
    setAddress();
    setMethod();
    setHeaders();
    setTrust();
    setProxy();
    setLimits();
    setListenerCheck();
    set(CURLOPT_HEADERFUNCTION, sink.onHeader);
    set(CURLOPT_HEADERDATA, sink.context);
    set(CURLOPT_WRITEFUNCTION, sink.onBody);
    set(CURLOPT_WRITEDATA, sink.context);
    return !failed_;
}

void TransferOptions::setAddress() {
    set(CURLOPT_CURLU, hop_.address.parsed.get());
    set(CURLOPT_PROTOCOLS_STR, hop_.address.secure ? "https" : "http");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    // libcurl repeats a request that met a dead old connection, or that HTTP/2 gave back: here there is neither.
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_FRESH_CONNECT, 1L);
    set(CURLOPT_FORBID_REUSE, 1L);
}

void TransferOptions::setMethod() {
    const std::string_view body = hop_.withBody ? settings_.request.body.view() : std::string_view();
    if (hop_.method == HttpMethod::get || (hop_.method == HttpMethod::remove && body.empty())) {
        set(CURLOPT_HTTPGET, 1L);
    } else {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        set(CURLOPT_POSTFIELDS, body.empty() ? "" : body.data()); // borrowed
    }
    set(CURLOPT_CUSTOMREQUEST, verb(hop_.method));
}

void TransferOptions::addLine(const char* line) {
    curl_slist* const longer = curl_slist_append(lines_.get(), line);
    if (longer == nullptr) {
        failed_ = true;
        return;
    }
    static_cast<void>(lines_.release());
    lines_.reset(longer);
}

void TransferOptions::addHeader(const HttpHeader& header) {
    const std::string_view value = header.value.view();
    const bool blank = value.find_first_not_of(" \t") == std::string_view::npos;
    std::string line;
    line.reserve(header.name.size() + value.size() + 2); // one buffer, to be wiped
    // libcurl sends "Name;" as an empty header, and takes "Name:" as a wish to leave one out.
    line.append(header.name).append(blank ? ";" : ": ").append(blank ? std::string_view() : value);
    addLine(line.c_str());
    wipe(line.data(), line.size());
}

void TransferOptions::setHeaders() {
    for (const HttpHeader& header : settings_.request.headers) {
        if (goesWith(hop_, header)) {
            addHeader(header);
        }
    }
    if (!hop_.withBody || !names(settings_.request, "content-type")) {
        addLine("Content-Type:"); // libcurl would call a body a form
    }
    addLine("Expect:"); // a server that refuses it would be sent the request again
    if (!names(settings_.request, "user-agent")) {
        set(CURLOPT_USERAGENT, settings_.userAgent.c_str());
    }
    set(CURLOPT_HTTPHEADER, lines_.get());
    set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE)); // none of them to the proxy
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

void TransferOptions::setTrust() {
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_OPTIONS, static_cast<long>(CURLSSLOPT_NATIVE_CA)); // Windows' own roots; elsewhere without effect
    if (!settings_.furtherRoots.empty()) {
        char* systemFile = nullptr;
        curl_easy_getinfo(easy_, CURLINFO_CAINFO, &systemFile);
        roots_ = withSystemRoots(systemFile, settings_.furtherRoots);
        curl_blob blob{roots_.data(), roots_.size(), CURL_BLOB_NOCOPY};
        set(CURLOPT_CAINFO_BLOB, &blob);
    }
}

bool TransferOptions::proxyUserNamed() const {
    const ProxySettings* const own = settings_.rules.proxy.get();
    return own == nullptr ? systemProxyNamesUser() : !own->user.empty() || namesUser(own->url.c_str());
}

void TransferOptions::setProxy() {
    set(CURLOPT_PROXYAUTH,
        static_cast<long>(proxyLogin_ == ProxyLogin::any ? CURLAUTH_ANY : CURLAUTH_ANY & ~CURLAUTH_NEGOTIATE));
    if (isLoopback(hop_.address.host)) {
        set(CURLOPT_PROXY, "");
        return;
    }
    const ProxySettings* const own = settings_.rules.proxy.get();
    if (own != nullptr) {
        set(CURLOPT_PROXY, own->url.c_str());
        set(CURLOPT_NOPROXY, own->bypass.c_str());
    }
    if (own != nullptr && !own->user.empty()) {
        set(CURLOPT_PROXYUSERNAME, own->user.c_str());
        set(CURLOPT_PROXYPASSWORD, own->password.view().data()); // ends in NUL, as the string inside it
    } else {
        set(CURLOPT_PROXYUSERPWD, kOwnTicket); // a name in the proxy's address takes its place
    }
}

void TransferOptions::setLimits() {
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
    set(CURLOPT_QUICK_EXIT, 1L); // whoever cancels does not wait for a slow name server
    set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(settings_.request.maxBytes));
}

// libcurl calls it for each connection that stands, before the first byte of the request.
int TransferOptions::onConnected(void* self, char* address, char*, int port, int) {
    auto* const options = static_cast<TransferOptions*>(self);
    try {
        options->listener_ = options->settings_.rules.listenerAt(address, port);
    } catch (const std::exception&) {
        options->listener_ = Listener::foreign;
    }
    return options->listener_ != Listener::own ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

void TransferOptions::setListenerCheck() {
    if (settings_.rules.listenerAt && isLoopback(hop_.address.host)) {
        set(CURLOPT_PREREQFUNCTION, &TransferOptions::onConnected);
        set(CURLOPT_PREREQDATA, this);
    }
}

} // namespace reseal::network
