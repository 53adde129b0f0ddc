// SPDX-License-Identifier: Apache-2.0
// Where policy lies, and who may have written it. Any thread.
#pragma once

#include "agent/plugins/policy.hpp"

#include <string>

namespace reseal::plugins {

class PolicyFolder {
public:
    // No option and no environment variable leads elsewhere: that would be a way around policy.
    PolicyFolder() : PolicyFolder("/etc/reseal/policy.d", Owner::root) {}

    // For tests, which may not write to /etc.
    enum class Owner { root, user };
    PolicyFolder(std::string folder, Owner owner) : folder_(std::move(folder)), owner_(owner) {}

    // Every *.json, in the order of their names. The folder and its files belong to root and only root may write to
    // them; a document that is otherwise, or that cannot be read or understood, has no effect but to stand in
    // `problems`, which takes personal trust and developer mode away. No folder: no policy.
    [[nodiscard]] Policy read() const;

private:
    [[nodiscard]] Result<Bytes> contentOf(const std::string& name, std::size_t maxBytes) const;
    [[nodiscard]] Result<Policy> readDocument(const std::string& name) const;
    Status fillIn(PolicySigner& signer) const;

    std::string folder_;
    Owner owner_;
};

// The bans of a shipped document (the form is that of a policy); its other fields are passed over. No file: no bans.
[[nodiscard]] Result<std::vector<Ban>> readBans(const std::string& file);

} // namespace reseal::plugins
