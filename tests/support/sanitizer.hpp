// SPDX-License-Identifier: Apache-2.0
// Whether this program is built with a sanitizer that makes it slower: gcc says so by a macro, clang by a feature.
#pragma once

namespace reseal::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

} // namespace reseal::test
