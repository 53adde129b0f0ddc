// SPDX-License-Identifier: Apache-2.0
// Ownership of GLib things: references to GObjects, variants, errors and strings.
#pragma once

#include <gio/gio.h>

#include <memory>
#include <utility>

namespace reseal::platform {

// One counted reference to a GObject.
template <typename T>
class GRef {
public:
    GRef() = default;
    GRef(const GRef& other) : object_(other.object_ ? static_cast<T*>(g_object_ref(other.object_)) : nullptr) {}
    GRef(GRef&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    GRef& operator=(GRef other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }
    ~GRef() {
        if (object_) {
            g_object_unref(object_);
        }
    }

    // Takes over the reference that a GLib function returned ("transfer full").
    [[nodiscard]] static GRef adopt(T* object) {
        GRef ref;
        ref.object_ = object;
        return ref;
    }
    // Owns a new object that may still float (widgets).
    [[nodiscard]] static GRef sink(T* object) {
        return adopt(object ? static_cast<T*>(g_object_ref_sink(object)) : nullptr);
    }

    [[nodiscard]] T* get() const { return object_; }
    explicit operator bool() const { return object_ != nullptr; }

private:
    T* object_ = nullptr;
};

template <auto Release>
struct Releaser {
    template <typename T>
    void operator()(T* thing) const {
        Release(thing);
    }
};

using GVariantPtr = std::unique_ptr<GVariant, Releaser<g_variant_unref>>;
using GErrorPtr = std::unique_ptr<GError, Releaser<g_error_free>>;
using GText = std::unique_ptr<char, Releaser<g_free>>;

} // namespace reseal::platform
