// SPDX-License-Identifier: Apache-2.0
// token_vpnkey, a plugin for tokens that sign through a local HTTP service (VPNKey-TLS and what speaks like it). It
// keeps nothing but the session of a log-in, and that only while its process lives. README.md
#include "address.hpp"
#include "pins.hpp"
#include "service.hpp"
#include "signing.hpp"
#include "texts.hpp"

#include <reseal/cxx/plugin.hpp>

#include <algorithm>
#include <set>

namespace token_vpnkey {

using namespace reseal::sdk;

namespace {

constexpr const char* kToken = "vpnkey"; // one service, one token; it shows no serial number

bool signsDocuments(int type) { return type == kSignature || type == kTransport; }

Failure absent() { return Failure(RESEAL_E_TOKEN_ABSENT, "no such token", texts::noService(), "token_absent"); }

Failure wholeMessagesOnly() {
    return Failure(RESEAL_E_UNSUPPORTED, "whole messages only", texts::onlyWholeMessages(), "whole_messages_only");
}

} // namespace

class VpnKeyToken : public TokenPlugin, public TokenCms, public SettingsRules, public Diagnostics {
public:
    std::vector<TokenInfo> tokens(const TokenCall& call) override {
        if (!isSet(call) || !isThere(call))
            return {};
        TokenInfo token;
        token.id = kToken;
        token.label = texts::tokenLabel().in(call.language());
        token.model = "VPNKey-TLS";
        token.can = {"token-cms.sign"};
        return {token};
    }

    std::vector<ObjectInfo> objects(const TokenCall& call) override {
        needToken(call);
        const auto pins = readPins(call.setting("pins"));
        std::vector<ObjectInfo> found;
        withSession(call, [&](Service& service) {
            std::set<std::string> seen; // the same id under another type is the same object
            for (int type = 0; type < kTypes; ++type)
                for (const std::string& id : service.objects(type))
                    if (seen.insert(id).second)
                        found.push_back(infoOf(call, id, type, pins.value_or(Pins())));
        });
        return found;
    }

    std::vector<Bytes> sign(const TokenCall& call) override {
        needToken(call);
        throw wholeMessagesOnly();
    }

    void signCms(const TokenCall& call, Out& out) override {
        needToken(call);
        const std::string object = call.key();
        withSession(call, [&](Service& service) {
            if (!isId(object) || !signs(service, object))
                throw Failure(RESEAL_E_NOT_FOUND, "no such key", texts::noSuchKey(), "no_such_key");
            signDocument(call, service, object, out);
        });
    }

    void openCms(const TokenCall& call, Out&) override {
        needToken(call);
        throw wholeMessagesOnly();
    }

    std::vector<Problem> validate(const Call& call) override {
        std::vector<Problem> problems;
        const Secret pasted = call.secretSetting("address");
        if (!pasted.empty() && !readAddress(pasted.view()))
            problems.push_back({"address", texts::badAddress()});
        if (!readPins(call.setting("pins")))
            problems.push_back({"pins", texts::badPins()});
        return problems;
    }

    std::vector<Check> examine(const Call& call) override {
        if (!isSet(call))
            return {{"session", "warning", texts::checkNoAddress(), texts::addressNeeded()}};
        try {
            const auto address = addressOf(call);
            if (address.session.empty())
                return {}; // only the PIN would tell
            Service(call, address).objects(kSignature);
            return {{"session", "fine", texts::checkFine(), {}}};
        } catch (const Failure& failure) {
            if (failure.status() == RESEAL_E_CANCELLED || failure.status() == RESEAL_E_DEADLINE)
                throw;
            const Text mend = failure.reason() == "refused_by_token" || failure.text().empty() ? texts::sessionOver()
                                                                                               : failure.text();
            return {{"session", "broken", texts::checkFailed().with(failure.reason()), mend}};
        }
    }

private:
    static bool loginIsOn(const Call& call) { return call.setting("login", "no") == "yes"; }
    static bool isSet(const Call& call) { return !call.secretSetting("address").empty() || loginIsOn(call); }

    static void needToken(const TokenCall& call) {
        if (!isSet(call) || call.token() != kToken)
            throw absent();
    }

    // As set; the session of a log-in is used where the person pasted none.
    Address addressOf(const Call& call) const {
        const Secret pasted = call.secretSetting("address");
        auto address = pasted.empty() ? std::optional(Address()) : readAddress(pasted.view());
        if (!address)
            throw Failure(RESEAL_E_CONFIG, "the setting address is no address", texts::badAddress(), "bad_setting");
        if (address->session.empty() && loginIsOn(call) && address->origin == loggedInAt_)
            address->session = session_.copy();
        return std::move(*address);
    }

    // A token whose session is over is there all the same.
    bool isThere(const TokenCall& call) const {
        try {
            const Address address = addressOf(call);
            if (!address.session.empty())
                Service(call, address).objects(kSignature);
            return true;
        } catch (const Failure& failure) {
            if (failure.status() == RESEAL_E_CANCELLED || failure.status() == RESEAL_E_DEADLINE)
                throw;
            return failure.reason() == "refused_by_token" || failure.reason() == "session_over";
        }
    }

    template <class Body>
    void withSession(const TokenCall& call, Body body) {
        Address address = addressOf(call);
        if (address.session.empty())
            logIn(call, address);
        Service service(call, address);
        try {
            service.objects(kSignature); // a session that is over shows here, before anything is done
        } catch (const Failure& failure) {
            if (failure.reason() != "refused_by_token" && failure.reason() != "session_over")
                throw;
            session_.wipe();
            Failure over(RESEAL_E_USER, failure.what(), texts::sessionOver(), "session_over");
            throw over.native("vpnkey", failure.code());
        }
        body(service);
    }

    void logIn(const TokenCall& call, Address& address) {
        if (!loginIsOn(call))
            throw Failure(RESEAL_E_USER, "no session", texts::addressNeeded(), "address_needed");
        address.session = Service(call, address).login(call.setting("user", "1"), call.pin());
        if (const std::string system = call.setting("business_system"); !system.empty())
            Service(call, address).choose(system);
        session_ = address.session.copy();
        loggedInAt_ = address.origin;
    }

    static bool signs(Service& service, const std::string& object) {
        for (const int type : {kSignature, kTransport}) {
            const auto ids = service.objects(type);
            if (std::find(ids.begin(), ids.end(), object) != ids.end())
                return true;
        }
        return false;
    }

    static ObjectInfo infoOf(const Call& call, const std::string& id, int type, const Pins& pins) {
        ObjectInfo object;
        object.id = id;
        object.label = texts::objectLabel(type).with(id).in(call.language());
        if (signsDocuments(type))
            object.key = id;
        if (const auto pin = pins.find(id); pin != pins.end())
            object.certificateSha256 = pin->second;
        return object;
    }

    Secret session_;
    std::string loggedInAt_; // origin
};

} // namespace token_vpnkey

RESEAL_TOKEN_PLUGIN(token_vpnkey::VpnKeyToken, "vpnkey", "1.0.0")
