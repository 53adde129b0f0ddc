// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/engine_key.hpp"

#include "agent/app/key_requests.hpp"
#include "agent/cli/secrets.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/signature_names.hpp"
#include "agent/crypto/vault/locked_key.hpp"
#include "agent/platform/system.hpp"

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;

// Wiped when it goes.
struct Mask {
    Bytes octets = Bytes(app::kMaskBytes);
    Mask() { crypto::fillRandom(octets); }
    ~Mask() { wipe(octets.data(), octets.size()); }
    Mask(const Mask&) = delete;
    Mask& operator=(const Mask&) = delete;
};

class EngineKey final : public crypto::RecipientKey {
public:
    EngineKey(EngineAccess& engine, const Json& place, crypto::KeyKind kind, const Options& options,
              const core::Texts& texts)
        : engine_(engine), place_(place), kind_(kind), options_(options), texts_(texts),
          vault_(place.at("where") == "vault") {
        const std::string certificate = fromHex(place.at("certificate_hex").get<std::string>());
        const ByteView key = crypto::publicKeyInfoIn(asBytes(certificate));
        publicKeyInfo_.assign(key.begin(), key.end());
    }

    [[nodiscard]] crypto::KeyKind kind() const override { return kind_; }
    [[nodiscard]] Result<Bytes> publicKeyInfo() const override { return publicKeyInfo_; }

    [[nodiscard]] Result<Secret> decrypt(ByteView ciphertext, ByteView algorithm) const override {
        app::KeyUse use;
        use.ciphertext.assign(ciphertext.begin(), ciphertext.end());
        use.algorithm.assign(algorithm.begin(), algorithm.end());
        return open(use);
    }
    [[nodiscard]] Result<Secret> derive(ByteView peer, ByteView ukm, crypto::DigestAlgorithm digest) const override {
        app::KeyUse use{.derive = true, .algorithm = {}, .ciphertext = {}, .peer = {}, .ukm = {}, .digest = digest};
        use.peer.assign(peer.begin(), peer.end());
        use.ukm.assign(ukm.begin(), ukm.end());
        return open(use);
    }

private:
    // A secret is tried once; asked for is one that nobody gave and that cannot be done without.
    Result<Secret> open(const app::KeyUse& use) const {
        auto given = vault_ ? vaultPassword() : Result<Secret>(Secret());
        if (!vault_ && !options_.pinFile.empty()) {
            given = readPassword(options_.pinFile);
        }
        if (!given) {
            return given;
        }
        auto opened = openWith(use, given.value());
        const char* const missing = vault_ ? "no_way_in" : "pin_required";
        if (opened || opened.error().reason != missing || !given.value().empty()) {
            return opened;
        }
        if (!vault_ && place_.at("pinpad") == true) {
            return opened; // typed there
        }
        auto typed = platform::askSecretOnTerminal(question());
        return typed && !typed.value().empty() ? openWith(use, typed.value()) : std::move(opened);
    }

    Result<Secret> openWith(const app::KeyUse& use, const Secret& way) const {
        const Mask mask;
        Json request = app::documentOf(use);
        request["command"] = vault_ ? "archive_open" : "token_open";
        request["id"] = place_.at("id");
        request["uri"] = place_.at("uri");
        request["file_hex"] = toHex(asBytes(options_.document));
        request["last_try"] = options_.lastTry;
        std::string lines;
        lines.reserve(way.view().size() + 2 * app::kMaskBytes + 1);
        lines += way.view();
        lines += '\n';
        std::string hex = toHex(mask.octets);
        lines += hex;
        wipe(hex.data(), hex.size());
        const auto document = engine_.askFor(request, Secret(std::move(lines)));
        return document ? app::uncover(document.value().at("masked_hex").get<std::string>(), mask.octets)
                        : Result<Secret>(document.error());
    }

    [[nodiscard]] std::string question() const {
        if (vault_) {
            return texts_.translate(N_("Password of the archive: "));
        }
        return core::fill(texts_.translate(N_("PIN of {token}: ")),
                          {{"token", core::displaySafe(place_.value("place", std::string()), 4096)}});
    }

    EngineAccess& engine_;
    const Json place_;
    const crypto::KeyKind kind_;
    const Options& options_;
    const core::Texts& texts_;
    const bool vault_;
    Bytes publicKeyInfo_;
};

} // namespace

Result<std::shared_ptr<const crypto::RecipientKey>> keyOfEngine(EngineAccess& engine, const Json& place,
                                                                const Options& options, const core::Texts& texts) {
    const std::string certificate = fromHex(place.at("certificate_hex").get<std::string>());
    const auto kind = crypto::kindOfPublicKey(crypto::publicKeyInfoIn(asBytes(certificate)));
    if (!kind) {
        return Error{Category::refused, "key_unsupported", N_("Keys of this kind cannot open messages here."), {}};
    }
    return std::shared_ptr<const crypto::RecipientKey>(
        std::make_shared<EngineKey>(engine, place, *kind, options, texts));
}

} // namespace reseal::cli
