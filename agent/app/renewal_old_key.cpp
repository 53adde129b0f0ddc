// SPDX-License-Identifier: Apache-2.0
#include "agent/app/renewal_old_key.hpp"

#include "agent/app/renewal_keys.hpp"
#include "agent/archive/entry_making.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/cms/signed_message_writer.hpp"
#include "agent/crypto/containers/container.hpp"
#include "agent/crypto/keys_in_file.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/signature_names.hpp"
#include "agent/enrolment/demand_record.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

using enrolment::Means;
using enrolment::Renewal;

Error lost() {
    return {Category::notFound,
            "old_key_lost",
            N_("The old key is not to be found: neither its file nor its token nor the archive has it. Ask for a new "
               "certificate with 'reseal request'."),
            {}};
}

bool isFile(const core::KeyLocation& key) {
    return key.kind != core::FileKind::token && key.kind != core::FileKind::vault;
}

Result<Bytes> signPayload(const Bytes& certificate, const plugins::PayloadDemand& payload, TimePoint now,
                          const crypto::SignDigest& sign) {
    const auto wanted = payload.digest.empty() ? std::nullopt : crypto::digestCalled(payload.digest);
    if (!payload.digest.empty() && !wanted) {
        return Error{Category::refused, "digest_unfit", N_("The old key cannot sign what the CA asks for."), {}};
    }
    crypto::SigningRequest request{.certificate = certificate, .time = now};
    const auto usual = crypto::signingDigest(request);
    if (!usual) {
        return usual.error();
    }
    const crypto::DigestAlgorithm algorithm = wanted.value_or(usual.value());
    if (payload.form == "raw-digest") {
        return sign(algorithm, payload.data);
    }
    if (payload.form == "raw") {
        const auto digest = crypto::digestOf(algorithm, payload.data);
        return digest ? sign(algorithm, digest.value()) : Result<Bytes>(digest.error());
    }
    if (algorithm != usual.value()) {
        request.digest = algorithm;
    }
    MemorySink out(std::size_t{64} << 20U);
    MemorySource whole(payload.data);
    const Status made =
        payload.form == "cms-detached"
            ? crypto::signDetached(whole, request, sign, out)
            : crypto::signAttached(
                  [&payload] { return std::unique_ptr<ByteSource>(std::make_unique<MemorySource>(payload.data)); },
                  request, sign, out);
    return made ? Result<Bytes>(out.take()) : Result<Bytes>(made.error());
}

Result<crypto::PrivateKey> openContainer(const platform::FileSystem& files, const std::string& header,
                                         ByteView publicKey, std::span<const Secret> passwords) {
    const std::string folder = header.substr(0, header.size() - kOldContainer.size());
    crypto::ContainerFiles container;
    for (const auto& file : crypto::kContainerFileNames) {
        if (auto bytes = files.read(folder + "/" + file.name, crypto::kMostInContainerFile, nullptr)) {
            container.*file.content = std::move(bytes).value();
        }
    }
    Error why = lost();
    for (const auto slot : {crypto::ContainerSlot::primary, crypto::ContainerSlot::secondary}) {
        auto opened = crypto::openContainer(container, Secret(), slot);
        for (std::size_t i = 0; i < passwords.size() && !opened && opened.error().reason == "password_wrong"; ++i) {
            opened = crypto::openContainer(container, passwords[i], slot);
        }
        if (opened && opened.value().key.matches(publicKey)) {
            return std::move(opened.value().key);
        }
        if (!opened && (slot == crypto::ContainerSlot::primary || opened.error().reason == "password_wrong")) {
            why = opened.error().reason == "password_wrong" ? oldKeyLocked(!passwords.empty()) : opened.error();
        }
    }
    return why;
}

} // namespace

Error oldKeyLocked(bool tried) {
    return tried ? Error{Category::refused, "bad_passphrase", N_("the password does not fit"), {}}
                 : Error{Category::waiting, "password_required", N_("The old key's file needs its password."), {}};
}

Sha256 certificateHash(const std::string& id) {
    Sha256 sum{};
    const std::string octets = fromHex(id);
    std::copy_n(octets.begin(), std::min(octets.size(), sum.size()), sum.begin());
    return sum;
}

std::optional<core::InventoryEntry> RenewalOldKey::entry(const Old& old) {
    auto entries = at_.profile->certificates().entries();
    if (!entries) {
        return std::nullopt;
    }
    const auto found = std::ranges::find_if(
        entries.value(), [&](const core::InventoryEntry& one) { return one.certificate.id == old.id; });
    return found == entries.value().end() ? std::nullopt : std::optional(std::move(*found));
}

std::optional<std::string> RenewalOldKey::file(const Old& old) {
    const auto known = entry(old);
    for (const core::KeyLocation& key : known ? known->keys : std::vector<core::KeyLocation>()) {
        if (isFile(key) && at_.files->inspect(key.path)) {
            return key.path;
        }
    }
    return std::nullopt;
}

std::string RenewalOldKey::fileAway(const Old& old) {
    const auto known = file(old) ? std::nullopt : entry(old);
    const auto keys = known ? known->keys : std::vector<core::KeyLocation>();
    const auto found = std::ranges::find_if(keys, isFile);
    return found == keys.end() ? std::string() : found->path;
}

std::optional<RenewalOldKey::OnToken> RenewalOldKey::onToken(const Old& old) {
    const auto known = entry(old);
    const bool mayBe = known && std::ranges::any_of(known->keys, [](const core::KeyLocation& key) {
                           return key.kind == core::FileKind::token;
                       });
    for (const core::Token& token : mayBe ? at_.access.tokens() : std::vector<core::Token>()) {
        for (const core::TokenObject& object : token.objects) {
            if (!object.key.empty() && object.certificateId == old.id && !token.makesMessages()) {
                return OnToken{token, object};
            }
        }
    }
    return std::nullopt;
}

std::string RenewalOldKey::tokenAway(const Old& old) {
    const auto known = entry(old);
    const auto keys = known ? known->keys : std::vector<core::KeyLocation>();
    const auto seen = std::ranges::find(keys, core::FileKind::token, &core::KeyLocation::kind);
    if (seen == keys.end()) {
        return {};
    }
    const auto holds = [&](const core::TokenObject& object) {
        return !object.key.empty() && object.certificateId == old.id;
    };
    const bool there = std::ranges::any_of(
        at_.access.tokens(), [&](const core::Token& token) { return std::ranges::any_of(token.objects, holds); });
    return there ? std::string() : core::shownPlace(seen->path, seen->kind);
}

std::optional<core::ArchiveEntry> RenewalOldKey::archived(const Old& old) {
    auto found = at_.archive->store().find(certificateHash(old.id));
    return found && found.value() && !found.value()->sealedKey.empty() ? std::move(found).value() : std::nullopt;
}

// Of what is renewed along nothing is known but its certificate.
std::vector<RenewalOldKey::Old> RenewalOldKey::allOf(const Renewal& renewal) {
    std::vector<Old> all{{renewal.oldCertificate, renewal.oldDer}};
    for (Bytes& der : enrolment::unpackCertificates(renewal.pair)) {
        std::string id = toHex(crypto::sha256(der));
        all.push_back({std::move(id), std::move(der)});
    }
    return all;
}

std::string RenewalOldKey::condition(const Renewal& renewal) { return condition(allOf(renewal).front()); }

std::string RenewalOldKey::condition(const Old& old) {
    const auto facts = crypto::readCertificate(old.der);
    if (!facts || core::dueOf(core::interpret(facts.value())).at <= at_.clock->now()) {
        return "lapsed";
    }
    if (file(old) || onToken(old) || archived(old)) {
        return "ready";
    }
    const auto known = entry(old);
    return known && std::ranges::any_of(known->keys,
                                        [](const core::KeyLocation& key) { return key.kind == core::FileKind::token; })
               ? "away"
               : "lost";
}

enrolment::PinFacts RenewalOldKey::pin(const Renewal& renewal) {
    const bool archiving =
        renewal.state == enrolment::State::archivingOld ||
        (renewal.state == enrolment::State::asking && renewal.asked == enrolment::State::archivingOld);
    for (const Old& old : allOf(renewal)) {
        const auto key = archiving ? handedOutBy(old) : onToken(old);
        if (key) {
            return pinFactsOf(key->token, at_.access);
        }
    }
    return {};
}

std::string RenewalOldKey::folder(const Renewal& renewal) {
    const auto path = file(allOf(renewal).front());
    return path && !path->ends_with(kOldContainer) ? path->substr(0, path->find_last_of('/')) : std::string();
}

std::string RenewalOldKey::place(const Renewal& renewal) {
    std::string places;
    for (const Old& old : allOf(renewal)) {
        const std::string one = place(old);
        places += places.empty() || one.empty() ? one : "\n" + one;
    }
    return places;
}

std::string RenewalOldKey::place(const Old& old) {
    if (const auto path = file(old)) {
        const std::size_t end = path->ends_with(kOldContainer) ? path->size() - kOldContainer.size() : path->size();
        const std::string whole = path->substr(0, end); // the name of a file, or of a container's folder
        return core::displaySafe(whole.substr(whole.find_last_of('/') + 1));
    }
    const auto token = onToken(old);
    const std::string away = token ? std::string() : fileAway(old);
    return core::displaySafe(token ? token->token.name() : away.empty() ? tokenAway(old) : away);
}

std::vector<Secret> RenewalOldKey::passwords(const std::string& path, const Means& means) {
    std::vector<Secret> all;
    if (const auto given = means.find("password"); given != means.end()) {
        all.push_back(given->second.duplicate());
    }
    if (at_.keyring->available()) {
        if (auto kept = at_.keyring->find("file:" + path)) {
            all.push_back(std::move(kept).value());
        }
    }
    return all;
}

Result<crypto::PrivateKey> RenewalOldKey::openFile(const Old& old, const std::string& path, const Means& means) {
    const auto fields = crypto::readCertificateFields(old.der);
    if (!fields) {
        return Error{Category::damaged, "decode_failed", N_("the certificate is damaged"), {}};
    }
    const auto given = passwords(path, means);
    if (path.ends_with(kOldContainer)) {
        return openContainer(*at_.files, path, fields->publicKeyInfo, given);
    }
    auto data = at_.files->read(path, crypto::kMaxFileBytes, nullptr);
    if (!data) {
        return data.error();
    }
    auto found = crypto::readKeysInFile(data.value(), path.substr(path.find_last_of('/') + 1), given);
    wipe(data.value().data(), data.value().size());
    if (!found) {
        const bool shut = found.error().reason == "bad_passphrase";
        return shut ? oldKeyLocked(means.contains("password")) : found.error();
    }
    for (crypto::PrivateKey& key : found.value().keys) {
        if (key.matches(fields->publicKeyInfo)) {
            return std::move(key);
        }
    }
    return found.value().locked ? oldKeyLocked(means.contains("password")) : found.value().problem.value_or(lost());
}

Result<crypto::PrivateKey> RenewalOldKey::open(const Old& old, const Means& means) {
    if (const auto path = file(old)) {
        return openFile(old, *path, means);
    }
    const auto kept = archived(old);
    if (!kept) {
        return lost();
    }
    const Status opened = openVault(at_.archive->vault(), means);
    return opened ? at_.archive->archive().keyOf(*kept) : Result<crypto::PrivateKey>(opened.error());
}

void RenewalOldKey::sign(const Renewal& renewal, const plugins::PayloadDemand& payload, const Means& means,
                         enrolment::Done<Bytes> done) {
    const std::vector<Old> all = allOf(renewal);
    const auto named = std::ranges::find_if(all, [&](const Old& one) {
        return payload.signer.empty() || std::ranges::equal(payload.signer, certificateHash(one.id));
    });
    if (named == all.end() || named->der.empty()) {
        return done(lost());
    }
    const Old& old = *named;
    if (!file(old) && !archived(old)) {
        if (auto key = onToken(old)) {
            return signOnToken(old, payload, std::move(*key), means, std::move(done));
        }
        return done(condition(old) == "away" ? tokenAbsent() : lost());
    }
    const auto key = open(old, means);
    if (!key) {
        return done(key.error());
    }
    done(signPayload(old.der, payload, at_.clock->now(), [&](crypto::DigestAlgorithm algorithm, ByteView digest) {
        return key.value().sign(algorithm, digest);
    }));
}

void RenewalOldKey::signOnToken(const Old& old, const plugins::PayloadDemand& payload, OnToken key, const Means& means,
                                enrolment::Done<Bytes> done) {
    auto plugin =
        at_.access.calls == nullptr ? Result<ReadyPlugin>(tokenAbsent()) : at_.access.plugin(key.token.plugin);
    if (!plugin) {
        return done(plugin.error());
    }
    const auto given = means.find("pin");
    const bool typedAtReader = key.token.pinIs("pinpad");
    if (given == means.end() && !typedAtReader) {
        return done(Error{Category::waiting, "pin_required", N_("This needs the token's PIN."), {}});
    }
    auto pin = std::make_shared<const Secret>(given == means.end() ? Secret() : given->second.duplicate());
    at_.access.work->run(
        key.token.plugin,
        [old, payload, key, pin, lastTry = means.contains(enrolment::kLastTry), plugin = std::move(plugin).value(),
         calls = at_.access.calls, now = at_.clock->now()] {
            return signPayload(
                old.der, payload, now, [&](crypto::DigestAlgorithm algorithm, ByteView digest) -> Result<Bytes> {
                    const auto fields = crypto::readCertificateFields(old.der);
                    const auto kind = fields ? crypto::kindOfPublicKey(fields->publicKeyInfo) : std::nullopt;
                    if (!kind || !crypto::digestFits(*kind, algorithm)) {
                        return Error{
                            Category::refused, "digest_unfit", N_("The old key cannot sign what the CA asks for."), {}};
                    }
                    const Bytes names = crypto::signatureAlgorithmOf(*kind, algorithm);
                    auto made = TokenCalls(*calls).sign(plugin, key.token.id, key.object.key, names, digest,
                                                        {pin.get(), lastTry});
                    const auto* failure = std::get_if<plugins::TokenFailure>(&made);
                    return failure != nullptr ? Result<Bytes>(failure->error) : Result<Bytes>(std::get<Bytes>(made));
                });
        },
        [done = std::move(done)](Result<Bytes> made) { done(std::move(made)); });
}

} // namespace reseal::app
