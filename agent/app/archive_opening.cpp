// SPDX-License-Identifier: Apache-2.0
// A key of the archive opens a message: the one request of the archive whose answer is a secret.
#include "agent/app/archive_requests.hpp"

#include "agent/app/key_requests.hpp"
#include "agent/app/plugin_requests.hpp"

#include <nlohmann/json.hpp>

namespace reseal::app {

Result<std::string> ArchiveRequests::openWithKey(const Json& request) {
    ArchiveKeeper& keeper = engine_.archive();
    const auto use = keyUseOf(request);
    const auto entry =
        use ? keeper.archive().byId(request.at("id").get<std::string>()) : Result<core::ArchiveEntry>(use.error());
    if (!entry) {
        return entry.error();
    }
    if (const Status opened = open(); !opened) {
        return opened.error();
    }
    const auto key = keeper.archive().keyOf(entry.value());
    if (!key) {
        return key.error();
    }
    const KeyUse& how = use.value();
    const auto secret = how.derive ? key.value().derive(how.peer, how.ukm, how.digest)
                                   : key.value().decrypt(how.ciphertext, how.algorithm);
    if (!secret) {
        return secret.error();
    }
    const std::string file = fromHex(request.value("file_hex", ""));
    if (const Status noted = keeper.store().note(keeper.vault().event("decrypt", toHex(entry.value().sha256), file));
        !noted) {
        return noted.error(); // what the log does not say did not happen
    }
    return cover(secret.value(), given(0));
}

} // namespace reseal::app
