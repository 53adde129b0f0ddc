// SPDX-License-Identifier: Apache-2.0
// A renewal with ca_file as the agent would run it: the module of the build, and a fresh instance for every step, so
// that nothing lives but the cookie.
#pragma once

#include "memory_host.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <fstream>

namespace reseal::test {

inline const reseal_module* fileModule() {
    static void* const handle = ::dlopen(RESEAL_CA_FILE, RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr)
        throw std::runtime_error(::dlerror());
    return reinterpret_cast<decltype(&reseal_module_v1)>(::dlsym(handle, RESEAL_ENTRY_SYMBOL))();
}

class FileCaTest : public ::testing::Test {
protected:
    FileCaTest() {
        settings = {text("setting.folder", out.path()), text("setting.answer_folder", in.path())};
        about = {text("language", "en"),
                 number("now-ms", kNow),
                 text("purpose", "renew"),
                 bytes("old-certificate", old.der),
                 text("old-key", "ready"),
                 text("holder.common-name", "Test Person"),
                 text("holder.organization", "Org")};
    }

    Reply run(reseal_function reseal_ca_1::*function, const std::vector<Item>& more = {}) {
        const reseal_module* module = fileModule();
        EXPECT_EQ(module->init(host.raw()), RESEAL_OK);
        reseal_instance* self = nullptr;
        EXPECT_EQ(module->create("file", &self), RESEAL_OK);
        const auto* ca = static_cast<const reseal_ca_1*>(module->get_extension(self, RESEAL_EXT_CA_1));
        std::vector<Item> all = settings;
        all.insert(all.end(), about.begin(), about.end());
        all.insert(all.end(), more.begin(), more.end());
        Reply reply = call(ca->*function, self, all);
        module->destroy(self);
        module->deinit();
        return reply;
    }
    Reply begin(const std::vector<Item>& more = {}) { return run(&reseal_ca_1::begin, more); }
    Reply resume(const Reply& last, std::vector<Item> more = {}) {
        more.push_back(bytes("cookie", last.cookie()));
        return run(&reseal_ca_1::resume, more);
    }
    Reply recover(const Reply& last, std::vector<Item> more = {}) {
        if (last.has("cookie"))
            more.push_back(bytes("cookie", last.cookie()));
        return run(&reseal_ca_1::recover, more);
    }
    void change(const std::string& key, const std::string& value) {
        for (auto* list : {&settings, &about})
            for (Item& item : *list)
                if (item.key == key)
                    item.value = value;
    }
    void drop(const std::string& key) {
        for (auto* list : {&settings, &about})
            std::erase_if(*list, [&](const Item& item) { return item.key == key; });
    }
    Reply untilWait() {
        const Reply key = begin();
        const Reply sign = resume(key, {bytes("request.1", request)});
        return resume(sign, {bytes("signature.1", "SIGNED")});
    }

    static std::string contentOf(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    static std::string str(const Bytes& b) { return {b.begin(), b.end()}; }

    static constexpr std::int64_t kNow = 1785579600000; // 2026-08-01 10:20 UTC
    const std::string stem = "636363636363";            // the conversation of CallIds, in hex
    TemporaryFolder out, in;
    MemoryHost host;
    MadeCertificate old = makeCertificate({});
    MadeCertificate fresh = makeCertificate({}); // its key is the new one
    Bytes request = makeRequest(fresh);
    std::vector<Item> settings, about;
};

} // namespace reseal::test
