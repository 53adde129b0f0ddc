// SPDX-License-Identifier: Apache-2.0
// A text in several languages, as manifests give it. Any thread.
#pragma once

#include <map>
#include <string>

namespace reseal::plugins {

using LocalizedText = std::map<std::string, std::string>; // by "en", "ru", "kk"; "en" is there, or all is empty

} // namespace reseal::plugins
