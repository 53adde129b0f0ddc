// SPDX-License-Identifier: Apache-2.0
// New containers, and old ones under another password or with a certificate. What comes out was opened again before it
// is handed on.
#include "agent/crypto/containers/container.hpp"
#include "agent/crypto/containers/container_pair.hpp"
#include "agent/crypto/containers/container_text.hpp"
#include "agent/crypto/containers/curve_order.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/public_key_info.hpp"

#include <openssl/rand.h>

#include <algorithm>

namespace reseal::crypto {

namespace {

constexpr std::size_t kMostInName = 250;

// What a private key says of itself: its curve, and its number, little-endian.
struct KeyNumber {
    std::string algorithm; // dotted, of a container
    std::string curve;
    Bytes parameters;
    Secret number;
};

Error unfit() { return {Category::usage, "key_unsupported", N_("key containers hold keys of Russian GOST only"), {}}; }

std::string_view containerAlgorithm(std::string_view keyAlgorithm) {
    if (keyAlgorithm == "1.2.643.7.1.1.1.1") {
        return "1.2.643.7.1.1.6.1";
    }
    if (keyAlgorithm == "1.2.643.7.1.1.1.2") {
        return "1.2.643.7.1.1.6.2";
    }
    return keyAlgorithm == "1.2.643.2.2.19" ? "1.2.643.2.2.98" : "";
}

// Bare octets, an OCTET STRING of them, or an INTEGER: all three stand in PKCS#8 of GOST keys (RFC 9215 4.3).
std::optional<Secret> numberIn(ByteView octets, std::size_t size) {
    std::string number(size, '\0');
    DerReader inner(octets);
    if (octets.size() == size) {
        std::ranges::copy(octets, number.begin());
    } else if (const auto string = inner.next(kTagOctetString); string && string->content.size() == size) {
        std::ranges::copy(string->content, number.begin());
    } else if (const auto integer = inner.next(kTagInteger)) {
        ByteView magnitude = integer->content;
        while (magnitude.size() > size && magnitude.front() == 0) {
            magnitude = magnitude.subspan(1);
        }
        if (magnitude.size() > size) {
            return std::nullopt;
        }
        std::ranges::copy(magnitude.rbegin(), magnitude.rend(), number.begin());
    } else {
        return std::nullopt;
    }
    return Secret(std::move(number));
}

Result<KeyNumber> numberOf(const PrivateKey& key) {
    const auto info = key.toPkcs8();
    if (!info) {
        return info.error();
    }
    DerReader outer(asBytes(info.value().view()));
    DerReader fields = outer.enter(kTagSequence);
    static_cast<void>(fields.next(kTagInteger));
    DerReader algorithm = fields.enter(kTagSequence);
    const auto oid = algorithm.next(kTagOid);
    const auto parameters = algorithm.next(kTagSequence);
    const auto octets = fields.next(kTagOctetString);
    if (!oid || !parameters || !octets) {
        return unfit();
    }
    DerReader inner(parameters->content);
    const auto curve = inner.next(kTagOid);
    KeyNumber found;
    found.algorithm = containerAlgorithm(oidText(oid->content));
    found.curve = curve ? oidText(curve->content) : std::string();
    found.parameters.assign(parameters->whole.begin(), parameters->whole.end());
    auto number = numberIn(octets->content, keyOctets(found.curve));
    if (found.algorithm.empty() || keyOctets(found.curve) == 0 || !number) {
        return unfit();
    }
    found.number = std::move(*number);
    return found;
}

Result<Bytes> randomOctets(std::size_t size) {
    Bytes octets(size);
    if (RAND_priv_bytes(octets.data(), static_cast<int>(size)) != 1) {
        return Error{Category::failed, "no_randomness", N_("this computer gives no random numbers"), {}};
    }
    return octets;
}

ContainerKind kindOf(std::string_view algorithm) {
    return algorithm == "1.2.643.2.2.98" || algorithm == "1.2.643.2.2.19" ? ContainerKind::gost2001
                                                                          : ContainerKind::gost2012;
}

// One pair of files for the key. Under a random mask it is tried until the numbers work out.
Status writePair(const KeyNumber& key, const Secret& password, const ContainerMask& given, Bytes& masks,
                 Bytes& primary) {
    const ContainerKind kind = kindOf(key.algorithm);
    ContainerMask mask = given;
    for (Bytes* part : {&mask.mask, &mask.salt}) {
        if (part->empty()) {
            auto random = randomOctets(part == &mask.mask ? keyOctets(key.curve) : kSaltOctets);
            if (!random) {
                return random.error();
            }
            *part = std::move(random).value();
        }
    }
    const auto storage = storageKey(password, mask.salt, kind);
    if (!storage) {
        return storage.error();
    }
    const auto ciphertext = wrapped(key.curve, kind, storage.value(), key.number, mask.mask);
    if (!ciphertext) {
        return unfit();
    }
    masks = writeMasks(mask.mask, mask.salt, kind);
    primary = writePrimary(*ciphertext);
    return {};
}

Result<Bytes> nameFile(std::string_view name) {
    const auto octets = toWindows1251(name);
    if (!octets || octets->empty() || octets->size() > kMostInName) {
        return Error{Category::usage,
                     "name_unfit",
                     N_("the name of a key container has Latin or Cyrillic letters, at most 250"),
                     {}};
    }
    return derSequence({derElement(kTagIa5String, asBytes(*octets))});
}

// The keys that were opened, written under `password`; header and name come from `files`.
Result<ContainerFiles> rewritten(const ContainerFiles& files, const ContainerHeader& header, const Secret& old,
                                 const Secret& password) {
    ContainerFiles out = files;
    if (header.secondaryKnown) {
        const auto second = openContainer(files, old, ContainerSlot::secondary);
        auto number = second ? numberOf(second.value().key) : Result<KeyNumber>(second.error());
        if (!number) {
            return number.error();
        }
        if (const Status done = writePair(number.value(), password, {}, out.masks2, out.primary2); !done) {
            return done.error();
        }
    }
    if (header.primaryAbsent) {
        return out;
    }
    const auto first = openContainer(files, old, ContainerSlot::primary);
    const auto number = first ? numberOf(first.value().key) : Result<KeyNumber>(first.error());
    if (!number) {
        return number.error();
    }
    Status done = writePair(number.value(), password, {}, out.masks, out.primary);
    if (done && !header.secondaryKnown) {
        done = writePair(number.value(), password, {}, out.masks2, out.primary2);
    }
    return done ? Result<ContainerFiles>(std::move(out)) : Result<ContainerFiles>(done.error());
}

// Both keys open, whatever the header now says.
Result<ContainerFiles> proven(ContainerFiles files, const Secret& password) {
    const auto header = readContainerHeader(files.header);
    if (!header) {
        return header.error();
    }
    for (const ContainerSlot slot : {ContainerSlot::primary, ContainerSlot::secondary}) {
        const bool there =
            slot == ContainerSlot::primary ? !header.value().primaryAbsent : header.value().secondaryKnown;
        if (!there) {
            continue;
        }
        if (const auto opened = openContainer(files, password, slot); !opened) {
            return opened.error();
        }
    }
    return files;
}

} // namespace

Result<ContainerFiles> makeContainer(const ContainerSpec& spec) {
    const Secret none;
    const Secret& password = spec.password == nullptr ? none : *spec.password;
    const auto key = numberOf(*spec.key);
    auto name = nameFile(spec.name);
    const auto publicKey = spec.key->publicKeyInfo();
    if (!key || !name || !publicKey) {
        return !key ? key.error() : !name ? name.error() : publicKey.error();
    }
    NewHeader header;
    header.algorithm = key.value().algorithm;
    header.parameters = key.value().parameters;
    header.fingerprint = readPublicKeyInfo(publicKey.value()).gostFingerprint;
    header.certificate = spec.certificate;
    header.notAfter = spec.notAfter;
    header.exportable = spec.exportable;
    header.password = !password.empty();
    if (header.password) {
        const auto check = passwordCheckOf(password, header.fingerprint, kindOf(header.algorithm));
        if (!check) {
            return check.error();
        }
        header.passwordCheck = check.value();
    }
    ContainerFiles files;
    files.name = std::move(name).value();
    files.header = makeHeader(header);
    Status done = writePair(key.value(), password, spec.masks[0], files.masks, files.primary);
    if (done) {
        done = writePair(key.value(), password, spec.masks[1], files.masks2, files.primary2);
    }
    return done ? proven(std::move(files), password) : Result<ContainerFiles>(done.error());
}

Result<ContainerFiles> withPassword(const ContainerFiles& files, const Secret& old, const Secret& wanted) {
    const auto header = readContainerHeader(files.header);
    if (!header) {
        return header.error();
    }
    auto out = rewritten(files, header.value(), old, wanted);
    if (!out) {
        return out;
    }
    HeaderChange change;
    change.password = !wanted.empty();
    change.passwordCheck = std::optional<ContainerMac>();
    const ContainerKeyFacts& primary = header.value().primary;
    if (!wanted.empty() && !primary.fingerprint.empty()) {
        const auto check = passwordCheckOf(wanted, primary.fingerprint, kindOf(primary.algorithm));
        if (!check) {
            return check.error();
        }
        *change.passwordCheck = check.value();
    }
    out.value().header = changedHeader(header.value(), change);
    return proven(std::move(out).value(), wanted);
}

Result<ContainerFiles> withCertificate(const ContainerFiles& files, ContainerSlot slot, ByteView certificate) {
    const auto header = readContainerHeader(files.header);
    if (!header) {
        return header.error();
    }
    HeaderChange change;
    change.certificate = Bytes(certificate.begin(), certificate.end());
    change.ofSecondary = slot == ContainerSlot::secondary;
    ContainerFiles out = files;
    out.header = changedHeader(header.value(), change);
    return out;
}

} // namespace reseal::crypto
