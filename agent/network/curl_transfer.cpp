// SPDX-License-Identifier: Apache-2.0
// Drives one transfer until it is done, too late or unwanted. All that blocks is the poll, which a cancellation wakes.
#include "agent/network/curl_transfer.hpp"

#include "agent/network/curl_handles.hpp"
#include "agent/network/response_collector.hpp"
#include "agent/network/transfer_errors.hpp"
#include "agent/network/transfer_options.hpp"
#include "agent/network/trusted_roots.hpp"

#include <algorithm>
#include <new>
#include <optional>

namespace reseal::network {
namespace {

bool libraryReady() {
    static const bool kReady = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return kReady;
}

// libcurl calls these; a count other than the one given ends the transfer, as no exception may.
template <typename Take>
std::size_t taken(std::size_t size, Take take) noexcept {
    try {
        return take() ? size : size + 1;
    } catch (const std::bad_alloc&) {
        return size + 1;
    }
}

std::size_t onHeader(char* data, std::size_t unit, std::size_t count, void* collector) {
    const std::size_t size = unit * count;
    return taken(size, [&] { return static_cast<ResponseCollector*>(collector)->addHeaderLine({data, size}); });
}

std::size_t onBody(char* data, std::size_t unit, std::size_t count, void* collector) {
    const std::size_t size = unit * count;
    return taken(size, [&] { return static_cast<ResponseCollector*>(collector)->addBody(asBytes({data, size})); });
}

// An easy handle while it is part of its multi handle.
class Joined {
public:
    Joined(CURLM* multi, CURL* easy) : multi_(multi), easy_(easy), code_(curl_multi_add_handle(multi, easy)) {}
    ~Joined() { curl_multi_remove_handle(multi_, easy_); }
    Joined(const Joined&) = delete;
    Joined& operator=(const Joined&) = delete;
    [[nodiscard]] bool ok() const { return code_ == CURLM_OK; }

private:
    CURLM* multi_;
    CURL* easy_;
    CURLMcode code_;
};

std::optional<CURLcode> finished(CURLM* multi) {
    int left = 0;
    const CURLMsg* const message = curl_multi_info_read(multi, &left);
    return message != nullptr && message->msg == CURLMSG_DONE ? std::optional(message->data.result) : std::nullopt;
}

Ending drive(CURLM* multi, const TransferSettings& settings) {
    using std::chrono::milliseconds;
    for (;;) {
        if (settings.cancellation.cancelled()) {
            return {Ending::How::cancelled};
        }
        const auto left = std::chrono::ceil<milliseconds>(settings.deadline - std::chrono::steady_clock::now()).count();
        if (left <= 0) {
            return {Ending::How::timedOut};
        }
        int running = 0;
        if (curl_multi_perform(multi, &running) != CURLM_OK) {
            return {Ending::How::finished, CURLE_FAILED_INIT};
        }
        if (const auto code = finished(multi)) {
            return {Ending::How::finished, *code};
        }
        if (curl_multi_poll(multi, nullptr, 0, static_cast<int>(left), nullptr) != CURLM_OK) {
            return {Ending::How::finished, CURLE_FAILED_INIT};
        }
    }
}

Error failure(Ending ending, CURL* easy, const Hop& hop, const TransferSettings& settings, Listener listener) {
    if (ending.code == CURLE_SSL_CACERT_BADFILE && !settings.furtherRoots.empty()) {
        return badRootFile(settings.request.caFile);
    }
    if (listener == Listener::foreign) {
        return Error{Category::refused, "foreign_listener",
                     N_("Another user of this computer answers at this address, and nothing was sent. Find out which "
                        "program took it, or ask your IT department."),
                     hostAndPort(hop.address)};
    }
    if (listener == Listener::gone) {
        ending.code = CURLE_COULDNT_CONNECT;
    }
    return transferError(ending, easy, hop.address);
}

// Nothing where a proxy that takes tickets and passwords was asked with a ticket only; the server saw nothing of it.
std::optional<Result<HttpResponse>> attempt(const Hop& hop, const TransferSettings& settings, ProxyLogin proxyLogin) {
    const EasyHandle easy(libraryReady() ? curl_easy_init() : nullptr);
    const MultiHandle multi(easy ? curl_multi_init() : nullptr);
    ResponseCollector collector(settings.request.maxBytes);
    TransferOptions options(hop, settings, proxyLogin);
    if (!multi || !options.apply(easy.get(), {onHeader, onBody, &collector})) {
        return transferError({Ending::How::finished, CURLE_FAILED_INIT}, easy.get(), hop.address);
    }
    const Cancellation::Watch watch(settings.cancellation, [&] { curl_multi_wakeup(multi.get()); });
    const Joined joined(multi.get(), easy.get());
    Ending ending = joined.ok() ? drive(multi.get(), settings) : Ending{Ending::How::finished, CURLE_FAILED_INIT};
    if (ending.how == Ending::How::finished && ending.code == CURLE_OK) {
        HttpResponse response = collector.take();
        response.url = hop.address.text;
        return response;
    }
    if (collector.overLimit()) {
        ending = {Ending::How::tooLarge};
    }
    ending.proxyUserNamed = options.proxyUserNamed();
    if (proxyLogin == ProxyLogin::any && ending.how == Ending::How::finished &&
        proxyWantsPassword(ending, easy.get())) {
        return std::nullopt;
    }
    return failure(ending, easy.get(), hop, settings, options.listener());
}

} // namespace

Result<HttpResponse> transfer(const Hop& hop, const TransferSettings& settings) {
    auto outcome = attempt(hop, settings, ProxyLogin::any);
    return outcome ? std::move(*outcome) : *attempt(hop, settings, ProxyLogin::password);
}

} // namespace reseal::network
