// SPDX-License-Identifier: Apache-2.0
// A recipient's key that an engine uses for us: in the archive or on a token. Asks for the archive's password or the
// PIN where it cannot do without, once. One thread.
#pragma once

#include "agent/cli/engine_access.hpp"
#include "agent/cli/options.hpp"
#include "agent/core/texts.hpp"
#include "agent/crypto/cms/recipient_key.hpp"

#include <nlohmann/json.hpp>

#include <memory>

namespace reseal::cli {

// `place`: a row of key_places that is "vault", or "token" and here. Borrows all but the row. Error: key_unsupported
// where its certificate has no key of a known kind.
[[nodiscard]] Result<std::shared_ptr<const crypto::RecipientKey>> keyOfEngine(EngineAccess& engine,
                                                                              const nlohmann::ordered_json& place,
                                                                              const Options& options,
                                                                              const core::Texts& texts);

} // namespace reseal::cli
