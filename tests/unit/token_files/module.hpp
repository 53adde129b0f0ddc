// SPDX-License-Identifier: Apache-2.0
// The plugin's module linked into this process (gost-engine loads once in one), and short ways of asking it.
#pragma once

#include "tests/support/temporary_folder.hpp"
#include "tests/unit/sdk/memory_host.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace reseal::test {

class TokenFilesModule {
public:
    TokenFilesModule() : module_(reseal_module_v1()) {
        module_->init(host_.raw());
        module_->create("files", &self_);
        table_ = static_cast<const reseal_token_1*>(module_->get_extension(self_, RESEAL_EXT_TOKEN_1));
    }
    ~TokenFilesModule() {
        module_->destroy(self_);
        module_->deinit();
    }
    TokenFilesModule(const TokenFilesModule&) = delete;
    TokenFilesModule& operator=(const TokenFilesModule&) = delete;

    const reseal_token_1& functions() const { return *table_; }
    Reply ask(reseal_function function, std::vector<Item> params) const { return call(function, self_, params); }

private:
    MemoryHost host_;
    const reseal_module* module_;
    reseal_instance* self_ = nullptr;
    const reseal_token_1* table_ = nullptr;
};

// One object of a reply, by any text that its label or id has in it.
struct SeenObject {
    std::string id, key, label, certificate, publicKey;
    std::int64_t keyEndsMs = -1;
};

inline std::vector<SeenObject> objectsIn(const Reply& reply) {
    std::vector<SeenObject> all;
    for (int i = 1; reply.has("object." + std::to_string(i) + ".id"); ++i) {
        const std::string start = "object." + std::to_string(i);
        all.push_back({reply.value(start + ".id"), reply.value(start + ".key"), reply.value(start + ".label"),
                       reply.value(start + ".certificate"), reply.value(start + ".public-key"),
                       reply.integer(start + ".key-ends-ms")});
    }
    return all;
}

} // namespace reseal::test
