// SPDX-License-Identifier: Apache-2.0
// What the old key signs before the application: the log-in and the order of a re-issue; and where it cannot.
#include "conversation.hpp"
#include "failure_texts.hpp"
#include "texts.hpp"

#include "../../ca_file/src/encoding.hpp"

namespace ca_nca {

using namespace reseal::sdk;

namespace {

// A challenge is random; around it stands what it is signed for, so that it can never be a document.
std::string textToSign(const char* purpose, const std::string& base, const std::string& challenge) {
    return std::string("reseal-nca/1\n") + purpose + "\n" + base + "\n" + challenge + "\n";
}

std::string joined(const std::vector<std::string>& kinds) {
    std::string out;
    for (const std::string& one : kinds)
        out += (out.empty() ? "" : ",") + one;
    return out;
}

} // namespace

Bytes fingerprintOf(const Bytes& certificate) {
    const std::string digits = ca_file::sha256(view(certificate));
    Bytes out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return out;
}

// The half that logs in and the half that signs; one certificate may be both.
void Conversation::takeCertificates() {
    std::vector<Bytes> all = call_.oldPair();
    all.insert(all.begin(), call_.oldCertificate());
    for (const Bytes& one : all) {
        const auto facts = readNcaCertificate(view(one));
        if (!facts)
            continue;
        Bytes& half = facts->authentication ? loginWith_ : signWith_;
        if (half.empty())
            half = one;
    }
    if (loginWith_.empty())
        loginWith_ = signWith_;
}

bool Conversation::lapsed() const {
    const auto facts = readNcaCertificate(view(call_.oldCertificate()));
    return call_.text(RESEAL_KEY_OLD_KEY) == "lapsed" || (facts && call_.now() > 0 && facts->notAfterMs <= call_.now());
}

Demand Conversation::challenged(const Challenge& challenge, const char* purpose, const Bytes& signer) {
    const bool login = std::string_view(purpose) == "login";
    cookie_.set("state", purpose).set("challenge", challenge.id);
    Payload payload;
    payload.data = toBytes(textToSign(purpose, gateway_.base(), challenge.challenge));
    payload.form = "cms-attached";
    payload.title = login ? texts::signsLogin() : texts::signsKeys();
    payload.signer = fingerprintOf(signer);
    return Demand::signature({payload}, cookie_)
        .step(login ? texts::stepLogin() : texts::stepKeys())
        .next(login ? texts::nextKeys() : texts::nextAgreement());
}

Demand Conversation::login() {
    const Outcome<Challenge> outcome = gateway_.startLogin(view(loginWith_));
    if (!outcome.good())
        return refused(outcome.problem, outcome.why);
    return challenged(outcome.value, "login", loginWith_);
}

Demand Conversation::afterLogin() {
    if (call_.signature().empty())
        return login();
    const Outcome<Session> outcome = gateway_.login(cookie_.require("challenge"), call_.signature());
    if (outcome.problem == "unknown_challenge" || outcome.problem == "challenge_expired")
        return login();
    if (!outcome.good())
        return refused(outcome.problem, outcome.why);
    cookie_.set("session", outcome.value.token);
    return getKeys();
}

Demand Conversation::getKeys() {
    if (signWith_.empty())
        return missing();
    const Outcome<Challenge> outcome = gateway_.startReissue(cookie_.require("session"), view(signWith_));
    if (outcome.problem == "session_expired")
        return login();
    if (!outcome.good())
        return refused(outcome.problem, outcome.why);
    return challenged(outcome.value, "keys", signWith_);
}

Demand Conversation::afterKeys() {
    if (call_.signature().empty())
        return getKeys();
    const Outcome<Offer> outcome =
        gateway_.reissue(cookie_.require("session"), cookie_.require("challenge"), call_.signature());
    if (outcome.problem == "session_expired")
        return login();
    if (outcome.problem == "unknown_challenge" || outcome.problem == "challenge_expired")
        return getKeys();
    if (!outcome.good())
        return refused(outcome.problem, outcome.why);
    cookie_.set("reissue", outcome.value.id).set("challenge", "");
    if (!cookie_.get("signed-1").empty())
        return submit();
    cookie_.set("kinds", joined(outcome.value.kinds)).set("ask-phone", outcome.value.phone ? "yes" : "");
    return agreementPage({});
}

Demand Conversation::missing() {
    cookie_.set("state", "missing");
    const bool signingKey = !loginWith_.empty() && signWith_.empty();
    const auto facts = readNcaCertificate(view(call_.oldCertificate()));
    return Demand::input(keyMissingForm(signingKey, facts ? keyFileName(*facts) : std::string()), cookie_)
        .step(texts::stepLogin())
        .next(texts::nextKeys());
}

Demand Conversation::afterMissing() { return call_.action() == "new" ? newIssue() : begin(); }

Demand Conversation::newIssue() {
    const About about = gateway_.about();
    const std::string own = call_.setting("service_centre");
    const Text where = !own.empty()                   ? Text(own)
                       : !about.serviceCentre.empty() ? Text(about.serviceCentre)
                                                      : texts::serviceCentre();
    cookie_.set("state", "new").set("way", "new").set("kinds", joined(about.kinds)).set("ask-phone", "yes");
    return Demand::input(newIssueForm(lapsed(), where, call_.language()), cookie_)
        .step(texts::stepBegin())
        .next(texts::nextAgreement());
}

Demand Conversation::afterNewIssue() { return agreementPage({}); }

Demand Conversation::refused(const std::string& problem, const std::string& why) {
    if (problem == "certificate_lapsed")
        return newIssue();
    const Text mend = filled(texts::beginAgain(), support_);
    if (problem == "certificate_revoked")
        return Demand::failed(texts::revoked(), mend, "old_certificate_revoked");
    return Demand::failed(filled(texts::loginRefused(), why.empty() ? texts::noReason() : Text(cut(why, 500))), mend,
                          "login_refused");
}

} // namespace ca_nca
