// SPDX-License-Identifier: Apache-2.0
// Secrets that the command line is given in files, on stdin or on the terminal, never as arguments.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/core/texts.hpp"

#include <string>

namespace reseal::cli {

// The first line of a file, or of stdin where it is "-".
[[nodiscard]] Result<Secret> readPassword(const std::string& file);

// On the terminal, without echo.
[[nodiscard]] Result<Secret> askPasswordOf(const std::string& file, const core::Texts& texts);

// From the file that RESEAL_VAULT_PASSWORD_FILE names; empty where it names none.
[[nodiscard]] Result<Secret> vaultPassword();

// What `open` gives with the password of a file, out of `passwordFile`; where it needs one, none is named there and
// somebody is there, it is asked for.
template <typename Open>
auto withPassword(const std::string& passwordFile, const std::string& locked, const core::Texts& texts,
                  const Open& open) -> decltype(open(Secret())) {
    const auto password = passwordFile.empty() ? Result<Secret>(Secret()) : readPassword(passwordFile);
    if (!password) {
        return password.error();
    }
    auto opened = open(password.value());
    if (opened || opened.error().reason != "password_required" || !passwordFile.empty()) {
        return opened;
    }
    const auto asked = askPasswordOf(locked, texts);
    return asked ? open(asked.value()) : std::move(opened);
}

} // namespace reseal::cli
