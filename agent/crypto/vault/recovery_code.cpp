// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/vault/recovery_code.hpp"

#include "agent/crypto/vault/locked_key.hpp"

#include <array>
#include <optional>
#include <string>

namespace reseal::crypto {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kGroups = 8;
constexpr std::size_t kGroupSize = 4;

// Doubling in GF(32) modulo x^5 + x^2 + 1.
unsigned doubled(unsigned value) { return ((value << 1U) ^ ((value & 16U) != 0 ? 0x25U : 0U)) & 31U; }

// Weighted by powers of x: catches each wrong character, each swap of two, and a group in another's place.
unsigned checkOf(std::string_view characters, std::size_t group) {
    unsigned sum = static_cast<unsigned>(group) + 1;
    for (const char c : characters) {
        sum = doubled(sum) ^ static_cast<unsigned>(kAlphabet.find(c));
    }
    return doubled(sum);
}

std::optional<char> characterOf(char typed) {
    const char upper = typed >= 'a' && typed <= 'z' ? static_cast<char>(typed - 'a' + 'A') : typed;
    const char meant = upper == 'O' ? '0' : upper == 'I' || upper == 'L' ? '1' : upper;
    return kAlphabet.find(meant) == std::string_view::npos ? std::nullopt : std::optional(meant);
}

} // namespace

Secret makeRecoveryCode() {
    std::array<std::uint8_t, kGroups * kGroupSize> random{};
    fillRandom(random);
    std::string code;
    code.reserve(kGroups * (kGroupSize + 2));
    for (std::size_t group = 0; group < kGroups; ++group) {
        code += group == 0 ? "" : "-";
        const std::size_t start = code.size();
        for (std::size_t i = 0; i < kGroupSize; ++i) {
            code.push_back(kAlphabet[random[group * kGroupSize + i] & 31U]);
        }
        code.push_back(kAlphabet[checkOf(std::string_view(code).substr(start), group)]);
    }
    wipe(random.data(), random.size());
    return Secret(std::move(code));
}

Result<Secret> readRecoveryCode(std::string_view typed) {
    std::string all;
    all.reserve(kGroups * (kGroupSize + 1) + 1);
    for (const char c : typed) {
        if (const auto meant = characterOf(c); meant && all.size() <= kGroups * (kGroupSize + 1)) {
            all.push_back(*meant);
        }
    }
    const Secret kept(std::move(all));
    if (kept.view().size() != kGroups * (kGroupSize + 1)) {
        return Error{
            Category::usage, "code_incomplete", N_("A recovery code has eight groups of five characters."), {}};
    }
    std::string code;
    code.reserve(kGroups * kGroupSize + 1);
    for (std::size_t group = 0; group < kGroups; ++group) {
        const std::string_view part = kept.view().substr(group * (kGroupSize + 1), kGroupSize + 1);
        if (kAlphabet[checkOf(part.substr(0, kGroupSize), group)] != part[kGroupSize]) {
            wipe(code.data(), code.size());
            return Error{Category::usage, "code_mistyped", N_("This group of the recovery code is mistyped."),
                         std::to_string(group + 1)};
        }
        code += part.substr(0, kGroupSize);
    }
    return Secret(std::move(code));
}

} // namespace reseal::crypto
