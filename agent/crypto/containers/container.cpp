// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/containers/container.hpp"

#include "agent/crypto/certificate_reader.hpp"
#include "agent/crypto/containers/container_pair.hpp"
#include "agent/crypto/containers/container_text.hpp"
#include "agent/crypto/containers/curve_order.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/public_key_info.hpp"

#include <algorithm>

namespace reseal::crypto {

namespace {

constexpr std::size_t kMostInName = 250;

Error damaged() {
    return {Category::damaged,
            "container_damaged",
            N_("the key container is damaged, and so is its reserve copy: take it from a backup"),
            {}};
}
Error incomplete() {
    return {Category::damaged,
            "container_incomplete",
            N_("files of the key container are missing: copy its whole folder"),
            {}};
}
Error wrongPassword() {
    return {Category::refused, "password_wrong", N_("the password of the key container is wrong"), {}};
}
Error unsupported() {
    return {Category::usage, "key_unsupported", N_("this kind of key container is not supported"), {}};
}

std::string_view keyAlgorithmOf(const ContainerKeyFacts& key) {
    if (key.isGost2001()) {
        return "1.2.643.2.2.19";
    }
    return keyOctets(key.curve) == 64 ? "1.2.643.7.1.1.1.2" : "1.2.643.7.1.1.1.1";
}

ContainerKind kindOf(const ContainerKeyFacts& key) {
    return key.isGost2001() ? ContainerKind::gost2001 : ContainerKind::gost2012;
}

Result<PrivateKey> privateKey(const ContainerKeyFacts& facts, const Secret& number) {
    const Bytes algorithm = derSequence({derOid(keyAlgorithmOf(facts)), facts.parameters});
    Bytes octets = derOctetString(asBytes(number.view()));
    const Secret info = intoSecret(derSequence({derInteger(0), algorithm, octets}));
    wipe(octets.data(), octets.size());
    return PrivateKey::fromPkcs8(asBytes(info.view()));
}

Result<Bytes> fingerprintOf(const PrivateKey& key) {
    const auto info = key.publicKeyInfo();
    return info ? Result<Bytes>(readPublicKeyInfo(info.value()).gostFingerprint) : Result<Bytes>(info.error());
}

struct Pair {
    const Bytes& masks;
    const Bytes& primary;
};

// Damage or a wrong password: both give a key that does not fit.
Result<PrivateKey> openPair(const ContainerKeyFacts& facts, const Pair& pair, const Secret& password) {
    if (pair.masks.empty() || pair.primary.empty()) {
        return incomplete();
    }
    const ContainerKind kind = kindOf(facts);
    const auto masks = readMasks(pair.masks);
    const Bytes ciphertext = readPrimary(pair.primary);
    if (!masks || ciphertext.empty() || !macHolds(*masks, kind)) {
        return damaged();
    }
    const auto storage = storageKey(password, masks->salt, kind);
    if (!storage) {
        return storage.error();
    }
    const auto number = unwrapped(facts.curve, kind, storage.value(), ciphertext, masks->mask);
    if (!number) {
        return damaged();
    }
    auto key = privateKey(facts, *number);
    if (!key) {
        return key;
    }
    const auto found = fingerprintOf(key.value());
    if (!found) {
        return found.error();
    }
    Bytes expected = facts.fingerprint;
    if (expected.empty()) {
        expected = found.value();
        if (facts.certificate.empty()) {
            return damaged(); // nothing tells whether the key is the right one
        }
        const auto certificate = takeCertificate(facts.certificate);
        if (!certificate || certificate.value().gostFingerprint != expected) {
            return damaged();
        }
    }
    return found.value() == expected ? std::move(key) : Result<PrivateKey>(damaged());
}

// Nothing: the header keeps no check.
Result<std::optional<bool>> passwordFits(const ContainerHeader& header, const Secret& password) {
    if (!header.passwordCheck || header.primary.fingerprint.empty()) {
        return std::optional<bool>();
    }
    const auto check = passwordCheckOf(password, header.primary.fingerprint, kindOf(header.primary));
    return check ? Result<std::optional<bool>>(check.value() == *header.passwordCheck)
                 : Result<std::optional<bool>>(check.error());
}

Result<ContainerHeader> checkedHeader(const ContainerFiles& files) {
    if (files.header.empty()) {
        return incomplete();
    }
    auto header = readContainerHeader(files.header);
    if (header && !macHolds(header.value())) {
        return Error{Category::damaged,
                     "container_damaged",
                     N_("the header of the key container is damaged: take the container from a backup"),
                     {}};
    }
    return header;
}

} // namespace

std::string containerName(ByteView nameFile) {
    DerReader outer(nameFile);
    DerReader fields = outer.enter(kTagSequence);
    const auto name = fields.next();
    if (!name || name->constructed() || name->content.size() > kMostInName ||
        std::ranges::count(name->content, 0) > 0) {
        return {};
    }
    return fromWindows1251(name->content);
}

Result<OpenedContainerKey> openContainer(const ContainerFiles& files, const Secret& password, ContainerSlot slot) {
    const auto read = checkedHeader(files);
    if (!read) {
        return read.error();
    }
    const ContainerHeader& header = read.value();
    const bool second = slot == ContainerSlot::secondary;
    const ContainerKeyFacts& facts = second ? header.secondary : header.primary;
    if ((second && !header.secondaryKnown) || (!second && header.primaryAbsent) || keyOctets(facts.curve) == 0) {
        return unsupported();
    }
    const auto fits = passwordFits(header, password);
    if (!fits) {
        return fits.error();
    }
    if (fits.value() == false) {
        return wrongPassword();
    }
    const Pair own{second ? files.masks2 : files.masks, second ? files.primary2 : files.primary};
    auto key = openPair(facts, own, password);
    if (key) {
        return OpenedContainerKey{std::move(key).value(), false};
    }
    if (!header.secondaryKnown) {
        if (auto reserve = openPair(facts, {files.masks2, files.primary2}, password)) {
            return OpenedContainerKey{std::move(reserve).value(), true};
        }
    }
    const bool unclear = key.error().reason == "container_damaged" && !fits.value();
    return unclear && header.password ? wrongPassword() : key.error();
}

} // namespace reseal::crypto
