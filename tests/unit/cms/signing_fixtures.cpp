// SPDX-License-Identifier: Apache-2.0
#include "signing_fixtures.hpp"

#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/cms/names.hpp"
#include "agent/crypto/cms/signature_verification.hpp"
#include "agent/crypto/cms/unwrapped_source.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/signature_names.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace reseal::test {
namespace {

using namespace crypto;

template <typename T>
T need(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().reason);
    }
    return std::move(result).value();
}

Bytes text(std::uint8_t tag, std::string_view value) { return crypto::derElement(tag, asBytes(value)); }

Bytes nameOf(std::string_view name) {
    return derSequence({crypto::derElement(kTagSet, derSequence({derOid("2.5.4.3"), text(kTagUtf8String, name)}))});
}

Bytes extension(std::string_view oid, ByteView value, bool critical = false) {
    return derSequence({derOid(oid), critical ? Bytes{0x01, 0x01, 0xFF} : Bytes{}, derOctetString(value)});
}

Bytes keyId(ByteView publicKeyInfo) {
    Bytes id = need(digestOf(DigestAlgorithm::sha1, publicKeyInfo));
    return id;
}

Bytes extensionsOf(const SignerSpec& spec, ByteView own, ByteView issuer) {
    const Bytes usage = spec.authority ? Bytes{0x03, 0x02, 0x01, 0x06} : Bytes{0x03, 0x02, 0x06, 0xC0};
    std::vector<Bytes> parts{
        extension("2.5.29.15", usage, true), extension("2.5.29.14", derOctetString(keyId(own))),
        extension("2.5.29.35", derSequence({crypto::derElement(contextTag(0, false), keyId(issuer))}))};
    if (spec.authority) {
        parts.push_back(extension("2.5.29.19", derSequence({Bytes{0x01, 0x01, 0xFF}}), true));
    }
    if (spec.timeStamping) {
        parts.push_back(extension("2.5.29.37", derSequence({derOid("1.3.6.1.5.5.7.3.8")}), true));
    }
    if (spec.critical) {
        parts.push_back(extension("1.2.3.4", derNull(), true));
    }
    return crypto::derElement(contextTag(3, true), derSequence({joined(parts)}));
}

} // namespace

Signer makeSigner(const SignerSpec& spec) {
    PrivateKey key = need(PrivateKey::generate(spec.algorithm));
    const Bytes publicKey = need(key.publicKeyInfo());
    const PrivateKey& issuerKey = spec.issuer != nullptr ? spec.issuer->key : key;
    const DigestAlgorithm digest = issuerKey.usualDigest();
    const Bytes algorithm = issuerKey.signatureAlgorithm(digest);
    const Bytes subject = nameOf(spec.name);
    Bytes issuer = subject;
    if (spec.issuer != nullptr) {
        const auto fields = readCertificateFields(spec.issuer->certificate);
        issuer.assign(fields->subject.begin(), fields->subject.end());
    }
    static std::uint64_t serial = 1000;
    const Bytes validity = derSequence({text(kTagUtcTime, "260101000000Z"), text(kTagUtcTime, "270101000000Z")});
    const Bytes body =
        derSequence({crypto::derElement(contextTag(0, true), derInteger(2)), derInteger(++serial), algorithm, issuer,
                     validity, subject, publicKey, extensionsOf(spec, publicKey, need(issuerKey.publicKeyInfo()))});
    const Bytes signature = need(issuerKey.sign(digest, need(digestOf(digest, body))));
    return {std::move(key), derSequence({body, algorithm, derBitString(signature)})};
}

SignDigest signWith(const PrivateKey& key) {
    return [&key](DigestAlgorithm algorithm, ByteView digest) { return key.sign(algorithm, digest); };
}

Bytes signDocument(const Signer& signer, ByteView content, bool attached, const std::vector<Bytes>& others) {
    const SigningRequest request{.certificate = signer.certificate,
                                 .others = others,
                                 .time = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}};
    MemorySink out;
    MemorySource source(content);
    const OpenSource open = [&]() -> Result<std::unique_ptr<ByteSource>> {
        return std::unique_ptr<ByteSource>(std::make_unique<MemorySource>(content));
    };
    const Status done = attached ? signAttached(open, request, signWith(signer.key), out)
                                 : signDetached(source, request, signWith(signer.key), out);
    if (!done) {
        throw std::runtime_error(done.error().reason);
    }
    return out.take();
}

std::string Checked::verdict() const {
    if (reason != "read") {
        return reason;
    }
    if (signers.empty()) {
        return "nobody";
    }
    return signers.front().problem                          ? signers.front().problem->reason
           : signers.front().state == SignatureState::sound ? "sound"
                                                            : "no reason given";
}

namespace {

Checked checkMessage(ByteView file, const ByteView* content, const CheckOptions& options) {
    MemorySource source(file, options.piece);
    UnwrappedSource unwrapped(source);
    MemorySink attached;
    Checked checked;
    auto message = readSignedMessage(unwrapped, &attached);
    if (!message) {
        checked.reason = message.error().reason;
        return checked;
    }
    if (content != nullptr) {
        MemorySource detached(*content, options.piece);
        const Status digested = digestContent(message.value(), detached);
        if (!digested) {
            checked.reason = digested.error().reason;
            return checked;
        }
    }
    message.value().certificates.insert(message.value().certificates.end(), options.certificates.begin(),
                                        options.certificates.end());
    CertificatePaths paths;
    static_cast<void>(paths.trust(options.trusted));
    checked.signers = checkSigners(message.value(), paths);
    checked.content = attached.take();
    return checked;
}

} // namespace

Checked check(ByteView message, const CheckOptions& options) { return checkMessage(message, nullptr, options); }

Checked checkDetached(ByteView message, ByteView content, const CheckOptions& options) {
    return checkMessage(message, &content, options);
}

bool OpensslProgram::run(std::string command, const std::string& environment) const {
    for (std::size_t at = command.find("{}"); at != std::string::npos; at = command.find("{}", at)) {
        command.replace(at, 2, folder_.path());
    }
    return std::system((environment + " openssl " + command + " >" + folder_ / "said" + " 2>&1").c_str()) == 0;
}

Bytes OpensslProgram::read(std::string_view name) const {
    std::ifstream stream(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void OpensslProgram::write(std::string_view name, ByteView content) const {
    folder_.write(name, std::string_view(reinterpret_cast<const char*>(content.data()), content.size()));
}

void OpensslProgram::writeSigner(const Signer& signer, const std::string& prefix) const {
    const Secret key = need(signer.key.toPkcs8());
    folder_.write(prefix + "key.pem", toPem("PRIVATE KEY", Bytes(key.view().begin(), key.view().end())));
    folder_.write(prefix + "cert.pem", toPem("CERTIFICATE", signer.certificate));
}

Bytes timeStampToken(const Signer& authority, ByteView stamped, std::string_view time) {
    const DigestAlgorithm digest = authority.key.usualDigest();
    const crypto::KeyKind kind = authority.key.kind();
    const Bytes digestName = digestAlgorithmOf(kind, digest);
    const Bytes imprint = derSequence({digestName, derOctetString(need(digestOf(digest, stamped)))});
    const Bytes info =
        derSequence({derInteger(1), derOid("1.2.3.4.1"), imprint, derInteger(77), text(kTagGeneralizedTime, time)});
    const auto attribute = [](std::string_view oid, ByteView value) {
        return derSequence({derOid(oid), crypto::derElement(kTagSet, value)});
    };
    const Bytes attributes = joined({attribute(cms::kContentType, derOid(cms::kTimeStampInfo)),
                                     attribute(cms::kMessageDigest, derOctetString(need(digestOf(digest, info))))});
    const Bytes signature =
        need(authority.key.sign(digest, need(digestOf(digest, crypto::derElement(kTagSet, attributes)))));
    const auto fields = readCertificateFields(authority.certificate);
    const Bytes signer = derSequence({derInteger(1), derSequence({fields->issuer, fields->serial}), digestName,
                                      crypto::derElement(contextTag(0, true), attributes),
                                      authority.key.signatureAlgorithm(digest), derOctetString(signature)});
    const Bytes content = crypto::derElement(contextTag(0, true), derOctetString(info));
    const Bytes data = derSequence(
        {derInteger(3), crypto::derElement(kTagSet, digestName), derSequence({derOid(cms::kTimeStampInfo), content}),
         crypto::derElement(contextTag(0, true), authority.certificate), crypto::derElement(kTagSet, signer)});
    return derSequence({derOid(cms::kSignedData), crypto::derElement(contextTag(0, true), data)});
}

Bytes withTimeStamp(const Bytes& message, const Bytes& token) {
    const Bytes attribute = derSequence({derOid(cms::kTimeStampToken), crypto::derElement(kTagSet, token)});
    const Bytes added = crypto::derElement(contextTag(1, true), attribute);
    DerReader outer(message);
    DerReader contentInfo = outer.enter(kTagSequence);
    const auto type = contentInfo.next(kTagOid);
    DerReader signedData = contentInfo.enter(contextTag(0, true)).enter(kTagSequence);
    Bytes parts;
    while (signedData.peekTag() != kTagSet || parts.size() < 20) { // the last SET holds the signers
        const auto part = signedData.next();
        parts.insert(parts.end(), part->whole.begin(), part->whole.end());
    }
    DerReader signers = signedData.enter(kTagSet);
    const auto signer = signers.next(kTagSequence);
    const Bytes grown = derSequence({signer->content, added});
    const Bytes data = derSequence({parts, crypto::derElement(kTagSet, grown)});
    return derSequence({type->whole, crypto::derElement(contextTag(0, true), data)});
}

} // namespace reseal::test
