// SPDX-License-Identifier: Apache-2.0
// The least that a wxWidgets program with a tray icon can be: what reseal-tray is measured against.
#include <wx/wx.h>

#include <gtk/gtk.h>
#include <libayatana-appindicator/app-indicator.h>

namespace {

class BareApp final : public wxApp {
public:
    bool OnInit() override {
        SetExitOnFrameDelete(false);
        AppIndicator* indicator =
            app_indicator_new("reseal", "dialog-information", APP_INDICATOR_CATEGORY_APPLICATION_STATUS);
        GtkWidget* menu = gtk_menu_new();
        GtkWidget* item = gtk_menu_item_new_with_label("Quit");
        gtk_menu_shell_append(GTK_MENU_SHELL(menu), item);
        gtk_widget_show_all(menu);
        app_indicator_set_menu(indicator, GTK_MENU(menu));
        app_indicator_set_status(indicator, APP_INDICATOR_STATUS_ACTIVE);
        return true;
    }
};

} // namespace

wxIMPLEMENT_APP(BareApp);
