// SPDX-License-Identifier: Apache-2.0
// Old keys of a holder, out of the files that the test CA makes of them, and what they sign. Throws where it fails.
#pragma once

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/cms/signed_message_writer.hpp"
#include "agent/crypto/keys_in_file.hpp"
#include "tests/servers/ca/nca_authority.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>

namespace reseal::test {

struct OldKey {
    crypto::PrivateKey key;
    Bytes certificate;
    bool authentication = false;
};

inline std::vector<OldKey> makeOldKeys(const ca::NcaAuthority& authority, const std::string& kind, std::int64_t now,
                                       int days) {
    const TemporaryFolder files;
    const Secret password("Qwerty12");
    std::vector<OldKey> keys;
    for (const std::string& path : ca::makeHolder(authority, {files.path(), kind, "Qwerty12", now, days})) {
        std::ifstream file(path, std::ios::binary);
        const std::string data{std::istreambuf_iterator<char>(file), {}};
        auto found = crypto::readKeysInFile(asBytes(data), "old.p12", std::span(&password, 1)).value();
        keys.push_back(
            {std::move(found.keys.at(0)), found.certificates.at(0), path.find("/AUTH_") != std::string::npos});
    }
    return keys;
}

// CMS with `data` inside.
inline Bytes signedBy(const OldKey& old, const std::string& data, std::int64_t now) {
    MemorySink out;
    const crypto::SigningRequest request{.certificate = old.certificate, .time = TimePoint(std::chrono::seconds(now))};
    const Status done = crypto::signAttached(
        [&data] { return std::unique_ptr<ByteSource>(std::make_unique<MemorySource>(asBytes(data))); }, request,
        [&](crypto::DigestAlgorithm digest, ByteView value) { return old.key.sign(digest, value); }, out);
    if (!done) {
        throw std::runtime_error(done.error().reason);
    }
    return out.take();
}

} // namespace reseal::test
