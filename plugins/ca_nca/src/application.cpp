// SPDX-License-Identifier: Apache-2.0
// From the agreement to the order at the CA.
#include "conversation.hpp"
#include "failure_texts.hpp"
#include "issuing_texts.hpp"
#include "link.hpp"
#include "request_content.hpp"
#include "texts.hpp"

#include "../../ca_file/src/der.hpp"
#include "../../ca_file/src/encoding.hpp"

#include <algorithm>

namespace ca_nca {

using namespace reseal::sdk;

namespace {

constexpr std::size_t kLongestRequest = 16384;
constexpr std::size_t kLongestSigned = 32768;

// "+77011234567" of what a person may write; empty where it is no number.
std::string phoneOf(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (std::string_view(" -()+.\t").find(c) == std::string_view::npos)
            return {};
    }
    if (digits.size() == 11 && digits[0] == '8' && text.find('+') == std::string_view::npos)
        digits[0] = '7'; // as it is dialled within Kazakhstan
    return digits.size() >= 10 && digits.size() <= 15 ? "+" + digits : std::string();
}

bool isIin(std::string_view text) {
    return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Like the old key, where the CA issues that; else what it issues.
std::string kindOf(const std::string& kinds, const std::optional<NcaCertificate>& old) {
    const bool rsa = kinds.find(kRsaPair) != std::string::npos, gost = kinds.find(kGost2015) != std::string::npos;
    const bool wantsGost = old && (old->family == KeyFamily::gost2004 || old->family == KeyFamily::gost2015);
    if (wantsGost && gost)
        return kGost2015;
    if (old && old->family == KeyFamily::rsa && rsa)
        return kRsaPair;
    return kinds.substr(0, kinds.find(','));
}

} // namespace

Demand Conversation::agreementPage(const Text& error) {
    const Agreement agreement = gateway_.agreement();
    cookie_.set("state", "agreement").set("agreement", agreement.version);
    return Demand::input(agreementForm(agreement, error), cookie_).step(texts::stepAgreement()).next(texts::nextForm());
}

Demand Conversation::afterAgreement() {
    if (!call_.answered("accept") || call_.answer("accept") != "yes")
        return agreementPage(call_.answered("accept") ? texts::needAgreement() : Text());
    return dataPage({});
}

Demand Conversation::dataPage(DataPage page) {
    const auto old = readNcaCertificate(view(call_.oldCertificate()));
    const auto either = [this](const char* kept, const char* known) {
        return cookie_.has(kept) ? cookie_.get(kept) : call_.holder(known);
    };
    page.askPhone = cookie_.get("ask-phone") == "yes";
    page.askHolder = !old;
    if (!page.typed) {
        page.email = either("email", "email");
        if (page.email.empty() && !cookie_.has("email") && old)
            page.email = old->email;
        if (!isEmail(page.email))
            page.email.clear();
        page.phone = cookie_.get("phone");
        page.name = either("name", "common-name");
        page.iin = either("iin", "iin");
    }
    cookie_.set("state", "form");
    return Demand::input(dataForm(page), cookie_).step(texts::stepForm()).next(texts::nextApplication());
}

// An answer that is not there was left empty: the host passes on none of those.
Demand Conversation::afterData() {
    if (!call_.link().empty())
        return dataPage({}); // clicked while the page is open: nothing was sent off
    DataPage page;
    page.typed = true;
    page.email = call_.answer("email");
    page.phone = call_.answer("phone");
    page.name = call_.answer("name");
    page.iin = call_.answer("iin");
    const bool askHolder = !readNcaCertificate(view(call_.oldCertificate()));
    const std::string phone = phoneOf(page.phone);
    if (!page.email.empty() && !isEmail(page.email))
        page.emailError = texts::badEmail();
    if (cookie_.get("ask-phone") == "yes" && phone.empty())
        page.phoneError = texts::badPhone();
    if (askHolder && (page.name.size() < 3 || page.name.size() > 300))
        page.nameError = texts::needName();
    if (askHolder && !isIin(page.iin))
        page.iinError = texts::badIin();
    if (!page.emailError.empty() || !page.phoneError.empty() || !page.nameError.empty() || !page.iinError.empty())
        return dataPage(page);
    cookie_.set("email", page.email).set("phone", phone);
    if (askHolder)
        cookie_.set("name", page.name).set("iin", page.iin);
    return applicationPage({});
}

Demand Conversation::applicationPage(const Text& error) {
    const auto old = readNcaCertificate(view(call_.oldCertificate()));
    const Bytes& known = signWith_.empty() ? loginWith_ : signWith_; // of a pair that is made anew perhaps one half
    cookie_.set("kind", kindOf(cookie_.require("kinds"), readNcaCertificate(view(known)))).set("state", "application");
    ApplicationPage page;
    page.holder = old ? old->holder : cookie_.get("name");
    page.iin = old ? old->iin : cookie_.get("iin");
    page.bin = old ? old->bin : "";
    page.email = cookie_.get("email");
    page.phone = cookie_.get("phone");
    page.pair = pair();
    page.language = call_.language();
    page.error = error;
    return Demand::input(applicationForm(page), cookie_)
        .step(texts::stepApplication())
        .next(isNew() ? texts::nextSent() : texts::nextSigned());
}

Demand Conversation::afterApplication() {
    if (call_.action() == "change")
        return dataPage({});
    if (!call_.answered("apply") || call_.answer("apply") != "yes")
        return applicationPage(call_.answered("apply") ? texts::needAgreement() : Text());
    return keyDemand();
}

// The first request is for the use of the old certificate, so that they follow each other.
const char* Conversation::useOf(int request) const {
    if (!pair())
        return "both";
    const auto old = readNcaCertificate(view(call_.oldCertificate()));
    const bool loginFirst = old && old->authentication;
    return (request == 1) == loginFirst ? "authentication" : "signing";
}

// The order gets its name before there is a key: whatever happens from here on, it is one order.
Demand Conversation::keyDemand() {
    if (cookie_.get("key").empty())
        cookie_.set("key", call_.operation());
    cookie_.set("state", "key");
    KeyRequest request;
    request.algorithms = {pair() ? "rsa-2048" : "kz-gost-2015-512"};
    request.extensions = toBytes(extensionsOf(cookie_.get("email")));
    request.media = {"file", "vault"}; // what the NCA calls a token's store is not known
    if (call_.oldCertificate().empty())
        request.subject = toBytes(nameOf(cookie_.get("name"), cookie_.get("iin")));
    std::vector<KeyRequest> requests{request};
    if (pair()) {
        request.id = "2";
        requests.push_back(request);
    }
    return Demand::key(requests, cookie_)
        .step(texts::stepApplication())
        .next(isNew() ? texts::nextSent() : texts::nextSigned());
}

Demand Conversation::afterKey() {
    for (const std::string id : {"1", "2"}) {
        if (id == "2" && !pair())
            break;
        const Bytes request = call_.request(id);
        if (request.empty())
            return keyDemand();
        const auto key = ca_file::readRequest(view(request));
        if (!key || request.size() > kLongestRequest)
            throw Failure(RESEAL_E_INVALID, "a request that is no PKCS#10, or past 16 KiB");
        cookie_.set("request-" + id, ca_file::toBase64(view(request))).set("spki-" + id, ca_file::toBase64(key->whole));
    }
    return isNew() ? submit() : signRequests();
}

Demand Conversation::signRequests() {
    cookie_.set("state", "sign");
    std::vector<Payload> payloads;
    for (const std::string id : {"1", "2"}) {
        const std::string request = cookie_.get("request-" + id);
        if (request.empty())
            break;
        Payload payload;
        payload.id = id;
        payload.data = toBytes(ca_file::fromBase64(request).value_or(""));
        payload.form = "cms-attached";
        payload.title = texts::signsRequest();
        payload.signer = fingerprintOf(signWith_);
        payloads.push_back(payload);
    }
    return Demand::signature(payloads, cookie_).step(texts::stepApplication()).next(texts::nextDecision());
}

Demand Conversation::afterSigned() {
    for (const std::string id : {"1", "2"}) {
        if (cookie_.get("request-" + id).empty())
            break;
        const Bytes cms = call_.signature(id);
        if (cms.empty())
            return signRequests();
        if (cms.size() > kLongestSigned)
            throw Failure(RESEAL_E_INVALID, "a signed request past 32 KiB");
        cookie_.set("signed-" + id, ca_file::toBase64(view(cms)));
    }
    return submit();
}

Demand Conversation::submit() {
    const std::string key = cookie_.require("key");
    Application application;
    application.reissue = isNew() ? "" : cookie_.require("reissue");
    application.kind = cookie_.require("kind");
    application.agreement = cookie_.require("agreement");
    application.email = cookie_.get("email");
    application.phone = cookie_.get("phone");
    application.returnTo = returnAddress(gateway_.base(), call_.conversation());
    if (isNew())
        application.oldCertificate = ca_file::toBase64(view(call_.oldCertificate()));
    for (const std::string id : {"1", "2"})
        if (const std::string content = cookie_.get((isNew() ? "request-" : "signed-") + id); !content.empty())
            application.requests.push_back({id, useOf(id == "1" ? 1 : 2), content});
    Outcome<Order> outcome;
    for (bool again = false;; again = true) { // once more at once: the key makes it the same order
        try {
            outcome = gateway_.submit(isNew() ? "" : cookie_.require("session"), key, application);
            break;
        } catch (const Failure& failure) {
            if (again || (failure.reason() != "connection_lost" && failure.reason() != "timed_out"))
                throw;
            if (const Outcome<Order> found = gateway_.order(key); found.good()) // it may have arrived all the same
                return proceed(found.value, found.retryAfterMs);
        }
    }
    if (outcome.good())
        return proceed(outcome.value, outcome.retryAfterMs);
    if (outcome.problem == "order_exists") // for another request: the certificate will tell whether it fits
        return taken(gateway_.order(key));
    if (outcome.problem == "session_expired")
        return login();
    if (outcome.problem == "unknown_reissue")
        return getKeys();
    return Demand::failed(
        filled(texts::rejected(), outcome.why.empty() ? texts::noReason() : Text(cut(outcome.why, 500))),
        filled(texts::beginAgain(), support_), "rejected");
}

} // namespace ca_nca
