// SPDX-License-Identifier: Apache-2.0
// What is looked up among the tokens; the acts stand in token_acts.cpp.
#include "agent/app/token_requests.hpp"

#include "agent/app/documents.hpp"
#include "agent/app/plugin_requests.hpp"
#include "agent/app/token_documents.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reseal::app {
namespace {

Json done(Json document) { return Json{{"exit", 0}, {"document", std::move(document)}}; }

Error unknownToken(const std::string& uri) {
    return {Category::notFound, "unknown_token",
            N_("There is no such token or key now; 'reseal token list' shows all. Is it plugged in?"), uri};
}

Error manyTokens(const std::string& uri) {
    return {Category::usage, "ambiguous_uri",
            N_("This means several of them; give more of the address that 'reseal token list' shows."), uri};
}

} // namespace

Json TokenRequests::failed(const Error& error) const { return failureAnswer(*engine_, error); }

Json TokenRequests::failed(const plugins::TokenFailure& failure) const {
    Json answer = failed(failure.error);
    if (failure.triesLeft) {
        Json& document = answer["document"];
        document["tries_left"] = *failure.triesLeft;
        document["detail"] = document.value("detail", "") + " " + engine_->texts()->translate(N_("Tries left")) + ": " +
                             std::to_string(*failure.triesLeft);
    }
    return answer;
}

Json TokenRequests::list() const {
    const auto texts = engine_->texts();
    const core::Wording wording(*texts, *engine_->parts().clock);
    Json tokens = Json::array();
    for (const core::Token& token : engine_->tokens().tokens()) {
        tokens.push_back(documentOf(token, wording));
    }
    Json readers = Json::array();
    for (const core::CardReader& reader : engine_->tokens().readers()) {
        readers.push_back(documentOf(reader, *texts));
    }
    return done(
        {{"service", engine_->tokens().serviceRuns()}, {"readers", std::move(readers)}, {"tokens", std::move(tokens)}});
}

Result<core::Token> TokenRequests::findToken(const std::string& uri) const {
    std::vector<const core::Token*> fitting;
    for (const core::Token& token : engine_->tokens().tokens()) {
        const bool fits = core::means(uri, token) || uri == token.label || uri == token.serial ||
                          std::ranges::any_of(token.objects, [&](const core::TokenObject& object) {
                              return core::means(uri, token, object);
                          });
        if (fits) {
            fitting.push_back(&token);
        }
    }
    if (fitting.size() == 1) {
        return *fitting.front();
    }
    return fitting.empty() ? unknownToken(uri) : manyTokens(uri);
}

// What has a private key, and a certificate beside it or in the messages that the token makes.
Result<std::pair<core::Token, core::TokenObject>> TokenRequests::findKey(const std::string& uri) const {
    std::vector<std::pair<core::Token, core::TokenObject>> fitting;
    for (const core::Token& token : engine_->tokens().tokens()) {
        for (const core::TokenObject& object : token.objects) {
            const bool usable = !object.certificate.empty() || token.makesMessages();
            if (!object.key.empty() && usable && core::means(uri, token, object)) {
                fitting.emplace_back(token, object);
            }
        }
        if (auto named = token.makesMessages() ? core::namedOnly(uri, token) : std::nullopt) {
            fitting.emplace_back(token, std::move(*named));
        }
    }
    if (fitting.size() == 1) {
        return std::move(fitting.front());
    }
    return fitting.empty() ? unknownToken(uri) : manyTokens(uri);
}

Json TokenRequests::certificate(const std::string& uri) const {
    const auto key = findKey(uri);
    if (!key) {
        return failed(key.error());
    }
    const auto& [token, object] = key.value();
    return done({{"uri", core::uriOf(token, object)},
                 {"token", token.label},
                 {"pinpad", token.pinIs("pinpad")},
                 {"messages", token.makesMessages()},
                 {"certificate_hex", toHex(object.certificate)}});
}

void TokenRequests::answer(const std::string& command, const Json& request, const Secret& secret,
                           const Reply& reply) const {
    if (command == "token_sign") {
        return sign(request, secret, reply); // for each digest: no new look
    }
    if (command == "token_open") {
        return openWithKey(request, secret, reply);
    }
    if (command == "token_message") {
        return makeMessage(request, secret, reply);
    }
    if (command == "token_list") {
        return engine_->tokens().lookThen([self = *this, reply] { reply(self.list()); });
    }
    const std::string uri = request.value("uri", "");
    if (command == "token_info") {
        return engine_->tokens().lookThen([self = *this, reply, uri] { self.info(uri, reply); });
    }
    if (command == "token_certificate") {
        return engine_->tokens().lookThen([self = *this, reply, uri] { reply(self.certificate(uri)); });
    }
    if (command == "token_pin") {
        return engine_->tokens().lookThen(
            [self = *this, reply, request, secret = std::make_shared<const Secret>(secret.duplicate())] {
                self.changePin(request, *secret, reply);
            });
    }
    reply(failed(Error{Category::usage, "bad_request", N_("The request is not understood."), {}}));
}

} // namespace reseal::app
