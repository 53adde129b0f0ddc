// SPDX-License-Identifier: Apache-2.0
// core::Texts out of gettext catalogues (share/locale/<language>/LC_MESSAGES/reseal.mo), read with wxTranslations.
#pragma once

#include "agent/core/texts.hpp"

#include <memory>
#include <string>

namespace reseal::i18n {

// `language`: "en", "ru", "kk". English needs no catalogue. Immutable once made, so any thread may read it; to switch,
// make another. Falls back to English texts where the catalogue is missing.
[[nodiscard]] std::unique_ptr<core::Texts> makeTexts(const std::string& language, const std::string& localeFolder);

} // namespace reseal::i18n
