// SPDX-License-Identifier: Apache-2.0
// Tokens behind any PKCS#11 module. Keeps modules and sessions between calls, and no PIN.
#pragma once

#include "lane.hpp"
#include "module.hpp"
#include "modules.hpp"

#include <reseal/cxx/token.hpp>
#include <reseal/cxx/workplace.hpp>

#include <map>

namespace token_pkcs11 {

using reseal::sdk::Call;
using reseal::sdk::TokenCall;

class Pkcs11Token : public reseal::sdk::TokenPlugin,
                    public reseal::sdk::Diagnostics,
                    public reseal::sdk::SettingsRules {
public:
    std::vector<reseal::sdk::TokenInfo> tokens(const TokenCall& call) override;
    std::vector<reseal::sdk::ObjectInfo> objects(const TokenCall& call) override;
    reseal::sdk::GeneratedKey generate(const TokenCall& call) override;
    std::vector<Bytes> sign(const TokenCall& call) override;
    Secret decrypt(const TokenCall& call) override;
    Secret derive(const TokenCall& call) override;
    std::vector<Bytes> importAndSign(const TokenCall& call) override;
    Secret exportKey(const TokenCall& call) override;
    void removeObject(const TokenCall& call) override;
    void changePin(const TokenCall& call) override;
    std::int64_t triesLeft(const TokenCall& call) override;

    std::vector<reseal::sdk::Check> examine(const Call& call) override;
    std::vector<reseal::sdk::Problem> validate(const Call& call) override;

private:
    struct Driver {
        explicit Driver(const ModuleChoice& chosen)
            : choice(chosen), module(std::make_shared<Module>(chosen)), lane(chosen.path) {}
        ModuleChoice choice;
        std::shared_ptr<Module> module;
        Lane lane;
        bool announced = false;
    };
    using Drivers = std::vector<std::shared_ptr<Driver>>;

    Drivers driversOf(const Call& call);
    std::vector<ModuleChoice> foundModules(const Call& call);
    Drivers inOrderFor(const TokenCall& call);
    template <class Result>
    Result onToken(const TokenCall& call, Module::Access access, Result (*work)(Visit&));
    template <class Result>
    std::map<const Driver*, Result> askAll(const Call& call, Result (Module::*question)(),
                                           std::map<const Driver*, Failure>& failures);

    std::map<const Driver*, std::vector<PinReport>> pinReports(const Call& call,
                                                               std::map<const Driver*, Failure>& failures);

    std::map<std::string, std::shared_ptr<Driver>> drivers_; // by path and parameter
    std::map<std::string, std::string> seenBy_;              // URI of a token: key in drivers_
    std::vector<ModuleChoice> configured_;
    bool looked_ = false; // at what p11-kit is configured with
};

} // namespace token_pkcs11
