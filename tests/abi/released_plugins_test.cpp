// SPDX-License-Identifier: Apache-2.0
// Plugins as they were released, in sdk/abi/plugins, load with today's headers and are who they were. The modules of
// this build go through the same, so that the test itself is seen to work while nothing is released.
#include "reseal/reseal.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/utsname.h>

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> manifests() {
    std::vector<fs::path> found;
    struct utsname machine {};
    ::uname(&machine);
    const std::string platform = std::string("linux-") + machine.machine;
    for (const fs::path root : {RESEAL_RELEASED_PLUGINS, RESEAL_BUILT_PLUGINS}) {
        if (!fs::exists(root))
            continue;
        for (const auto& entry : fs::recursive_directory_iterator(root))
            if (entry.path().filename() == "plugin.json" &&
                (root == RESEAL_BUILT_PLUGINS || entry.path().string().find("/" + platform + "/") != std::string::npos))
                found.push_back(entry.path());
    }
    return found;
}

// The first "name": "value" of a manifest; its id and module stand before any nested object that has such keys.
std::string valueOf(const std::string& manifest, const std::string& name) {
    const std::size_t key = manifest.find("\"" + name + "\"");
    const std::size_t colon = manifest.find(':', key), open = manifest.find('"', colon);
    return key == std::string::npos ? "" : manifest.substr(open + 1, manifest.find('"', open + 1) - open - 1);
}

reseal_status RESEAL_CALL keep(void* ctx, const reseal_param* item) {
    const std::string key(static_cast<const char*>(item->key.data), item->key.size);
    if (key == RESEAL_KEY_PLUGIN_ID)
        *static_cast<std::string*>(ctx) = {static_cast<const char*>(item->value.data), item->value.size};
    return RESEAL_OK;
}

const void* RESEAL_CALL nothing(void*, const char*) { return nullptr; }

} // namespace

TEST(ReleasedPlugins, load_and_are_who_they_were) {
    const auto all = manifests();
    ASSERT_FALSE(all.empty()) << "not even a plugin of this build";
    for (const fs::path& path : all) {
        SCOPED_TRACE(path);
        std::ifstream file(path);
        const std::string manifest(std::istreambuf_iterator<char>(file), {});
        const std::string id = valueOf(manifest, "id"), module = path.parent_path() / valueOf(manifest, "module");
        void* handle = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
        ASSERT_NE(handle, nullptr) << ::dlerror();
        const auto entry = reinterpret_cast<decltype(&reseal_module_v1)>(::dlsym(handle, RESEAL_ENTRY_SYMBOL));
        ASSERT_NE(entry, nullptr);
        const reseal_module* table = entry();
        ASSERT_EQ(table->struct_size, sizeof(reseal_module));
        static const reseal_host host = {RESEAL_ABI_MINOR, 0, nullptr, nothing};
        ASSERT_EQ(table->init(&host), RESEAL_OK);
        std::string said;
        const reseal_sink sink = {&said, keep};
        EXPECT_EQ(table->describe(&sink), RESEAL_OK);
        EXPECT_EQ(said, id);
        reseal_instance* self = nullptr;
        ASSERT_EQ(table->create(id.c_str(), &self), RESEAL_OK);
        EXPECT_TRUE(table->get_extension(self, RESEAL_EXT_CA_1) != nullptr ||
                    table->get_extension(self, RESEAL_EXT_TOKEN_1) != nullptr);
        EXPECT_EQ(table->get_extension(self, "reseal.nothing/1"), nullptr);
        table->destroy(self);
        table->deinit();
    }
}
