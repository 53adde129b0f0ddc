// SPDX-License-Identifier: Apache-2.0
#include "signing.hpp"

#include "message.hpp"
#include "texts.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/digest.hpp"

#include <algorithm>

namespace token_vpnkey {

using namespace reseal::sdk;
using reseal::crypto::DigestAlgorithm;
using reseal::crypto::MessageDigest;

namespace {

constexpr std::int64_t kRead = 1 << 18;
constexpr std::size_t kPiece = 1u << 19;
constexpr std::size_t kLongestName = 64; // bytes, on the screen of a token
constexpr std::uint32_t kProgressSteps = 1000;

ByteView bytesOf(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

// The document in blocks of any size.
class Blocks {
public:
    explicit Blocks(const Call& call) : call_(call) {}

    std::string next(std::size_t most) { // a shorter one is the last
        while (kept_.size() - begin_ < most && !ended_) {
            const Secret piece = readSource(call_, kRead);
            ended_ = piece.empty();
            if (begin_ > kPiece) {
                kept_.erase(0, begin_);
                begin_ = 0;
            }
            kept_.append(piece.view());
        }
        std::string block = kept_.substr(begin_, most);
        begin_ += block.size();
        return block;
    }

private:
    const Call& call_;
    std::string kept_;
    std::size_t begin_ = 0;
    bool ended_ = false;
};

// Both digests that GOST R 34.10-2012 goes with; which of them it is stands in the token's answer.
class Digests {
public:
    Digests() {
        for (const DigestAlgorithm algorithm : {DigestAlgorithm::streebog256, DigestAlgorithm::streebog512}) {
            auto digest = MessageDigest::start(algorithm);
            if (!digest)
                throw Failure(RESEAL_E_CONFIG, "no GOST digests: " + digest.error().reason, texts::noGost(),
                              digest.error().reason);
            running_.emplace_back(algorithm, std::move(digest).value());
        }
    }
    void add(std::string_view data) {
        for (auto& [algorithm, digest] : running_)
            digest.add(bytesOf(data));
    }
    std::map<DigestAlgorithm, Bytes> finish() {
        std::map<DigestAlgorithm, Bytes> all;
        for (auto& [algorithm, digest] : running_)
            all.emplace(algorithm, digest.finish());
        return all;
    }

private:
    std::vector<std::pair<DigestAlgorithm, MessageDigest>> running_;
};

Failure changed() {
    return Failure(RESEAL_E_USER, "the document has another size than at first", texts::documentChanged(),
                   "document_changed");
}

Failure tooLarge() {
    return Failure(RESEAL_E_LIMIT, "too large to be attached", texts::tooLarge(), "too_large_to_attach");
}

// One signature.
class Work {
public:
    Work(const TokenCall& call, Service& service, const std::string& object)
        : call_(call), service_(service), blocks_(call) {
        signing_.object = object;
        signing_.attached = call.attached();
        signing_.mode = call.setting("mode", "2") == "1" ? 1 : 2;
        signing_.chain = call.setting("chain", "all") == "signer" ? 1 : -1;
        signing_.name = cut(call.label(), kLongestName);
        block_ = blockSize(signing_.mode, call.setting("firmware", "399"));
        measure();
    }

    Service::Parts run() {
        const std::string context = service_.begin(signing_);
        std::uint64_t sent = 0;
        for (std::uint64_t number = 1; sent < signing_.size; ++number) {
            const std::string data = nextBlock(sent);
            if (data.empty() || data.size() > signing_.size - sent ||
                (data.size() < block_ && sent + data.size() != signing_.size))
                throw changed();
            digests_.add(data);
            service_.feed(context, number, data, sent);
            sent += data.size();
            report(sent);
        }
        if (!held_ && !blocks_.next(1).empty())
            throw changed();
        service_.calculate(context, signing_.object);
        return service_.message(context);
    }

    Document document() { return {signing_.size, signing_.attached, digests_.finish()}; }
    std::string_view held() const { return held_ ? std::string_view(*held_) : std::string_view(); }

private:
    void measure() {
        const std::int64_t said = call_.integer(RESEAL_KEY_SOURCE_SIZE, -1);
        if (said > static_cast<std::int64_t>(kMostHeld) && signing_.attached)
            throw tooLarge();
        if (said < 0 || signing_.attached) {
            held_ = blocks_.next(kMostHeld + 1);
            if (held_->size() > kMostHeld)
                throw tooLarge();
            if (said >= 0 && held_->size() != static_cast<std::uint64_t>(said))
                throw changed();
        }
        signing_.size = held_ ? held_->size() : static_cast<std::uint64_t>(said);
        if (signing_.size == 0)
            throw Failure(RESEAL_E_USER, "an empty document", texts::nothingToSign(), "nothing_to_sign");
    }

    std::string nextBlock(std::uint64_t sent) {
        return held_ ? held_->substr(static_cast<std::size_t>(sent), block_) : blocks_.next(block_);
    }

    void report(std::uint64_t sent) {
        const auto step =
            static_cast<std::uint32_t>(static_cast<double>(sent) / static_cast<double>(signing_.size) * kProgressSteps);
        if (step != reported_)
            progress(call_, step, kProgressSteps, texts::signingWith());
        reported_ = step;
    }

    const TokenCall& call_;
    Service& service_;
    Blocks blocks_;
    Digests digests_;
    Signing signing_;
    std::size_t block_ = 0;
    std::optional<std::string> held_;
    std::uint32_t reported_ = 0;
};

Bytes sha256Of(const Bytes& data) {
    reseal::crypto::Sha256Sum sum;
    sum.add(data);
    const reseal::Sha256 digest = sum.finish();
    return Bytes(digest.begin(), digest.end());
}

std::string commonName(const reseal::CertificateFacts& facts) {
    for (const reseal::NameAttribute& attribute : facts.subject)
        if (attribute.oid == "2.5.4.3")
            return attribute.value;
    return "?";
}

// Ends the call unless the certificate is the confirmed one, or the host asks the person itself.
bool isNewSigner(const TokenCall& call, const std::string& object, const Bytes& signer) {
    const auto pins = readPins(call.setting("pins"));
    if (!pins)
        throw Failure(RESEAL_E_CONFIG, "the setting pins is damaged", texts::badPins(), "bad_setting");
    const Bytes sha256 = sha256Of(signer);
    const auto pin = pins->find(object);
    if (pin != pins->end() && pin->second == sha256)
        return false;
    if (pin != pins->end())
        throw Failure(RESEAL_E_REJECTED, "another certificate than the confirmed one",
                      texts::otherCertificate().with(object), "other_certificate");
    if (call.integer(RESEAL_KEY_NEW_SIGNER) == 1)
        return true;
    const auto facts = reseal::crypto::readCertificate(signer);
    if (!facts)
        throw Failure(RESEAL_E_REJECTED, "the signer's certificate is damaged",
                      texts::badSignature().with("bad_certificate"), "bad_certificate");
    throw Failure(RESEAL_E_USER, "the signer's certificate is not confirmed yet",
                  texts::confirmSigner()
                      .with(asText(commonName(facts.value())))
                      .with(facts.value().serial)
                      .with(pinOf(object, sha256)),
                  "signer_unconfirmed");
}

void emitMessage(const Service::Parts& parts, std::string_view content, Out& out) {
    out.bytes(RESEAL_KEY_CMS, parts.head);
    for (; !content.empty(); content.remove_prefix(std::min(content.size(), kPiece)))
        out.bytes(RESEAL_KEY_CMS, toBytes(content.substr(0, kPiece)));
    out.bytes(RESEAL_KEY_CMS, parts.suffix);
}

} // namespace

std::size_t blockSize(int mode, const std::string& firmware) {
    constexpr std::size_t kDigestByHost = 196608; // 16 MiB would do; a param of the host's HTTP holds 1 MiB
    constexpr std::size_t kFrom500 = 15360;
    constexpr std::size_t kFrom399 = 1536; // 6144 characters on the wire even if each has to be %XX
    return mode == 1 ? kDigestByHost : firmware == "500" ? kFrom500 : kFrom399;
}

void signDocument(const TokenCall& call, Service& service, const std::string& object, Out& out) {
    Work work(call, service, object);
    const Service::Parts parts = work.run();
    const Document document = work.document();
    const Verdict verdict = checkMessage(parts.head, parts.suffix, document);
    if (verdict.flaw == Flaw::cannotVerify)
        throw Failure(RESEAL_E_CONFIG, "the signature cannot be checked here", texts::noGost(), "gost_engine_missing");
    if (!verdict.good())
        throw Failure(RESEAL_E_REJECTED, std::string("the token's message is dropped: ") + name(verdict.flaw),
                      texts::badSignature().with(name(verdict.flaw)), name(verdict.flaw));
    const bool isNew = isNewSigner(call, object, verdict.signer);
    emitMessage(parts, document.attached ? work.held() : std::string_view(), out);
    out.bytes(RESEAL_KEY_SIGNER, verdict.signer);
    if (isNew)
        out.integer(RESEAL_KEY_NEW_SIGNER, 1);
}

} // namespace token_vpnkey
