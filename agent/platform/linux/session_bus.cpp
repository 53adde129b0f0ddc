// SPDX-License-Identifier: Apache-2.0
// A private connection per question: the shared one of GIO ends the program when the bus goes away.
#include "agent/platform/linux/session_bus.hpp"

#include "agent/platform/system.hpp"

#include <gio/gio.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace reseal::platform {
namespace {

constexpr int kPatienceMs = 500;

struct VariantRelease {
    void operator()(GVariant* value) const { g_variant_unref(value); }
};
using Variant = std::unique_ptr<GVariant, VariantRelease>;

// Only addresses that are there: without one GIO would start a bus of its own.
std::string busAddress() {
    std::string address = environment("DBUS_SESSION_BUS_ADDRESS");
    if (!address.empty()) {
        return address.starts_with("autolaunch:") ? std::string() : address;
    }
    const std::string runtime = environment("XDG_RUNTIME_DIR");
    const std::string path = runtime + "/bus";
    if (runtime.empty() || g_file_test(path.c_str(), G_FILE_TEST_EXISTS) == FALSE) {
        return {};
    }
    const std::unique_ptr<char, decltype(&g_free)> escaped(g_dbus_address_escape_value(path.c_str()), g_free);
    return std::string("unix:path=") + escaped.get();
}

Variant ask(GDBusConnection* bus, const char* method, GVariant* parameters, const char* replyType) {
    GVariantType* const type = g_variant_type_new(replyType);
    GVariant* const reply = g_dbus_connection_call_sync(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                                        "org.freedesktop.DBus", method, parameters, type,
                                                        G_DBUS_CALL_FLAGS_NO_AUTO_START, kPatienceMs, nullptr, nullptr);
    g_variant_type_free(type);
    return Variant(reply);
}

} // namespace

struct CallDeadline::State {
    GCancellable* cancellable = g_cancellable_new();
    std::mutex mutex;
    std::condition_variable_any wake;
    std::jthread timer;
};

CallDeadline::CallDeadline(int milliseconds) : state_(std::make_unique<State>()) {
    state_->timer = std::jthread([state = state_.get(), milliseconds](const std::stop_token& stop) {
        std::unique_lock lock(state->mutex);
        const auto end = std::chrono::system_clock::now() + std::chrono::milliseconds(milliseconds);
        state->wake.wait_until(lock, stop, end, [] { return false; });
        if (!stop.stop_requested()) {
            g_cancellable_cancel(state->cancellable);
        }
    });
}

CallDeadline::~CallDeadline() {
    state_->timer.request_stop();
    state_->timer.join();
    g_object_unref(state_->cancellable);
}

GCancellable* CallDeadline::cancellable() const { return state_->cancellable; }

void SessionBus::Closer::operator()(GDBusConnection* connection) const { g_object_unref(connection); }

std::optional<SessionBus> SessionBus::connect() {
    const std::string address = busAddress();
    if (address.empty()) {
        return std::nullopt;
    }
    const CallDeadline deadline(kPatienceMs);
    // Not as a MESSAGE_BUS_CONNECTION: the Hello that GIO sends then takes no time-out and may wait for 25 seconds.
    GDBusConnection* const connection = g_dbus_connection_new_for_address_sync(
        address.c_str(), G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, nullptr, deadline.cancellable(), nullptr);
    if (connection == nullptr) {
        return std::nullopt;
    }
    SessionBus bus(connection);
    return ask(connection, "Hello", nullptr, "(s)") ? std::optional(std::move(bus)) : std::nullopt;
}

bool SessionBus::running(const char* service) const {
    const Variant reply = ask(connection_.get(), "NameHasOwner", g_variant_new("(s)", service), "(b)");
    gboolean owned = FALSE;
    if (reply) {
        g_variant_get(reply.get(), "(b)", &owned);
    }
    return owned != FALSE;
}

bool SessionBus::runningOrStartable(const char* service) const {
    if (running(service)) {
        return true;
    }
    const Variant reply = ask(connection_.get(), "ListActivatableNames", nullptr, "(as)");
    if (!reply) {
        return false;
    }
    const Variant names(g_variant_get_child_value(reply.get(), 0));
    for (gsize i = 0; i < g_variant_n_children(names.get()); ++i) {
        const Variant name(g_variant_get_child_value(names.get(), i));
        if (g_strcmp0(g_variant_get_string(name.get(), nullptr), service) == 0) {
            return true;
        }
    }
    return false;
}

} // namespace reseal::platform
