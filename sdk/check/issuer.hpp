// SPDX-License-Identifier: Apache-2.0
// Keys, requests, signatures and certificates for conversations without a person: the old certificate, the new keys
// that a plugin demands, and an authority that signs both. The only file of the checker that knows OpenSSL.
#pragma once

#include "agent/base/bytes.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::check {

class Issuer {
public:
    // Nothing is made before it is needed. RSA keys are kept in `keys`, for all tests of one run.
    Issuer(std::int64_t nowMs, std::filesystem::path keys);
    ~Issuer();
    Issuer(const Issuer&) = delete;
    Issuer& operator=(const Issuer&) = delete;

    [[nodiscard]] const Bytes& authority();      // DER
    [[nodiscard]] const Bytes& oldCertificate(); // DER, EC P-256
    // PKCS#10, or the SubjectPublicKeyInfo. The same answer for the same question. `subject` is a DER Name, empty: that
    // of the old certificate; `extensions` DER Extensions. Nothing where the algorithm cannot be made here.
    [[nodiscard]] std::optional<Bytes> request(const std::string& algorithm, const Bytes& subject,
                                               const Bytes& extensions, bool bareKey);
    // By the old key. Forms of payload.<n>.form; likewise the same for the same.
    [[nodiscard]] std::optional<Bytes> sign(const std::string& form, const Bytes& data);
    [[nodiscard]] std::optional<Bytes> certify(const Bytes& request); // a certificate for a PKCS#10

private:
    struct State;
    std::unique_ptr<State> state_;
    std::map<std::string, Bytes> requests_;
    std::map<std::string, Bytes> signatures_;
};

[[nodiscard]] std::string sha256Hex(std::string_view data);
[[nodiscard]] std::string fromBase64(const std::string& text);
[[nodiscard]] std::string toBase64(std::string_view data);
// Whether `cms` is a detached signature over `content` that verifies, whoever made it.
[[nodiscard]] bool signs(const std::string& cms, const std::string& content);

} // namespace reseal::check
