// SPDX-License-Identifier: Apache-2.0
// The CA's side of plugins/ca_kontur/PROTOCOL.md. Accepts any phone and any subject as ready. One thread.
#pragma once

#include "tests/servers/ca/authority.hpp"
#include "tests/servers/ca/exchange.hpp"
#include "tests/servers/ca/faults.hpp"
#include "tests/servers/ca/routes.hpp"
#include "tests/servers/ca/store.hpp"

#include <functional>
#include <string_view>

namespace reseal::test::ca {

class KonturDesk {
public:
    // Borrows both. `url` is where the server answers.
    KonturDesk(Store& store, const Authority& authority, Faults faults, std::string url);

    [[nodiscard]] Response answer(const Request& request);

private:
    struct Path;
    using Handler = Response (KonturDesk::*)(const Request&, const std::string& id);
    struct Route {
        std::string_view method, pattern; // "/v1/orders/*/confirmation"
        Handler handler;
    };
    static const Route kRoutes[];

    Response about(const Request& request, const std::string& id);
    Response readiness(const Request& request, const std::string& id);
    Response newChallenge(const Request& request, const std::string& id);
    Response sendAgain(const Request& request, const std::string& id);
    Response checkCode(const Request& request, const std::string& id);
    Response applications(const Request& request, const std::string& id);
    Response newOrder(const Request& request, const std::string& id);
    Response orders(const Request& request, const std::string& id);
    Response order(const Request& request, const std::string& id);
    Response apply(const Request& request, const std::string& id);
    Response withdraw(const Request& request, const std::string& id);
    Response confirm(const Request& request, const std::string& id);
    Response confirmAgain(const Request& request, const std::string& id);
    Response certificate(const Request& request, const std::string& id);
    Response revocations(const Request& request, const std::string& id);

    [[nodiscard]] bool happens(std::string_view fault); // counts it
    [[nodiscard]] std::int64_t now() const;
    void sendCode(Json& challenge, const std::string& text);
    void proceed(Json& order); // issues it where its time has come
    [[nodiscard]] std::string statementOf(const Json& order);
    [[nodiscard]] static Json shownApplication(const Json& order);
    [[nodiscard]] Response shown(const Json& order, int status = 200) const;
    [[nodiscard]] Json* sessionOf(const Request& request);
    Json makeApplication(const Json& asked, const std::string& title);

    Store& store_;
    const Authority& authority_;
    const Faults faults_;
    const std::string url_;
};

} // namespace reseal::test::ca
