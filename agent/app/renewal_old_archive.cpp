// SPDX-License-Identifier: Apache-2.0
// The old certificates and keys of a renewal go to the archive: from files, from tokens that hand keys out, or as the
// note that the key cannot leave its token.
#include "agent/app/renewal_keys.hpp"
#include "agent/app/renewal_old_key.hpp"
#include "agent/archive/archive_import.hpp"
#include "agent/archive/entry_making.hpp"
#include "agent/archive/verification.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/enrolment/own_questions.hpp"

namespace reseal::app {
namespace {

using enrolment::Means;
using enrolment::Renewal;

std::shared_ptr<const Means> copyOf(const Means& means) {
    auto copy = std::make_shared<Means>();
    for (const auto& [name, secret] : means) {
        copy->emplace(name, secret.duplicate());
    }
    return copy;
}

// A PIN goes only to the token that it was typed for.
bool isPinOf(const core::Token& token, const Means& means) {
    const auto of = means.find(enrolment::kPinOf);
    return means.contains("pin") && of != means.end() && of->second.view() == core::uriOf(token);
}

Error oldKeyAway() {
    return {Category::refused,
            enrolment::kOldKeyAway,
            N_("The file of the old key is not there, so it cannot be archived. Plug in its drive or connect to the "
               "network, or go on without it."),
            {}};
}

// Whether a token hands its keys out is known only while it is there.
Error oldTokenAway() {
    return {Category::refused,
            enrolment::kOldTokenAway,
            N_("The token of the old key is not there, so Reseal cannot see whether this key can be archived. Plug it "
               "in, or go on without it."),
            {}};
}

} // namespace

Status RenewalOldKey::prove(const Old& old, bool withKey) {
    const auto back = at_.archive->store().find(certificateHash(old.id));
    if (!back) {
        return back.error();
    }
    if (!back.value() || (withKey && back.value()->sealedKey.empty())) {
        return Error{Category::failed, "database_failed", N_("What was archived could not be read back."), {}};
    }
    return archive::prove(at_.archive->vault(), *back.value());
}

Status RenewalOldKey::archiveFile(const Old& old, const std::string& path, const Means& means) {
    archive::Vault& vault = at_.archive->vault();
    archive::ArchiveImport importer(vault, *at_.files, [&] { return openVault(vault, means); });
    const std::string place = path.ends_with(kOldContainer) ? path.substr(0, path.size() - kOldContainer.size()) : path;
    const auto given = passwords(path, means);
    const auto summary = importer.sweep({place}, {at_.profile->folder()}, given, {old.der});
    if (!summary) {
        return summary.error();
    }
    return summary.value().locked.empty() || !summary.value().fresh.empty() || !summary.value().known.empty()
               ? Status()
               : Status(oldKeyLocked(means.contains("password")));
}

Status RenewalOldKey::archiveAlone(const Old& old) {
    auto made = archive::entryOf(old.der);
    if (!made) {
        return made.error();
    }
    archive::Vault& vault = at_.archive->vault();
    const auto token = onToken(old);
    const auto known = entry(old);
    std::string kept = token ? token->token.name() : std::string();
    for (const core::KeyLocation& key : known ? known->keys : std::vector<core::KeyLocation>()) {
        kept = kept.empty() && key.kind == core::FileKind::token ? key.path.substr(key.path.find('/') + 1) : kept;
    }
    if (kept.empty()) {
        kept = file(old).value_or("");
    }
    core::ArchiveEntry& entry = made.value();
    entry.keyPlace = kept.empty() ? "?" : core::displaySafe(kept);
    entry.archived = at_.clock->now();
    core::ArchiveSighting sighting{entry.keyPlace, "token", entry.archived, entry.archived, 0};
    sighting.check = archive::checkOf(sighting);
    const core::ArchiveAddition addition{entry, sighting, vault.event("renewal", toHex(entry.sha256), entry.keyPlace)};
    const auto added = vault.store().add(std::span(&addition, 1));
    return added ? Status() : Status(added.error());
}

Status RenewalOldKey::archiveOne(const Old& old, const Means& means) {
    const auto path = archived(old) ? std::nullopt : file(old);
    Status kept;
    if (path) {
        const auto key = openFile(old, *path, means); // its password first
        if (!key && means.contains(enrolment::kWithoutOld)) {
            kept = archiveAlone(old);
            return kept ? prove(old, false) : kept;
        }
        kept = key ? archiveFile(old, *path, means) : Status(key.error());
    } else if (!archived(old)) {
        const bool asks = !onToken(old) && !means.contains(enrolment::kWithoutOld);
        kept = asks && !fileAway(old).empty()    ? Status(oldKeyAway())
               : asks && !tokenAway(old).empty() ? Status(oldTokenAway())
                                                 : archiveAlone(old);
    }
    return kept ? prove(old, path.has_value()) : kept;
}

// A PIN pad would ask for the PIN by itself: what is behind one stays on its token.
std::optional<RenewalOldKey::OnToken> RenewalOldKey::handedOutBy(const Old& old) {
    if (archived(old) || file(old) || at_.access.calls == nullptr) {
        return std::nullopt;
    }
    auto key = onToken(old);
    return key && key->token.does("export_key") && !key->token.pinIs("pinpad") ? std::move(key) : std::nullopt;
}

Status RenewalOldKey::keepTaken(const Old& old, const OnToken& key, ExportedKey taken, const Means& means) {
    archive::Vault& vault = at_.archive->vault();
    if (Status opened = openVault(vault, means); !opened) { // it may have been locked meanwhile
        return opened;
    }
    if (!taken.pkcs8.empty()) {
        archive::ArchiveImport importer(vault, *at_.files, [] { return Status(); });
        const archive::KeyFromToken given{key.object.label, old.der, std::move(taken.pkcs8), std::nullopt};
        const auto summary = importer.handedOut(key.token.name(), std::span(&given, 1), {});
        if (!summary) {
            return summary.error();
        }
    }
    const bool whole = archived(old).has_value();
    const Status kept = whole ? Status() : archiveAlone(old);
    return kept ? prove(old, whole) : kept;
}

void RenewalOldKey::takeFromToken(const Old& old, const OnToken& key, const KeptMeans& means,
                                  std::function<void(Status)> done) {
    auto plugin = at_.access.plugin(key.token.plugin);
    if (!plugin) {
        return done(plugin.error());
    }
    if (!isPinOf(key.token, *means)) {
        return done(Error{Category::waiting, "pin_required", N_("This needs the token's PIN."), {}});
    }
    at_.access.work->run(
        key.token.plugin,
        [key, means, plugin = std::move(plugin).value(), calls = at_.access.calls] {
            return std::make_shared<TokenResult<std::vector<ExportedKey>>>(TokenCalls(*calls).exportKeys(
                plugin, key.token.id, {key.object.key}, {&means->at("pin"), means->contains(enrolment::kLastTry)}));
        },
        [this, old, key, means,
         done = std::move(done)](const std::shared_ptr<TokenResult<std::vector<ExportedKey>>>& exported) {
            const auto* const failure = std::get_if<plugins::TokenFailure>(exported.get());
            done(failure != nullptr
                     ? Status(failure->error)
                     : keepTaken(old, key, std::move(std::get<std::vector<ExportedKey>>(*exported).front()), *means));
        });
}

void RenewalOldKey::archiveNext(std::vector<Old> left, KeptMeans means, std::function<void(Status)> done) {
    while (!left.empty()) {
        const Old old = left.front();
        left.erase(left.begin());
        const auto key = means->contains(enrolment::kWithoutOld) ? std::nullopt : handedOutBy(old);
        if (key) {
            return takeFromToken(old, *key, means,
                                 [this, left = std::move(left), means, done = std::move(done)](const Status& kept) {
                                     kept ? archiveNext(left, means, done) : done(kept);
                                 });
        }
        if (const Status kept = archiveOne(old, *means); !kept) {
            return done(kept);
        }
    }
    done(Status());
}

void RenewalOldKey::archive(const Renewal& renewal, const Means& means, std::function<void(Status)> done) {
    if (const Status opened = openVault(at_.archive->vault(), means); !opened) {
        return done(opened);
    }
    archiveNext(allOf(renewal), copyOf(means), std::move(done));
}

} // namespace reseal::app
