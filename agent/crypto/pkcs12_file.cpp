// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/pkcs12_file.hpp"

#include "agent/crypto/pkcs12_opening.hpp"

namespace reseal::crypto {

namespace {

FileContents contentsOf(OpenedPkcs12& opened) {
    FileContents contents;
    contents.format = Format::pkcs12;
    for (BaggedCertificate& certificate : opened.certificates) {
        contents.certificates.push_back(std::move(certificate.facts));
    }
    for (BaggedKey& key : opened.keys) {
        contents.keys.push_back(std::move(key.found.key));
    }
    return contents;
}

} // namespace

Result<FileContents> readPkcs12File(ByteView data, std::span<const Secret> passwords) {
    std::vector<Pkcs12Password> candidates = {std::nullopt, std::string_view("")};
    for (const Secret& password : passwords) {
        candidates.emplace_back(password.view());
    }
    auto result = openPkcs12(data, std::move(candidates), KeyBytes::drop);
    if (!result) {
        return result.error();
    }
    OpenedPkcs12& opened = result.value();
    FileContents contents = contentsOf(opened);
    if (!contents.certificates.empty()) {
        contents.damaged = opened.damagedCertificates ? 1 : 0;
        return contents;
    }
    if (opened.shutSafe && opened.gostMissing) {
        return badPkcs12(N_("the key file is encrypted with GOST, and this computer has no GOST library"));
    }
    if (opened.shutSafe && opened.verified) {
        return badPkcs12(N_("the password fits, but the certificate is encrypted in a way that is not supported"));
    }
    if (opened.shutSafe && !passwords.empty()) {
        return Error{Category::refused, "bad_passphrase", N_("none of the passwords opens the file"), {}};
    }
    if (opened.shutSafe) {
        contents.locked = true;
        return contents;
    }
    if (opened.damagedCertificates || opened.damagedSafe) {
        return badPkcs12(N_("the certificate in the key file is damaged"));
    }
    if (contents.keys.empty()) {
        return Error{Category::damaged, "no_certificate_found", N_("the key file holds no certificate"), {}};
    }
    return contents;
}

} // namespace reseal::crypto
