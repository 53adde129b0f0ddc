// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/private_library.hpp"

#include <dlfcn.h>

namespace reseal::platform {

Result<void*> loadFunction(const std::string& library, const char* function) {
    void* const handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* const address = handle == nullptr ? nullptr : ::dlsym(handle, function);
    if (address == nullptr) {
        return Error{Category::failed, "program_incomplete",
                     N_("A part of Reseal is missing or damaged. Install Reseal again."), library};
    }
    return address;
}

} // namespace reseal::platform
