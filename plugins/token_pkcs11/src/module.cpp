// SPDX-License-Identifier: Apache-2.0
#include "module.hpp"

#include "algorithms.hpp"
#include "texts.hpp"

#include <algorithm>

namespace token_pkcs11 {
namespace {

constexpr CK_SLOT_ID kNssGenericSlot = 1; // NSS's own functions: holds nothing of the person

std::vector<std::string> functionsOf(const CK_TOKEN_INFO& info, const cryptoki::Mechanisms& known,
                                     const std::vector<std::string>& algorithms) {
    const auto has = [&](CK_MECHANISM_TYPE type) { return known.find(type) != known.end(); };
    const bool writable = (info.flags & CKF_WRITE_PROTECTED) == 0;
    std::vector<std::string> can{"objects", "tries_left"};
    if (has(CKM_RSA_PKCS) || has(CKM_ECDSA) || has(CKM_GOSTR3410) || has(cryptoki::kGost512Sign))
        can.emplace_back("sign");
    if (has(CKM_RSA_PKCS))
        can.emplace_back("decrypt");
    if (has(CKM_ECDH1_DERIVE) || has(CKM_GOSTR3410_DERIVE) || has(cryptoki::kGost2012Derive))
        can.emplace_back("derive");
    if (writable && !algorithms.empty())
        can.emplace_back("generate");
    if (writable)
        can.insert(can.end(), {"import_object", "remove_object", "change_pin"});
    return can;
}

std::vector<std::string> namesOf(const PinState& state) {
    std::vector<std::string> names;
    const auto add = [&](bool holds, const char* name) {
        if (holds)
            names.emplace_back(name);
    };
    add(state.countLow, "count-low");
    add(state.finalTry, "last-try");
    add(state.locked, "locked");
    add(state.toBeChanged, "to-be-changed");
    add(state.onReader, "pinpad");
    return names;
}

std::int64_t bytesOf(CK_ULONG memory) {
    return memory == CK_UNAVAILABLE_INFORMATION ? -1 : static_cast<std::int64_t>(memory);
}

} // namespace

std::vector<Found> Module::look() {
    std::vector<Found> out;
    for (const CK_SLOT_ID slot : library_.slots()) {
        if (library_.choice().nss && slot == kNssGenericSlot)
            continue;
        try {
            Found found{slot, library_.tokenInfo(slot), {}};
            if ((found.info.flags & CKF_TOKEN_INITIALIZED) == 0)
                continue; // blank: nothing to be found by, nothing on it
            found.uri = cryptoki::uriOf(found.info);
            const auto same = [&](const Found& other) { return other.uri == found.uri; };
            if (std::any_of(out.begin(), out.end(), same) || found.uri.find(':') + 1 == found.uri.size())
                found.uri = cryptoki::uriOf(found.info, slot);
            out.push_back(std::move(found));
        } catch (const Failure&) { // pulled out since the list was made, or a reader with something else in it
        }
    }
    return out;
}

std::optional<Found> Module::lookUp(const cryptoki::Uri& uri, const std::string& text) {
    if (const auto at = kept_.find(text); at != kept_.end() && at->second->alive()) {
        try {
            Found found{at->second->slot(), library_.tokenInfo(at->second->slot()), text};
            if (uri.fits(found.info, found.slot))
                return found;
        } catch (const Failure&) { // looked for among all slots below
        }
    }
    std::optional<Found> out;
    for (Found& found : look()) {
        if (!uri.fits(found.info, found.slot) || (out && out->uri == text))
            continue;
        if (out && found.uri != text)
            throw Failure(RESEAL_E_NOT_FOUND, "the URI fits several tokens", texts::severalTokens(), "token_ambiguous");
        out = std::move(found);
    }
    return out;
}

std::shared_ptr<Session> Module::sessionWith(const Found& found, Access access) {
    if (access == Access::write)
        return std::make_shared<Session>(library_, found.slot, true);
    std::shared_ptr<Session>& kept = kept_[found.uri];
    if (!kept || kept->slot() != found.slot || !kept->alive())
        kept = std::make_shared<Session>(library_, found.slot, false);
    return kept;
}

void Module::noteSuccess(const Found& found, const Request& request) {
    if (!request.pinSent)
        return;
    if (request.newPin.empty() && isFactoryPin(request))
        factoryPins_.insert(found.uri);
    else
        factoryPins_.erase(found.uri);
}

std::vector<reseal::sdk::TokenInfo> Module::tokens() {
    std::vector<reseal::sdk::TokenInfo> out;
    for (const Found& found : look()) {
        const CK_TOKEN_INFO& info = found.info;
        const cryptoki::Mechanisms known = library_.mechanisms(found.slot);
        reseal::sdk::TokenInfo token;
        token.id = found.uri;
        token.label = cryptoki::textOf(info.label, sizeof info.label);
        token.model = cryptoki::textOf(info.model, sizeof info.model);
        token.serial = cryptoki::textOf(info.serialNumber, sizeof info.serialNumber);
        token.reader = library_.readerOf(found.slot);
        token.algorithms = (info.flags & CKF_WRITE_PROTECTED) == 0 ? generates(known) : std::vector<std::string>();
        token.can = functionsOf(info, known, token.algorithms);
        token.pin = namesOf(pinStateOf(library_, found.slot, info));
        token.totalBytes = bytesOf(info.ulTotalPublicMemory);
        token.freeBytes = bytesOf(info.ulFreePublicMemory);
        out.push_back(std::move(token));
    }
    return out;
}

std::vector<PinReport> Module::pins() {
    std::vector<PinReport> out;
    for (const Found& found : look())
        out.push_back({cryptoki::textOf(found.info.label, sizeof found.info.label),
                       pinStateOf(library_, found.slot, found.info), factoryPins_.count(found.uri) != 0});
    return out;
}

} // namespace token_pkcs11
