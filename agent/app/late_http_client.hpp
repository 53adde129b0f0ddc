// SPDX-License-Identifier: Apache-2.0
// The HttpClient of agent/network, loaded with the first request. Any thread.
#pragma once

#include "agent/network/http_client.hpp"

#include <mutex>
#include <string>

namespace reseal::app {

class LateHttpClient final : public network::HttpClient {
public:
    // `library`: absolute path of reseal-https.so.
    LateHttpClient(std::string library, std::string userAgent)
        : library_(std::move(library)), userAgent_(std::move(userAgent)) {}

    // Also program_incomplete (failed), where the library is missing.
    [[nodiscard]] Result<network::HttpResponse> send(const network::HttpRequest& request,
                                                     const network::HttpRules& rules,
                                                     const Cancellation& cancellation) override;

private:
    [[nodiscard]] Result<network::HttpClient*> loaded();

    const std::string library_;
    const std::string userAgent_;
    std::mutex loading_;
    std::unique_ptr<network::HttpClient> client_;
};

} // namespace reseal::app
