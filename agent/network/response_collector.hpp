// SPDX-License-Identifier: Apache-2.0
// Puts an answer together out of the pieces that arrive, within limits. One thread.
#pragma once

#include "agent/network/http_client.hpp"

#include <string_view>

namespace reseal::network {

class ResponseCollector {
public:
    explicit ResponseCollector(std::size_t maxBytes) : maxBytes_(maxBytes) {}

    // One line of a header, its end included. Interim answers (1xx) give way to the final one; trailers are passed
    // over. False: more than 256 KiB of them.
    [[nodiscard]] bool addHeaderLine(std::string_view line);

    [[nodiscard]] bool addBody(ByteView piece); // false: more than maxBytes

    [[nodiscard]] bool overLimit() const { return overLimit_; }
    [[nodiscard]] HttpResponse take() { return std::move(response_); }

private:
    std::size_t maxBytes_;
    std::size_t headerBytes_ = 0;
    bool headerComplete_ = false;
    bool overLimit_ = false;
    HttpResponse response_;
};

} // namespace reseal::network
