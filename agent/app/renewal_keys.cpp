// SPDX-License-Identifier: Apache-2.0
#include "agent/app/renewal_keys.hpp"

#include "agent/crypto/certificate_request.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/digest.hpp"
#include "agent/crypto/vault/sealing.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

Sha256 sumOf(ByteView data) {
    crypto::Sha256Sum sum;
    sum.add(data);
    return sum.finish();
}

Error keyMissing() {
    return {Category::notFound,
            "key_missing",
            N_("The new key of this renewal is not there any more. Cancel the renewal and begin anew."),
            {}};
}

struct Made {
    std::string algorithm;
    Result<crypto::PrivateKey> key;
};

// The first kind that can be made here: GOST needs its engine.
std::shared_ptr<Made> generate(const std::vector<std::string>& algorithms) {
    auto made = std::make_shared<Made>(Made{"", Error{Category::refused, "algorithm_unsupported", "", {}}});
    for (const std::string& algorithm : algorithms) {
        *made = Made{algorithm, crypto::PrivateKey::generate(algorithm)};
        if (made->key) {
            break;
        }
    }
    return made;
}

// Whether the CA accepts that medium for each of them.
bool takes(std::span<const plugins::KeyDemand> demands, const char* medium) {
    return std::ranges::all_of(demands, [&](const plugins::KeyDemand& demand) {
        return demand.media.empty() || std::ranges::find(demand.media, medium) != demand.media.end();
    });
}

Result<Bytes> requestFor(const enrolment::Renewal& renewal, const plugins::KeyDemand& demand,
                         const crypto::PrivateKey& key) {
    return demand.form == "public-key" ? key.publicKeyInfo()
                                       : crypto::makeCertificateRequest(requestContent(renewal, demand), key);
}

} // namespace

crypto::RequestContent requestContent(const enrolment::Renewal& renewal, const plugins::KeyDemand& demand) {
    crypto::RequestContent content{demand.subject, demand.extensions, demand.attributes};
    if (content.subject.empty() && !renewal.oldDer.empty()) {
        if (const auto fields = crypto::readCertificateFields(renewal.oldDer)) {
            content.subject.assign(fields->subject.begin(), fields->subject.end());
        }
    }
    return content;
}

Status openVault(archive::Vault& vault, const enrolment::Means& means) {
    static const Secret kNone;
    if (vault.isOpen()) {
        return {};
    }
    const auto given = means.find("vault");
    return vault.openOrCreate(given == means.end() ? kNone : given->second);
}

Result<std::map<std::string, Bytes>> RenewalKeys::publicKeys(const enrolment::Renewal& renewal) {
    const auto kept = store_.kept(renewal.id);
    if (!kept) {
        return kept.error();
    }
    std::map<std::string, Bytes> keys;
    for (const enrolment::KeptKey& key : kept.value()) {
        keys.emplace(key.number, key.publicKey);
    }
    return keys;
}

Result<crypto::PrivateKey> RenewalKeys::keyOf(const enrolment::Renewal& renewal, const std::string& number) {
    const auto kept = store_.kept(renewal.id);
    if (!kept) {
        return kept.error();
    }
    const auto found = std::ranges::find(kept.value(), number, &enrolment::KeptKey::number);
    if (found == kept.value().end()) {
        return keyMissing();
    }
    const auto pkcs8 = crypto::unseal(archive_.vault().dataKey(), found->sealed, sumOf(found->publicKey));
    if (!pkcs8) {
        return pkcs8.error();
    }
    auto key = crypto::PrivateKey::fromPkcs8(asBytes(pkcs8.value().view()));
    return key && !key.value().matches(found->publicKey) ? Result<crypto::PrivateKey>(keyMissing()) : std::move(key);
}

// Kept, then read back: only then may anyone hear of it.
Status RenewalKeys::keep(const enrolment::Renewal& renewal, const std::string& number, const std::string& algorithm,
                         const crypto::PrivateKey& key) {
    const auto publicKey = key.publicKeyInfo();
    const auto pkcs8 = key.toPkcs8();
    if (!publicKey || !pkcs8) {
        return publicKey ? pkcs8.error() : publicKey.error();
    }
    const Bytes sealed = archive_.vault().sealKey(pkcs8.value(), sumOf(publicKey.value()));
    if (Status kept = store_.keep({renewal.id, number, algorithm, publicKey.value(), sealed, {}, clock_.now()});
        !kept) {
        return kept;
    }
    const auto back = keyOf(renewal, number);
    return back ? Status() : Status(back.error());
}

void RenewalKeys::make(const enrolment::Renewal& renewal, const plugins::KeyDemand& demand,
                       const enrolment::Means& means, enrolment::Done<Bytes> done) {
    if (renewal.medium != "vault" && renewal.medium != "file") {
        return tokens_.make(renewal, demand, means, store_, clock_.now(), std::move(done));
    }
    if (const Status opened = openVault(archive_.vault(), means); !opened) {
        return done(opened.error());
    }
    const auto there = publicKeys(renewal);
    if (!there) {
        return done(there.error());
    }
    if (there.value().contains(demand.id)) { // made before a crash, or asked for again
        const auto key = keyOf(renewal, demand.id);
        return done(key ? requestFor(renewal, demand, key.value()) : Result<Bytes>(key.error()));
    }
    work_.run(
        "", [algorithms = demand.algorithms] { return generate(algorithms); },
        [this, renewal, demand, done = std::move(done)](const std::shared_ptr<Made>& made) {
            if (!made->key) {
                return done(made->key.error());
            }
            const Status open = openVault(archive_.vault(), {}); // somebody may have locked it meanwhile
            const Status kept = open ? keep(renewal, demand.id, made->algorithm, made->key.value()) : open;
            done(kept ? requestFor(renewal, demand, made->key.value()) : Result<Bytes>(kept.error()));
        });
}

std::vector<enrolment::Medium> RenewalKeys::media(const enrolment::Renewal& renewal,
                                                  std::span<const plugins::KeyDemand> demands) {
    const auto taken = [&](const char* medium) { return takes(demands, medium); };
    const bool here = renewal.medium == "vault" || renewal.medium == "file"; // no token is asked then
    std::vector<enrolment::Medium> media =
        !here && taken("token") ? tokens_.media(demands) : std::vector<enrolment::Medium>();
    const bool none = media.empty();
    for (const char* medium : {"vault", "file"}) {
        if (taken(medium)) {
            media.push_back({medium, ""});
        }
    }
    if (!here && none && taken("token")) {
        media.push_back({enrolment::kLaterToken, ""});
    }
    return media;
}

std::vector<enrolment::Medium> RenewalKeys::unfit(std::span<const plugins::KeyDemand> demands) {
    return takes(demands, "token") ? tokens_.unfit(demands) : std::vector<enrolment::Medium>();
}

} // namespace reseal::app
