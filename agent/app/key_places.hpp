// SPDX-License-Identifier: Apache-2.0
// Where the keys are that open a message: in the archive, on a token, in a file; or where they were seen last. Needs no
// way into the vault and no PIN. Engine thread.
#pragma once

#include "agent/app/engine.hpp"
#include "agent/crypto/cms/recipient.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reseal::app {

enum class KeyWhere : std::uint8_t { vault, token, file, none };
[[nodiscard]] const char* name(KeyWhere where); // "vault", "token", "file", "none"

// One certificate that a message names, and one place of its key.
struct KeyPlace {
    Bytes certificate; // DER
    KeyWhere where = KeyWhere::none;
    bool here = false;                 // it can be used now
    std::string place = {};            // the token's name or the file's path
    std::string uri = {};              // of the key on a token that is here
    bool pinpad = false;               // its PIN is typed at the reader
    std::optional<TimePoint> lastSeen; // where it is not here
};

class KeyPlaces {
public:
    // Borrows the engine. What the inventory holds is read once, with the first question that needs it.
    explicit KeyPlaces(Engine& engine) : engine_(engine) {}

    // Best first: in the vault, on a token that is here, in a file that is here, then what is elsewhere. A certificate
    // that is known and whose key is not is "none".
    [[nodiscard]] Result<std::vector<KeyPlace>> of(const crypto::RecipientName& name);

private:
    struct Known {
        Bytes certificate;
        core::InventoryEntry entry;
    };
    Status readInventory();
    Status inArchive(const crypto::RecipientName& name, std::vector<KeyPlace>& places);
    void onTokens(const crypto::RecipientName& name, std::vector<KeyPlace>& places) const;
    void inInventory(const crypto::RecipientName& name, std::vector<KeyPlace>& places) const;

    Engine& engine_;
    bool read_ = false;
    std::vector<Known> known_;
    std::multimap<Bytes, std::size_t> bySerial_; // issuer and serial number, one behind the other
    std::multimap<Bytes, std::size_t> byKeyId_;
};

} // namespace reseal::app
