// SPDX-License-Identifier: Apache-2.0
// Short questions to the person's D-Bus session: which services are there. Never starts a bus, never waits longer
// than its time-outs. Any one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

// GIO's types; its headers stay in the .cpp files.
typedef struct _GCancellable GCancellable;
typedef struct _GDBusConnection GDBusConnection;

namespace reseal::platform {

// Cancels GIO calls that hang on something without a time-out of its own.
class CallDeadline {
public:
    explicit CallDeadline(int milliseconds);
    ~CallDeadline();
    CallDeadline(const CallDeadline&) = delete;
    CallDeadline& operator=(const CallDeadline&) = delete;
    [[nodiscard]] GCancellable* cancellable() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

class SessionBus {
public:
    [[nodiscard]] static std::optional<SessionBus> connect();

    [[nodiscard]] bool running(const char* service) const;
    [[nodiscard]] bool runningOrStartable(const char* service) const;

private:
    struct Closer {
        void operator()(GDBusConnection* connection) const;
    };
    explicit SessionBus(GDBusConnection* connection) : connection_(connection) {}

    std::unique_ptr<GDBusConnection, Closer> connection_;
};

} // namespace reseal::platform
