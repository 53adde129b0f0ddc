// SPDX-License-Identifier: Apache-2.0
#include "agent/plugin_host/module.hpp"

#include "agent/plugins/wire/item.hpp"
#include "agent/plugins/wire/rows.hpp"

#include <reseal/keys.h>

#include <boost/dll/runtime_symbol_info.hpp>
#include <boost/dll/shared_library.hpp>

#include <filesystem>
#include <span>

namespace reseal::host {
namespace {

using Slot = void (*)();
using Entry = const reseal_module*(RESEAL_CALL*)();

wire::Refuse refuse(wire::Refusal code, std::string text) { return {code, std::move(text)}; }

// The pointers of an extension's struct: nothing else stands in it.
std::span<const Slot> slotsOf(std::string_view extension, const void* table) {
    return {static_cast<const Slot*>(table), *wire::cancelSlot(extension) + 1};
}

reseal_status RESEAL_CALL collect(void* ctx, const reseal_param* param) {
    auto& items = *static_cast<wire::Items*>(ctx);
    auto item = param == nullptr ? std::nullopt : wire::copyOf(*param);
    if (!item || items.size() >= 64) {
        return item ? RESEAL_E_LIMIT : RESEAL_E_INVALID;
    }
    if (const reseal_status status = wire::examine(*item); status != RESEAL_OK) {
        return status;
    }
    items.push_back(std::move(*item));
    return RESEAL_OK;
}

} // namespace

std::variant<Module, wire::Refuse> Module::load(const std::string& path) {
    namespace dll = boost::dll;
    std::error_code failure;
    // Leaked on purpose: see above.
    auto* const library = new dll::shared_library(path, dll::load_mode::rtld_now | dll::load_mode::rtld_local, failure);
    if (failure) {
        return refuse(wire::Refusal::notLoaded, failure.message());
    }
    if (!library->has(RESEAL_ENTRY_SYMBOL)) {
        return refuse(wire::Refusal::noEntry, "it has no " RESEAL_ENTRY_SYMBOL ": built for another major version");
    }
    const Entry entry = &library->get<const reseal_module*()>(RESEAL_ENTRY_SYMBOL);
    const auto image = dll::symbol_location_ptr(reinterpret_cast<const void*>(entry), failure);
    if (failure || !std::filesystem::equivalent(image, path, failure)) {
        return refuse(wire::Refusal::noEntry,
                      "its " RESEAL_ENTRY_SYMBOL " belongs to another library, " + image.string());
    }
    const reseal_module* const table = entry();
    if (table == nullptr || table->struct_size != sizeof(reseal_module) || table->init == nullptr ||
        table->deinit == nullptr || table->describe == nullptr || table->create == nullptr ||
        table->destroy == nullptr || table->get_extension == nullptr) {
        return refuse(wire::Refusal::contract, "its module table is not one of version 1");
    }
    return Module(*table);
}

wire::Refuse Module::start(const std::string& pluginId, const reseal_host& host) {
    if (const reseal_status status = table_->init(&host); status != RESEAL_OK) {
        return refuse(wire::Refusal::declined, "its init returned " + std::to_string(status));
    }
    if (!describe()) {
        return refuse(wire::Refusal::contract, "it does not describe itself");
    }
    const reseal_status status = table_->create(pluginId.c_str(), &instance_);
    if (status != RESEAL_OK || instance_ == nullptr) {
        return refuse(wire::Refusal::declined, "its create returned " + std::to_string(status));
    }
    if (!findExtensions()) {
        return refuse(wire::Refusal::contract, "one of its extensions has an empty slot");
    }
    return {};
}

bool Module::describe() {
    wire::Items items;
    const reseal_sink sink{&items, collect};
    if (table_->describe(&sink) != RESEAL_OK) {
        return false;
    }
    ready_.id = wire::textOf(items, RESEAL_KEY_PLUGIN_ID);
    ready_.version = wire::textOf(items, RESEAL_KEY_PLUGIN_VERSION);
    for (const wire::Item& item : items) {
        if (item.key == RESEAL_KEY_PLUGIN_EXTENSION) {
            ready_.described.emplace_back(item.text());
        }
    }
    return !ready_.id.empty();
}

bool Module::findExtensions() {
    for (const std::string_view id : wire::extensions(wire::Side::plugin)) {
        const void* const table = table_->get_extension(instance_, std::string(id).c_str());
        if (table == nullptr) {
            continue;
        }
        for (const Slot slot : slotsOf(id, table)) {
            if (slot == nullptr) {
                return false;
            }
        }
        extensions_.emplace(id, table);
        ready_.extensions.emplace_back(id);
    }
    return true;
}

void Module::finish() {
    if (instance_ != nullptr) {
        table_->destroy(std::exchange(instance_, nullptr));
    }
    table_->deinit();
}

reseal_function Module::function(std::uint16_t row) const {
    const wire::Row* const found = wire::rowOf(row);
    if (found == nullptr || found->side != wire::Side::plugin) {
        return nullptr;
    }
    const auto extension = extensions_.find(found->extension);
    if (extension == extensions_.end()) {
        return nullptr;
    }
    return reinterpret_cast<reseal_function>(slotsOf(found->extension, extension->second)[found->slot]);
}

reseal_cancel Module::cancel(std::string_view extension) const {
    const auto found = extensions_.find(extension);
    if (found == extensions_.end()) {
        return nullptr;
    }
    return reinterpret_cast<reseal_cancel>(slotsOf(extension, found->second).back());
}

} // namespace reseal::host
