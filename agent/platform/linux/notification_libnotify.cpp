// SPDX-License-Identifier: Apache-2.0
// Notices through the freedesktop notification service. Answers arrive on the GLib main loop.
#include "agent/platform/desktop.hpp"
#include "agent/platform/linux/desktop_bus.hpp"
#include "agent/platform/linux/session_bus.hpp"

#include <libnotify/notify.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace reseal::platform {
namespace {

constexpr const char* kServer = "org.freedesktop.Notifications";
constexpr const char* kServerPath = "/org/freedesktop/Notifications";

bool contains(GVariant* stringsTuple, std::string_view wanted) {
    const GVariantPtr strings(g_variant_get_child_value(stringsTuple, 0));
    GVariantIter iterator;
    g_variant_iter_init(&iterator, strings.get());
    const char* text = nullptr;
    while (g_variant_iter_next(&iterator, "&s", &text)) {
        if (wanted == text) {
            return true;
        }
    }
    return false;
}

Error undeliverable(const std::string& noticeId) {
    return {Category::failed, "notice_undeliverable",
            N_("The desktop's notification service did not take the notice. Check that one is running."), noticeId};
}

// libnotify may still hold the object on its stack when it tells us that it is closed.
void releaseLater(GRef<NotifyNotification> notification) {
    auto* held = new GRef<NotifyNotification>(std::move(notification));
    g_idle_add_full(
        G_PRIORITY_DEFAULT_IDLE, [](gpointer) -> gboolean { return G_SOURCE_REMOVE; }, held,
        [](gpointer data) { delete static_cast<GRef<NotifyNotification>*>(data); });
}

class LibnotifyService final : public NotificationService {
public:
    explicit LibnotifyService(Pressed pressed) : pressed_(std::move(pressed)) {}

    // What is on the screen stays: its text is still true without us.
    ~LibnotifyService() override {
        for (const auto& [id, notification] : shown_) {
            g_signal_handlers_disconnect_by_data(notification.get(), this);
            notify_notification_clear_actions(notification.get());
        }
    }
    LibnotifyService(const LibnotifyService&) = delete;
    LibnotifyService& operator=(const LibnotifyService&) = delete;

    bool available() override {
        const auto bus = SessionBus::connect();
        return bus && bus->runningOrStartable(kServer);
    }

    Status show(const DesktopNotice& notice) override {
        // Asked each time: the server may have been replaced, and a hung one costs the short time-out only.
        const auto bus = desktopBus();
        const auto capabilities =
            bus ? callShortly(bus.get(), kServer, kServerPath, kServer, "GetCapabilities", nullptr, "(as)") : nullptr;
        if (!capabilities || (!notify_is_initted() && !notify_init("Reseal"))) {
            return undeliverable(notice.id);
        }
        GText escaped;
        if (contains(capabilities.get(), "body-markup")) {
            escaped.reset(g_markup_escape_text(notice.body.c_str(), static_cast<gssize>(notice.body.size())));
        }
        const char* body = escaped ? escaped.get() : notice.body.c_str();

        auto notification = prepared(notice, body);
        notify_notification_clear_actions(notification.get());
        if (contains(capabilities.get(), "actions")) {
            addActions(notification.get(), notice);
        }
        GError* raw = nullptr;
        if (!notify_notification_show(notification.get(), &raw)) {
            const GErrorPtr error(raw);
            forget(notice.id);
            return undeliverable(notice.id);
        }
        return {};
    }

    void withdraw(const std::string& noticeId) override {
        const auto found = shown_.find(noticeId);
        if (found == shown_.end()) {
            return;
        }
        const auto notification = found->second;
        forget(noticeId);
        notify_notification_close(notification.get(), nullptr);
    }

private:
    struct Button {
        LibnotifyService* service;
        std::string noticeId;
    };

    GRef<NotifyNotification> prepared(const DesktopNotice& notice, const char* body) {
        const auto found = shown_.find(notice.id);
        if (found != shown_.end()) {
            notify_notification_update(found->second.get(), notice.title.c_str(), body, nullptr);
            return found->second;
        }
        auto notification =
            GRef<NotifyNotification>::adopt(notify_notification_new(notice.title.c_str(), body, nullptr));
        notify_notification_set_urgency(notification.get(),
                                        notice.urgent ? NOTIFY_URGENCY_CRITICAL : NOTIFY_URGENCY_NORMAL);
        notify_notification_set_timeout(notification.get(),
                                        notice.urgent ? NOTIFY_EXPIRES_NEVER : NOTIFY_EXPIRES_DEFAULT);
        notify_notification_set_category(notification.get(), "x-reseal.expiry");
        notify_notification_set_hint(notification.get(), "desktop-entry", g_variant_new_string("reseal"));
        g_signal_connect(notification.get(), "closed", G_CALLBACK(onClosed), this);
        shown_.emplace(notice.id, notification);
        return notification;
    }

    void addActions(NotifyNotification* notification, const DesktopNotice& notice) {
        std::string defaultLabel = notice.title;
        bool hasDefault = false;
        for (const auto& button : notice.buttons) {
            addAction(notification, notice.id, button.id, button.label);
            hasDefault = hasDefault || button.id == "default";
            if (button.id == "details") {
                defaultLabel = button.label;
            }
        }
        if (!hasDefault) {
            addAction(notification, notice.id, "default", defaultLabel);
        }
    }

    void addAction(NotifyNotification* notification, const std::string& noticeId, const std::string& buttonId,
                   const std::string& label) {
        notify_notification_add_action(notification, buttonId.c_str(), label.c_str(), onPressed,
                                       new Button{this, noticeId},
                                       [](gpointer data) { delete static_cast<Button*>(data); });
    }

    static void onPressed(NotifyNotification*, char* buttonId, gpointer data) {
        const auto button = *static_cast<Button*>(data); // a copy: withdrawing frees it
        const std::string pressed = buttonId;
        button.service->withdraw(button.noticeId); // answered; some servers leave it standing
        if (button.service->pressed_) {
            button.service->pressed_(button.noticeId, pressed);
        }
    }

    static void onClosed(NotifyNotification* closed, gpointer data) {
        auto* self = static_cast<LibnotifyService*>(data);
        const auto found = std::find_if(self->shown_.begin(), self->shown_.end(),
                                        [closed](const auto& item) { return item.second.get() == closed; });
        if (found != self->shown_.end()) {
            self->forget(std::string(found->first));
        }
    }

    void forget(const std::string& noticeId) {
        auto node = shown_.extract(noticeId);
        if (!node.empty()) {
            g_signal_handlers_disconnect_by_data(node.mapped().get(), this);
            releaseLater(std::move(node.mapped()));
        }
    }

    Pressed pressed_;
    std::map<std::string, GRef<NotifyNotification>> shown_; // by notice id, until closed
};

} // namespace

std::unique_ptr<NotificationService> makeNotificationService(NotificationService::Pressed pressed) {
    return std::make_unique<LibnotifyService>(std::move(pressed));
}

} // namespace reseal::platform
