// SPDX-License-Identifier: Apache-2.0
#include "agent/network/response_collector.hpp"

#include "agent/network/text_case.hpp"

#include <charconv>

namespace reseal::network {
namespace {

constexpr std::size_t kMaxHeaderBytes = std::size_t{256} * 1024;

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

int statusOf(std::string_view line) { // "HTTP/1.1 200 OK"
    int status = 0;
    const std::size_t space = line.find(' ');
    if (space != std::string_view::npos) {
        std::from_chars(line.data() + space + 1, line.data() + line.size(), status);
    }
    return status;
}

} // namespace

bool ResponseCollector::addHeaderLine(std::string_view line) {
    headerBytes_ += line.size();
    if (headerBytes_ > kMaxHeaderBytes) {
        overLimit_ = true;
        return false;
    }
    if (headerComplete_) {
        return true;
    }
    const std::string_view text = trimmed(line);
    const std::size_t colon = line.find(':');
    if (response_.status == 0 || (line.starts_with("HTTP/") && response_.status < 200)) {
        response_.headers.clear();
        response_.status = statusOf(text);
    } else if (text.empty()) {
        headerComplete_ = response_.status >= 200;
    } else if ((line.front() == ' ' || line.front() == '\t') && !response_.headers.empty()) {
        response_.headers.back().second.append(" ").append(text); // a folded line, RFC 9112 5.2
    } else if (colon != std::string_view::npos) {
        response_.headers.emplace_back(lowerCase(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1)));
    }
    return true;
}

bool ResponseCollector::addBody(ByteView piece) {
    if (piece.size() > maxBytes_ - response_.body.size()) {
        overLimit_ = true;
        return false;
    }
    response_.body.insert(response_.body.end(), piece.begin(), piece.end());
    return true;
}

} // namespace reseal::network
