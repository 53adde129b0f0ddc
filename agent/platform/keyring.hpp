// SPDX-License-Identifier: Apache-2.0
// The OS keyring (Secret Service; DPAPI later) for passwords of files, kept only where the person said so.
// Calls may block for seconds while the keyring asks the person: never on the UI thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"

#include <memory>
#include <string>

namespace reseal::platform {

class Keyring {
public:
    virtual ~Keyring() = default;
    [[nodiscard]] virtual bool available() = 0;
    // `key` names the secret, "file:/path"; `label` is what keyring programs show.
    virtual Status store(const std::string& key, const std::string& label, const Secret& secret) = 0;
    [[nodiscard]] virtual Result<Secret> find(const std::string& key) = 0; // notFound where there is none
    virtual Status erase(const std::string& key) = 0;
};

[[nodiscard]] std::unique_ptr<Keyring> systemKeyring();

} // namespace reseal::platform
