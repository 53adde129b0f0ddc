// SPDX-License-Identifier: Apache-2.0
// reseal.http/1 as items in and items out, over an HttpClient. Any thread.
#pragma once

#include "agent/network/http_client.hpp"
#include "agent/plugins/supervision/plugin_call.hpp"

namespace reseal::plugins {

// `rules` come from the manifest and policy. A failure's items say what happened ("error.text", "error.reason"), and
// whether the request may have been sent ("x-reseal.sent", 0 or 1): what was sent is never sent again blindly.
[[nodiscard]] PluginReply fetch(network::HttpClient& client, const network::HttpRules& rules, const ServiceCall& call);

} // namespace reseal::plugins
