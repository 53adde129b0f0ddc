// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/secrets.hpp"

#include "agent/core/text_safety.hpp"
#include "agent/platform/file_system.hpp"
#include "agent/platform/system.hpp"

#include <algorithm>
#include <iostream>

namespace reseal::cli {
namespace {

constexpr std::size_t kMaxPasswordBytes = 4096;
constexpr std::size_t kMaxPathShown = 8192;

} // namespace

Result<Secret> readPassword(const std::string& file) {
    std::string line;
    if (file == "-") {
        std::getline(std::cin, line);
    } else {
        auto data = platform::systemFileSystem()->read(platform::absolutePath(file), kMaxPasswordBytes, nullptr);
        if (!data) {
            return Error{Category::usage, data.error().reason, data.error().detail, file};
        }
        line.assign(data.value().begin(), data.value().end());
        wipe(data.value().data(), data.value().size());
    }
    line.resize(std::min(line.find_first_of("\r\n"), line.size()));
    return Secret(std::move(line));
}

Result<Secret> vaultPassword() {
    const std::string file = platform::environment("RESEAL_VAULT_PASSWORD_FILE");
    return file.empty() ? Result<Secret>(Secret()) : readPassword(file);
}

Result<Secret> askPasswordOf(const std::string& file, const core::Texts& texts) {
    return platform::askSecretOnTerminal(
        core::fill(texts.translate(N_("Password of {path}: ")), {{"path", core::displaySafe(file, kMaxPathShown)}}));
}

} // namespace reseal::cli
