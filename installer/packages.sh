# SPDX-License-Identifier: Apache-2.0
# Debian packages, one array per purpose. Sourced by bootstrap.

# To build and run. README says why each library is there.
build_packages=(
    build-essential cmake ninja-build pkg-config gettext git ca-certificates openssl
    libwxgtk3.2-dev libayatana-appindicator3-dev libnotify-dev libsecret-1-dev libxcb1-dev
    libboost1.81-dev libseccomp-dev libcurl4-openssl-dev libssl-dev libengine-gost-openssl libsqlite3-dev
    nlohmann-json3-dev libcli11-dev libspdlog-dev
    libgcrypt20-dev libargon2-dev libqrencode-dev zlib1g-dev libpcsclite-dev libp11-kit-dev
    librsvg2-common dbus
)

# To test: the real desktop, the other compilers, the checkers.
test_packages=(
    libgtest-dev libgmock-dev ccache
    clang clang-tidy libclang-rt-14-dev clang-format lld g++-mingw-w64-x86-64-posix g++-mingw-w64-i686-posix abigail-tools
    xvfb openbox xfce4-panel xfconf trayer dunst dbus dbus-x11 xdotool x11-utils imagemagick fonts-dejavu-core adwaita-icon-theme
    argon2 sqlite3 gpgsm zbar-tools softhsm2 opensc pcscd vsmartcard-vpcd libnss3-tools faketime
    krb5-kdc krb5-admin-server krb5-user python3-gssapi
    at-spi2-core python3-jsonschema python3-pyatspi python3-gi gir1.2-atspi-2.0 gir1.2-gtk-3.0 gnome-keyring libsecret-tools procps strace
)
