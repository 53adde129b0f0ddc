// SPDX-License-Identifier: Apache-2.0
// The person's language. Core and the command line speak through this; agent/i18n implements it.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace reseal::core {

using Gaps = std::map<std::string, std::string>;

class Texts {
public:
    virtual ~Texts() = default;

    [[nodiscard]] virtual std::string language() const = 0; // "en", "ru", "kk"

    // The translation of an English text, or that text itself.
    [[nodiscard]] virtual std::string translate(std::string_view english) const = 0;

    // The form that fits `count`; `one` and `many` are the English forms.
    [[nodiscard]] virtual std::string translatePlural(std::string_view one, std::string_view many,
                                                      long count) const = 0;
};

// Replaces every {name} of `text` by its value; a gap without a value stays as it is.
[[nodiscard]] std::string fill(std::string_view text, const Gaps& gaps);

// English, with the plural rule of English; what tests and a missing catalogue use.
class EnglishTexts final : public Texts {
public:
    [[nodiscard]] std::string language() const override { return "en"; }
    [[nodiscard]] std::string translate(std::string_view english) const override { return std::string(english); }
    [[nodiscard]] std::string translatePlural(std::string_view one, std::string_view many, long count) const override {
        return std::string(count == 1 ? one : many);
    }
};

} // namespace reseal::core
