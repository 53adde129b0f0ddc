// SPDX-License-Identifier: Apache-2.0
// Each Texts has a wxTranslations of its own, never the global one: two languages may live at once, and neither wxApp
// nor a locale of the system is needed. (A wxMsgCatalog alone cannot be deleted outside wxWidgets 3.2.)
#include "agent/i18n/catalogue.hpp"

#include <wx/arrstr.h>
#include <wx/translation.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace reseal::i18n {
namespace {

constexpr std::size_t kLargestCatalogue = 4U << 20;
constexpr const char* kDomain = "reseal";

wxString toWx(std::string_view utf8) { return wxString::FromUTF8(utf8.data(), utf8.size()); }

// Hands one catalogue, already read, to wxTranslations.
class OneCatalogue final : public wxTranslationsLoader {
public:
    OneCatalogue(const std::string& language, const std::string& data) : language_(toWx(language)), data_(data) {}

    wxMsgCatalog* LoadCatalog(const wxString& domain, const wxString& lang) override {
        return lang == language_ ? wxMsgCatalog::CreateFromData(
                                       wxScopedCharBuffer::CreateNonOwned(data_.data(), data_.size()), domain)
                                 : nullptr;
    }
    [[nodiscard]] wxArrayString GetAvailableTranslations(const wxString&) const override {
        wxArrayString languages;
        languages.Add(language_);
        return languages;
    }

private:
    wxString language_;
    const std::string& data_; // read while the catalogue is added, not later
};

class CatalogueTexts final : public core::Texts {
public:
    CatalogueTexts(std::string language, const std::string& data) : language_(std::move(language)) {
        translations_.SetLoader(new OneCatalogue(language_, data)); // owned by translations_
        translations_.SetLanguage(toWx(language_));
        loaded_ = translations_.AddCatalog(kDomain) && translations_.IsLoaded(kDomain);
    }

    [[nodiscard]] bool loaded() const { return loaded_; }
    [[nodiscard]] std::string language() const override { return language_; }

    [[nodiscard]] std::string translate(std::string_view english) const override {
        const wxString* found = english.empty() ? nullptr : translations_.GetTranslatedString(toWx(english), kDomain);
        return found != nullptr ? found->utf8_string() : std::string(english);
    }

    [[nodiscard]] std::string translatePlural(std::string_view one, std::string_view many, long count) const override {
        const auto amount = static_cast<unsigned>(std::labs(count));
        const wxString* found = one.empty() ? nullptr : translations_.GetTranslatedString(toWx(one), amount, kDomain);
        return found != nullptr ? found->utf8_string() : std::string(amount == 1 ? one : many);
    }

private:
    std::string language_;
    wxTranslations translations_;
    bool loaded_ = false;
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
    if (!data.empty()) {
        auto texts = std::make_unique<CatalogueTexts>(language, data);
        if (texts->loaded()) {
            return texts;
        }
    }
    return std::make_unique<UntranslatedTexts>(language);
}

} // namespace reseal::i18n
