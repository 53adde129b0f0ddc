// SPDX-License-Identifier: Apache-2.0
// Signatures per second through agent, pipe and plugin against the same key driven directly in the same run: RSA-2048
// on SoftHSM over PKCS#11, GOST R 34.10-2012 (256) in a PEM file over OpenSSL and gost-engine. One plugin host is kept.
// Usage: reseal-bench-tokens [rounds]. Needs softhsm2-util, openssl and gost-engine.
#define OPENSSL_SUPPRESS_DEPRECATED // gost-engine is an ENGINE
#include "tests/support/plugin_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

#include "agent/plugins/wire/messages.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <fstream>
#include <iterator>
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <p11-kit/pkcs11.h>
#include <reseal/reseal.h>
#include <string>
#include <vector>

namespace {

using namespace reseal;
using wire::Item;
using wire::Items;

constexpr const char* kSoftHsm = "/usr/lib/softhsm/libsofthsm2.so";
constexpr const char* kGost = "/usr/lib/x86_64-linux-gnu/engines-3/gost.so";
constexpr const char* kPin = "12345678";
constexpr int kMany = 256; // digests in one call

[[noreturn]] void stop(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

void run(const std::string& command) {
    if (std::system(("(" + command + ") > /dev/null 2>&1").c_str()) != 0) {
        stop("failed: " + command);
    }
}

template <typename Work>
double perSecond(int rounds, Work work) {
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < rounds; ++i) {
        work();
    }
    return rounds / std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

// Both in turn, so that other work on the machine slows both; the best of each counts. `through` does `each` signatures
// at a time.
template <typename Through, typename Directly>
void compare(const char* what, int rounds, int each, Through through, Directly directly) {
    constexpr int kTurns = 5;
    double best = 0;
    double bestDirect = 0;
    for (int turn = 0; turn < kTurns; ++turn) {
        bestDirect = std::max(bestDirect, perSecond(rounds / kTurns + 1, directly));
        best = std::max(best, each * perSecond(rounds / kTurns / each + 1, through));
    }
    std::printf("| %s | %.0f /s | %.2f of %.0f /s directly (aim: 0.8) |\n", what, best, best / bestDirect, bestDirect);
}

// A token plugin in its host, kept.
class Medium {
public:
    Medium(const std::string& id, Items settings) : settings_(std::move(settings)) {
        plugins::PluginLaunch launch;
        launch.hostProgram = RESEAL_BIN "/reseal-plugin-host";
        launch.pluginId = id;
        launch.module = std::string(RESEAL_PLUGINS "/") + id + "/token_" + id + ".so";
        const auto identity = platform::identityOf(launch.module);
        if (!identity) {
            stop("no plugin: " + launch.module);
        }
        launch.identity = identity.value();
        launch.privileges = wire::kMayFiles | wire::kMayPcsc;
        launch.keep = {"SOFTHSM2_CONF"};
        auto started = plugins::PluginProcess::start(launch, services_);
        if (!started) {
            stop("start: " + started.error().reason);
        }
        process_ = std::move(started).value();
        token_ = wire::textOf(ask("tokens", {}).items, "token.1.id");
    }

    plugins::PluginReply ask(const char* function, Items params) {
        auto call = test::callOf(function, std::move(params), std::chrono::seconds(120));
        call.extension = RESEAL_EXT_TOKEN_1;
        call.params.push_back(Item::ofText(RESEAL_KEY_TOKEN, token_));
        std::ranges::copy(settings_, std::back_inserter(call.params));
        auto reply = process_->call(call);
        if (!reply || reply.value().status != RESEAL_OK) {
            stop(std::string(function) + ": " +
                 (reply ? std::string(wire::textOf(reply.value().items, "error.message")) : reply.error().reason));
        }
        return std::move(reply).value();
    }

    void sign(const std::string& key, ByteView algorithm, ByteView digest, int digests) {
        Items params{Item::ofText(RESEAL_KEY_KEY_ID, key), Item::ofBytes(RESEAL_KEY_SIGNATURE_ALGORITHM, algorithm),
                     Item::ofSecret(RESEAL_KEY_PIN, kPin)};
        for (int i = 1; i <= digests; ++i) {
            params.push_back(Item::ofBytes(RESEAL_KEY_DIGEST + std::to_string(i), digest));
        }
        static_cast<void>(ask("sign", std::move(params)));
    }

private:
    Items settings_;
    test::FakeServices services_;
    std::unique_ptr<plugins::PluginProcess> process_;
    std::string token_;
};

// The same token through its module, without anything between.
class Direct {
public:
    Direct() {
        void* const library = ::dlopen(kSoftHsm, RTLD_NOW | RTLD_LOCAL);
        const auto list = library == nullptr
                              ? nullptr
                              : reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
        CK_SLOT_ID slots[8] = {};
        CK_ULONG count = 8;
        if (list == nullptr || list(&p11_) != CKR_OK || p11_->C_Initialize(nullptr) != CKR_OK ||
            p11_->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK ||
            p11_->C_OpenSession(slots[0], CKF_SERIAL_SESSION, nullptr, nullptr, &session_) != CKR_OK) {
            stop("SoftHSM cannot be driven");
        }
        logIn();
    }
    void logIn() { // its keys have new handles afterwards
        std::string pin = kPin;
        if (p11_->C_Login(session_, CKU_USER, reinterpret_cast<CK_UTF8CHAR*>(pin.data()), pin.size()) != CKR_OK) {
            stop("log-in");
        }
        CK_ULONG count = 0;
        CK_OBJECT_CLASS wanted = CKO_PRIVATE_KEY;
        CK_ATTRIBUTE attribute{CKA_CLASS, &wanted, sizeof wanted};
        p11_->C_FindObjectsInit(session_, &attribute, 1);
        p11_->C_FindObjects(session_, &key_, 1, &count);
        p11_->C_FindObjectsFinal(session_);
        if (count != 1) {
            stop("no key on SoftHSM");
        }
    }
    void logOut() { p11_->C_Logout(session_); }
    void sign(Bytes& digestInfo) {
        CK_MECHANISM mechanism{CKM_RSA_PKCS, nullptr, 0};
        Bytes signature(256);
        CK_ULONG size = signature.size();
        if (p11_->C_SignInit(session_, &mechanism, key_) != CKR_OK ||
            p11_->C_Sign(session_, digestInfo.data(), digestInfo.size(), signature.data(), &size) != CKR_OK) {
            stop("C_Sign");
        }
    }

private:
    CK_FUNCTION_LIST* p11_ = nullptr;
    CK_SESSION_HANDLE session_ = 0;
    CK_OBJECT_HANDLE key_ = 0;
};

Bytes fromHexText(const char* hex) {
    const std::string bytes = fromHex(hex);
    return {bytes.begin(), bytes.end()};
}

void rsa(const test::TemporaryFolder& folder, int rounds) {
    const std::string configuration = folder / "softhsm2.conf";
    run("mkdir " + std::string(folder / "tokens"));
    std::ofstream(configuration) << "directories.tokendir = " << (folder / "tokens")
                                 << "\nobjectstore.backend = file\nlog.level = ERROR\n";
    ::setenv("SOFTHSM2_CONF", configuration.c_str(), 1);
    run(std::string("softhsm2-util --init-token --free --label bench --pin ") + kPin + " --so-pin 00000000");
    Medium medium("pkcs11", {Item::ofText("setting.modules", kSoftHsm)});
    const auto made =
        medium.ask("generate", {Item::ofText(RESEAL_KEY_ALGORITHM, "rsa-2048"), Item::ofText(RESEAL_KEY_LABEL, "bench"),
                                Item::ofSecret(RESEAL_KEY_PIN, kPin)});
    const std::string key(wire::textOf(made.items, RESEAL_KEY_GENERATED_KEY));
    const Bytes algorithm = fromHexText("300d06092a864886f70d01010b0500"); // sha256WithRSAEncryption
    const Bytes digest(32, 0x5A);
    Bytes info = fromHexText("3031300d060960864801650304020105000420");
    info.insert(info.end(), digest.begin(), digest.end());
    Direct direct;
    const auto one = [&] { medium.sign(key, algorithm, digest, 1); };
    compare(
        "RSA-2048 on SoftHSM, 256 digests in a call, one log-in", rounds, kMany,
        [&] { medium.sign(key, algorithm, digest, kMany); }, [&] { direct.sign(info); });
    compare("RSA-2048 on SoftHSM, one digest in a call, each with its log-in", rounds / 10, 1, one, [&] {
        direct.logOut();
        direct.logIn();
        direct.sign(info);
    });
}

void gost(const test::TemporaryFolder& folder, int rounds) {
    const std::string keys = folder / "keys";
    run("mkdir " + keys);
    run("openssl req -engine gost -x509 -newkey gost2012_256 -pkeyopt paramset:A -nodes -days 30 -subj /CN=Bench "
        "-keyout " +
        keys + "/a.key -out " + keys + "/a.crt && cat " + keys + "/a.key " + keys + "/a.crt > " + keys +
        "/a.pem && rm " + keys + "/a.crt");
    Medium medium("files", {Item::ofText("setting.folders", keys), Item::ofText("setting.removable", "no"),
                            Item::ofText("setting.cards", "no")});
    const auto objects = medium.ask("objects", {});
    std::string key;
    for (const Item& item : objects.items) {
        if (item.key.starts_with(RESEAL_KEY_OBJECT) && item.key.ends_with(RESEAL_KEY_OBJECT_KEY)) {
            key = item.text();
        }
    }
    ENGINE_load_dynamic();
    ENGINE* const engine = ENGINE_by_id("dynamic");
    if (engine == nullptr || ENGINE_ctrl_cmd_string(engine, "SO_PATH", kGost, 0) != 1 ||
        ENGINE_ctrl_cmd_string(engine, "LOAD", nullptr, 0) != 1 || ENGINE_init(engine) != 1 ||
        ENGINE_set_default(engine, ENGINE_METHOD_ALL) != 1) {
        stop("gost-engine cannot be loaded");
    }
    BIO* const in = BIO_new_file((keys + "/a.key").c_str(), "r");
    EVP_PKEY* const own = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
    BIO_free(in);
    EVP_PKEY_CTX* const context = own == nullptr ? nullptr : EVP_PKEY_CTX_new(own, engine);
    if (context == nullptr || EVP_PKEY_sign_init(context) != 1) {
        stop("the key cannot be read by OpenSSL");
    }
    const Bytes algorithm = fromHexText("300a06082a85030701010302"); // GOST R 34.10-2012 (256) with Streebog
    const Bytes digest(32, 0x5A);
    const auto directly = [&] {
        Bytes signature(64);
        std::size_t size = signature.size();
        if (EVP_PKEY_sign(context, signature.data(), &size, digest.data(), digest.size()) != 1) {
            stop("EVP_PKEY_sign");
        }
    };
    compare(
        "GOST 2012-256 in a PEM file, 256 digests in a call", rounds, kMany,
        [&] { medium.sign(key, algorithm, digest, kMany); }, directly);
    compare(
        "GOST 2012-256 in a PEM file, one digest in a call, the file read each time", rounds / 10, 1,
        [&] { medium.sign(key, algorithm, digest, 1); }, directly);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(own);
}

} // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5000;
    const test::TemporaryFolder folder;
    rsa(folder, rounds);
    gost(folder, rounds);
    return 0;
}
