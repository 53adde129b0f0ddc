// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/shared_library.hpp"

#include <dlfcn.h>

namespace reseal::check {

Result<void*> loadLibrary(const std::filesystem::path& path) {
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        const char* const why = ::dlerror();
        return Error{Category::refused, "not_loaded", why != nullptr ? why : "dlopen failed"};
    }
    return library;
}

const void* symbolOf(void* library, const char* name) { return ::dlsym(library, name); }

std::string imageOf(const void* address) {
    Dl_info where{};
    const bool known = ::dladdr(address, &where) != 0 && where.dli_fname != nullptr;
    return known ? where.dli_fname : "";
}

} // namespace reseal::check
