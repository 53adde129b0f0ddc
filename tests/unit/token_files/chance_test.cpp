// SPDX-License-Identifier: Apache-2.0
// Chance that comes along with the order for a new key is mixed into the generator, never instead of it.
#define OPENSSL_SUPPRESS_DEPRECATED // the only way of looking at what the generator is given

#include "module.hpp"

#include <openssl/rand.h>

namespace reseal::test {
namespace {

std::string mixedIn;
double credited = 0; // bytes of chance that the generator takes it for

int noteAndAdd(const void* data, int size, double credit) {
    mixedIn.append(static_cast<const char*>(data), static_cast<std::size_t>(size));
    credited += credit;
    return RAND_OpenSSL()->add(data, size, credit);
}

// OpenSSL's own generator, which tells what is mixed into it.
class WatchedGenerator {
public:
    WatchedGenerator() {
        mixedIn.clear();
        credited = 0;
        method_.add = noteAndAdd;
        RAND_set_rand_method(&method_);
    }
    ~WatchedGenerator() { RAND_set_rand_method(nullptr); }
    WatchedGenerator(const WatchedGenerator&) = delete;
    WatchedGenerator& operator=(const WatchedGenerator&) = delete;

private:
    RAND_METHOD method_ = *RAND_OpenSSL();
};

TEST(ChanceOfNewKeys, sameTwice_isMixedInAndGivesTwoKeys) {
    const TemporaryFolder folder;
    const TokenFilesModule module;
    const std::vector<Item> settings{text("setting.folders", folder.path()), text("setting.removable", "no"),
                                     text("setting.cards", "no")};
    const std::string token = module.ask(module.functions().tokens, settings).value("token.1.id");
    std::vector<std::string> keys;
    const WatchedGenerator generator;
    for (const char* label : {"one", "two"}) {
        std::vector<Item> params{text("token", token), secret("pin", "Secret12"), text("label", label),
                                 text("algorithm", "ec-p256"), secret("chance", "the same movement")};
        params.insert(params.end(), settings.begin(), settings.end());
        const Reply made = module.ask(module.functions().generate, std::move(params));
        ASSERT_EQ(made.status, RESEAL_OK) << made.value("error.message");
        keys.push_back(made.value("public-key"));
    }
    EXPECT_NE(keys[0], keys[1]);
    const std::size_t first = mixedIn.find("the same movement");
    ASSERT_NE(first, std::string::npos);
    EXPECT_NE(mixedIn.find("the same movement", first + 1), std::string::npos);
    EXPECT_EQ(credited, 0) << "a key never rests on it";
}

} // namespace
} // namespace reseal::test
