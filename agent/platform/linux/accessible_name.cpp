// SPDX-License-Identifier: Apache-2.0
// Screen-reader names through ATK. wxWindow::SetName does not reach AT-SPI.
#include "agent/platform/desktop.hpp"

#include <gtk/gtk.h>

namespace reseal::platform {
namespace {

void nameOne(GtkWidget* widget, const std::string& name, const std::string& description) {
    AtkObject* accessible = gtk_widget_get_accessible(widget); // borrowed
    atk_object_set_name(accessible, name.c_str());
    if (!description.empty()) {
        atk_object_set_description(accessible, description.c_str());
    }
}

} // namespace

void setAccessibleName(void* nativeControl, const std::string& name, const std::string& description) {
    if (!nativeControl || !GTK_IS_WIDGET(nativeControl)) {
        return;
    }
    GtkWidget* widget = GTK_WIDGET(nativeControl);
    nameOne(widget, name, description);
    // Lists and text areas sit inside a scrolled window, and it is the inner widget that takes the focus.
    if (GTK_IS_SCROLLED_WINDOW(widget)) {
        GtkWidget* inner = gtk_bin_get_child(GTK_BIN(widget));
        if (inner && GTK_IS_VIEWPORT(inner)) {
            inner = gtk_bin_get_child(GTK_BIN(inner));
        }
        if (inner) {
            nameOne(inner, name, description);
        }
    }
}

} // namespace reseal::platform
