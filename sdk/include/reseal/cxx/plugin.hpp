// SPDX-License-Identifier: Apache-2.0
// Plugins for Reseal in C++17 and later, header-only, over the C interface of reseal.h. A plugin is one class:
//
//   class Ours : public reseal::sdk::CaPlugin { ... };
//   RESEAL_CA_PLUGIN(Ours, "ours", "1.0.0")     // as the manifest says; once, in one source file
//
// Exceptions never leave: a Failure becomes its status with its texts, any other RESEAL_E_INTERNAL. Pointers, sizes and
// texts are checked both ways, unknown critical params are refused, secrets are wiped. A class may have further bases:
// Diagnostics, SettingsRules, TokenCms. It has a constructor without arguments that does not block.
#ifndef RESEAL_CXX_PLUGIN_HPP
#define RESEAL_CXX_PLUGIN_HPP

#include "ca.hpp"
#include "host.hpp"
#include "token_table.hpp"
#include "workplace.hpp"

#include <type_traits>

namespace reseal::sdk {

template <class Plugin>
struct Module {
    struct Instance : reseal_instance {
        Plugin plugin;
        Instance() {
            if constexpr (std::is_base_of_v<CaPlugin, Plugin>)
                ca = &plugin;
            if constexpr (std::is_base_of_v<TokenPlugin, Plugin>)
                token = &plugin;
            if constexpr (std::is_base_of_v<TokenCms, Plugin>)
                cms = &plugin;
            if constexpr (std::is_base_of_v<Diagnostics, Plugin>)
                diagnostics = &plugin;
            if constexpr (std::is_base_of_v<SettingsRules, Plugin>)
                settings = &plugin;
        }
    };

    static const reseal_module* table(const char* id, const char* version) {
        id_ = id;
        version_ = version;
        static const reseal_module module = {
            sizeof(reseal_module), RESEAL_ABI_MINOR, init, deinit, describe, create, destroy, getExtension};
        return &module;
    }

private:
    struct Extension {
        const char* id;
        bool has;
        const void* table;
    };

    static std::array<Extension, 5> extensions() {
        return {Extension{RESEAL_EXT_CA_1, std::is_base_of_v<CaPlugin, Plugin>, CaTable::table()},
                Extension{RESEAL_EXT_TOKEN_1, std::is_base_of_v<TokenPlugin, Plugin>, TokenTable::table()},
                Extension{RESEAL_EXT_TOKEN_CMS_1, std::is_base_of_v<TokenCms, Plugin>, TokenCmsTable::table()},
                Extension{RESEAL_EXT_SETTINGS_1, std::is_base_of_v<SettingsRules, Plugin>, SettingsTable::table()},
                Extension{RESEAL_EXT_DIAGNOSTICS_1, std::is_base_of_v<Diagnostics, Plugin>, DiagnosticsTable::table()}};
    }

    static reseal_status RESEAL_CALL init(const reseal_host* host) {
        if (host == nullptr)
            return RESEAL_E_INVALID;
        moduleState().host = host;
        return RESEAL_OK;
    }
    static void RESEAL_CALL deinit() { moduleState().host = nullptr; }
    static reseal_status RESEAL_CALL describe(const reseal_sink* sink) {
        if (sink == nullptr || sink->put == nullptr)
            return RESEAL_E_INVALID;
        return guarded("en", *sink, [&] {
            Out out(*sink);
            out.text(RESEAL_KEY_PLUGIN_ID, id_);
            out.text(RESEAL_KEY_PLUGIN_VERSION, version_);
            for (const Extension& extension : extensions())
                if (extension.has)
                    out.text(RESEAL_KEY_PLUGIN_EXTENSION, extension.id);
        });
    }
    static reseal_status RESEAL_CALL create(const char* id, reseal_instance** out) {
        if (out == nullptr)
            return RESEAL_E_INVALID;
        *out = nullptr;
        if (id == nullptr)
            return RESEAL_E_INVALID;
        if (std::strcmp(id, id_) != 0)
            return RESEAL_E_NOT_FOUND;
        try {
            *out = new Instance;
            return RESEAL_OK;
        } catch (const Failure& failure) {
            return failure.status();
        } catch (...) {
            return RESEAL_E_INTERNAL;
        }
    }
    static void RESEAL_CALL destroy(reseal_instance* self) {
        try {
            delete self;
        } catch (...) { // a destructor that throws is the plugin's fault and nobody's gain
        }
    }
    static const void* RESEAL_CALL getExtension(reseal_instance* self, const char* id) {
        if (self == nullptr || id == nullptr)
            return nullptr;
        for (const Extension& extension : extensions())
            if (extension.has && std::strcmp(extension.id, id) == 0)
                return extension.table;
        return nullptr;
    }

    inline static const char* id_ = "";
    inline static const char* version_ = "";
};

} // namespace reseal::sdk

#define RESEAL_SDK_ENTRY(Class, Base, id, version)                                                                     \
    static_assert(std::is_base_of_v<Base, Class>, #Class " is no " #Base);                                             \
    static_assert(std::is_default_constructible_v<Class>, #Class " needs a constructor without arguments");            \
    extern "C" RESEAL_EXPORT const reseal_module* RESEAL_CALL reseal_module_v1(void) {                                 \
        return ::reseal::sdk::Module<Class>::table(id, version);                                                       \
    }

#define RESEAL_CA_PLUGIN(Class, id, version) RESEAL_SDK_ENTRY(Class, ::reseal::sdk::CaPlugin, id, version)
#define RESEAL_TOKEN_PLUGIN(Class, id, version) RESEAL_SDK_ENTRY(Class, ::reseal::sdk::TokenPlugin, id, version)

#endif
