// SPDX-License-Identifier: Apache-2.0
#include "system/module.hpp"

#include <dlfcn.h>

namespace reseal::system {

Module Module::load(const std::filesystem::path& path) {
    Module module;
    module.handle_ = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (module.handle_ == nullptr) {
        const char* const why = ::dlerror();
        module.whyNot_ = why != nullptr ? why : "cannot be loaded";
    }
    return module;
}

void* Module::function(const char* name) const { return ::dlsym(handle_, name); }

} // namespace reseal::system
