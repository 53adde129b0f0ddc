// SPDX-License-Identifier: Apache-2.0
// TLS on 127.0.0.1, one request per connection. Ends on SIGTERM and SIGINT. One thread.
#pragma once

#include "tests/servers/ca/exchange.hpp"

#include <functional>
#include <memory>
#include <string>

namespace reseal::test::ca {

class Listener {
public:
    using Answering = std::function<Response(const Request&)>;

    // PEM files. `port` 0: a free one. Throws where it cannot listen.
    Listener(int port, const std::string& certificate, const std::string& key);
    ~Listener();

    [[nodiscard]] int port() const;
    void run(Answering answering); // until a signal comes

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace reseal::test::ca
