// SPDX-License-Identifier: Apache-2.0
#include "service.hpp"

#include "message.hpp"
#include "texts.hpp"

namespace token_vpnkey {

using namespace reseal::sdk;

namespace {

constexpr std::int64_t kSuccess = 1; // the only return code whose meaning is published

Failure badAnswer(const char* what) {
    return Failure(RESEAL_E_UNREACHABLE, std::string("the answer at the token's address ") + what, texts::badAnswer(),
                   "bad_answer");
}

Failure sessionOver(const std::string& message) {
    return Failure(RESEAL_E_USER, message, texts::sessionOver(), "session_over");
}

// What the host's HTTP failed with, in the words of a token.
Failure told(const Failure& failure) {
    if (failure.reason() == "foreign_listener")
        return Failure(RESEAL_E_REFUSED, failure.what(), texts::foreignListener(), failure.reason());
    if (failure.reason() == "unreachable")
        return Failure(RESEAL_E_TOKEN_ABSENT, failure.what(), texts::noService(), "no_service");
    if (failure.status() == RESEAL_E_UNREACHABLE || failure.status() == RESEAL_E_LIMIT)
        return Failure(RESEAL_E_UNREACHABLE, failure.what(), texts::badAnswer(), failure.reason());
    return failure;
}

Failure refusedBy(const char* command, std::int64_t code) {
    Failure failure(RESEAL_E_REJECTED, std::string(command) + " ended with code " + std::to_string(code),
                    texts::refused().with(std::to_string(code)), "refused_by_token");
    return failure.native("vpnkey", code);
}

std::string idIn(const Reply& reply, std::string_view field) {
    const auto id = reply.find(field);
    if (!id || !isId(*id))
        throw badAnswer("holds no usable handle");
    return std::string(*id);
}

Bytes partIn(const Reply& reply, std::string_view field) {
    const auto text = reply.find(field);
    auto part = text ? fromBase64(*text, kLongestPart) : std::nullopt;
    if (!part || part->empty())
        throw badAnswer("holds no usable part of the signature");
    return std::move(*part);
}

} // namespace

std::string Service::exchange(const Body& body) {
    const std::string url = address_.url();
    Http http(call_);
    http.maxBytes(static_cast<std::int64_t>(kLongestReply));
    HttpReply reply;
    try {
        reply = http.post(url, Secret(body.view()), "application/x-www-form-urlencoded");
    } catch (const Failure& failure) {
        throw told(failure);
    }
    if (reply.status == 401 || reply.status == 403 || reply.status == 404 || reply.status == 410)
        throw sessionOver("the token's service answers with HTTP status " + std::to_string(reply.status));
    if (reply.status != 200)
        throw badAnswer("has another HTTP status than 200").native("http", reply.status);
    if (reply.url != url)
        throw badAnswer("leads to another address");
    if (const std::string coding = reply.header("content-encoding"); !coding.empty() && coding != "identity")
        throw badAnswer("is packed");
    return std::string(view(reply.body));
}

Reply Service::ask(const char* command, const Body& body) {
    auto reply = Reply::parse(exchange(body));
    const auto code = reply ? reply->number("retcode") : std::nullopt;
    if (!code)
        throw badAnswer(reply ? "has no return code" : "is of another form");
    if (*code != kSuccess)
        throw refusedBy(command, *code);
    return std::move(*reply);
}

std::vector<std::string> Service::objects(int type) {
    const char* const command = "GET_OBJ_LIST_ID";
    const Reply reply = ask(command, Body(command).add("obj_type", std::int64_t{type}));
    const auto list = reply.find("data");
    auto ids = list ? idsIn(*list) : std::nullopt;
    if (!ids)
        throw badAnswer("holds no list of ids");
    return std::move(*ids);
}

std::string Service::begin(const Signing& signing) {
    const char* const command = "INIT_SIGN_H_ID";
    Body body(command);
    body.add("obj_id", signing.object).add("hascert", std::int64_t{signing.chain});
    body.add("hasdata", std::int64_t{signing.attached ? 1 : 0});
    body.add("datasize", static_cast<std::int64_t>(signing.size)).add("mode", std::int64_t{signing.mode});
    if (!signing.name.empty())
        body.add("name", signing.name);
    return idIn(ask(command, body), "ctx_handle");
}

void Service::feed(const std::string& context, std::uint64_t block, std::string_view data, std::uint64_t sentBefore) {
    const char* const command = "SET_SIGN_DATA_H_ID";
    Body body(command);
    body.add("ctx_handle", context).add("blocknum", static_cast<std::int64_t>(block)).addBase64("data", data);
    const Reply reply = ask(command, body);
    // Published for one block only; of several either sum is taken. Any other number: bytes were lost on the way.
    const auto taken = reply.number("data_length");
    const auto size = static_cast<std::int64_t>(data.size());
    if (reply.find("data_length") && taken != size && taken != size + static_cast<std::int64_t>(sentBefore))
        throw badAnswer("says that it took another number of bytes than were sent");
}

void Service::calculate(const std::string& context, const std::string& object) {
    const char* const command = "CALC_SIGN_H_ID";
    ask(command, Body(command).add("ctx_handle", context).add("obj_id", object));
}

Service::Parts Service::message(const std::string& context) {
    const char* const command = "GET_SIGN_CMS_H_ID";
    const Reply reply = ask(command, Body(command).add("ctx_handle", context));
    return {partIn(reply, "head"), partIn(reply, "suffix")}; // each decoded by itself: both may end in padding
}

Secret Service::login(const std::string& user, const Secret& pin) {
    const char* const command = "LOGIN";
    Body body(command);
    body.add("user", user).add("pin", pin.view());
    try {
        const Reply reply = ask(command, body);
        return Secret(idIn(reply, "sid2"));
    } catch (const Failure& failure) {
        if (failure.reason() != "refused_by_token")
            throw;
        Failure wrong(RESEAL_E_PIN_INCORRECT, failure.what(), texts::loginFailed().with(std::to_string(failure.code())),
                      "login_failed");
        throw wrong.native("vpnkey", failure.code());
    }
}

void Service::choose(const std::string& businessSystem) {
    ask("GET_BS_LIST", Body("GET_BS_LIST"));
    ask("SET_BS_USE", Body("SET_BS_USE").add("bsid", businessSystem));
}

} // namespace token_vpnkey
