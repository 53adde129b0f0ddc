// SPDX-License-Identifier: Apache-2.0
// An instance as the host holds it: the plugin's object, seen through each base that it has.
#ifndef RESEAL_CXX_INSTANCE_HPP
#define RESEAL_CXX_INSTANCE_HPP

#include "guard.hpp"

namespace reseal::sdk {

class CaPlugin;
class TokenPlugin;
class TokenCms;
class Diagnostics;
class SettingsRules;

inline void RESEAL_CALL cancelWork(reseal_instance*, const std::uint8_t* operation) {
    moduleState().work.cancel(operation);
}

} // namespace reseal::sdk

struct reseal_instance {
    virtual ~reseal_instance() = default;

    reseal::sdk::CaPlugin* ca = nullptr;
    reseal::sdk::TokenPlugin* token = nullptr;
    reseal::sdk::TokenCms* cms = nullptr;
    reseal::sdk::Diagnostics* diagnostics = nullptr;
    reseal::sdk::SettingsRules* settings = nullptr;
};

#endif
