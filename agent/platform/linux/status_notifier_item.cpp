// SPDX-License-Identifier: Apache-2.0
// The tray icon as a StatusNotifierItem. libayatana-appindicator exports no tooltip: the title and the menu say it all.
#include "agent/platform/desktop.hpp"
#include "agent/platform/linux/g_ref.hpp"

#include <gtk/gtk.h>
#include <libayatana-appindicator/app-indicator.h>

#include <utility>

namespace reseal::platform {
namespace {

constexpr const char* kItemIdKey = "reseal-item-id";

// The library's own XEmbed fallback would stand beside ours when a panel dies: this subclass has none.
GType quietIndicatorType() {
    static const GType type = [] {
        const auto initialise = [](gpointer classData, gpointer) {
            auto* indicatorClass = static_cast<AppIndicatorClass*>(classData);
            indicatorClass->fallback = [](AppIndicator*) -> GtkStatusIcon* { return nullptr; };
        };
        GTypeQuery parent;
        g_type_query(app_indicator_get_type(), &parent);
        return g_type_register_static_simple(app_indicator_get_type(), "ResealIndicator", parent.class_size, initialise,
                                             parent.instance_size, nullptr, G_TYPE_FLAG_NONE);
    }();
    return type;
}

// One for the whole program, never given back: it registers anew by itself when a panel returns, and a second one
// could not be exported while the bus still works off the end of the first.
AppIndicator* theIndicator(const std::string& icon) {
    static AppIndicator* const only = static_cast<AppIndicator*>(g_object_new(
        quietIndicatorType(), "id", "reseal", "category", "ApplicationStatus", "icon-name", icon.c_str(), nullptr));
    return only;
}

class StatusNotifierItem final : public TrayIcon {
public:
    StatusNotifierItem(std::string iconFolder, Chosen chosen)
        : iconFolder_(std::move(iconFolder)), chosen_(std::move(chosen)) {}

    ~StatusNotifierItem() override {
        if (indicator_) {
            g_signal_handlers_disconnect_by_data(indicator_, this);
            app_indicator_set_status(indicator_, APP_INDICATOR_STATUS_PASSIVE);
        }
        disconnectMenu();
    }
    StatusNotifierItem(const StatusNotifierItem&) = delete;
    StatusNotifierItem& operator=(const StatusNotifierItem&) = delete;

    void show(core::Severity state, const std::string& title, const std::vector<TrayMenuItem>& menu) override {
        const std::string icon = iconFolder_ + "/reseal-" + core::name(state) + ".svg";
        if (!indicator_) {
            connect(icon);
        }
        app_indicator_set_icon_full(indicator_, icon.c_str(), title.c_str());
        app_indicator_set_title(indicator_, title.c_str());
        // Setting the menu is what registers the item, so it comes last.
        if (!menu_ || menu != items_) {
            items_ = menu;
            build();
        }
        app_indicator_set_status(indicator_, APP_INDICATOR_STATUS_ACTIVE);
    }

    bool visible() const override { return connected_; }

private:
    void connect(const std::string& icon) {
        indicator_ = theIndicator(icon);
        gboolean connected = FALSE;
        g_object_get(indicator_, "connected", &connected, nullptr);
        connected_ = connected != FALSE;
        g_signal_connect(indicator_, APP_INDICATOR_SIGNAL_CONNECTION_CHANGED, G_CALLBACK(onConnection), this);
    }

    void build() {
        const auto menu = GRef<GtkWidget>::sink(gtk_menu_new());
        GtkWidget* opener = nullptr;
        for (const auto& item : items_) {
            GtkWidget* widget =
                item.id.empty() ? gtk_separator_menu_item_new() : gtk_menu_item_new_with_label(item.label.c_str());
            if (!item.id.empty()) {
                gtk_widget_set_sensitive(widget, item.enabled);
                g_object_set_data_full(G_OBJECT(widget), kItemIdKey, g_strdup(item.id.c_str()), g_free);
                g_signal_connect(widget, "activate", G_CALLBACK(onActivate), this);
                if (item.id == "open") {
                    opener = widget;
                }
            }
            gtk_menu_shell_append(GTK_MENU_SHELL(menu.get()), widget);
        }
        gtk_widget_show_all(menu.get());
        disconnectMenu();
        menu_ = menu;
        app_indicator_set_menu(indicator_, GTK_MENU(menu_.get()));
        // A middle click; the library has no signal for a plain one, which opens the menu.
        app_indicator_set_secondary_activate_target(indicator_, opener);
    }

    void disconnectMenu() {
        if (!menu_) {
            return;
        }
        const auto forget = [](GtkWidget* child, gpointer self) { g_signal_handlers_disconnect_by_data(child, self); };
        gtk_container_foreach(GTK_CONTAINER(menu_.get()), forget, this);
    }

    static void onActivate(GtkWidget* widget, gpointer data) {
        auto* self = static_cast<StatusNotifierItem*>(data);
        const std::string id = static_cast<const char*>(g_object_get_data(G_OBJECT(widget), kItemIdKey));
        // A copy: the handler may rebuild the menu, or drop this icon for another one.
        const GRef<GtkWidget> held = self->menu_;
        const Chosen chosen = self->chosen_;
        if (chosen) {
            chosen(id);
        }
    }

    static void onConnection(AppIndicator*, gboolean connected, gpointer data) {
        static_cast<StatusNotifierItem*>(data)->connected_ = connected != FALSE;
    }

    std::string iconFolder_;
    Chosen chosen_;
    AppIndicator* indicator_ = nullptr; // borrowed, once shown
    GRef<GtkWidget> menu_;
    std::vector<TrayMenuItem> items_; // what menu_ was built from
    bool connected_ = false;
};

} // namespace

std::unique_ptr<TrayIcon> makeStatusNotifierItem(const std::string& iconFolder, TrayIcon::Chosen chosen) {
    return std::make_unique<StatusNotifierItem>(iconFolder, std::move(chosen));
}

} // namespace reseal::platform
