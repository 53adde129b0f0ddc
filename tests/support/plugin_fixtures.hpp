// SPDX-License-Identifier: Apache-2.0
// Signers, signatures and whole plugins made at run time. A call that fails throws std::runtime_error: tests only.
#pragma once

#include "tests/support/x509_fixtures.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::test {

inline constexpr const char* kCodeSigning = "1.3.6.1.5.5.7.3.3";

struct SignatureOptions {
    std::vector<Bytes> chain = {}; // further certificates, DER
    std::string digest = "SHA256";
    bool attached = false;
    bool withCertificate = true;
};

// CMS SignedData in DER over the content.
[[nodiscard]] Bytes signContent(std::string_view content, const MadeCertificate& signer,
                                const SignatureOptions& options = {});

// A certificate for code signing, self-signed without an issuer.
[[nodiscard]] MadeCertificate makeSigner(const std::string& name, const MadeCertificate* issuer = nullptr);

[[nodiscard]] std::string sha256Hex(std::string_view data);

// plugin.json of a sound plugin for this machine; `fields` replaces or adds whole fields as JSON text, an empty text
// takes one out. The module "file.so" holds kModule.
inline constexpr std::string_view kModule = "\x7f"
                                            "ELF, or so";
[[nodiscard]] std::string manifestText(const std::map<std::string, std::string>& fields = {});

// Writes plugin.json, file.so and, where there is a signer, plugin.json.p7s into the folder.
void writePlugin(const std::string& folder, const std::string& manifest, const MadeCertificate* signer);

} // namespace reseal::test
