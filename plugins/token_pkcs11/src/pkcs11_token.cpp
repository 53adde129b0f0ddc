// SPDX-License-Identifier: Apache-2.0
#include "pkcs11_token.hpp"

#include "cryptoki/configured.hpp"
#include "operations.hpp"
#include "texts.hpp"

#include <reseal/cxx/host.hpp>

#include <algorithm>
#include <set>

namespace token_pkcs11 {

using namespace std::chrono_literals;

namespace {

constexpr auto kForList = 5s;       // a module that takes longer is left out of the list
constexpr auto kForCall = 600s;     // the deadline of the call is shorter
constexpr auto kBehindAnother = 3s; // for a module that is still at work for a call that was given up

std::string keyOf(const ModuleChoice& choice) { return choice.path + '\n' + choice.parameter; }

} // namespace

std::vector<ModuleChoice> Pkcs11Token::foundModules(const Call& call) {
    if (!looked_) {
        looked_ = true;
        auto lane = std::make_shared<Lane>("p11-kit");
        try {
            configured_ =
                lane->run<std::vector<ModuleChoice>>(call, kForList, [] { return cryptoki::configuredModules(); });
        } catch (const Failure& failure) {
            reseal::sdk::logWarning(call, std::string("p11-kit's modules are left out: ") + failure.what());
        }
    }
    std::vector<ModuleChoice> out = wellKnownModules();
    out.insert(out.begin(), configured_.begin(), configured_.end());
    return out;
}

Pkcs11Token::Drivers Pkcs11Token::driversOf(const Call& call) {
    const std::string modules = call.setting("modules", "auto");
    std::vector<ModuleChoice> choices = namedModules(modules);
    const auto nss =
        nssModules(call.setting("nss_profiles"), call.setting("nss_module"), call.setting("nss_write") == "yes");
    choices.insert(choices.end(), nss.begin(), nss.end());
    if (asksForAuto(modules)) {
        const auto found = foundModules(call);
        choices.insert(choices.end(), found.begin(), found.end());
    }
    Drivers out;
    for (const ModuleChoice& choice : withoutRepeats(choices)) {
        auto& driver = drivers_[keyOf(choice)];
        if (!driver)
            driver = std::make_shared<Driver>(choice);
        if (!driver->announced) // the last line before a module that ends the process
            reseal::sdk::logInfo(call, "PKCS#11 module " + choice.path + " is going to be loaded");
        driver->announced = true;
        out.push_back(driver);
    }
    return out;
}

// All modules at once; one that stalls or fails leaves the answers of the others alone.
template <class Result>
std::map<const Pkcs11Token::Driver*, Result> Pkcs11Token::askAll(const Call& call, Result (Module::*question)(),
                                                                 std::map<const Driver*, Failure>& failures) {
    std::vector<std::pair<std::shared_ptr<Driver>, std::future<Outcome<Result>>>> asked;
    for (const auto& driver : driversOf(call)) {
        if (driver->lane.stuck())
            failures.emplace(driver.get(), Failure(RESEAL_E_UNREACHABLE, "still at work for an earlier call",
                                                   texts::moduleStalled().with(driver->choice.path), "module_stalled"));
        else
            asked.emplace_back(driver, driver->lane.template start<Result>(
                                           [module = driver->module, question] { return (*module.*question)(); }));
    }
    const auto end =
        std::chrono::steady_clock::now() + std::min<std::chrono::milliseconds>(kForList, call.remaining() / 2);
    std::map<const Driver*, Result> out;
    for (auto& [driver, future] : asked) {
        const auto left =
            std::max(std::chrono::milliseconds(1),
                     std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()));
        try {
            driver->lane.wait(
                call, left, [&, &answer = future](std::chrono::milliseconds time) { return Lane::ready(answer, time); },
                [] {});
            out.emplace(driver.get(), Lane::take(future));
        } catch (const Failure& failure) {
            if (failure.status() == RESEAL_E_CANCELLED)
                throw;
            reseal::sdk::logWarning(call, "PKCS#11 module " + driver->choice.path + ": " + failure.what());
            failures.emplace(driver.get(), failure);
        }
    }
    return out;
}

std::map<const Pkcs11Token::Driver*, std::vector<PinReport>>
Pkcs11Token::pinReports(const Call& call, std::map<const Driver*, Failure>& failures) {
    return askAll(call, &Module::pins, failures);
}

std::vector<reseal::sdk::TokenInfo> Pkcs11Token::tokens(const TokenCall& call) {
    std::map<const Driver*, Failure> failures;
    auto answers = askAll(call, &Module::tokens, failures);
    std::vector<reseal::sdk::TokenInfo> out;
    std::set<std::string> ids; // two modules may see one token: the first one serves it
    for (const auto& driver : driversOf(call))
        for (reseal::sdk::TokenInfo& token : answers[driver.get()])
            if (ids.insert(token.id).second) {
                seenBy_[token.id] = keyOf(driver->choice);
                out.push_back(std::move(token));
            }
    return out;
}

// The one that listed the token before the others.
Pkcs11Token::Drivers Pkcs11Token::inOrderFor(const TokenCall& call) {
    Drivers out = driversOf(call);
    const auto seen = seenBy_.find(call.token());
    if (seen != seenBy_.end())
        std::stable_partition(out.begin(), out.end(),
                              [&](const auto& driver) { return keyOf(driver->choice) == seen->second; });
    return out;
}

template <class Result>
Result Pkcs11Token::onToken(const TokenCall& call, Module::Access access, Result (*work)(Visit&)) {
    const std::shared_ptr<Request> request = requestOf(call);
    static_cast<void>(request->tokenUri());
    std::optional<Failure> trouble;
    for (const auto& driver : inOrderFor(call)) {
        std::function<std::optional<Result>()> job = [module = driver->module, request, access, work] {
            request->checkpoint();
            return module->onToken(request, access, work);
        };
        std::optional<Result> result;
        try {
            const std::chrono::milliseconds most = driver->lane.stuck() ? kBehindAnother : kForCall;
            result = driver->lane.run<std::optional<Result>>(call, most, std::move(job),
                                                             [request] { request->abandoned = true; });
        } catch (const Failure& failure) {
            const bool ofModule = failure.reason() == "module_missing" || failure.reason() == "module_broken" ||
                                  (failure.reason() == "module_stalled" && failure.status() == RESEAL_E_UNREACHABLE);
            if (!ofModule)
                throw;
            request->abandoned = false;
            if (driver->choice.named || !trouble)
                trouble = failure;
            continue;
        }
        if (result) {
            if (request->pinSent && isFactoryPin(*request))
                reseal::sdk::logWarning(call, "a token was opened with a PIN that tokens are shipped with");
            return *std::move(result);
        }
    }
    if (trouble)
        throw *trouble;
    throw Failure(RESEAL_E_TOKEN_ABSENT, "no module sees this token", texts::tokenAbsent(), "token_absent");
}

std::vector<reseal::sdk::ObjectInfo> Pkcs11Token::objects(const TokenCall& call) {
    return onToken(call, Module::Access::read, listObjects);
}
reseal::sdk::GeneratedKey Pkcs11Token::generate(const TokenCall& call) {
    return onToken(call, Module::Access::write, generateKey);
}
std::vector<Bytes> Pkcs11Token::sign(const TokenCall& call) { return onToken(call, Module::Access::read, signDigests); }
Secret Pkcs11Token::decrypt(const TokenCall& call) { return onToken(call, Module::Access::read, decryptWithKey); }
Secret Pkcs11Token::derive(const TokenCall& call) { return onToken(call, Module::Access::read, deriveSecret); }
std::vector<Bytes> Pkcs11Token::importAndSign(const TokenCall& call) {
    return onToken(call, Module::Access::write, token_pkcs11::importObject);
}
void Pkcs11Token::removeObject(const TokenCall& call) {
    onToken(call, Module::Access::write, token_pkcs11::removeObject);
}
void Pkcs11Token::changePin(const TokenCall& call) { onToken(call, Module::Access::write, changeUserPin); }
std::int64_t Pkcs11Token::triesLeft(const TokenCall& call) {
    return onToken(call, Module::Access::read, userTriesLeft);
}

Secret Pkcs11Token::exportKey(const TokenCall&) {
    throw Failure(RESEAL_E_NOT_EXPORTABLE, "keys do not leave their token", texts::notExportable(), "not_exportable");
}

} // namespace token_pkcs11
