// SPDX-License-Identifier: Apache-2.0
// ca_kontur, a CA plugin for the steps by which Kontur issues qualified certificates, over the HTTP profile of
// PROTOCOL.md. It keeps nothing; the conversation is in conversation.hpp.
#include "conversation.hpp"
#include "failure_texts.hpp"
#include "texts.hpp"

#include <reseal/cxx/plugin.hpp>

namespace ca_kontur {

using namespace reseal::sdk;

namespace {

constexpr std::int64_t kMinute = 60000;
constexpr std::int64_t kClocksMayDiffer = 10 * kMinute;
constexpr const char* kProfile = "qualified";

bool isGateway(const std::string& address) {
    return address.rfind("https://", 0) == 0 && address.size() > 8 && address.size() <= 208 &&
           address.find_first_of(" ?#@\\") == std::string::npos;
}

} // namespace

class KonturCa : public CaPlugin, public SettingsRules, public Diagnostics {
public:
    std::vector<Profile> describe(const CaCall&) override {
        return {{kProfile,
                 texts::profile(),
                 {},
                 {"gost-2012-256", "gost-2012-512", "rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384"},
                 -1}};
    }

    Demand begin(const CaCall& call) override {
        if (const std::string profile = call.profile(); !profile.empty() && profile != kProfile)
            throw Failure(RESEAL_E_CONFIG, "unknown profile", texts::unknownProfile().with(profile), "unknown_profile");
        return Conversation(call).begin();
    }

    Demand resume(const CaCall& call) override { return Conversation(call, call.cookie()).resume(); }

    Demand recover(const CaCall& call) override {
        return call.cookie().empty() ? begin(call) : Conversation(call, call.cookie()).recover();
    }

    void withdraw(const CaCall& call) override {
        if (!call.cookie().empty())
            Conversation(call, call.cookie()).withdraw();
    }

    std::vector<Problem> validate(const Call& call) override {
        const std::string address = call.setting("base_url");
        std::vector<Problem> problems;
        if (!isGateway(address))
            problems.push_back({"base_url", address.empty() ? texts::noGateway() : texts::notHttps()});
        return problems;
    }

    std::vector<Check> examine(const Call& call) override {
        try {
            Gateway gateway(call);
            gateway.greet();
            const std::int64_t apart = std::abs(gateway.clockAheadMs());
            const bool fine = apart <= kClocksMayDiffer;
            return {{"gateway", "fine", texts::gatewayFine(), {}},
                    {"clock", fine ? "fine" : "broken",
                     fine ? texts::clockFine() : texts::clocksDiffer().with(std::to_string(apart / kMinute)),
                     texts::clockMend()}};
        } catch (const Failure& failure) {
            if (failure.status() == RESEAL_E_CANCELLED || failure.status() == RESEAL_E_DEADLINE)
                throw;
            return {{"gateway", "broken", failure.text().empty() ? texts::unreachable() : failure.text(),
                     texts::gatewayMend()}};
        }
    }
};

} // namespace ca_kontur

RESEAL_CA_PLUGIN(ca_kontur::KonturCa, "kontur", "1.0.0")
