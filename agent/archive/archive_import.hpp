// SPDX-License-Identifier: Apache-2.0
// Takes private keys into the vault: of a file, a folder, a whole disk. Files are only read. Engine thread; reading,
// key derivation and proving run on all cores.
#pragma once

#include "agent/archive/vault.hpp"
#include "agent/core/inventory.hpp"
#include "agent/core/token.hpp"
#include "agent/platform/file_system.hpp"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace reseal::archive {

struct KeyRead;
struct KeyReading;

struct ImportedKey {
    Sha256 certificate{};
    std::string place; // path of the file, of the container's folder, or the token
    std::string kind;  // "pkcs12", "pem", "der", "container", "token"
};

// One key of a token that hands keys out.
struct KeyFromToken {
    std::string label;
    Bytes certificate; // DER; empty: the token has none beside it
    Secret pkcs8;      // empty: it stays there
    std::optional<Error> kept;
    bool damaged = false; // it stays there because it cannot be read
};

struct ImportSummary {
    std::vector<ImportedKey> fresh;   // the certificate, or its key, was not in the archive
    std::vector<ImportedKey> known;   // now also seen here
    std::vector<ImportedKey> onToken; // kept as "the key is on token X"
    std::vector<std::string> locked;  // paths: none of the passwords opens them
    std::vector<core::Refusal> damaged;
};

class ArchiveImport {
public:
    // Borrows both for its life. `open` opens or makes the vault; it is called once there is a key to keep.
    ArchiveImport(Vault& vault, const platform::FileSystem& files, std::function<Status()> open)
        : vault_(vault), files_(files), open_(std::move(open)) {}

    // Each password is tried on every locked file. `excluded` is never entered (the profile). Every entry is proved by
    // reading it back before it counts. `others`: as in handedOut.
    [[nodiscard]] Result<ImportSummary> sweep(const std::vector<std::string>& paths,
                                              const std::vector<std::string>& excluded,
                                              std::span<const Secret> passwords, const std::vector<Bytes>& others = {});

    // Certificates whose keys cannot leave these tokens.
    [[nodiscard]] Result<ImportSummary> tokens(std::span<const core::Token> tokens);

    // Keys that a token handed out, and the certificates of those that it kept. `others`: DER of certificates that are
    // known from elsewhere, for keys without one beside them.
    [[nodiscard]] Result<ImportSummary> handedOut(const std::string& token, std::span<const KeyFromToken> keys,
                                                  const std::vector<Bytes>& others);

private:
    using Certificates = std::multimap<std::string, const Bytes*>; // by the public key they meet at
    [[nodiscard]] std::vector<KeyReading> readAll(const std::vector<std::pair<std::string, bool>>& candidates,
                                                  std::span<const Secret> passwords) const;
    [[nodiscard]] static Result<std::vector<core::ArchiveEntry>> pair(const KeyReading& reading, const KeyRead& key,
                                                                      const Certificates& certificates);
    [[nodiscard]] static Certificates certificatesOf(const std::vector<KeyReading>& readings);
    Status keepAll(const std::vector<KeyReading>& readings, ImportSummary& summary);
    Status keep(std::vector<core::ArchiveAddition>& batch, ImportSummary& summary);
    [[nodiscard]] std::optional<core::ArchiveAddition> onToken(ByteView certificate, const std::string& place);
    [[nodiscard]] core::ArchiveAddition addition(core::ArchiveEntry entry, const std::string& place,
                                                 const std::string& kind);

    Vault& vault_;
    const platform::FileSystem& files_;
    std::function<Status()> open_;
};

} // namespace reseal::archive
