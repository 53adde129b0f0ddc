// SPDX-License-Identifier: Apache-2.0
#include "agent/app/renewal_token_keys.hpp"

#include "agent/app/key_proof.hpp"
#include "agent/app/key_transfer.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/crypto/signature_names.hpp"

#include <algorithm>
#include <optional>

namespace reseal::app {
namespace {

using enrolment::KeptKey;

std::string labelOf(const enrolment::Renewal& renewal, const std::string& number) {
    return "reseal-" + renewal.id + (number == "1" ? "" : "-" + number);
}

std::optional<std::string> algorithmFor(const core::Token& token, const plugins::KeyDemand& demand) {
    const auto fitting = std::ranges::find_if(demand.algorithms, [&](const std::string& algorithm) {
        return std::ranges::find(token.algorithms, algorithm) != token.algorithms.end();
    });
    return fitting == demand.algorithms.end() ? std::nullopt : std::optional(*fitting);
}

Result<Bytes> request(TokenCalls calls, const ReadyPlugin& plugin, const std::string& token, const KeptKey& key,
                      const crypto::RequestContent& content, const PinEntry& entry) {
    return crypto::makeCertificateRequest(
        content, key.publicKey, [&](crypto::DigestAlgorithm algorithm, ByteView digest) -> Result<Bytes> {
            const auto kind = crypto::kindOfPublicKey(key.publicKey);
            if (!kind) {
                return Error{Category::refused,
                             "algorithm_unsupported",
                             N_("signatures by keys of this kind are not supported"),
                             {}};
            }
            auto made =
                calls.sign(plugin, token, key.tokenKey, crypto::signatureAlgorithmOf(*kind, algorithm), digest, entry);
            const auto* failure = std::get_if<plugins::TokenFailure>(&made);
            return failure != nullptr ? Result<Bytes>(failure->error) : Result<Bytes>(std::get<Bytes>(std::move(made)));
        });
}

bool makes(const core::Token& token, std::span<const plugins::KeyDemand> demands) {
    return token.does("generate") && token.does("import_object") &&
           std::ranges::all_of(
               demands, [&](const plugins::KeyDemand& demand) { return algorithmFor(token, demand).has_value(); });
}

struct Made {
    KeptKey key;
    bool fresh = false;
    Result<Bytes> request = Bytes();
};

// A new certificate on its way to its key on a token.
struct Placing {
    ReadyPlugin plugin;
    std::string token;
    PinEntry entry;
};

Status readBack(TokenCalls& calls, const Placing& to, const plugins::IssuedCertificates& issued) {
    const auto now = calls.look(to.plugin, false);
    for (const auto& [number, issuedOne] : issued.certificates) {
        const Bytes& certificate = issuedOne; // clang 14 catches no binding
        const bool there = now && std::ranges::any_of(now.value(), [&](const core::Token& token) {
                               return token.id == to.token &&
                                      std::ranges::find(token.objects, certificate, &core::TokenObject::certificate) !=
                                          token.objects.end();
                           });
        if (!there) {
            return Error{
                Category::failed, "write_failed", N_("The certificate could not be read back from the token."), {}};
        }
    }
    return {};
}

// With the PIN of this very step; the key that the certificate came for signs.
Status prove(TokenCalls& calls, const Placing& to, const std::string& key, const Bytes& certificate) {
    const auto test = keyTestOf(certificate);
    if (!test) {
        return test.error();
    }
    const auto made =
        calls.sign(to.plugin, to.token, key, test.value().signatureAlgorithm, test.value().digest, to.entry);
    const auto* failure = std::get_if<plugins::TokenFailure>(&made);
    return failure != nullptr ? Status(failure->error) : checkProof(certificate, test.value(), std::get<Bytes>(made));
}

Status place(TokenCalls& calls, const Placing& to, const enrolment::Renewal& renewal,
             const plugins::IssuedCertificates& issued, const std::vector<KeptKey>& keys) {
    for (const KeptKey& key : keys) {
        const auto certificate = issued.certificates.find(key.number);
        if (certificate == issued.certificates.end()) {
            continue;
        }
        const auto kept = calls.importCertificate(to.plugin, to.token, key.tokenKey, labelOf(renewal, key.number),
                                                  certificate->second, to.entry);
        if (const auto* failure = std::get_if<plugins::TokenFailure>(&kept)) {
            return failure->error;
        }
    }
    Status good = readBack(calls, to, issued);
    for (const KeptKey& key : keys) {
        const auto certificate = issued.certificates.find(key.number);
        if (good && certificate != issued.certificates.end()) {
            good = prove(calls, to, key.tokenKey, certificate->second);
        }
    }
    return good;
}

} // namespace

Error tokenAbsent() {
    return {Category::notFound, "token_absent", N_("The token is not there any more. Plug it in and try again."), {}};
}

enrolment::PinFacts pinFactsOf(const core::Token& token, const TokenAccess& access) {
    return {core::displaySafe(token.name()),
            token.triesLeft,
            token.pinIs("count-low"),
            token.pinIs("last-try"),
            core::uriOf(token),
            access.factoryPin ? access.factoryPin(token) : std::string()};
}

enrolment::PinFacts RenewalTokenKeys::pin(const std::string& uri) {
    const auto all = at_.tokens();
    const auto token = std::ranges::find_if(all, [&](const core::Token& one) { return core::means(uri, one); });
    return token == all.end() ? enrolment::PinFacts{} : pinFactsOf(*token, at_);
}

bool RenewalTokenKeys::changesPin(const std::string& uri) {
    const auto all = at_.tokens();
    return std::ranges::any_of(all,
                               [&](const core::Token& one) { return core::means(uri, one) && one.does("change_pin"); });
}

void RenewalTokenKeys::changePin(const std::string& uri, const enrolment::Means& means,
                                 std::function<void(Status)> done) {
    auto reached = way(uri, means);
    const auto fresh = means.find(enrolment::kNewPin);
    if (!reached || fresh == means.end()) {
        return done(reached ? tokenAbsent() : reached.error());
    }
    at_.work->run(
        reached.value().token.plugin,
        [way = reached.value(), pin = std::make_shared<const Secret>(fresh->second.duplicate()),
         calls = TokenCalls(*at_.calls)]() mutable -> Status {
            const auto changed = calls.changePin(way.plugin, way.token.id, {way.pin.get(), way.lastTry}, *pin);
            const auto* failure = std::get_if<plugins::TokenFailure>(&changed);
            return failure != nullptr ? Status(failure->error) : Status();
        },
        std::move(done));
}

Result<RenewalTokenKeys::Way> RenewalTokenKeys::way(const std::string& uri, const enrolment::Means& means) {
    const auto all = at_.tokens();
    const auto token = std::ranges::find_if(all, [&](const core::Token& one) { return core::means(uri, one); });
    if (token == all.end() || at_.calls == nullptr) {
        return tokenAbsent();
    }
    auto plugin = at_.plugin(token->plugin);
    if (!plugin) {
        return plugin.error();
    }
    const auto given = means.find("pin");
    if (given == means.end() && !token->pinIs("pinpad")) {
        return Error{Category::waiting, "pin_required", N_("This needs the token's PIN."), {}};
    }
    auto pin = std::make_shared<const Secret>(given == means.end() ? Secret() : given->second.duplicate());
    return Way{*token, std::move(plugin).value(), std::move(pin), means.contains(enrolment::kLastTry)};
}

void RenewalTokenKeys::make(const enrolment::Renewal& renewal, const plugins::KeyDemand& demand,
                            const enrolment::Means& means, enrolment::NewKeyStore& store, TimePoint now,
                            enrolment::Done<Bytes> done) {
    auto reached = way(renewal.medium, means);
    const auto kept = reached ? store.kept(renewal.id) : Result<std::vector<KeptKey>>(reached.error());
    if (!kept) {
        return done(kept.error());
    }
    const auto algorithm = algorithmFor(reached.value().token, demand);
    if (!algorithm) {
        return done(Error{Category::refused,
                          "algorithm_unsupported",
                          N_("This token makes no keys of the kind that the CA asks for."),
                          {}});
    }
    const auto there = std::ranges::find(kept.value(), demand.id, &KeptKey::number);
    const bool fresh = there == kept.value().end();
    KeptKey key = fresh ? KeptKey{renewal.id, demand.id, *algorithm, {}, {}, {}, now} : *there;
    at_.work->run(
        reached.value().token.plugin,
        [way = reached.value(), key, fresh, calls = TokenCalls(*at_.calls), label = labelOf(renewal, demand.id),
         content = requestContent(renewal, demand), form = demand.form]() mutable {
            const PinEntry entry{way.pin.get(), way.lastTry};
            auto made = std::make_shared<Made>(Made{key, fresh, Bytes()});
            if (fresh) {
                auto pair = calls.generate(way.plugin, way.token.id, label, key.algorithm, entry);
                if (const auto* failure = std::get_if<plugins::TokenFailure>(&pair)) {
                    made->request = failure->error;
                    return made;
                }
                made->key.tokenKey = std::get<TokenKey>(pair).key;
                made->key.publicKey = std::get<TokenKey>(pair).publicKey;
            }
            made->request = form == "public-key" ? Result<Bytes>(made->key.publicKey)
                                                 : request(calls, way.plugin, way.token.id, made->key, content, entry);
            return made;
        },
        [&store, done = std::move(done)](const std::shared_ptr<Made>& made) {
            const bool keep = made->fresh && !made->key.publicKey.empty();
            const Status written = keep ? store.keep(made->key) : Status();
            done(written ? std::move(made->request) : Result<Bytes>(written.error()));
        });
}

void RenewalTokenKeys::install(const enrolment::Renewal& renewal, const plugins::IssuedCertificates& issued,
                               const std::vector<KeptKey>& keys, const enrolment::Means& means,
                               enrolment::Done<std::string> done) {
    auto reached = way(renewal.medium, means);
    if (!reached) {
        return done(reached.error());
    }
    at_.work->run(
        reached.value().token.plugin,
        [way = reached.value(), issued, keys, calls = TokenCalls(*at_.calls), renewal]() mutable -> Status {
            return place(calls, {way.plugin, way.token.id, {way.pin.get(), way.lastTry}}, renewal, issued, keys);
        },
        [done = std::move(done), uri = core::uriOf(reached.value().token)](const Status& installed) {
            done(installed ? Result<std::string>(uri) : Result<std::string>(installed.error()));
        });
}

void RenewalTokenKeys::put(const std::string& uri, std::vector<KeyTransfer> transfers, const enrolment::Means& means,
                           enrolment::Done<std::string> done) {
    auto reached = way(uri, means);
    if (!reached) {
        return done(reached.error());
    }
    std::vector<KeyTransferTask> tasks;
    for (KeyTransfer& transfer : transfers) {
        tasks.push_back({reached.value().plugin, reached.value().token, reached.value().pin, reached.value().lastTry,
                         std::make_shared<const KeyTransfer>(std::move(transfer))});
    }
    at_.work->run(
        reached.value().token.plugin,
        [tasks = std::move(tasks), calls = TokenCalls(*at_.calls)]() -> Status {
            for (const KeyTransferTask& task : tasks) {
                if (const auto failure = putOnToken(calls, task)) {
                    return failure->error;
                }
            }
            return {};
        },
        [done = std::move(done), uri = core::uriOf(reached.value().token)](const Status& put) {
            done(put ? Result<std::string>(uri) : Result<std::string>(put.error()));
        });
}

void RenewalTokenKeys::remove(const std::string& uri, const std::vector<KeptKey>& keys, const enrolment::Means& means,
                              std::function<void(Status)> done) {
    auto reached = way(uri, means);
    if (!reached) {
        return done(reached.error());
    }
    at_.work->run(
        reached.value().token.plugin,
        [way = reached.value(), keys, calls = TokenCalls(*at_.calls)]() mutable -> Status {
            for (const KeptKey& key : keys) {
                const bool used = std::ranges::any_of(way.token.objects, [&](const core::TokenObject& object) {
                    return object.key == key.tokenKey && !object.certificate.empty();
                });
                if (used) {
                    return Error{Category::refused, "key_in_use",
                                 N_("This key has its certificate beside it on the token, so it stays."),
                                 way.token.name()};
                }
                const auto removed =
                    calls.removeObject(way.plugin, way.token.id, key.tokenKey, {way.pin.get(), way.lastTry});
                if (const auto* failure = std::get_if<plugins::TokenFailure>(&removed)) {
                    return failure->error;
                }
            }
            return {};
        },
        std::move(done));
}

std::vector<enrolment::Medium> RenewalTokenKeys::takers() {
    std::vector<enrolment::Medium> media;
    for (const core::Token& token : at_.tokens()) {
        if (token.does("import_object")) {
            media.push_back({core::uriOf(token), core::displaySafe(token.name())});
        }
    }
    return media;
}

std::vector<enrolment::Medium> RenewalTokenKeys::media(std::span<const plugins::KeyDemand> demands) {
    std::vector<enrolment::Medium> media;
    for (const core::Token& token : at_.tokens()) {
        if (makes(token, demands)) {
            media.push_back({core::uriOf(token), core::displaySafe(token.name())});
        }
    }
    return media;
}

std::vector<enrolment::Medium> RenewalTokenKeys::unfit(std::span<const plugins::KeyDemand> demands) {
    std::vector<enrolment::Medium> media;
    for (const core::Token& token : at_.tokens()) {
        if (!token.reader.empty() && !makes(token, demands)) {
            media.push_back({core::uriOf(token), core::displaySafe(token.name())});
        }
    }
    return media;
}

} // namespace reseal::app
