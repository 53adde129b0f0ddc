// SPDX-License-Identifier: Apache-2.0
// What libcurl is told of one transfer. Inside agent/network only.
#pragma once

#include "agent/network/curl_handles.hpp"
#include "agent/network/curl_transfer.hpp"

namespace reseal::network {

// How a proxy that asks may be told who asks.
enum class ProxyLogin : std::uint8_t {
    any,      // the strongest that it offers; libcurl then tries no other
    password, // whatever takes a name and a password
};

struct TransferSink {
    curl_write_callback onHeader = nullptr;
    curl_write_callback onBody = nullptr;
    void* context = nullptr;
};

// Lives as long as the handle is at work: libcurl borrows texts of it.
class TransferOptions {
public:
    TransferOptions(const Hop& hop, const TransferSettings& settings, ProxyLogin proxyLogin)
        : hop_(hop), settings_(settings), proxyLogin_(proxyLogin) {}

    [[nodiscard]] bool apply(CURL* easy, const TransferSink& sink); // false: libcurl did not take an option
    [[nodiscard]] Listener listener() const { return listener_; }   // not own: nothing was sent
    [[nodiscard]] bool proxyUserNamed() const;                      // in the rules, or in the proxy's address

private:
    template <typename Value>
    void set(CURLoption option, Value value);
    void setAddress();
    void setMethod();
    void setHeaders();
    void addHeader(const HttpHeader& header);
    void addLine(const char* line);
    void setTrust();
    void setProxy();
    void setLimits();
    void setListenerCheck();
    static int onConnected(void* self, char* address, char* ownAddress, int port, int ownPort);

    const Hop& hop_;
    const TransferSettings& settings_;
    const ProxyLogin proxyLogin_;
    CURL* easy_ = nullptr;
    bool failed_ = false;
    Listener listener_ = Listener::own;
    HeaderLines lines_;
    std::string roots_;
};

} // namespace reseal::network
