// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/scripted_services.hpp"

#include "agent/plugins/host_pattern.hpp"

#include <reseal/reseal.h>

#include <algorithm>
#include <regex>
#include <thread>

namespace reseal::check {
namespace {

using plugins::PluginReply;
using wire::Item;

PluginReply failure(reseal_status status, const char* message) {
    return {status, {Item::ofText(RESEAL_KEY_ERROR_MESSAGE, message)}};
}

struct Address {
    std::string scheme, host;
    int port = 0;
};

std::optional<Address> addressOf(const std::string& url) {
    static const std::regex form(R"((https?)://(\[[0-9a-fA-F:]+\]|[^/:?#@]+)(?::([0-9]{1,5}))?([/?#].*)?)");
    std::smatch parts;
    if (!std::regex_match(url, parts, form)) {
        return std::nullopt;
    }
    Address address{parts[1], parts[2], 0};
    std::ranges::transform(address.host, address.host.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    address.port = parts[3].matched ? std::stoi(parts[3]) : address.scheme == "https" ? 443 : 80;
    return address;
}

bool isLoopback(const std::string& host) { return host == "localhost" || host == "[::1]" || host.starts_with("127."); }

} // namespace

bool allows(const Manifest& manifest, const wire::Items& settings, const std::string& url) {
    const auto address = addressOf(url);
    if (!address || (address->scheme == "http" && !(manifest.loopbackHttp && isLoopback(address->host)))) {
        return false;
    }
    if (address->scheme == "http") {
        return true;
    }
    for (const Item& setting : settings) {
        const auto given = addressOf(std::string(setting.text()));
        if (given && given->host == address->host && given->port == address->port) {
            return true;
        }
    }
    return std::ranges::any_of(manifest.hosts, [&](const std::string& host) {
        return plugins::matchesHost(host, address->host, address->port, plugins::PortRule::httpsOnly);
    });
}

ScriptedServices::ScriptedServices(const Bench& bench) : bench_(bench) {}

std::vector<std::string> ScriptedServices::offered() const {
    if (offersNothing) {
        return {};
    }
    return {RESEAL_HOST_HTTP_1, RESEAL_HOST_LOG_1, RESEAL_HOST_PROGRESS_1, RESEAL_HOST_PROMPT_1, RESEAL_HOST_SOURCE_1};
}

bool ScriptedServices::waitOut(const plugins::ServiceCall& call) const {
    const auto end = std::chrono::steady_clock::now() + std::min(delay, call.left);
    while (std::chrono::steady_clock::now() < end) {
        if (call.cancellation.cancelled()) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return !call.cancellation.cancelled();
}

PluginReply ScriptedServices::http(const wire::Items& params, bool& allowed) const {
    const std::string url(wire::textOf(params, RESEAL_KEY_HTTP_URL));
    const std::string method(wire::textOf(params, RESEAL_KEY_HTTP_METHOD));
    allowed = allows(bench_.manifest, bench_.settings(), url);
    if (!allowed) {
        return failure(RESEAL_E_REFUSED, "this host is not named in the manifest");
    }
    HttpAnswer answer;
    const auto found = std::ranges::find_if(bench_.given.http, [&](const HttpAnswer& one) {
        return (one.method.empty() || one.method == method) && url.starts_with(one.url);
    });
    if (found != bench_.given.http.end()) {
        answer = *found;
    }
    PluginReply reply{RESEAL_OK, {Item::ofNumber(RESEAL_KEY_HTTP_STATUS, answer.status)}};
    for (const auto& [name, value] : answer.headers) {
        reply.items.push_back(Item::ofText(RESEAL_KEY_HTTP_HEADER + name, value));
    }
    if (!answer.body.empty()) {
        reply.items.push_back(Item::ofBytes(RESEAL_KEY_HTTP_BODY, asBytes(answer.body)));
    }
    reply.items.push_back(Item::ofText(RESEAL_KEY_HTTP_URL, url));
    return reply;
}

PluginReply ScriptedServices::serve(const plugins::ServiceCall& call) {
    if (whileServing) {
        whileServing();
    }
    PluginReply reply = failure(RESEAL_E_UNSUPPORTED, "the checker has no such data");
    bool allowed = true;
    if (!waitOut(call)) {
        reply = failure(RESEAL_E_CANCELLED, "cancelled");
    } else if (delay > call.left) {
        reply = failure(RESEAL_E_DEADLINE, "the deadline passed");
    } else if (call.extension == RESEAL_HOST_HTTP_1) {
        reply = http(call.params, allowed);
    } else if (call.extension == RESEAL_HOST_PROMPT_1) {
        reply = dismissPrompts ? failure(RESEAL_E_USER, "dismissed") : failure(RESEAL_E_UNSUPPORTED, "nobody is there");
    }
    const std::scoped_lock lock(guard_);
    asked_.push_back({std::string(call.extension), std::string(call.function), call.params, reply, allowed});
    return reply;
}

void ScriptedServices::note(std::uint32_t level, const std::string& line) {
    const std::scoped_lock lock(guard_);
    lines_.push_back(std::to_string(level) + " " + line);
}

void ScriptedServices::progress(const wire::Progress& progress) {
    const std::scoped_lock lock(guard_);
    lines_.push_back(std::to_string(progress.done) + "/" + std::to_string(progress.total) + " " + progress.text);
}

std::vector<Asked> ScriptedServices::asked() const {
    const std::scoped_lock lock(guard_);
    return asked_;
}

std::vector<std::string> ScriptedServices::lines() const {
    const std::scoped_lock lock(guard_);
    return lines_;
}

void ScriptedServices::forget() {
    const std::scoped_lock lock(guard_);
    asked_.clear();
    lines_.clear();
}

} // namespace reseal::check
