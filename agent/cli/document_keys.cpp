// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/document_keys.hpp"

#include "agent/app/key_requests.hpp"
#include "agent/cli/engine_key.hpp"
#include "agent/cli/secrets.hpp"

#include <algorithm>

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;

// The parts of all recipients, one after the other: what "recipient" of a place counts.
std::pair<std::size_t, std::size_t> partNumber(const std::vector<crypto::Recipient>& recipients, std::size_t number) {
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        if (number < recipients[i].parts.size()) {
            return {i, number};
        }
        number -= recipients[i].parts.size();
    }
    return {recipients.size(), 0};
}

Error keyElsewhere() {
    return {Category::notFound,
            "key_elsewhere",
            N_("The key that opens this is known, but it is not here now; see where it was last."),
            {}};
}

} // namespace

Status DocumentKeys::reach() {
    if (!engine_) {
        auto opened = EngineAccess::open(options_.profile);
        if (!opened) {
            return opened.error();
        }
        engine_ = std::move(opened).value();
    }
    return {};
}

Result<Json> DocumentKeys::placesOf(const std::vector<crypto::Recipient>& recipients) {
    if (Status reached = reach(); !reached) {
        return reached.error();
    }
    std::vector<const crypto::RecipientName*> names;
    for (const crypto::Recipient& recipient : recipients) {
        for (const crypto::RecipientPart& part : recipient.parts) {
            names.push_back(&part.name);
        }
    }
    Json rows = Json::array();
    for (std::size_t begin = 0; begin < names.size(); begin += app::kMaxAskedRecipients) {
        Json asked = Json::array();
        for (std::size_t i = begin; i < std::min(begin + app::kMaxAskedRecipients, names.size()); ++i) {
            asked.push_back({{"issuer_hex", toHex(names[i]->issuer)},
                             {"serial_hex", toHex(names[i]->serial)},
                             {"key_id_hex", toHex(names[i]->keyId)}});
        }
        auto answer = engine_->askFor(
            Json{{"command", "key_places"}, {"recipients", std::move(asked)}, {"tokens", !tokensLookedAt_}}, Secret());
        if (!answer) {
            return answer.error();
        }
        tokensLookedAt_ = true;
        for (Json& row : answer.value().at("places")) {
            row["recipient"] = row.at("recipient").get<std::size_t>() + begin;
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

app::FindMeans DocumentKeys::find() {
    return [this](const crypto::EnvelopeHead& head) { return means(head); };
}

// Places come best first; a password of the message itself is the last way.
Result<crypto::OpeningMeans> DocumentKeys::means(const crypto::EnvelopeHead& head) {
    auto rows = placesOf(head.recipients);
    if (!rows) {
        return rows.error();
    }
    places_ = std::move(rows).value();
    std::optional<Error> problem;
    for (const Json& place : places_) {
        if (place.at("here") == true) {
            auto found = meansAt(head, place);
            if (found) {
                return found;
            }
            problem = problem ? problem : found.error();
        }
    }
    auto byPassword = withPassword(options_.passwordFile, options_.document, texts_, [&](const Secret& password) {
        return app::findByPassword(password.duplicate())(head);
    });
    if (byPassword || byPassword.error().category != Category::notFound) {
        return byPassword;
    }
    if (problem) {
        return *problem;
    }
    const bool known = std::ranges::any_of(places_, [](const Json& place) { return place.at("where") != "none"; });
    return known ? keyElsewhere() : app::noKeyFits();
}

Result<crypto::OpeningMeans> DocumentKeys::meansAt(const crypto::EnvelopeHead& head, const Json& place) {
    const auto key = place.at("where") == "file" ? keyInFile(place) : keyOfEngine(*engine_, place, options_, texts_);
    if (!key) {
        return key.error();
    }
    const auto [recipient, part] = partNumber(head.recipients, place.at("recipient").get<std::size_t>());
    return crypto::OpeningMeans{.recipient = recipient, .part = part, .key = key.value(), .password = {}};
}

Result<std::shared_ptr<const crypto::RecipientKey>> DocumentKeys::keyInFile(const Json& place) {
    const std::string path = place.at("place").get<std::string>();
    const std::string certificate = fromHex(place.at("certificate_hex").get<std::string>());
    return withPassword(options_.passwordFile, path, texts_, [&](const Secret& password) {
        return app::keyOfFile(path, Bytes(certificate.begin(), certificate.end()), password);
    });
}

} // namespace reseal::cli
