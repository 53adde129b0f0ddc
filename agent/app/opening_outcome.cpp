// SPDX-License-Identifier: Apache-2.0
#include "agent/app/opening_outcome.hpp"

#include "agent/app/key_places.hpp"
#include "agent/app/requests.hpp"
#include "agent/core/certificate.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/crypto/certificate_file.hpp"

#include <nlohmann/json.hpp>

namespace reseal::app {
namespace {

using core::OpeningState;

std::string text(const Json& object, const char* name) {
    const Json value = object.is_object() ? object.value(name, Json()) : Json();
    return value.is_string() ? core::displaySafe(value.get<std::string>(), 8192) : std::string();
}

OpeningState stateOf(const std::string& reason) {
    if (reason == "no_way_in" || reason == "wrong_password") {
        return OpeningState::needsVaultPassword;
    }
    if (reason == "password_required" || reason == "bad_passphrase") {
        return OpeningState::needsFilePassword;
    }
    const bool pin = reason == "pin_required" || reason == "pin_last_try" || reason == "pin_length" ||
                     reason == "pin_incorrect" || reason.starts_with("pin_wrong");
    return pin ? OpeningState::needsPin : OpeningState::failed;
}

core::Judgement judgementOf(const std::string& name) {
    return name == "valid"     ? core::Judgement::valid
           : name == "invalid" ? core::Judgement::invalid
                               : core::Judgement::cannotSay;
}

} // namespace

void takeOutcome(const Json& document, core::DocumentOpening& opening) {
    if (const std::string reason = text(document, "error"); !reason.empty()) {
        opening.state = stateOf(reason);
        opening.lastTry = reason == "pin_last_try";
        opening.error = Error{Category::failed, reason, text(document, "detail"), text(document, "subject")};
        return;
    }
    opening.state = OpeningState::done;
    opening.output = document.at("output").get<std::string>(); // a path: shown through displaySafe
    opening.tamperProof = document.at("integrity") == "protected";
    for (const Json& signature : document.at("signatures")) {
        const Json& signer = signature.at("signer");
        const std::string name = text(signer, "name");
        opening.signatures.push_back({judgementOf(text(signature, "verdict")),
                                      name.empty() ? text(signer, "subject") : name, text(signature, "detail")});
    }
}

std::vector<core::KeyElsewhere> elsewhereOf(const std::vector<KeyPlace>& places, const core::Wording& wording) {
    std::vector<core::KeyElsewhere> rows;
    for (const KeyPlace& place : places) {
        const auto facts = crypto::readCertificate(place.certificate);
        if (facts && place.where != KeyWhere::none) {
            rows.push_back({wording.who(core::interpret(facts.value())), place.where == KeyWhere::token, place.place,
                            place.lastSeen.value_or(TimePoint{})});
        }
    }
    return rows;
}

} // namespace reseal::app
