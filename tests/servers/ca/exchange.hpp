// SPDX-License-Identifier: Apache-2.0
// One HTTP request to the test CA and what becomes of it, without a socket. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace reseal::test::ca {

struct Request {
    std::string method, target;
    std::string idempotencyKey, authorization; // headers
    std::string body;
};

enum class Fate : std::uint8_t { answered, cut };

struct Response {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    Fate fate = Fate::answered;
    std::chrono::milliseconds delay{0};
};

} // namespace reseal::test::ca
