// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/linux/tray_host_xembed.hpp"

#include "agent/platform/linux/g_ref.hpp"

#include <gdk/gdkx.h>

#include <string>
#include <utility>

namespace reseal::platform {
namespace {

class XembedSelection final : public XembedWatch {
public:
    XembedSelection(GdkDisplay* display, std::function<void()> changed)
        : display_(display), changed_(std::move(changed)) {
        GdkScreen* screen = gdk_display_get_default_screen(display_);
        const std::string name = "_NET_SYSTEM_TRAY_S" + std::to_string(gdk_x11_screen_get_screen_number(screen));
        selection_ = gdk_x11_get_xatom_by_name_for_display(display_, name.c_str());
        manager_ = gdk_x11_get_xatom_by_name_for_display(display_, "MANAGER");
        root_ = gdk_screen_get_root_window(screen);
        // A tray announces itself to the root window (ICCCM 2.8), which asks for this event mask.
        gdk_window_set_events(root_, static_cast<GdkEventMask>(gdk_window_get_events(root_) | GDK_STRUCTURE_MASK));
        gdk_window_add_filter(root_, onRootEvent, this);
        follow();
    }

    ~XembedSelection() override {
        gdk_window_remove_filter(root_, onRootEvent, this);
        release();
    }
    XembedSelection(const XembedSelection&) = delete;
    XembedSelection& operator=(const XembedSelection&) = delete;

    bool present() const override { return static_cast<bool>(owner_); }

private:
    // Looks who owns the selection now and listens for the end of that window.
    void follow() {
        release();
        Display* xDisplay = gdk_x11_display_get_xdisplay(display_);
        gdk_x11_display_error_trap_push(display_);
        const Window window = XGetSelectionOwner(xDisplay, selection_);
        if (window != 0) {
            owner_ = GRef<GdkWindow>::adopt(gdk_x11_window_foreign_new_for_display(display_, window));
        }
        if (owner_) {
            gdk_window_set_events(owner_.get(), GDK_STRUCTURE_MASK);
            gdk_window_add_filter(owner_.get(), onOwnerEvent, this);
        }
        if (gdk_x11_display_error_trap_pop(display_) != 0) {
            release(); // it went between the two requests
        }
    }

    void release() {
        if (owner_) {
            gdk_window_remove_filter(owner_.get(), onOwnerEvent, this);
            owner_ = {};
        }
    }

    void refresh() {
        const bool before = present();
        follow();
        if (present() != before && changed_) {
            changed_();
        }
    }

    static GdkFilterReturn onRootEvent(GdkXEvent* event, GdkEvent*, gpointer data) {
        auto* self = static_cast<XembedSelection*>(data);
        const auto* message = static_cast<const XEvent*>(event);
        if (message->type == ClientMessage && message->xclient.message_type == self->manager_ &&
            static_cast<Atom>(message->xclient.data.l[1]) == self->selection_) {
            self->refresh();
        }
        return GDK_FILTER_CONTINUE;
    }

    static GdkFilterReturn onOwnerEvent(GdkXEvent* event, GdkEvent*, gpointer data) {
        if (static_cast<const XEvent*>(event)->type == DestroyNotify) {
            static_cast<XembedSelection*>(data)->refresh();
        }
        return GDK_FILTER_CONTINUE;
    }

    GdkDisplay* display_; // borrowed, lives as long as the program
    std::function<void()> changed_;
    GdkWindow* root_ = nullptr; // borrowed
    Atom selection_ = 0;
    Atom manager_ = 0;
    GRef<GdkWindow> owner_; // the tray's window
};

class NoXembed final : public XembedWatch {
public:
    bool present() const override { return false; }
};

} // namespace

std::unique_ptr<XembedWatch> watchXembedTray(std::function<void()> changed) {
    GdkDisplay* display = gdk_display_get_default();
    if (!display || !GDK_IS_X11_DISPLAY(display)) {
        return std::make_unique<NoXembed>();
    }
    return std::make_unique<XembedSelection>(display, std::move(changed));
}

} // namespace reseal::platform
