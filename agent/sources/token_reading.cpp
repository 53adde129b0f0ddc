// SPDX-License-Identifier: Apache-2.0
#include "agent/sources/token_reading.hpp"

#include "agent/core/certificate.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/public_key_info.hpp"

#include <algorithm>

namespace reseal::sources {

std::string tokenRoot(const std::string& plugin) { return "token:" + plugin; }

std::string tokenPath(const core::Token& token) {
    std::string name = token.name();
    std::ranges::replace(name, '/', '-'); // one step below the root
    return tokenRoot(token.plugin) + "/" + (name.empty() ? "?" : name);
}

bool isDevice(const core::Token& token) {
    return !token.reader.empty() || !token.serial.empty() || token.makesMessages();
}

core::FileReading readToken(const core::Token& token, TimePoint now) {
    core::FileReading reading;
    reading.path = tokenPath(token);
    reading.kind = core::FileKind::token;
    reading.stamp.size = static_cast<std::int64_t>(token.objects.size());
    reading.stamp.modified = std::chrono::nanoseconds(now.time_since_epoch()).count(); // each look stands for itself
    for (const core::TokenObject& object : token.objects) {
        std::optional<core::FoundKey> key;
        if (!object.key.empty() && !object.publicKey.empty()) {
            const crypto::PublicKeyInfo info = crypto::readPublicKeyInfo(object.publicKey);
            key = core::FoundKey{info.sha256, info.gostFingerprint, true, object.keyEnds};
        }
        if (!object.certificate.empty()) {
            auto facts = crypto::readCertificate(object.certificate);
            if (!facts) {
                reading.refusal = core::Refusal{reading.path, "decode_failed",
                                                N_("a certificate on the token is damaged; the others were read")};
                continue;
            }
            if (!object.key.empty() && !key) {
                key = core::FoundKey{facts.value().spkiSha256, facts.value().gostFingerprint, true, object.keyEnds};
            }
            core::Certificate certificate = core::interpret(facts.value());
            reading.certificates.push_back({std::move(certificate), std::move(facts.value().der)});
        }
        if (key) {
            reading.keys.push_back(std::move(*key));
        }
    }
    return reading;
}

} // namespace reseal::sources
