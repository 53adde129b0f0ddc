// SPDX-License-Identifier: Apache-2.0
// Holds one wxMsgCatalog per Texts, apart from wxTranslations' global list: two languages may live at once, and neither
// wxApp nor a locale of the system is needed.
#include "agent/i18n/catalogue.hpp"

#include <wx/translation.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace reseal::i18n {
namespace {

constexpr std::size_t kLargestCatalogue = 4U << 20;

wxString toWx(std::string_view utf8) { return wxString::FromUTF8(utf8.data(), utf8.size()); }

class CatalogueTexts final : public core::Texts {
public:
    CatalogueTexts(std::string language, std::unique_ptr<const wxMsgCatalog> catalogue)
        : language_(std::move(language)), catalogue_(std::move(catalogue)) {}

    [[nodiscard]] std::string language() const override { return language_; }

    [[nodiscard]] std::string translate(std::string_view english) const override {
        const wxString* found = english.empty() ? nullptr : catalogue_->GetString(toWx(english));
        return found != nullptr ? found->utf8_string() : std::string(english);
    }

    [[nodiscard]] std::string translatePlural(std::string_view one, std::string_view many, long count) const override {
        const auto amount = static_cast<unsigned>(std::labs(count));
        const wxString* found = one.empty() ? nullptr : catalogue_->GetString(toWx(one), amount);
        return found != nullptr ? found->utf8_string() : std::string(amount == 1 ? one : many);
    }

private:
    std::string language_;
    std::unique_ptr<const wxMsgCatalog> catalogue_;
};

// English texts under the name of a language whose catalogue is missing, so that data files in it still show.
class UntranslatedTexts final : public core::Texts {
public:
    explicit UntranslatedTexts(std::string language) : language_(std::move(language)) {}
    [[nodiscard]] std::string language() const override { return language_; }
    [[nodiscard]] std::string translate(std::string_view english) const override { return std::string(english); }
    [[nodiscard]] std::string translatePlural(std::string_view one, std::string_view many, long count) const override {
        return std::string(count == 1 || count == -1 ? one : many);
    }

private:
    std::string language_;
};

std::string readCatalogue(const std::string& language, const std::string& localeFolder) {
    const auto utf8Path = localeFolder + "/" + language + "/LC_MESSAGES/reseal.mo";
    std::ifstream file(std::filesystem::path(std::u8string(utf8Path.begin(), utf8Path.end())), std::ios::binary);
    std::string data;
    if (file) {
        data.assign(std::istreambuf_iterator<char>(file), {});
    }
    const bool ours = data.size() < kLargestCatalogue &&
                      (data.starts_with("\xde\x12\x04\x95") || data.starts_with("\x95\x04\x12\xde"));
    return ours ? data : std::string();
}

} // namespace

std::unique_ptr<core::Texts> makeTexts(const std::string& language, const std::string& localeFolder) {
    if (language != "ru" && language != "kk") {
        return std::make_unique<core::EnglishTexts>();
    }
    const std::string data = readCatalogue(language, localeFolder);
    std::unique_ptr<const wxMsgCatalog> catalogue;
    if (!data.empty()) {
        catalogue.reset(
            wxMsgCatalog::CreateFromData(wxScopedCharBuffer::CreateNonOwned(data.data(), data.size()), "reseal"));
    }
    if (!catalogue) {
        return std::make_unique<UntranslatedTexts>(language);
    }
    return std::make_unique<CatalogueTexts>(language, std::move(catalogue));
}

} // namespace reseal::i18n
