// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/raw_module.hpp"

#include "sdk/check/shared_library.hpp"
#include "sdk/check/trail.hpp"

namespace reseal::check {
namespace {

using Entry = const reseal_module*(RESEAL_CALL*)();

reseal_status RESEAL_CALL collect(void* ctx, const reseal_param* param) {
    auto& items = *static_cast<wire::Items*>(ctx);
    auto item = param == nullptr ? std::nullopt : wire::copyOf(*param);
    if (!item || items.size() >= 64) {
        return item ? RESEAL_E_LIMIT : RESEAL_E_INVALID;
    }
    items.push_back(std::move(*item));
    return RESEAL_OK;
}

Error error(const char* reason, std::string detail) { return {Category::refused, reason, std::move(detail)}; }

} // namespace

Result<RawModule> RawModule::load(const Manifest& manifest) {
    step("loading the module");
    const Watch watch(std::chrono::seconds(5), [] {
        return Outcome{Verdict::hang, "loading the module does not end", "under 100 ms", "more than 5 s"};
    });
    const auto library = loadLibrary(manifest.modulePath());
    if (!library) {
        return library.error();
    }
    RawModule module;
    module.entry = symbolOf(library.value(), RESEAL_ENTRY_SYMBOL);
    if (module.entry == nullptr) {
        return error("no_entry", "it has no " RESEAL_ENTRY_SYMBOL);
    }
    module.image = imageOf(module.entry);
    step("its entry " RESEAL_ENTRY_SYMBOL);
    module.table = reinterpret_cast<Entry>(const_cast<void*>(module.entry))();
    const reseal_module* const table = module.table;
    if (table == nullptr) {
        return error("bad_table", "its entry gives no table");
    }
    if (table->struct_size != sizeof(reseal_module)) {
        return error("bad_table", "its struct_size is " + std::to_string(table->struct_size) + ", not " +
                                      std::to_string(sizeof(reseal_module)));
    }
    if (table->init == nullptr || table->deinit == nullptr || table->describe == nullptr || table->create == nullptr ||
        table->destroy == nullptr || table->get_extension == nullptr) {
        return error("bad_table", "a slot of its table is empty");
    }
    return module;
}

wire::Items describe(const reseal_module& table) {
    wire::Items items;
    const reseal_sink sink{&items, collect};
    step("describe of the module");
    static_cast<void>(table.describe(&sink));
    return items;
}

std::vector<std::string> textsOf(const wire::Items& items, std::string_view key) {
    std::vector<std::string> texts;
    for (const wire::Item& item : items) {
        if (item.key == key) {
            texts.emplace_back(item.text());
        }
    }
    return texts;
}

} // namespace reseal::check
