// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/policy_folder.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/platform/file_system.hpp"
#include "agent/platform/guarded_file.hpp"
#include "agent/plugins/strict_json.hpp"

#include <algorithm>

namespace reseal::plugins {
namespace {

Status checkGuard(const platform::Guard& guard, PolicyFolder::Owner owner) {
    const bool owned = owner == PolicyFolder::Owner::root ? guard.ownedByRoot : guard.ownedByUser;
    if (!owned || guard.groupWrites || guard.othersWrite) {
        return Error{Category::refused,
                     "policy_not_guarded",
                     N_("It has to belong to root, and nobody else may be able to change it."),
                     {}};
    }
    return {};
}

} // namespace

Result<Bytes> PolicyFolder::contentOf(const std::string& name, std::size_t maxBytes) const {
    const std::size_t slash = name.starts_with('/') ? name.rfind('/') : std::string::npos;
    const std::string folder = slash == std::string::npos ? folder_ : name.substr(0, slash);
    const auto guard = platform::guardOfFolder(folder);
    auto file = platform::openGuarded(folder, slash == std::string::npos ? name : name.substr(slash + 1));
    if (!guard || !file) {
        return guard ? file.error() : guard.error();
    }
    for (const platform::Guard& each : {guard.value(), file.value()->guard()}) {
        if (Status guarded = checkGuard(each, owner_); !guarded) {
            return guarded.error();
        }
    }
    return platform::readGuarded(*file.value(), maxBytes);
}

Status PolicyFolder::fillIn(PolicySigner& signer) const {
    Bytes pem(signer.pem.begin(), signer.pem.end());
    if (!signer.pemFile.empty()) {
        auto content = contentOf(signer.pemFile, kMaxDocumentBytes);
        if (!content) {
            return Error{content.error().category, content.error().reason, content.error().detail, signer.pemFile};
        }
        pem = std::move(content).value();
    }
    const auto contents = crypto::readCertificateFile(pem, "signer.pem", {});
    if (!contents || contents.value().certificates.size() != 1) {
        return Error{Category::damaged, "bad_field", N_("This has to be exactly one certificate in PEM form."),
                     signer.name};
    }
    signer.certificate = contents.value().certificates.front().der;
    return {};
}

Result<Policy> PolicyFolder::readDocument(const std::string& name) const {
    const auto content = contentOf(name, kMaxDocumentBytes);
    if (!content) {
        return content.error();
    }
    auto policy = readPolicy(content.value());
    if (!policy) {
        return policy;
    }
    for (std::vector<PolicySigner>* list : {&policy.value().signers, &policy.value().archiveRecovery}) {
        for (PolicySigner& signer : *list) {
            if (Status filled = fillIn(signer); !filled) {
                return filled.error();
            }
        }
    }
    return policy;
}

Policy PolicyFolder::read() const {
    Policy policy;
    if (folder_.empty()) {
        return policy;
    }
    auto listing = platform::systemFileSystem()->list(folder_);
    if (!listing) {
        if (listing.error().category != Category::notFound) {
            policy.present = true;
            policy.problems.push_back({folder_, {}, listing.error().detail});
        }
        return policy;
    }
    std::ranges::sort(listing.value(), {}, &platform::DirectoryEntry::name);
    for (const platform::DirectoryEntry& entry : listing.value()) {
        if (!entry.name.ends_with(".json")) {
            continue;
        }
        if (auto document = readDocument(entry.name); document) {
            merge(policy, std::move(document).value());
        } else {
            policy.present = true;
            policy.problems.push_back({folder_ + "/" + entry.name, document.error().subject, document.error().detail});
        }
    }
    return policy;
}

Result<std::vector<Ban>> readBans(const std::string& file) {
    const auto content = platform::systemFileSystem()->read(file, kMaxDocumentBytes, nullptr);
    if (!content) {
        return content.error().category == Category::notFound ? Result(std::vector<Ban>{})
                                                              : Result<std::vector<Ban>>(content.error());
    }
    auto document = readPolicy(content.value());
    return document ? Result(std::move(document.value().bans)) : Result<std::vector<Ban>>(document.error());
}

} // namespace reseal::plugins
