// SPDX-License-Identifier: Apache-2.0
// The holder's application, where an order needs one: signed by the old key, or printed and signed by hand.
#include "application_texts.hpp"
#include "conversation.hpp"
#include "texts.hpp"

#include "../../ca_file/src/application.hpp"
#include "../../ca_file/src/encoding.hpp"

#include <algorithm>

namespace ca_kontur {

using namespace reseal::sdk;

namespace {

constexpr std::int64_t kHour = 3600000;
constexpr std::size_t kLongestSignature = 32768;

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& one : parts)
        if (!one.empty())
            out += (out.empty() ? "" : ", ") + one;
    return out;
}

std::string whereOf(const Statement& statement) {
    return joined({statement.centre, statement.address, statement.hours});
}

// Statement, line to sign on, what to bring, where.
std::string pageOf(const Statement& statement, const std::string& language) {
    std::string page = statement.text + "\n\n" + ca_file::signatureLine(language) + "\n";
    if (!statement.documents.empty()) {
        page += "\n" + texts::bring().in(language) + "\n";
        for (const std::string& one : statement.documents)
            page += "- " + one + "\n";
    }
    const std::string where = whereOf(statement);
    return where.empty() ? page : page + "\n" + texts::where().in(language) + "\n" + where + "\n";
}

} // namespace

// A token that is away is waited for by the host.
bool Conversation::oldKeySigns() const {
    return !call_.oldCertificate().empty() && (call_.oldKeyReady() || call_.text(RESEAL_KEY_OLD_KEY) == "away") &&
           cookie_.get("by-hand").empty();
}

Demand Conversation::apply(const Order& order, std::int64_t retryAfterMs) {
    if (!oldKeySigns())
        return printed(order, retryAfterMs);
    cookie_.set("state", "sign");
    Payload payload;
    payload.data = toBytes(order.statement.text);
    payload.form = "cms-detached";
    payload.title = texts::theApplication();
    return Demand::signature({payload}, cookie_).step(texts::stepApplication()).next(texts::nextIssue());
}

Demand Conversation::afterSign() {
    const Bytes signature = call_.signature();
    if (signature.empty())
        return poll(); // asks for it again, unless it arrived
    if (signature.size() > kLongestSignature)
        throw Failure(RESEAL_E_INVALID, "a signature past 32 KiB");
    const Applied applied = gateway_.apply(cookie_.require("key"), ca_file::toBase64(view(signature)));
    if (applied.order)
        return proceed(*applied.order, applied.retryAfterMs);
    if (applied.refused)
        cookie_.set("by-hand", "yes");
    return poll();
}

Demand Conversation::printed(const Order& order, std::int64_t retryAfterMs) {
    const std::int64_t tries =
        cookie_.get("state") == "paper" ? std::clamp<std::int64_t>(cookie_.integer("tries"), 0, 100) : 0;
    Wait wait;
    wait.untilMs = call_.now() + (retryAfterMs > 0 ? retryAfterMs : kHour << std::min<std::int64_t>(tries, 2));
    wait.deadlineMs = order.deadlineIn > 0 ? call_.now() + order.deadlineIn * 1000 : 0;
    const std::string documents = joined(order.statement.documents), where = whereOf(order.statement);
    const Text why = cookie_.get("by-hand").empty() ? texts::noOldKey() : texts::signatureRefused();
    wait.text = filled(texts::byHand(), why);
    wait.text = filled(wait.text, documents.empty() ? texts::identity() : Text(documents));
    wait.text = filled(wait.text, where.empty() ? names_.ca : Text(where));
    wait.text = filled(wait.text, names_.support);
    wait.print = pageOf(order.statement, call_.language());
    cookie_.set("state", "paper").set("tries", std::min<std::int64_t>(tries + 1, 100));
    return Demand::wait(wait, cookie_).step(texts::stepApplication()).next(texts::nextIssue());
}

} // namespace ca_kontur
