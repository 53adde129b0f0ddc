// SPDX-License-Identifier: Apache-2.0
// Signers of every kind of key, messages by this program and by the openssl program, and their verdicts. Everything is
// made at run time. A call that fails throws std::runtime_error.
#pragma once

#include "agent/base/signature_facts.hpp"
#include "agent/crypto/cms/signed_message_writer.hpp"
#include "agent/crypto/private_key.hpp"
#include "tests/support/temporary_folder.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reseal::test {

struct Signer {
    crypto::PrivateKey key;
    Bytes certificate;
};

struct SignerSpec {
    std::string algorithm = "ec-p256"; // as PrivateKey::generate
    std::string name = "Signer";
    const Signer* issuer = nullptr;
    bool authority = false;
    bool timeStamping = false;
    bool critical = false; // with a critical extension that nobody knows
};

[[nodiscard]] Signer makeSigner(const SignerSpec& spec);

[[nodiscard]] crypto::SignDigest signWith(const crypto::PrivateKey& key);
[[nodiscard]] Bytes signDocument(const Signer& signer, ByteView content, bool attached,
                                 const std::vector<Bytes>& others = {});

struct Checked {
    std::string reason = "read"; // of the refusal to read
    std::vector<SignerFacts> signers;
    Bytes content;
    // "sound", "content_changed", ... of the first signer, or the refusal
    [[nodiscard]] std::string verdict() const;
};

struct CheckOptions {
    std::vector<Bytes> trusted = {};
    std::vector<Bytes> certificates = {}; // of signers, from elsewhere
    std::size_t piece = 100'000;          // bytes that the source gives at once
};

[[nodiscard]] Checked check(ByteView message, const CheckOptions& options = {});
[[nodiscard]] Checked checkDetached(ByteView message, ByteView content, const CheckOptions& options = {});

// The openssl program in a folder of its own.
class OpensslProgram {
public:
    // `command` without "openssl"; "{}" is the folder. False where it failed; what it printed is in "said".
    // `environment`: "NAME=value", for this run only.
    [[nodiscard]] bool run(std::string command, const std::string& environment = {}) const;
    [[nodiscard]] Bytes read(std::string_view name) const;
    void write(std::string_view name, ByteView content) const;
    // <prefix>key.pem and <prefix>cert.pem
    void writeSigner(const Signer& signer, const std::string& prefix = {}) const;
    [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

private:
    TemporaryFolder folder_;
};

[[nodiscard]] Bytes timeStampToken(const Signer& authority, ByteView stamped, std::string_view time);
// The message with a token as an unsigned attribute of its only signer.
[[nodiscard]] Bytes withTimeStamp(const Bytes& message, const Bytes& token);

} // namespace reseal::test
