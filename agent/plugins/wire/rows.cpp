// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/wire/rows.hpp"

#include <reseal/reseal.h>

#include <algorithm>
#include <array>

namespace reseal::wire {
namespace {

template <typename Struct>
constexpr std::size_t slotsOf() {
    return sizeof(Struct) / sizeof(void (*)());
}

constexpr std::array kRows{
    Row{1, Side::plugin, RESEAL_EXT_CA_1, "describe", 0},
    Row{2, Side::plugin, RESEAL_EXT_CA_1, "begin", 1},
    Row{3, Side::plugin, RESEAL_EXT_CA_1, "resume", 2},
    Row{4, Side::plugin, RESEAL_EXT_CA_1, "recover", 3},
    Row{5, Side::plugin, RESEAL_EXT_CA_1, "withdraw", 4},
    Row{6, Side::plugin, RESEAL_EXT_TOKEN_1, "tokens", 0},
    Row{7, Side::plugin, RESEAL_EXT_TOKEN_1, "objects", 1},
    Row{8, Side::plugin, RESEAL_EXT_TOKEN_1, "generate", 2},
    Row{9, Side::plugin, RESEAL_EXT_TOKEN_1, "sign", 3},
    Row{10, Side::plugin, RESEAL_EXT_TOKEN_1, "decrypt", 4},
    Row{11, Side::plugin, RESEAL_EXT_TOKEN_1, "derive", 5},
    Row{12, Side::plugin, RESEAL_EXT_TOKEN_1, "import_object", 6},
    Row{13, Side::plugin, RESEAL_EXT_TOKEN_1, "export_key", 7},
    Row{14, Side::plugin, RESEAL_EXT_TOKEN_1, "remove_object", 8},
    Row{15, Side::plugin, RESEAL_EXT_TOKEN_1, "change_pin", 9},
    Row{16, Side::plugin, RESEAL_EXT_TOKEN_1, "tries_left", 10},
    Row{17, Side::plugin, RESEAL_EXT_TOKEN_CMS_1, "sign", 0},
    Row{18, Side::plugin, RESEAL_EXT_TOKEN_CMS_1, "decrypt", 1},
    Row{19, Side::plugin, RESEAL_EXT_SETTINGS_1, "validate", 0},
    Row{20, Side::plugin, RESEAL_EXT_DIAGNOSTICS_1, "examine", 0},
    Row{21, Side::host, RESEAL_HOST_HTTP_1, "request", 0},
    Row{22, Side::host, RESEAL_HOST_PROMPT_1, "ask", 0},
    Row{23, Side::host, RESEAL_HOST_SOURCE_1, "read", 0},
};

constexpr std::array<std::string_view, 5> kPluginExtensions{RESEAL_EXT_CA_1, RESEAL_EXT_TOKEN_1, RESEAL_EXT_TOKEN_CMS_1,
                                                            RESEAL_EXT_SETTINGS_1, RESEAL_EXT_DIAGNOSTICS_1};
// reseal.log/1 and reseal.progress/1 have frames of their own: nothing comes back from them.
constexpr std::array<std::string_view, 5> kHostExtensions{RESEAL_HOST_HTTP_1, RESEAL_HOST_LOG_1, RESEAL_HOST_PROGRESS_1,
                                                          RESEAL_HOST_PROMPT_1, RESEAL_HOST_SOURCE_1};

struct Cancel {
    std::string_view extension;
    std::size_t slot;
};
constexpr std::array kCancels{
    Cancel{RESEAL_EXT_CA_1, slotsOf<reseal_ca_1>() - 1},
    Cancel{RESEAL_EXT_TOKEN_1, slotsOf<reseal_token_1>() - 1},
    Cancel{RESEAL_EXT_TOKEN_CMS_1, slotsOf<reseal_token_cms_1>() - 1},
    Cancel{RESEAL_EXT_SETTINGS_1, slotsOf<reseal_settings_1>() - 1},
    Cancel{RESEAL_EXT_DIAGNOSTICS_1, slotsOf<reseal_diagnostics_1>() - 1},
};

} // namespace

std::span<const Row> rows() { return kRows; }

const Row* rowOf(std::uint16_t number) { return number >= 1 && number <= kRows.size() ? &kRows[number - 1U] : nullptr; }

const Row* rowOf(std::string_view extension, std::string_view function) {
    const auto* const found = std::ranges::find_if(
        kRows, [&](const Row& row) { return row.extension == extension && row.function == function; });
    return found == kRows.end() ? nullptr : found;
}

std::span<const std::string_view> extensions(Side side) {
    return side == Side::plugin ? std::span<const std::string_view>(kPluginExtensions) : kHostExtensions;
}

std::optional<std::size_t> cancelSlot(std::string_view extension) {
    const auto* const found = std::ranges::find(kCancels, extension, &Cancel::extension);
    return found == kCancels.end() ? std::nullopt : std::optional(found->slot);
}

} // namespace reseal::wire
