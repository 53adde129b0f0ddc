// SPDX-License-Identifier: Apache-2.0
// Keyring over libsecret (Secret Service). Each call first makes sure that a service is there, so that nothing waits
// on a desktop without one, and is then bounded by the time a person needs to unlock. Any one thread at a time.
#include "agent/platform/keyring.hpp"

#include "agent/platform/linux/session_bus.hpp"

#include <gio/gio.h>
#include <libsecret/secret.h>

namespace reseal::platform {
namespace {

constexpr const char* kService = "org.freedesktop.secrets";
constexpr int kPersonsPatienceMs = 120'000;

const SecretSchema& schema() {
    static const SecretSchema kSchema = [] {
        SecretSchema made{};
        made.name = "org.reseal.File";
        made.flags = SECRET_SCHEMA_NONE;
        made.attributes[0] = {"key", SECRET_SCHEMA_ATTRIBUTE_STRING};
        return made;
    }();
    return kSchema;
}

struct ErrorRelease {
    void operator()(GError* error) const { g_error_free(error); }
};
using Failure = std::unique_ptr<GError, ErrorRelease>;

Error unavailable() { return {Category::failed, "no_keyring", N_("this desktop has no keyring"), ""}; }

Error describe(const GError& failure, const std::string& key) {
    if (g_error_matches(&failure, G_IO_ERROR, G_IO_ERROR_CANCELLED) != FALSE ||
        g_error_matches(&failure, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) != FALSE) {
        return {Category::waiting, "keyring_locked", N_("the keyring was not unlocked"), key};
    }
    return {Category::failed, "keyring_failed", N_("the keyring reported an error"), key};
}

// libsecret uses GIO's shared connection, which by default ends the program when the bus goes away.
void outliveTheBus(GCancellable* cancellable) {
    static const bool kDone = [cancellable] {
        GDBusConnection* const shared = g_bus_get_sync(G_BUS_TYPE_SESSION, cancellable, nullptr);
        if (shared != nullptr) {
            g_dbus_connection_set_exit_on_close(shared, FALSE); // kept for good: GIO would make a new one
        }
        return true;
    }();
    static_cast<void>(kDone);
}

class SecretServiceKeyring final : public Keyring {
public:
    [[nodiscard]] bool available() override {
        const auto bus = SessionBus::connect();
        return bus && bus->runningOrStartable(kService);
    }

    Status store(const std::string& key, const std::string& label, const Secret& secret) override {
        if (secret.view().find('\0') != std::string_view::npos) {
            return Error{Category::usage, "bad_secret", N_("a password cannot contain a zero character"), key};
        }
        const Secret terminated = secret.duplicate(); // ends with a zero byte, wiped afterwards
        return ask(key, [&](GCancellable* cancellable, GError** failure) {
            secret_password_store_sync(&schema(), SECRET_COLLECTION_DEFAULT, label.c_str(), terminated.view().data(),
                                       cancellable, failure, "key", key.c_str(), nullptr);
        });
    }

    [[nodiscard]] Result<Secret> find(const std::string& key) override {
        gchar* found = nullptr;
        const Status asked = ask(key, [&](GCancellable* cancellable, GError** failure) {
            found = secret_password_lookup_sync(&schema(), cancellable, failure, "key", key.c_str(), nullptr);
        });
        if (!asked) {
            return asked.error();
        }
        if (found == nullptr) {
            return Error{Category::notFound, "not_in_keyring", N_("the keyring holds no password for this"), key};
        }
        Secret secret{std::string(found)};
        secret_password_free(found); // wipes
        return secret;
    }

    Status erase(const std::string& key) override {
        return ask(key, [&](GCancellable* cancellable, GError** failure) {
            secret_password_clear_sync(&schema(), cancellable, failure, "key", key.c_str(), nullptr);
        });
    }

private:
    // libsecret keeps its session with the service for good; one that was started anew does not know it. So what fails
    // is asked once more in a new session.
    template <typename Act>
    Status ask(const std::string& key, Act act) {
        if (!available()) {
            return unavailable();
        }
        const CallDeadline deadline(kPersonsPatienceMs);
        outliveTheBus(deadline.cancellable());
        for (bool again = false;; again = true) {
            GError* raw = nullptr;
            act(deadline.cancellable(), &raw);
            const Failure failure(raw);
            if (!failure) {
                return {};
            }
            Error told = describe(*failure, key);
            if (again || told.category == Category::waiting) {
                return told;
            }
            secret_service_disconnect();
        }
    }
};

} // namespace

std::unique_ptr<Keyring> systemKeyring() { return std::make_unique<SecretServiceKeyring>(); }

} // namespace reseal::platform
