// SPDX-License-Identifier: Apache-2.0
// Conditions on the first argument of a system call; libseccomp's own macros are C99, which C++ compilers need not
// take.
#pragma once

#include <seccomp.h>

namespace reseal::platform {

[[nodiscard]] constexpr scmp_arg_cmp firstIsNot(scmp_datum_t value) { return {0, SCMP_CMP_NE, value, 0}; }
[[nodiscard]] constexpr scmp_arg_cmp firstIsWithout(scmp_datum_t flag) { return {0, SCMP_CMP_MASKED_EQ, flag, 0}; }

} // namespace reseal::platform
