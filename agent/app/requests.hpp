// SPDX-License-Identifier: Apache-2.0
// What the command line asks of an engine, in this process or over the profile's socket: JSON in, JSON out.
// A request is one line of JSON, then, where a secret goes with it, a newline and the secret's bytes.
//   {"command": "scan", "paths": [...]} -> {"exit": 0, "document": {...}}
// Commands: scan, list, show, check, doctor, bundle, metrics, raise, open_document {"file_hex"}, sources, source_add,
// source_remove, settings, setting_set, snooze, and those about plugins (plugin_requests.hpp), tokens
// (token_requests.hpp), the archive (archive_requests.hpp), keys that open messages (key_requests.hpp) and renewals
// (renewal_requests.hpp).
#pragma once

#include "agent/app/engine.hpp"
#include "agent/base/bytes.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>

namespace reseal::app {

using Json = nlohmann::ordered_json;

// Engine thread.
class Requests {
public:
    explicit Requests(Engine& engine) : engine_(engine) {}

    // Never throws; a request that is not understood gets exit 2. `reply` is called once, on the engine's thread: now,
    // or later where the answer waits on a token and the engine is live.
    void answer(const std::string& request, std::function<void(std::string answer)> reply);
    void answer(const Json& request, const Secret& secret, const std::function<void(Json answer)>& reply);
    // Of an engine that is not live.
    [[nodiscard]] Json answer(const Json& request, const Secret& secret);

private:
    [[nodiscard]] Json answerNow(const std::string& command, const Json& request, const Secret& secret);
    Json scan(const Json& request, const Secret& secret);
    Json list(const Json& request);
    Json show(const Json& request);
    Json check();
    Json noteDelivery(const Json& request);
    Json doctor();
    Json metrics();
    Json sources();
    Json changeSource(const Json& request, bool add);
    Json settings();
    Json setSetting(const Json& request);
    Json snooze(const Json& request);
    Json failure(const Error& error);

    Engine& engine_;
};

// Joins a request and its secret into one text, and takes it apart again.
[[nodiscard]] std::string packRequest(const Json& request, const Secret& secret);

[[nodiscard]] int exitCode(Category category);
[[nodiscard]] Category categoryOf(int exitCode); // the other way round; failed for what is none of them

} // namespace reseal::app
