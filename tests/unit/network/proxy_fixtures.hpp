// SPDX-License-Identifier: Apache-2.0
// What the tests of proxies share.
#pragma once

#include "tests/unit/network/network_fixtures.hpp"

namespace reseal::network {

class ProxyTest : public NetworkTest {
protected:
    [[nodiscard]] static std::unique_ptr<ServerProcess> proxy(std::vector<std::string> options = {}) {
        return std::make_unique<ServerProcess>("connect_proxy.py", std::move(options));
    }
    // Only a proxy finds the way: *.localhost is this computer, but is not spared the proxy.
    [[nodiscard]] HttpRequest far(const ServerProcess& server, HttpMethod method = HttpMethod::get) const {
        return request("https://" + server.at("ca.localhost") + "/echo", method);
    }
    [[nodiscard]] static HttpRules allowFar(const ServerProcess& server) { return allow({server.at("ca.localhost")}); }
};

} // namespace reseal::network
