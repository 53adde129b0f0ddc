// SPDX-License-Identifier: Apache-2.0
// What token plugins are asked to do. A PIN is sent once, for what the person just asked for (decision 13), and never
// the last try without their word. Any thread; each call blocks within its deadline.
#pragma once

#include "agent/app/plugin_calls.hpp"
#include "agent/base/byte_stream.hpp"
#include "agent/core/token.hpp"
#include "agent/crypto/message_digest.hpp"
#include "agent/plugins/tokens/token_items.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace reseal::app {

// What the person gave for one act.
struct PinEntry {
    const Secret* pin = nullptr; // none given
    bool allowLastTry = false;   // after a warning
};

// What is done with a key that opens a message; fields that the act does not need are empty.
struct KeyUse {
    bool derive = false;
    Bytes algorithm;  // of decrypt: DER AlgorithmIdentifier
    Bytes ciphertext; // likewise
    Bytes peer;       // of derive: SubjectPublicKeyInfo
    Bytes ukm;
    crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::streebog256; // that of its kind; tokens know it
};

// A message that the token makes itself (reseal.token-cms/1).
struct MessageOrder {
    std::string key;
    std::string title; // for tokens with a screen
    bool attached = false;
};
struct TokenKey {
    std::string key;
    Bytes publicKey; // DER SubjectPublicKeyInfo
};
// What became of one key that was asked out of its token.
struct ExportedKey {
    Secret pkcs8;              // empty: it stays
    std::optional<Error> kept; // then: why
    bool damaged = false;      // likewise: what holds it cannot be read
};

// A key with its certificate on its way to a token, and what that key signs there as a proof.
struct KeyTransfer {
    std::string label;
    Bytes certificate; // DER
    Secret pkcs8;
    Bytes signatureAlgorithm; // DER
    Bytes digest;
};
struct TokenMessage {
    std::vector<Bytes> pieces; // in their order
    Bytes signer;              // DER
    bool newSigner = false;    // nobody confirmed that certificate for this key yet
};

template <typename Value>
using TokenResult = std::variant<Value, plugins::TokenFailure>;

class TokenCalls {
public:
    explicit TokenCalls(PluginCalls& calls) : calls_(calls) {}

    // Its tokens, and what shows on each without a PIN. To ask for the tries may end another program's log-in on the
    // card: only where the person wants to see them.
    [[nodiscard]] Result<std::vector<core::Token>> look(const ReadyPlugin& plugin, bool withTries);

    [[nodiscard]] TokenResult<Bytes> sign(const ReadyPlugin& plugin, const std::string& token, const std::string& key,
                                          ByteView signatureAlgorithm, ByteView digest, const PinEntry& entry);
    // RSA key transport or key agreement: what opens a message.
    [[nodiscard]] TokenResult<Secret> open(const ReadyPlugin& plugin, const std::string& token, const std::string& key,
                                           const KeyUse& use, const PinEntry& entry);
    // The plugin reads `source` while it works; nothing of a message whose signer is not to be confirmed is used.
    [[nodiscard]] TokenResult<TokenMessage> signMessage(const ReadyPlugin& plugin, const std::string& token,
                                                        const MessageOrder& order, ByteSource& source,
                                                        const PinEntry& entry);
    // A key pair under that label; one that is there already, without a certificate, is given instead.
    [[nodiscard]] TokenResult<TokenKey> generate(const ReadyPlugin& plugin, const std::string& token,
                                                 const std::string& label, const std::string& algorithm,
                                                 const PinEntry& entry);
    // Beside its key; an equal one that is there already will do.
    [[nodiscard]] TokenResult<std::monostate> importCertificate(const ReadyPlugin& plugin, const std::string& token,
                                                                const std::string& key, const std::string& label,
                                                                ByteView certificate, const PinEntry& entry);
    // Private keys out of a token, in the order of `keys`: in one log-in where the plugin can, else in one for each.
    // Ends with the first refused PIN.
    [[nodiscard]] TokenResult<std::vector<ExportedKey>> exportKeys(const ReadyPlugin& plugin, const std::string& token,
                                                                   const std::vector<std::string>& keys,
                                                                   const PinEntry& entry);
    // The signature over the digest; empty where the plugin makes none along with the import.
    [[nodiscard]] TokenResult<Bytes> importKey(const ReadyPlugin& plugin, const std::string& token,
                                               const KeyTransfer& transfer, const PinEntry& entry);
    [[nodiscard]] TokenResult<std::monostate> removeObject(const ReadyPlugin& plugin, const std::string& token,
                                                           const std::string& object, const PinEntry& entry);
    [[nodiscard]] TokenResult<std::monostate> changePin(const ReadyPlugin& plugin, const std::string& token,
                                                        const PinEntry& entry, const Secret& newPin);
    // Without spending one; nothing where the medium cannot say.
    [[nodiscard]] std::optional<int> triesLeft(const ReadyPlugin& plugin, const std::string& token);

private:
    struct Question;
    [[nodiscard]] std::variant<plugins::PluginReply, plugins::TokenFailure>
    ask(const ReadyPlugin& plugin, Question question, const std::string& subject);
    [[nodiscard]] std::optional<plugins::TokenFailure> exportSome(const ReadyPlugin& plugin, const std::string& token,
                                                                  const std::vector<std::string>& keys,
                                                                  std::vector<ExportedKey>& exported,
                                                                  const PinEntry& entry);

    PluginCalls& calls_;
};

} // namespace reseal::app
