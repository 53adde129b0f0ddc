// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/refusal.hpp"

namespace reseal::plugins {
namespace {

std::string mendOf(const std::string& reason) {
    if (reason == "signature_weak" || reason == "signer_not_for_code") {
        return N_("Ask its vendor to sign it anew: with SHA-256 and a certificate for code signing.");
    }
    if (reason == "bad_json" || reason == "bad_field") {
        return N_("Ask its vendor for a version in which the manifest is right.");
    }
    if (reason == "manifest_newer" || reason == "abi_other" || reason == "wrong_machine") {
        return N_("Update Reseal, or ask the vendor for a plugin that fits this computer.");
    }
    if (reason == "file_writable" || reason == "permission_denied") {
        return N_("Ask whoever installed it to correct the permissions of its files.");
    }
    return N_("Get the plugin again from where it came, and install it anew.");
}

} // namespace

Refusal refusalOf(const Error& error) {
    return {error.category == Category::refused ? Category::refused : Category::damaged,
            error.reason,
            error.detail,
            mendOf(error.reason),
            error.subject,
            {}};
}

} // namespace reseal::plugins
