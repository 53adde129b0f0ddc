// SPDX-License-Identifier: Apache-2.0
// The CA's side of plugins/ca_nca/PROTOCOL.md. Knows the holders of certificates that it, or a CA that it was told to
// trust, issued; applications without an old key wait until a file `approved` lies in the folder. One thread.
#pragma once

#include "tests/servers/ca/faults.hpp"
#include "tests/servers/ca/nca_authority.hpp"
#include "tests/servers/ca/routes.hpp"
#include "tests/servers/ca/store.hpp"

#include <string_view>

namespace reseal::test::ca {

class NcaDesk {
public:
    // Borrows both. `url` is where the server answers.
    NcaDesk(Store& store, const NcaAuthority& authority, Faults faults, std::string url);

    [[nodiscard]] Response answer(const Request& request);

private:
    using Handler = Response (NcaDesk::*)(const Request&, const std::string& id);
    struct Route {
        std::string_view method, pattern;
        Handler handler;
    };
    static const Route kRoutes[];

    Response about(const Request& request, const std::string& id);
    Response agreement(const Request& request, const std::string& id);
    Response newLogin(const Request& request, const std::string& id);
    Response finishLogin(const Request& request, const std::string& id);
    Response newReissue(const Request& request, const std::string& id);
    Response finishReissue(const Request& request, const std::string& id);
    Response newOrder(const Request& request, const std::string& id);
    Response order(const Request& request, const std::string& id);
    Response withdraw(const Request& request, const std::string& id);
    Response giveCode(const Request& request, const std::string& id);
    Response codeAgain(const Request& request, const std::string& id);
    Response confirm(const Request& request, const std::string& id);
    Response letterAgain(const Request& request, const std::string& id);
    Response certificates(const Request& request, const std::string& id);
    Response revocations(const Request& request, const std::string& id);
    Response issuerFile(const Request& request, const std::string& id);

    [[nodiscard]] bool happens(std::string_view fault); // counts it
    [[nodiscard]] bool has(std::string_view fault) const { return faults_.contains(fault); }
    [[nodiscard]] std::int64_t now() const;
    [[nodiscard]] Json kinds() const;
    Response challenge(const Request& request, const std::string& purpose, const Json& asked);
    // Nothing where it is fine: the challenge of `id` was signed by its certificate.
    std::optional<Response> flawOfAnswer(const Request& request, const std::string& purpose, const std::string& id);
    [[nodiscard]] Json* sessionOf(const Request& request);

    // nca_orders.cpp
    std::optional<Response> flawOfOrder(const Json& asked, Json& order);
    std::string takeKey(const Json& key, const Json& asked, Json& order); // why not, in English; empty: taken
    void sendCode(Json& order);
    void sendLetter(Json& order);
    void proceed(Json& order); // issues it where its time has come
    void issue(Json& order);
    [[nodiscard]] Response shown(const Json& order, int status = 200) const;

    Store& store_;
    const NcaAuthority& authority_;
    const Faults faults_;
    const std::string url_;
};

} // namespace reseal::test::ca
