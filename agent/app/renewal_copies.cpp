// SPDX-License-Identifier: Apache-2.0
// The copy of a new key on another medium: a key file, the archive, or a token that takes keys. Each is read back, and
// the key that was read signs a test value before it counts.
#include "agent/app/key_transfer.hpp"
#include "agent/app/renewal_installation.hpp"
#include "agent/archive/entry_making.hpp"

namespace reseal::app {

using enrolment::Means;
using enrolment::Renewal;
using plugins::IssuedCertificates;

std::vector<enrolment::Medium> RenewalInstallation::copyMedia(const Renewal& renewal) {
    std::vector<enrolment::Medium> media;
    if (renewal.medium != "vault") {
        media.push_back({"vault", ""});
    }
    for (enrolment::Medium& token : at_.tokenKeys->takers()) {
        media.push_back(std::move(token));
    }
    return media;
}

void RenewalInstallation::copy(const Renewal& renewal, const IssuedCertificates& issued,
                               const enrolment::CopyTarget& target, const Means& means,
                               enrolment::Done<std::string> done) {
    if (const Status opened = openVault(at_.archive->vault(), means); !opened) { // it holds the new key so long
        return done(opened.error());
    }
    if (target.medium == "folder") {
        return done(copyToFolder(renewal, whole(renewal, issued), target.folder, means));
    }
    if (target.medium == "vault") {
        return done(copyToVault(renewal, issued));
    }
    copyToToken(renewal, issued, target.medium, means, std::move(done));
}

Result<std::string> RenewalInstallation::copyToFolder(const Renewal& renewal, const IssuedCertificates& issued,
                                                      const std::string& folder, const Means& means) {
    const auto password = means.find("new-password");
    if (password == means.end() || password->second.empty()) {
        return Error{
            Category::usage, "password_required", N_("The new file needs a password: --password-file FILE."), {}};
    }
    if (const Status fits = checkPassword(issued, password->second, means); !fits) {
        return fits.error();
    }
    std::string paths;
    for (const auto& [number, certificate] : issued.certificates) {
        const auto path = intoFile(renewal, number, issued, folder, password->second);
        if (!path) {
            return path;
        }
        paths += paths.empty() ? path.value() : ", " + path.value();
    }
    return paths;
}

Result<std::string> RenewalInstallation::copyToVault(const Renewal& renewal, const IssuedCertificates& issued) {
    for (const auto& [number, certificate] : issued.certificates) {
        if (const Status kept = intoVault(renewal, number, certificate); !kept) {
            return kept.error();
        }
    }
    return std::string("vault");
}

void RenewalInstallation::copyToToken(const Renewal& renewal, const IssuedCertificates& issued, const std::string& uri,
                                      const Means& means, enrolment::Done<std::string> done) {
    std::vector<KeyTransfer> transfers;
    for (const auto& [number, certificate] : issued.certificates) {
        const auto key = at_.keys->keyOf(renewal, number);
        const auto entry = archive::entryOf(certificate);
        auto made = !key     ? Result<KeyTransfer>(key.error())
                    : !entry ? Result<KeyTransfer>(entry.error())
                             : transferOf(key.value(), entry.value());
        if (!made) {
            return done(made.error());
        }
        transfers.push_back(std::move(made).value());
    }
    at_.tokenKeys->put(uri, std::move(transfers), means, std::move(done));
}

} // namespace reseal::app
