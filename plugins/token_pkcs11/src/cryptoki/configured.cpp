// SPDX-License-Identifier: Apache-2.0
#include "configured.hpp"

#include <p11-kit/p11-kit.h>

#include <cstdlib>
#include <memory>

namespace token_pkcs11::cryptoki {
namespace {

std::string owned(char* text) {
    const std::unique_ptr<char, void (*)(void*)> held(text, std::free);
    return text != nullptr ? text : "";
}

} // namespace

std::vector<ModuleChoice> configuredModules() {
    p11_kit_be_quiet();
    std::vector<ModuleChoice> out;
    CK_FUNCTION_LIST** const modules = p11_kit_modules_load(nullptr, P11_KIT_MODULE_UNMANAGED);
    for (CK_FUNCTION_LIST** at = modules; at != nullptr && *at != nullptr; ++at) {
        if ((p11_kit_module_get_flags(*at) & P11_KIT_MODULE_TRUSTED) != 0)
            continue;
        ModuleChoice choice;
        choice.path = owned(p11_kit_module_get_filename(*at));
        choice.parameter = owned(p11_kit_config_option(*at, "x-init-reserved"));
        if (!choice.path.empty() && choice.path.front() == '/')
            out.push_back(std::move(choice));
    }
    return out; // not released: unloading modules is what they survive least
}

} // namespace token_pkcs11::cryptoki
