// SPDX-License-Identifier: Apache-2.0
#include "agent/core/fields_buffer.hpp"

#include <algorithm>

namespace reseal::core {
namespace {

Error unfit(const char* detail, std::string subject = {}) {
    return {Category::usage, "fields_unfit", detail, std::move(subject)};
}

bool hasControl(const std::string& text) {
    return std::ranges::any_of(text, [](char character) {
        const auto octet = static_cast<unsigned char>(character);
        return octet < 0x20 || octet == 0x7F;
    });
}

} // namespace

Result<std::string> buildFieldsBuffer(Fields fields) {
    if (fields.empty()) {
        return unfit(N_("There are no fields to sign."));
    }
    std::ranges::sort(fields);
    std::string buffer;
    const std::string* before = nullptr;
    for (const auto& [key, value] : fields) {
        if (key.empty() || key.find('=') != std::string::npos) {
            return unfit(N_("A field has no name, or one with an equals sign in it."), key);
        }
        if (before != nullptr && *before == key) {
            return unfit(N_("A field stands there twice."), key);
        }
        if (hasControl(key) || hasControl(value)) {
            return unfit(N_("A field holds a line break or another control character; each must fit on one line."),
                         key);
        }
        before = &key;
        buffer.append(buffer.empty() ? "" : "\n").append(key).append("=").append(value);
    }
    return buffer;
}

} // namespace reseal::core
