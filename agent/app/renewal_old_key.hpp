// SPDX-License-Identifier: Apache-2.0
// The old certificate's key, and the keys of what is renewed along: found in their file, their container, on their
// token or in the archive; they sign for the CA, and go to the archive before the switch. Engine thread; what waits on
// a token runs on the engine's TokenWork.
#pragma once

#include "agent/app/archive_keeper.hpp"
#include "agent/app/renewal_token_keys.hpp"
#include "agent/crypto/private_key.hpp"
#include "agent/enrolment/seams.hpp"
#include "agent/platform/file_system.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace reseal::app {

struct OldKeyPlaces {
    Profile* profile = nullptr;
    ArchiveKeeper* archive = nullptr;
    platform::Keyring* keyring = nullptr;
    const platform::FileSystem* files = nullptr;
    const core::Clock* clock = nullptr;
    TokenAccess access;
};

inline constexpr std::string_view kOldContainer = "/header.key"; // what a container's path ends with

[[nodiscard]] Error oldKeyLocked(bool tried);
[[nodiscard]] Sha256 certificateHash(const std::string& id);

class RenewalOldKey final : public enrolment::OldKey {
public:
    explicit RenewalOldKey(OldKeyPlaces places) : at_(std::move(places)) {}

    void sign(const enrolment::Renewal& renewal, const plugins::PayloadDemand& payload, const enrolment::Means& means,
              enrolment::Done<Bytes> done) override;
    void archive(const enrolment::Renewal& renewal, const enrolment::Means& means,
                 std::function<void(Status)> done) override;
    [[nodiscard]] std::string place(const enrolment::Renewal& renewal) override;
    [[nodiscard]] enrolment::PinFacts pin(const enrolment::Renewal& renewal) override;
    [[nodiscard]] std::string folder(const enrolment::Renewal& renewal) override;

    [[nodiscard]] std::string condition(const enrolment::Renewal& renewal); // "ready", "away", "lost", "lapsed"

private:
    struct Old {
        std::string id; // of the certificate
        Bytes der;
    };
    struct OnToken {
        core::Token token;
        core::TokenObject object;
    };
    [[nodiscard]] std::optional<core::InventoryEntry> entry(const Old& old);
    [[nodiscard]] std::optional<std::string> file(const Old& old); // that holds the key, there now
    [[nodiscard]] std::string fileAway(const Old& old);            // where it was seen, and is not there now
    [[nodiscard]] std::optional<OnToken> onToken(const Old& old);
    [[nodiscard]] std::string tokenAway(const Old& old); // its name, where the key was seen and is not there now
    [[nodiscard]] std::optional<core::ArchiveEntry> archived(const Old& old);
    [[nodiscard]] Result<crypto::PrivateKey> open(const Old& old, const enrolment::Means& means);
    [[nodiscard]] Result<crypto::PrivateKey> openFile(const Old& old, const std::string& path,
                                                      const enrolment::Means& means);
    [[nodiscard]] std::vector<Secret> passwords(const std::string& path, const enrolment::Means& means);
    void signOnToken(const Old& old, const plugins::PayloadDemand& payload, OnToken key, const enrolment::Means& means,
                     enrolment::Done<Bytes> done);
    // renewal_old_archive.cpp
    using KeptMeans = std::shared_ptr<const enrolment::Means>;
    Status archiveFile(const Old& old, const std::string& path, const enrolment::Means& means);
    Status archiveAlone(const Old& old); // what has no key here
    Status prove(const Old& old, bool withKey);
    Status archiveOne(const Old& old, const enrolment::Means& means);
    void archiveNext(std::vector<Old> left, KeptMeans means, std::function<void(Status)> done);
    [[nodiscard]] std::optional<OnToken> handedOutBy(const Old& old); // has to be taken from there yet
    void takeFromToken(const Old& old, const OnToken& key, const KeptMeans& means, std::function<void(Status)> done);
    Status keepTaken(const Old& old, const OnToken& key, ExportedKey taken, const enrolment::Means& means);
    [[nodiscard]] static std::vector<Old> allOf(const enrolment::Renewal& renewal); // the old one first
    [[nodiscard]] std::string condition(const Old& old);
    [[nodiscard]] std::string place(const Old& old);

    OldKeyPlaces at_;
};

} // namespace reseal::app
