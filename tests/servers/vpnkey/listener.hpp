// SPDX-License-Identifier: Apache-2.0
// The token's service on 127.0.0.1: one HTTP request per connection, of no origin but none. Ends on SIGTERM and SIGINT.
#pragma once

#include "tests/servers/vpnkey/token.hpp"

#include <memory>

namespace reseal::test::vpnkey {

class Listener {
public:
    // `port` 0: a free one; `orFree`: a free one too where it is taken. Throws where it cannot listen.
    Listener(Token& token, int port, bool orFree);
    ~Listener();

    [[nodiscard]] int port() const;
    void run(); // until a signal comes

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace reseal::test::vpnkey
