# SPDX-License-Identifier: Apache-2.0
# The person's desktop. Apart from reseal_platform, so that the command line never loads GTK.
if(RESEAL_BUILD_UI)
    find_package(PkgConfig REQUIRED)
    pkg_check_modules(reseal_desktop_libraries REQUIRED IMPORTED_TARGET
        libnotify ayatana-appindicator3-0.1 gtk+-3.0 gio-2.0 atk x11)
    reseal_add_library(reseal_desktop
        linux/accessible_name.cpp
        linux/desktop_bus.cpp
        linux/desktop_reachable.cpp
        linux/notification_libnotify.cpp
        linux/screen_lock_watch.cpp
        linux/status_notifier_item.cpp
        linux/tray_host_watch.cpp
        linux/tray_host_xembed.cpp)
    target_link_libraries(reseal_desktop PUBLIC reseal_core PRIVATE reseal_platform PkgConfig::reseal_desktop_libraries)
endif()
