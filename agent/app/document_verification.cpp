// SPDX-License-Identifier: Apache-2.0
#include "agent/app/document_verification.hpp"

#include "agent/app/document_signing.hpp"
#include "agent/app/documents.hpp"
#include "agent/core/signature_verdict.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/cms/signature_verification.hpp"
#include "agent/crypto/cms/unwrapped_source.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/revocation/revocation_evidence.hpp"
#include "agent/platform/document_file.hpp"
#include "agent/platform/file_system.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <string_view>

namespace reseal::app {
namespace {

constexpr std::array<std::string_view, 5> kSignatureEndings{".p7s", ".sig", ".sgn", ".cms", ".p7m"};

Error withSubject(Error error, const std::string& path) {
    if (error.subject.empty()) {
        error.subject = path;
    }
    return error;
}

Result<std::vector<Bytes>> readCertificates(const std::vector<std::string>& paths) {
    std::vector<Bytes> all;
    for (const std::string& path : paths) {
        const auto data = platform::systemFileSystem()->read(path, crypto::kMaxFileBytes, nullptr);
        if (!data) {
            return data.error();
        }
        auto read = crypto::readCertificateFile(data.value(), path.substr(path.find_last_of('/') + 1), {});
        if (!read) {
            return withSubject(read.error(), path);
        }
        for (auto& certificate : read.value().certificates) {
            all.push_back(std::move(certificate.der));
        }
    }
    return all;
}

// "contract.pdf" for "contract.pdf.p7s", where it is there.
std::string contentBeside(const std::string& file) {
    for (const std::string_view ending : kSignatureEndings) {
        if (file.size() > ending.size() && file.ends_with(ending)) {
            const std::string beside = file.substr(0, file.size() - ending.size());
            const auto there = platform::systemFileSystem()->inspect(beside);
            return there && there.value().type == platform::EntryType::file ? beside : std::string();
        }
    }
    return {};
}

// Gives a message without content the digests of it, and says where it came from.
Result<std::string> addContent(crypto::SignedMessage& message, const VerifyOrder& order) {
    if (!order.fields.empty()) {
        const auto text = textOfFields(order.fields);
        if (!text) {
            return withSubject(text.error(), order.fields);
        }
        MemorySource source(asBytes(text.value()));
        const Status digested = crypto::digestContent(message, source);
        return digested ? Result<std::string>(order.fields) : Result<std::string>(digested.error());
    }
    if (message.attached && order.content.empty()) {
        return std::string();
    }
    const std::string path = order.content.empty() ? contentBeside(order.file) : order.content;
    if (path.empty()) {
        return Error{Category::usage, "content_missing",
                     N_("The signature stands apart from what was signed; name that file with --content."), order.file};
    }
    auto source = platform::openDocument(path);
    if (!source) {
        return source.error();
    }
    const Status digested = crypto::digestContent(message, *source.value());
    return digested ? Result<std::string>(path) : Result<std::string>(withSubject(digested.error(), path));
}

struct Checked {
    crypto::SignedMessage message; // with the certificates that were named
    std::string content;           // the file that was signed, where it stands apart
};

Result<Checked> read(const VerifyOrder& order) {
    auto named = readCertificates(order.certificates);
    if (!named) {
        return named.error();
    }
    auto file = platform::openDocument(order.file);
    if (!file) {
        return file.error();
    }
    crypto::UnwrappedSource unwrapped(*file.value());
    auto message = crypto::readSignedMessage(unwrapped, nullptr);
    if (!message) {
        return withSubject(message.error(), order.file);
    }
    auto content = addContent(message.value(), order);
    if (!content) {
        return content.error();
    }
    auto& certificates = message.value().certificates; // where signers are looked up
    certificates.insert(certificates.end(), named.value().begin(), named.value().end());
    return Checked{std::move(message).value(), std::move(content).value()};
}

using AddEvidence = Status (crypto::RevocationEvidence::*)(ByteView);

Status addEvidence(const std::vector<std::string>& paths, crypto::RevocationEvidence& evidence, AddEvidence add) {
    for (const std::string& path : paths) {
        const auto data = platform::systemFileSystem()->read(path, crypto::kMaxListBytes, nullptr);
        if (!data) {
            return data.error();
        }
        if (const Status added = (evidence.*add)(data.value()); !added) {
            return withSubject(added.error(), path);
        }
    }
    return {};
}

// Asks what was named about every signer, and about the authorities of time-stamps first: their word sets the time.
Status lookUpRevocation(std::vector<SignerFacts>& signers, const VerifyOrder& order,
                        const crypto::CertificatePaths& paths, TimePoint now) {
    if (order.lists.empty() && order.answers.empty()) {
        return {};
    }
    crypto::RevocationEvidence evidence;
    Status read = addEvidence(order.lists, evidence, &crypto::RevocationEvidence::addList);
    read = read ? addEvidence(order.answers, evidence, &crypto::RevocationEvidence::addAnswer) : read;
    if (!read) {
        return read;
    }
    for (SignerFacts& signer : signers) {
        if (signer.timeStamp && signer.timeStamp->authority) {
            TimeStampFacts& stamp = *signer.timeStamp;
            stamp.revocation = evidence.check(stamp.authority->der, paths, {stamp.time, now});
        }
        if (signer.certificate) {
            const TimePoint at = core::revocationAskedFor(signer, now);
            signer.revocation = evidence.check(signer.certificate->der, paths, {at, now});
        }
    }
    return {};
}

Result<std::vector<SignerFacts>> checkAll(crypto::SignedMessage& message, const VerifyOrder& order, TimePoint now) {
    const auto& authorities = order.authorities;
    auto trusted = readCertificates(authorities);
    if (!trusted) {
        return trusted.error();
    }
    message.certificates.insert(message.certificates.end(), trusted.value().begin(), trusted.value().end());
    crypto::CertificatePaths paths;
    static_cast<void>(paths.trust(trusted.value()));
    if (const std::string system = platform::systemAuthoritiesFile(); authorities.empty() && !system.empty()) {
        if (const auto known = readCertificates({system})) {
            static_cast<void>(paths.trust(known.value()));
        }
    }
    auto signers = crypto::checkSigners(message, paths);
    const Status asked = lookUpRevocation(signers, order, paths, now);
    return asked ? Result<std::vector<SignerFacts>>(std::move(signers)) : asked.error();
}

Json holderOf(const std::optional<CertificateFacts>& facts) {
    if (!facts) {
        return nullptr;
    }
    const core::Certificate certificate = core::interpret(*facts);
    return Json{{"id", certificate.id},
                {"name", certificate.holder.name},
                {"subject", certificate.subject},
                {"issuer", certificate.issuer},
                {"serial", certificate.serial},
                {"authority", authorityOf(certificate)},
                {"algorithm", certificate.algorithm},
                {"not_before", isoTime(certificate.notBefore)},
                {"not_after", isoTime(certificate.notAfter)}};
}

Json timeOrNull(const std::optional<TimePoint>& time) { return time ? Json(isoTime(*time)) : Json(nullptr); }

std::string_view stateOf(const std::optional<RevocationFacts>& facts) {
    return facts ? core::name(facts->state) : std::string_view("not_checked");
}

Json revocationOf(const std::optional<RevocationFacts>& facts, const core::Texts& texts) {
    if (!facts) {
        return nullptr;
    }
    const char* source = facts->source == RevocationSource::list     ? "crl"
                         : facts->source == RevocationSource::answer ? "ocsp"
                                                                     : nullptr;
    return Json{{"source", source != nullptr ? Json(source) : Json(nullptr)},
                {"revoked_at", timeOrNull(facts->revokedAt)},
                {"invalid_since", timeOrNull(facts->invalidSince)},
                {"reason", facts->reason ? Json(core::name(*facts->reason)) : Json(nullptr)},
                {"this_update", timeOrNull(facts->thisUpdate)},
                {"next_update", timeOrNull(facts->nextUpdate)},
                {"problem", facts->problem ? Json(facts->problem->reason) : Json(nullptr)},
                {"detail", facts->problem ? Json(texts.translate(facts->problem->detail)) : Json(nullptr)}};
}

Json timeStampOf(const std::optional<TimeStampFacts>& stamp, const core::Texts& texts) {
    if (!stamp) {
        return nullptr;
    }
    const bool sound = stamp->state == SignatureState::sound;
    return Json{{"time", sound ? Json(isoTime(stamp->time)) : Json(nullptr)},
                {"sound", sound},
                {"reason", stamp->problem ? Json(stamp->problem->reason) : Json(nullptr)},
                {"authority", holderOf(stamp->authority)},
                {"issuer", core::name(stamp->path.state)},
                {"revocation", stateOf(stamp->revocation)},
                {"revocation_details", revocationOf(stamp->revocation, texts)}};
}

Json documentOfSigner(const SignerFacts& facts, const core::SignatureVerdict& verdict, const core::Wording& wording) {
    Json remarks = Json::array();
    for (const core::Remark& remark : verdict.remarks) {
        remarks.push_back({{"reason", remark.reason}, {"text", core::sentence(remark, wording)}});
    }
    return Json{{"verdict", core::name(verdict.verdict)},
                {"reason", verdict.why.reason},
                {"detail", core::sentence(verdict.why, wording)},
                {"judged_by", core::name(verdict.judgedBy)},
                {"judged_at", isoTime(verdict.judgedAt)},
                {"judged_for", core::judgedFor(verdict, wording)},
                {"signer", holderOf(facts.certificate)},
                {"digest", facts.digest},
                {"claimed_time", facts.claimedTime ? Json(isoTime(*facts.claimedTime)) : Json(nullptr)},
                {"time_stamp", timeStampOf(facts.timeStamp, wording.texts())},
                {"certificate", core::name(verdict.certificate)},
                {"lapsed_now", verdict.lapsedNow},
                {"issuer", core::name(facts.path.state)},
                {"revocation", stateOf(facts.revocation)},
                {"revocation_details", revocationOf(facts.revocation, wording.texts())},
                {"remarks", std::move(remarks)}};
}

int exitOf(core::Judgement verdict) {
    constexpr int kFailed = 1;
    constexpr int kDamaged = 6;
    return verdict == core::Judgement::valid ? 0 : verdict == core::Judgement::invalid ? kDamaged : kFailed;
}

} // namespace

Result<core::Judgement> judgeSignatures(crypto::SignedMessage& message, const VerifyOrder& order,
                                        const core::Texts& texts, const core::Clock& clock, Json& signatures) {
    const auto checked = checkAll(message, order, clock.now());
    if (!checked) {
        return checked.error();
    }
    const core::Wording wording(texts, clock);
    std::vector<core::SignatureVerdict> verdicts;
    for (const SignerFacts& facts : checked.value()) {
        verdicts.push_back(core::judge(facts, clock.now(), !order.authorities.empty()));
        signatures.push_back(documentOfSigner(facts, verdicts.back(), wording));
    }
    return core::worstOf(verdicts);
}

Json verifyDocument(const VerifyOrder& order, const core::Texts& texts, const core::Clock& clock) {
    crypto::initialise();
    auto checked = read(order);
    if (!checked) {
        return documentFailure(checked.error(), texts, clock);
    }
    crypto::SignedMessage& message = checked.value().message;
    Json signatures = Json::array();
    const auto worst = judgeSignatures(message, order, texts, clock, signatures);
    if (!worst) {
        return documentFailure(worst.error(), texts, clock);
    }
    const std::string& content = checked.value().content;
    return Json{{"exit", exitOf(worst.value())},
                {"document",
                 {{"file", order.file},
                  {"content", content.empty() ? Json(nullptr) : Json(content)},
                  {"attached", message.attached},
                  {"content_bytes", message.contentSize},
                  {"verdict", core::name(worst.value())},
                  {"signatures", std::move(signatures)}}}};
}

} // namespace reseal::app
