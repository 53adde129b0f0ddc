// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/containers/container_pair.hpp"

#include "agent/crypto/containers/container_text.hpp"
#include "agent/crypto/containers/curve_order.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost/block_cipher.hpp"
#include "agent/crypto/message_digest.hpp"

#include <algorithm>

namespace reseal::crypto {

namespace {

constexpr std::string_view kStart = "DENEFH028.760246785.IUEFHWUIO.EF";
constexpr std::size_t kHalf = 32;
constexpr int kRounds = 2000;
constexpr int kRoundsWithoutPassword = 2;

gost::SBox boxOf(ContainerKind kind) {
    return kind == ContainerKind::gost2001 ? gost::SBox::cryptoProA : gost::SBox::tc26Z;
}

DigestAlgorithm digestOfKind(ContainerKind kind) {
    return kind == ContainerKind::gost2001 ? DigestAlgorithm::gost94 : DigestAlgorithm::streebog256;
}

bool isKeySize(std::size_t size) { return size == kHalf || size == 2 * kHalf; }

// Each octet of the Windows-1251 text and three zeros. Other characters stay UTF-8, which CryptoPro would not take.
Secret spread(const Secret& password) {
    auto octets = toWindows1251(password.view());
    const Secret text(octets ? std::move(*octets) : std::string(password.view()));
    std::string wide;
    wide.reserve(text.view().size() * 4);
    for (const char octet : text.view()) {
        wide.push_back(octet);
        wide.append(3, '\0');
    }
    return Secret(std::move(wide));
}

class Derivation {
public:
    Derivation(const Secret& password, ByteView salt, ContainerKind kind)
        : digest_(digestOfKind(kind)), width_(kind == ContainerKind::gost2001 ? kHalf : 2 * kHalf),
          pin_(spread(password)), salt_(salt), state_(width_, 0) {
        std::ranges::copy(kStart, state_.begin());
    }
    ~Derivation() { wipe(state_.data(), state_.size()); }
    Derivation(const Derivation&) = delete;
    Derivation& operator=(const Derivation&) = delete;

    [[nodiscard]] Result<Secret> run() {
        const ByteView pin = asBytes(pin_.view());
        const auto first = hash({salt_, pin});
        if (!first) {
            return first.error();
        }
        const int rounds = pin.empty() ? kRoundsWithoutPassword : kRounds;
        for (int i = 0; i < rounds; ++i) {
            const Bytes inner = masked(0x36), outer = masked(0x5C);
            if (const Status done = take(hash({inner, first.value(), outer, first.value()})); !done) {
                return done.error();
            }
        }
        const Bytes inner = masked(0x36), outer = masked(0x5C);
        auto last = hash({ByteView(inner).first(kHalf), salt_, ByteView(outer).first(kHalf), pin});
        if (last) {
            last = hash({last.value()});
        }
        return last ? Result<Secret>(intoSecret(std::move(last.value()))) : Result<Secret>(last.error());
    }

private:
    [[nodiscard]] Result<Bytes> hash(std::initializer_list<ByteView> parts) const {
        auto digest = MessageDigest::start(digest_);
        if (!digest) {
            return digest.error();
        }
        for (const ByteView part : parts) {
            digest.value().add(part);
        }
        return digest.value().finish();
    }
    [[nodiscard]] Status take(const Result<Bytes>& hashed) {
        if (!hashed) {
            return hashed.error();
        }
        std::ranges::fill(state_, std::uint8_t{0});
        std::ranges::copy(hashed.value(), state_.begin());
        return {};
    }
    [[nodiscard]] Bytes masked(std::uint8_t pattern) const {
        Bytes out(state_);
        for (std::uint8_t& octet : out) {
            octet = static_cast<std::uint8_t>(octet ^ pattern);
        }
        return out;
    }

    DigestAlgorithm digest_;
    std::size_t width_;
    Secret pin_;
    ByteView salt_;
    Bytes state_;
};

} // namespace

std::optional<Masks> readMasks(ByteView file) {
    DerReader outer(file);
    DerReader fields = outer.enter(kTagSequence);
    const auto mask = fields.next(kTagOctetString);
    const auto salt = fields.next(kTagOctetString);
    const auto mac = fields.next(kTagOctetString);
    Masks masks;
    if (!mask || !salt || !mac || !isKeySize(mask->content.size()) || salt->content.size() != kSaltOctets ||
        mac->content.size() != masks.mac.size()) {
        return std::nullopt;
    }
    masks.mask.assign(mask->content.begin(), mask->content.end());
    masks.salt.assign(salt->content.begin(), salt->content.end());
    std::ranges::copy(mac->content, masks.mac.begin());
    return masks;
}

bool macHolds(const Masks& masks, ContainerKind kind) {
    const ByteView mask = masks.mask;
    const auto keyed = [&](ByteView key) { return gost::imit(boxOf(kind), key, {}, masks.salt) == masks.mac; };
    // Of a long mask the second half is said to be the key; no real file was at hand, so the first will do too.
    return keyed(mask.last(kHalf)) || (mask.size() > kHalf && keyed(mask.first(kHalf)));
}

Bytes writeMasks(ByteView mask, ByteView salt, ContainerKind kind) {
    const ContainerMac mac = gost::imit(boxOf(kind), mask.last(kHalf), {}, salt);
    return derSequence({derOctetString(mask), derOctetString(salt), derOctetString(mac)});
}

Bytes readPrimary(ByteView file) {
    DerReader outer(file);
    DerReader fields = outer.enter(kTagSequence);
    auto ciphertext = fields.next(kTagOctetString);
    if (const auto working = fields.next(contextTag(0, false))) {
        ciphertext = working;
    }
    if (!ciphertext || !isKeySize(ciphertext->content.size())) {
        return {};
    }
    return {ciphertext->content.begin(), ciphertext->content.end()};
}

Bytes writePrimary(ByteView ciphertext) { return derSequence({derOctetString(ciphertext)}); }

Result<Secret> storageKey(const Secret& password, ByteView salt, ContainerKind kind) {
    return Derivation(password, salt, kind).run();
}

Result<ContainerMac> passwordCheckOf(const Secret& password, ByteView fingerprint, ContainerKind kind) {
    const auto key = storageKey(password, fingerprint, kind);
    if (!key) {
        return key.error();
    }
    constexpr std::array<std::uint8_t, 16> kZeros{};
    return gost::imit(boxOf(kind), asBytes(key.value().view()), {}, kZeros);
}

std::optional<Secret> unwrapped(std::string_view curve, ContainerKind kind, const Secret& storage, ByteView ciphertext,
                                ByteView mask) {
    if (ciphertext.size() != mask.size() || ciphertext.size() != keyOctets(curve)) {
        return std::nullopt;
    }
    const Secret masked = gost::decryptEcb(boxOf(kind), asBytes(storage.view()), ciphertext);
    return divided(curve, asBytes(masked.view()), mask);
}

std::optional<Bytes> wrapped(std::string_view curve, ContainerKind kind, const Secret& storage, const Secret& key,
                             ByteView mask) {
    const auto masked = multiplied(curve, asBytes(key.view()), mask);
    if (!masked) {
        return std::nullopt;
    }
    const Secret out = gost::encryptEcb(boxOf(kind), asBytes(storage.view()), asBytes(masked->view()));
    const ByteView view = asBytes(out.view());
    return Bytes(view.begin(), view.end());
}

} // namespace reseal::crypto
