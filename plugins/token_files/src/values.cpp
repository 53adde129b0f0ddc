// SPDX-License-Identifier: Apache-2.0
#include "values.hpp"

#include "texts.hpp"

namespace token_files {

using reseal::sdk::Failure;

namespace {

struct Meaning {
    const char* reason;
    reseal_status status;
    texts::Text (*text)();
};

constexpr Meaning kMeanings[] = {
    {"password_wrong", RESEAL_E_PIN_INCORRECT, texts::wrongPassword},
    {"bad_passphrase", RESEAL_E_PIN_INCORRECT, texts::wrongPassword},
    {"password_needed", RESEAL_E_USER, texts::needsPassword},
    {"container_incomplete", RESEAL_E_USER, texts::incomplete},
    {"gost_engine_missing", RESEAL_E_CONFIG, texts::noGost},
    {"key_unsupported", RESEAL_E_UNSUPPORTED, texts::unsupported},
    {"digest_unfit", RESEAL_E_UNSUPPORTED, texts::unsupported},
    {"decrypt_failed", RESEAL_E_USER, texts::cannotOpen},
};

} // namespace

Failure failureOf(const reseal::Error& error) {
    for (const Meaning& meaning : kMeanings)
        if (error.reason == meaning.reason)
            return Failure(meaning.status, error.detail, meaning.text(),
                           error.reason == "password_needed" ? "pin_required" : error.reason);
    if (error.category == reseal::Category::damaged)
        return Failure(RESEAL_E_USER, error.detail, texts::damaged(), error.reason);
    return Failure(RESEAL_E_UNSUPPORTED, error.detail, texts::unsupported(), error.reason);
}

} // namespace token_files
