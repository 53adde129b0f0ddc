// SPDX-License-Identifier: Apache-2.0
// One PKCS#11 module with the tokens it sees and the sessions that are kept between calls. On its lane only.
#pragma once

#include "cryptoki/session.hpp"
#include "pins.hpp"
#include "request.hpp"

#include <map>
#include <set>

namespace token_pkcs11 {

struct Found {
    CK_SLOT_ID slot = 0;
    CK_TOKEN_INFO info{};
    std::string uri;
};

// What an operation on a token works with.
struct Visit {
    Library& library;
    const Found& token;
    Session& session;
    Request& request;

    // A log-in for as long as it lives; none where the token asks for none.
    LogIn logIn() { return LogIn(session, library, token.info, request); }
};

struct PinReport {
    std::string label;
    PinState state;
    bool factoryPin = false; // seen with the last log-in
};

class Module {
public:
    enum class Access : std::uint8_t { read, write };

    explicit Module(cryptoki::ModuleChoice choice) : library_(std::move(choice)) {}

    std::vector<reseal::sdk::TokenInfo> tokens();
    std::vector<PinReport> pins();

    // `work` on the token of the request; nothing where this module does not see it. A session that turns out to be
    // gone is opened anew once, unless a PIN has been sent.
    template <class Work>
    auto onToken(const std::shared_ptr<Request>& request, Access access, Work work)
        -> std::optional<decltype(work(std::declval<Visit&>()))> {
        const cryptoki::Uri uri = request->tokenUri();
        for (bool again = false;; again = true) {
            const auto found = lookUp(uri, request->token);
            if (!found)
                return std::nullopt;
            try {
                const std::shared_ptr<Session> session = sessionWith(*found, access);
                Visit visit{library_, *found, *session, *request};
                auto result = work(visit);
                noteSuccess(*found, *request);
                return result;
            } catch (const cryptoki::Lost&) {
                kept_.clear();
                if (again || request->pinSent)
                    throw;
            }
        }
    }

private:
    std::vector<Found> look();
    std::optional<Found> lookUp(const cryptoki::Uri& uri, const std::string& text);
    std::shared_ptr<Session> sessionWith(const Found& found, Access access);
    void noteSuccess(const Found& found, const Request& request);

    Library library_;
    std::map<std::string, std::shared_ptr<Session>> kept_; // by the token's URI; for reading
    std::set<std::string> factoryPins_;                    // URIs of tokens that were opened with one
};

} // namespace token_pkcs11
