// SPDX-License-Identifier: Apache-2.0
// Entry, control, and the misdeeds that any function may be asked for.
#include "mock.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <thread>

namespace mock {

State& state() {
    static State* const only = new State; // outlives what runs at the end of the process
    return *only;
}

bool State::on(const std::string& name) const {
    const auto at = settings.find(name);
    return at != settings.end() && at->second != "0";
}

std::string State::text(const std::string& name, const std::string& otherwise) const {
    const auto at = settings.find(name);
    return at != settings.end() ? at->second : otherwise;
}

int State::triesLeft() const { return std::max(0, std::atoi(text("tries", "10").c_str()) - wrongPins); }

bool State::changesNow(const std::string& name) { return settings.erase(name) != 0; }

void State::readControlFile(std::string_view only) {
    const char* const named = std::getenv("RESEAL_MOCK_PKCS11");
    Dl_info own{};
    std::string path = named != nullptr ? named : "";
    if (named == nullptr && ::dladdr(reinterpret_cast<void*>(&state), &own) != 0)
        path = std::string(own.dli_fname) + ".control";
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        if (const auto equals = line.find('=');
            equals != std::string::npos && (only.empty() || only == line.substr(0, equals)))
            settings[line.substr(0, equals)] = line.substr(equals + 1);
}

CK_RV State::enter(const char* function) {
    const std::string name = function;
    ++counts[name];
    if (on("crash." + name))
        std::abort();
    if (const int ms = std::atoi(text("stall." + name, "0").c_str()); ms > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    if (text("lose", "") == name) {
        settings.erase("lose");
        sessions.clear();
        loggedIn = false;
    }
    if (const std::string fail = text("fail." + name, ""); !fail.empty()) {
        const auto star = fail.find('*');
        const int times = star == std::string::npos ? 1 : std::atoi(fail.c_str() + star + 1);
        if (times <= 1)
            settings.erase("fail." + name);
        else
            settings["fail." + name] = fail.substr(0, star) + "*" + std::to_string(times - 1);
        return std::strtoul(fail.c_str(), nullptr, 0);
    }
    if (name != "C_Initialize" && (!initialized || process != ::getpid()))
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    return CKR_OK;
}

namespace {

CK_RV unsupported() { return CKR_FUNCTION_NOT_SUPPORTED; }

CK_RV initialize(void* /*arguments*/) {
    State& now = state();
    const std::lock_guard guard(now.mutex);
    if (now.settings.empty())
        now.readControlFile();
    if (const CK_RV early = now.enter("C_Initialize"); early != CKR_OK)
        return early;
    const bool again = now.initialized && now.process == ::getpid();
    now.initialized = true;
    now.process = ::getpid();
    if (again || now.on("already_initialized"))
        return CKR_CRYPTOKI_ALREADY_INITIALIZED;
    now.sessions.clear();
    now.loggedIn = false;
    return CKR_OK;
}

CK_RV finalize(void* /*reserved*/) {
    MOCK_ENTER(C_Finalize);
    state().initialized = false;
    state().sessions.clear();
    return CKR_OK;
}

// Every entry that is not filled otherwise.
void fillWithRefusals(CK_FUNCTION_LIST& list) {
    using Any = CK_RV (*)();
    constexpr std::size_t head = offsetof(CK_FUNCTION_LIST, C_Initialize);
    const Any refuse = unsupported;
    for (std::size_t at = head; at < sizeof list; at += sizeof refuse)
        std::memcpy(reinterpret_cast<char*>(&list) + at, &refuse, sizeof refuse);
}

} // namespace
} // namespace mock

extern "C" {

__attribute__((visibility("default"))) CK_RV C_GetFunctionList(CK_FUNCTION_LIST** list) {
    static CK_FUNCTION_LIST* const only = [] {
        auto* made = new CK_FUNCTION_LIST{};
        made->version = {2, 40};
        mock::fillWithRefusals(*made);
        made->C_Initialize = mock::initialize;
        made->C_Finalize = mock::finalize;
        mock::fillTokenFunctions(*made);
        mock::fillObjectFunctions(*made);
        return made;
    }();
    *list = only;
    return CKR_OK;
}

__attribute__((visibility("default"))) CK_RV C_EX_GetTokenInfoExtended(CK_SLOT_ID /*slot*/, CK_ULONG* info) {
    const std::lock_guard guard(mock::state().mutex);
    if (!mock::state().on("vendor_tries"))
        return CKR_FUNCTION_NOT_SUPPORTED;
    // The twelfth and thirteenth fields behind the size: most tries of the user PIN, and what is left of them.
    info[12] = std::strtoul(mock::state().text("tries", "10").c_str(), nullptr, 10);
    info[13] = static_cast<CK_ULONG>(mock::state().triesLeft());
    return CKR_OK;
}

__attribute__((visibility("default"))) void mock_set(const char* name, const char* value) {
    const std::lock_guard guard(mock::state().mutex);
    mock::state().settings[name] = value;
}

__attribute__((visibility("default"))) int mock_count(const char* function) {
    const std::lock_guard guard(mock::state().mutex);
    if (std::strcmp(function, "objects") == 0)
        return static_cast<int>(mock::state().objects.size());
    return mock::state().counts[function];
}

__attribute__((visibility("default"))) void mock_reset() {
    mock::State& now = mock::state();
    const std::lock_guard guard(now.mutex);
    now.settings.clear();
    now.counts.clear();
    now.objects.clear();
    now.sessions.clear();
    now.loggedIn = false;
    now.wrongPins = 0;
}
}
