// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/token_drivers.hpp"

#include "agent/plugins/strict_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reseal::plugins {
namespace {

constexpr std::size_t kMostCards = 64;
constexpr std::size_t kMostModules = 16;
constexpr std::size_t kShortestAtr = 2; // ISO 7816-3, 8: TS and T0 at least, 33 bytes at most
constexpr std::size_t kLongestAtr = 33;

bool isId(std::string_view id) {
    return !id.empty() && id.size() <= 64 &&
           std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

// Nothing where the text is no row of hexadecimal pairs. Spaces and colons between them are taken.
std::optional<Bytes> hexBytes(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == ':'; });
    const std::string bytes = fromHex(text);
    if (text.empty() || bytes.size() * 2 != text.size()) {
        return std::nullopt;
    }
    return Bytes(bytes.begin(), bytes.end());
}

void readCard(Fields& fields, TokenDriver& driver) {
    const std::string mask = fields.text("mask", Need::optional);
    const auto atr = hexBytes(fields.text("atr", Need::required));
    AtrPattern card;
    card.source = fields.text("source", Need::required);
    if (!fields.sound()) {
        return;
    }
    if (!atr || atr->size() < kShortestAtr || atr->size() > kLongestAtr) {
        fields.refuse("atr", N_("This has to be an answer to reset: 2 to 33 bytes in hexadecimal digits."));
        return;
    }
    const auto bits = mask.empty() ? Bytes(atr->size(), 0xFF) : hexBytes(mask).value_or(Bytes());
    if (bits.size() != atr->size()) {
        fields.refuse("mask", N_("The mask has to be as long as the answer to reset."));
        return;
    }
    card.atr = *atr;
    card.mask = bits;
    driver.cards.push_back(std::move(card));
}

bool isAbsolute(std::string_view path, std::string_view system) {
    return system.starts_with("windows") ? path.size() > 3 && path[1] == ':' && path[2] == '\\' : path.starts_with('/');
}

void readModules(Fields& fields, TokenDriver& driver) {
    fields.within("modules", [&](Fields& systems) {
        for (const std::string& system : systems.names()) {
            auto paths = systems.texts(system.c_str(), Need::required, kMostModules);
            for (const std::string& path : paths) {
                if (!isAbsolute(path, system)) {
                    systems.refuse(system, N_("A module is named by its absolute path."));
                }
            }
            driver.modules[system] = std::move(paths);
        }
    });
}

} // namespace

Result<TokenDriver> readTokenDriver(ByteView json) {
    const auto document = readJsonObject(json);
    if (!document) {
        return document.error();
    }
    std::optional<Error> mistake;
    Fields fields(document.value(), "", mistake);
    TokenDriver driver;
    driver.id = fields.text("id", Need::required, 64);
    if (fields.sound() && !isId(driver.id)) {
        fields.refuse("id", N_("An id is 1 to 64 characters out of a-z, 0-9 and -."));
    }
    driver.name = fields.localized("name", Need::required);
    fields.eachOfList("cards", Need::optional, kMostCards, [&](Fields& card) { readCard(card, driver); });
    readModules(fields, driver);
    driver.defaultPin = fields.text("default_pin", Need::optional, 64);
    driver.can = fields.texts("can", Need::optional);
    driver.mend = fields.localized("mend", Need::optional);
    driver.url = fields.text("url", Need::optional);
    driver.metHardware = fields.yesNo("met_hardware", false);
    fields.allowOnly({"id", "name", "cards", "modules", "default_pin", "can", "mend", "url", "met_hardware"});
    if (mistake) {
        return *mistake;
    }
    return driver;
}

std::string moduleSystem() {
#if defined(_WIN32)
    std::string system = "windows-";
#else
    std::string system = "linux-";
#endif
#if defined(__x86_64__) || defined(_M_X64)
    return system + "x86_64";
#elif defined(__aarch64__)
    return system + "aarch64";
#else
    return system + "x86";
#endif
}

} // namespace reseal::plugins
