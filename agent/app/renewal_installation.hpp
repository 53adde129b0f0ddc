// SPDX-License-Identifier: Apache-2.0
// The end of a renewal: whether what the CA issued may be used, and where it goes: into the vault, a new key file, or
// onto its token. Nothing that is there is ever written over; what was written is read back, and the key signs a test
// value that the new certificate verifies (key_proof.hpp). Engine thread.
//
// The CA's own certificates that came along: a key file holds them, and from any medium this computer remembers them.
// They are not written onto a token: it has little room, takes no certificate without a key, and nothing here needs
// them there. What did not come along is taken from what was named and from the certificates that this computer knows.
#pragma once

#include "agent/app/renewal_keys.hpp"

#include <functional>

namespace reseal::app {

struct InstallationPlaces {
    Profile* profile = nullptr;
    ArchiveKeeper* archive = nullptr;
    RenewalKeys* keys = nullptr;
    RenewalTokenKeys* tokenKeys = nullptr;
    const core::Clock* clock = nullptr;
    // DER of the authorities that the plugin's setting `ca_file` names; none where it is not set.
    std::function<Result<std::vector<Bytes>>(const enrolment::Renewal& renewal)> authorities;
    std::function<Status(const std::string& path, const Secret& password)> look; // into a new key file
};

class RenewalInstallation final : public enrolment::Installation {
public:
    explicit RenewalInstallation(InstallationPlaces places) : at_(std::move(places)) {}

    Status check(const enrolment::Renewal& renewal, const plugins::IssuedCertificates& issued) override;
    [[nodiscard]] std::string remarkOn(const enrolment::Renewal& renewal,
                                       const plugins::IssuedCertificates& issued) override;
    // With each certificate that issued one of them, or one of those, as far as it is at hand.
    [[nodiscard]] plugins::IssuedCertificates whole(const enrolment::Renewal& renewal,
                                                    const plugins::IssuedCertificates& issued);
    void install(const enrolment::Renewal& renewal, const plugins::IssuedCertificates& issued,
                 const enrolment::Means& means, enrolment::Done<std::string> done) override;
    // renewal_copies.cpp
    [[nodiscard]] std::vector<enrolment::Medium> copyMedia(const enrolment::Renewal& renewal) override;
    void copy(const enrolment::Renewal& renewal, const plugins::IssuedCertificates& issued,
              const enrolment::CopyTarget& target, const enrolment::Means& means,
              enrolment::Done<std::string> done) override;

private:
    Status checkOne(const enrolment::Renewal& renewal, ByteView certificate, ByteView publicKey);
    [[nodiscard]] static Status checkHolder(const enrolment::Renewal& renewal, const core::Certificate& fresh);
    [[nodiscard]] static Status checkUses(const enrolment::Renewal& renewal, const plugins::IssuedCertificates& issued);
    Status checkPath(const enrolment::Renewal& renewal, const plugins::IssuedCertificates& issued);
    [[nodiscard]] static Status checkPassword(const plugins::IssuedCertificates& issued, const Secret& password,
                                              const enrolment::Means& means);
    [[nodiscard]] Result<std::string> copyToFolder(const enrolment::Renewal& renewal,
                                                   const plugins::IssuedCertificates& issued, const std::string& folder,
                                                   const enrolment::Means& means);
    [[nodiscard]] Result<std::string> copyToVault(const enrolment::Renewal& renewal,
                                                  const plugins::IssuedCertificates& issued);
    void copyToToken(const enrolment::Renewal& renewal, const plugins::IssuedCertificates& issued,
                     const std::string& uri, const enrolment::Means& means, enrolment::Done<std::string> done);
    Status keepChain(const plugins::IssuedCertificates& issued);
    Status intoVault(const enrolment::Renewal& renewal, const std::string& number, ByteView certificate);
    [[nodiscard]] Result<std::string> intoFile(const enrolment::Renewal& renewal, const std::string& number,
                                               const plugins::IssuedCertificates& issued, const std::string& folder,
                                               const Secret& password);

    InstallationPlaces at_;
};

} // namespace reseal::app
