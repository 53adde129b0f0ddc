// SPDX-License-Identifier: Apache-2.0
// Forms of plugins: the form, and an answer to each of its fields.
#include "agent/plugins/conversation/form.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal::plugins;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto form = readForm(text)) {
        for (const FormField& field : form.value().fields) {
            static_cast<void>(problemOf(field, text.substr(0, 64)));
            static_cast<void>(problemOf(field, field.value));
        }
    }
    return 0;
}
