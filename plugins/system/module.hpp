// SPDX-License-Identifier: Apache-2.0
// A library of somebody else, loaded into this process. Any thread.
#pragma once

#include <filesystem>
#include <string>

namespace reseal::system {

class Module {
public:
    // All its symbols bound at once, none shown to other libraries; what it pulls in is looked up as the system does.
    // It stays until the process ends. Where it cannot be loaded, whyNot() has the loader's own words.
    [[nodiscard]] static Module load(const std::filesystem::path& path);

    explicit operator bool() const { return handle_ != nullptr; }
    [[nodiscard]] const std::string& whyNot() const { return whyNot_; }

    // The address of one of its C functions; null: it has none of that name. Of a loaded one only.
    [[nodiscard]] void* function(const char* name) const;

private:
    void* handle_ = nullptr;
    std::string whyNot_;
};

} // namespace reseal::system
