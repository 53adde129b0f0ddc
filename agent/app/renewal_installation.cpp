// SPDX-License-Identifier: Apache-2.0
#include "agent/app/renewal_installation.hpp"

#include "agent/app/key_proof.hpp"
#include "agent/archive/archive_export.hpp"
#include "agent/archive/entry_making.hpp"
#include "agent/archive/verification.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/cms/certificate_path.hpp"
#include "agent/crypto/kazakh_key_file.hpp"
#include "agent/crypto/key_store.hpp"
#include "agent/crypto/pkcs12_writer.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/enrolment/demand_record.hpp"
#include "agent/platform/document_file.hpp"
#include "agent/platform/file_system.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

using enrolment::Means;
using enrolment::Renewal;
using plugins::IssuedCertificates;

constexpr int kMostNames = 100;
constexpr std::chrono::minutes kClocksDiffer{5};
constexpr std::size_t kMaxKeyFile = std::size_t{16} << 20U;

constexpr const char* kVault = "vault:reseal"; // as a place that certificates are seen at

std::string placeOf(const Sha256& sha256) { return std::string(kVault) + "/" + toHex(sha256).substr(0, 16); }

core::FileReading readingOf(const std::string& place, CertificateFacts facts) {
    core::FileReading reading;
    reading.path = place;
    reading.kind = core::FileKind::vault;
    reading.stamp.size = static_cast<std::int64_t>(facts.der.size());
    core::Certificate interpreted = core::interpret(facts);
    reading.certificates.push_back({std::move(interpreted), std::move(facts.der)});
    return reading;
}

Error unfit(const char* reason, const char* detail) { return {Category::refused, reason, detail, {}}; }

bool sameKey(ByteView one, ByteView other) {
    const crypto::PublicKeyInfo a = crypto::readPublicKeyInfo(one);
    const crypto::PublicKeyInfo b = crypto::readPublicKeyInfo(other);
    return a.sha256 == b.sha256 || (!a.gostFingerprint.empty() && a.gostFingerprint == b.gostFingerprint);
}

plugins::KeyFileRules rulesOf(const IssuedCertificates& issued, const std::string& number) {
    const auto rules = issued.files.find(number);
    return rules == issued.files.end() ? plugins::KeyFileRules{} : rules->second;
}

// The CA's own name, else one by the first digits of the certificate's hash; a further number where it is taken.
std::string nameFor(const std::string& folder, const std::string& wanted, const Sha256& sha256, int number) {
    const std::string name = wanted.empty() ? "reseal-" + toHex(sha256).substr(0, 12) + ".p12" : wanted;
    const std::size_t dot = name.rfind('.');
    return folder + "/" + name.substr(0, dot) + (number == 0 ? "" : "-" + std::to_string(number + 1)) +
           name.substr(dot);
}

// The key that the file holds for that certificate.
std::optional<crypto::PrivateKey> keyIn(const std::string& path, ByteView certificate, const Secret& password) {
    const auto data = platform::systemFileSystem()->read(path, kMaxKeyFile, nullptr);
    auto store = data ? crypto::readKeyStore(data.value(), password) : Result<crypto::KeyStore>(data.error());
    if (!store || !std::ranges::equal(store.value().keys.front().certificate, certificate)) {
        return std::nullopt;
    }
    return std::move(std::move(store).value().keys.front().key);
}

Result<std::string> proven(const crypto::PrivateKey& key, ByteView certificate, const std::string& path) {
    const Status signs = proveBySigning(key, certificate);
    return signs ? Result<std::string>(path) : Result<std::string>(signs.error());
}

} // namespace

Status RenewalInstallation::checkOne(const Renewal& renewal, ByteView certificate, ByteView publicKey) {
    const auto facts = crypto::readCertificate(certificate);
    const auto fields = crypto::readCertificateFields(certificate);
    if (!facts || !fields) {
        return unfit("certificate_damaged", N_("The certificate that the CA sent is damaged. Nothing was installed."));
    }
    if (!sameKey(fields->publicKeyInfo, publicKey)) {
        return unfit("certificate_for_other_key",
                     N_("The certificate that the CA sent is for another key. Nothing was installed; ask the CA."));
    }
    const core::Certificate fresh = core::interpret(facts.value());
    if (fresh.notAfter <= at_.clock->now()) {
        return unfit("certificate_lapsed",
                     N_("The certificate that the CA sent is valid no longer. Nothing was installed; ask the CA."));
    }
    if (fresh.notBefore > at_.clock->now() + kClocksDiffer) { // looked at again until it is
        return Error{Category::failed,
                     "certificate_not_yet_valid",
                     N_("The new certificate is not valid yet. Check the date and time of this computer; Reseal "
                        "installs it as soon as it is valid."),
                     {}};
    }
    return checkHolder(renewal, fresh);
}

// Of the same holder as before; in a renewal it lasts longer.
Status RenewalInstallation::checkHolder(const Renewal& renewal, const core::Certificate& fresh) {
    const auto was =
        renewal.oldDer.empty() ? Result<CertificateFacts>(Error{}) : crypto::readCertificate(renewal.oldDer);
    if (!was) {
        return {};
    }
    const core::Certificate old = core::interpret(was.value());
    if (!core::holderKey(old).empty() && core::holderKey(fresh) != core::holderKey(old)) {
        return unfit("certificate_for_other_holder",
                     N_("The certificate that the CA sent names another holder. Nothing was installed; ask the CA."));
    }
    if (renewal.purpose == "renew" && fresh.notAfter <= old.notAfter) {
        return unfit("certificate_not_longer", N_("The certificate that the CA sent does not last longer than the old "
                                                  "one. Nothing was installed; ask the CA."));
    }
    return {};
}

// What the old ones were used for, the new ones are for, too. Fewer new ones than old (one key where there was a pair)
// serve at least for one of them. A new issue is what the CA makes of it.
Status RenewalInstallation::checkUses(const Renewal& renewal, const IssuedCertificates& issued) {
    if (renewal.oldDer.empty() || renewal.purpose != "renew") {
        return {};
    }
    core::Usage now;
    for (const auto& [number, certificate] : issued.certificates) {
        const auto facts = crypto::readCertificate(certificate);
        now.bits |= facts ? core::interpret(facts.value()).usage.bits : std::uint8_t{0};
    }
    std::vector<Bytes> all = enrolment::unpackCertificates(renewal.pair);
    all.push_back(renewal.oldDer);
    const auto served = std::ranges::count_if(all, [&](const Bytes& der) {
        const auto old = crypto::readCertificate(der);
        return old && now.covers(core::interpret(old.value()).usage);
    });
    const auto wanted = issued.certificates.size() < all.size() ? std::size_t{1} : all.size();
    return static_cast<std::size_t>(served) >= wanted
               ? Status()
               : Status(
                     unfit("certificate_use_differs",
                           N_("The certificate that the CA sent is not made out for all that the old one is used for. "
                              "Nothing was installed; ask the CA.")));
}

// To the authorities that were named; else only that what came along as its chain did issue it.
Status RenewalInstallation::checkPath(const Renewal& renewal, const IssuedCertificates& issued) {
    const auto named = at_.authorities(renewal);
    if (!named) { // the file may come back
        return Error{Category::failed, named.error().reason, named.error().detail, named.error().subject};
    }
    if (named.value().empty() && issued.chain.empty()) {
        return {};
    }
    crypto::CertificatePaths paths;
    paths.trust(named.value().empty() ? issued.chain : named.value());
    paths.offer(issued.chain);
    for (const auto& [number, certificate] : issued.certificates) {
        if (paths.check(certificate).state != PathState::trusted) {
            return unfit("certificate_chain_broken", N_("The certificate that the CA sent was not issued by the "
                                                        "authorities that came with it. Nothing was installed."));
        }
    }
    return {};
}

Status RenewalInstallation::check(const Renewal& renewal, const IssuedCertificates& issued) {
    const auto keys = at_.keys->publicKeys(renewal);
    if (!keys) {
        return keys.error();
    }
    for (const auto& [number, publicKey] : keys.value()) {
        if (!issued.certificates.contains(number)) {
            return unfit("certificate_missing",
                         N_("The CA did not send a certificate for each key. Nothing was installed; ask the CA."));
        }
    }
    for (const auto& [number, certificate] : issued.certificates) {
        const auto key = keys.value().find(number);
        const Status fits = key == keys.value().end()
                                ? Status(unfit("certificate_for_other_key",
                                               N_("The certificate that the CA sent is for another key. Nothing was "
                                                  "installed; ask the CA.")))
                                : checkOne(renewal, certificate, key->second);
        if (!fits) {
            return fits;
        }
    }
    const Status uses = checkUses(renewal, issued);
    return uses ? checkPath(renewal, issued) : uses;
}

Status RenewalInstallation::intoVault(const Renewal& renewal, const std::string& number, ByteView certificate) {
    archive::Vault& vault = at_.archive->vault();
    const auto key = at_.keys->keyOf(renewal, number);
    const auto pkcs8 = key ? key.value().toPkcs8() : Result<Secret>(key.error());
    auto entry = archive::entryOf(certificate);
    auto facts = crypto::readCertificate(certificate);
    if (!pkcs8 || !entry || !facts) {
        return !pkcs8 ? pkcs8.error() : !entry ? entry.error() : facts.error();
    }
    const TimePoint now = at_.clock->now();
    const std::string place = placeOf(entry.value().sha256);
    entry.value().archived = now;
    entry.value().sealedKey = vault.sealKey(pkcs8.value(), entry.value().sha256);
    core::ArchiveSighting sighting{place, "vault", now, now, 0};
    sighting.check = archive::checkOf(sighting);
    const core::ArchiveAddition addition{entry.value(), sighting,
                                         vault.event("renewal", toHex(entry.value().sha256), place)};
    if (const auto added = vault.store().add(std::span(&addition, 1)); !added) {
        return added.error();
    }
    const auto back = vault.store().find(entry.value().sha256);
    if (!back || !back.value() || back.value()->sealedKey.empty()) {
        return Error{Category::failed, "database_failed", N_("What was archived could not be read back."), {}};
    }
    if (Status readBack = archive::prove(vault, *back.value()); !readBack) {
        return readBack;
    }
    const auto kept = vault.openKey(*back.value());
    const auto again =
        kept ? crypto::PrivateKey::fromPkcs8(asBytes(kept.value().view())) : Result<crypto::PrivateKey>(kept.error());
    if (const Status signs = again ? proveBySigning(again.value(), certificate) : Status(again.error()); !signs) {
        return signs;
    }
    const core::FoundKey found{facts.value().spkiSha256, facts.value().gostFingerprint, true, {}};
    core::FileReading reading = readingOf(place, std::move(facts).value());
    reading.keys.push_back(found);
    return at_.profile->certificates().recordScan(kVault, std::span(&reading, 1), {}, now);
}

Status RenewalInstallation::keepChain(const IssuedCertificates& issued) {
    std::vector<core::FileReading> readings;
    for (const Bytes& authority : issued.chain) {
        if (auto facts = crypto::readCertificate(authority)) { // what does not read led nowhere
            readings.push_back(readingOf(placeOf(crypto::sha256(authority)), std::move(facts).value()));
        }
    }
    return readings.empty() ? Status() : at_.profile->certificates().recordScan(kVault, readings, {}, at_.clock->now());
}

Result<std::string> RenewalInstallation::intoFile(const Renewal& renewal, const std::string& number,
                                                  const IssuedCertificates& issued, const std::string& folder,
                                                  const Secret& password) {
    const Bytes& certificate = issued.certificates.at(number);
    const auto key = at_.keys->keyOf(renewal, number);
    const auto facts = crypto::readCertificate(certificate);
    if (!key || !facts) {
        return key ? facts.error() : key.error();
    }
    plugins::KeyFileRules rules = rulesOf(issued, number);
    if (rules.kazakh && rules.name.empty()) {
        auto name = crypto::kazakhFileName(certificate);
        rules.name = name ? std::move(name).value() : std::string();
    }
    const auto content =
        rules.kazakh
            ? crypto::writeKazakhPkcs12(key.value(), certificate, password)
            : crypto::writePkcs12({key.value(), certificate, issued.chain, core::interpret(facts.value()).holder.name},
                                  password, archive::exportLock(key.value().kind()));
    if (!content) {
        return content.error();
    }
    for (int number_ = 0; number_ < kMostNames; ++number_) {
        const std::string path = nameFor(folder, rules.name, facts.value().sha256, number_);
        if (const auto there = keyIn(path, certificate, password)) {
            return proven(*there, certificate, path); // written before a crash
        }
        auto file = platform::createDocument(path);
        Status written = file ? file.value()->write(content.value()) : Status(file.error());
        written = written ? file.value()->commit() : written;
        if (!written && written.error().reason == "file_exists") {
            continue;
        }
        if (!written) {
            return written.error();
        }
        const auto back = keyIn(path, certificate, password);
        return back ? proven(*back, certificate, path)
                    : Error{Category::failed, "write_failed", N_("The key could not be written."), path};
    }
    return Error{Category::refused, "file_exists", N_("A file of this name is already there; choose another name."),
                 folder};
}

// By the CA's rules, before anything is written.
Status RenewalInstallation::checkPassword(const IssuedCertificates& issued, const Secret& password,
                                          const Means& means) {
    const bool kazakh = std::ranges::any_of(issued.files, [](const auto& file) { return file.second.kazakh; });
    const auto old = means.find("password");
    if (kazakh && old != means.end() && old->second.view() == password.view()) {
        return Error{Category::usage, "file_password_unfit", N_("This is the old password; choose another one."), {}};
    }
    const char* problem = problemOf(kazakh ? PasswordRules::kazakh : PasswordRules::none, password.view());
    return *problem == '\0' ? Status() : Status(Error{Category::usage, "file_password_unfit", problem, {}});
}

void RenewalInstallation::install(const Renewal& renewal, const IssuedCertificates& sent, const Means& means,
                                  enrolment::Done<std::string> done) {
    const IssuedCertificates issued = whole(renewal, sent);
    if (renewal.medium != "vault" && renewal.medium != "file") {
        const auto kept = at_.keys->store().kept(renewal.id);
        if (!kept) {
            return done(kept.error());
        }
        return at_.tokenKeys->install(renewal, issued, kept.value(), means,
                                      [this, issued, done = std::move(done)](const Result<std::string>& place) {
                                          const Status chain = place ? keepChain(issued) : Status();
                                          done(chain ? place : Result<std::string>(chain.error()));
                                      });
    }
    const auto password = means.find("new-password");
    const bool file = renewal.medium == "file";
    const bool open = means.contains(enrolment::kNoPassword); // the person wants it so
    const bool none = password == means.end() || password->second.empty();
    if (file && ((none && !open) || renewal.folder.empty())) {
        return done(Error{Category::waiting, "file_password_required", N_("The new key file needs a password."), {}});
    }
    static const Secret kNone;
    const Secret& lock = none ? kNone : password->second;
    if (const Status fits = file ? checkPassword(issued, lock, means) : Status(); !fits) {
        return done(fits.error());
    }
    if (const Status opened = openVault(at_.archive->vault(), means); !opened) {
        return done(opened.error());
    }
    std::string place;
    for (const auto& [number, certificate] : issued.certificates) {
        if (!file) {
            if (const Status installed = intoVault(renewal, number, certificate); !installed) {
                return done(installed.error());
            }
            place = "vault";
            continue;
        }
        const auto path = intoFile(renewal, number, issued, renewal.folder, lock);
        const Status seen = path ? at_.look(path.value(), lock) : Status(path.error());
        if (!seen) {
            return done(seen.error());
        }
        place += place.empty() ? path.value() : ", " + path.value();
    }
    const Status chain = keepChain(issued);
    done(chain ? Result<std::string>(place) : Result<std::string>(chain.error()));
}

} // namespace reseal::app
