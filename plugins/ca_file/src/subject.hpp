// SPDX-License-Identifier: Apache-2.0
// The name in a request where there is no old certificate to take it from.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace ca_file {

// `value` gives what is known of "common-name", "organization", ... ("" for nothing). DER Name; empty without a common
// name.
std::string subjectName(const std::function<std::string(std::string_view)>& value);

} // namespace ca_file
