// SPDX-License-Identifier: Apache-2.0
// Which of the misbehaving plugins this module is: its file is named so.
#pragma once

#include <dlfcn.h>
#include <string>
#include <string_view>

namespace misbehaving {

inline const std::string& behaviour() {
    static const std::string name = [] {
        Dl_info where{};
        const void* const here = reinterpret_cast<const void*>(&behaviour);
        const std::string path = ::dladdr(here, &where) != 0 ? where.dli_fname : "";
        const std::string file = path.substr(path.rfind('/') + 1);
        return file.substr(0, file.rfind('.'));
    }();
    return name;
}

inline bool is(std::string_view name) { return behaviour() == name; }

} // namespace misbehaving
