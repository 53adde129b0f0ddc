// SPDX-License-Identifier: Apache-2.0
// Services of the host: HTTPS, log, progress, a question, the data of a document.
#ifndef RESEAL_CXX_HOST_HPP
#define RESEAL_CXX_HOST_HPP

#include "../host/http.h"
#include "../host/log.h"
#include "../host/progress.h"
#include "../host/prompt.h"
#include "../host/source.h"
#include "call.hpp"
#include "form.hpp"

namespace reseal::sdk {

template <class Table>
const Table* service(const reseal_host* host, const char* id) {
    if (host == nullptr || host->get_extension == nullptr)
        return nullptr;
    return static_cast<const Table*>(host->get_extension(host->ctx, id));
}

// Calls a service in the name of `call`. What the service fails with, the plugin's own call fails with, unless caught.
inline Answers ask(const Call& call, reseal_service function, const ServiceParams& params, const char* id) {
    if (function == nullptr)
        throw Failure(RESEAL_E_UNSUPPORTED, std::string("this host has no ") + id);
    if (call.work().thread != std::this_thread::get_id())
        throw Failure(RESEAL_E_INTERNAL, "a service is asked from another thread than the call's");
    call.checkpoint();
    reseal_call raw = call.raw();
    raw.deadline_ms = static_cast<std::uint32_t>(call.remaining().count());
    raw.params = params.all().data();
    raw.param_count = static_cast<std::uint32_t>(params.all().size());
    Answers answers;
    const reseal_sink sink = answers.sink();
    const reseal_status status = function(call.work().host->ctx, &raw, &sink);
    if (status == RESEAL_OK)
        return answers;
    std::string message = answers.text(RESEAL_KEY_ERROR_MESSAGE);
    Failure failure(status, message.empty() ? std::string(id) + " failed" : std::move(message),
                    answers.text(RESEAL_KEY_ERROR_TEXT), answers.text(RESEAL_KEY_ERROR_REASON));
    failure.native(answers.text(RESEAL_KEY_ERROR_NATIVE_DOMAIN),
                   answers.integer(RESEAL_KEY_ERROR_NATIVE_CODE).value_or(0));
    throw failure.retryAfter(answers.integer(RESEAL_KEY_ERROR_RETRY_AFTER_MS).value_or(0));
}

struct HttpReply {
    int status = 0; // whatever the server sent
    std::string url;
    Bytes body;
    std::vector<std::pair<std::string, std::string>> headers; // names in lower case

    std::string header(std::string_view name) const {
        for (const auto& [key, value] : headers)
            if (key == name)
                return value;
        return {};
    }
    std::string text() const { return asText(view(body)); }
};

// Throws Failure where no answer came; a status of 400 or 500 is an answer.
class Http {
public:
    explicit Http(const Call& call)
        : call_(call), table_(service<reseal_http_1>(call.work().host, RESEAL_HOST_HTTP_1)) {}

    Http& header(std::string_view name, std::string_view value) { // for every request from now on
        params_.emplace_back(RESEAL_KEY_HTTP_HEADER + std::string(name), std::string(value));
        return *this;
    }
    Http& header(std::string_view name, Secret value) {
        secrets_.emplace_back(RESEAL_KEY_HTTP_HEADER + std::string(name), std::move(value));
        return *this;
    }
    Http& caFile(std::string_view path) { // a further root, out of a setting; empty: none
        if (!path.empty())
            params_.emplace_back(RESEAL_KEY_HTTP_CA_FILE, std::string(path));
        return *this;
    }
    Http& maxBytes(std::int64_t size) {
        maxBytes_ = size;
        return *this;
    }

    HttpReply get(std::string_view url) { return request("GET", url, {}, {}); }
    HttpReply post(std::string_view url, const Bytes& body, std::string_view type) {
        return request("POST", url, body, type);
    }
    HttpReply post(std::string_view url, const Secret& body, std::string_view type) { // wiped on the way
        ServiceParams params = head("POST", url, type);
        if (!body.empty())
            params.secret(RESEAL_KEY_HTTP_BODY, body);
        return reply(ask(call_, table_ != nullptr ? table_->request : nullptr, params, RESEAL_HOST_HTTP_1));
    }
    HttpReply request(std::string_view method, std::string_view url, const Bytes& body, std::string_view type) {
        ServiceParams params = head(method, url, type);
        if (!body.empty())
            params.bytes(RESEAL_KEY_HTTP_BODY, body);
        return reply(ask(call_, table_ != nullptr ? table_->request : nullptr, params, RESEAL_HOST_HTTP_1));
    }

private:
    ServiceParams head(std::string_view method, std::string_view url, std::string_view type) const {
        ServiceParams params;
        params.text(RESEAL_KEY_HTTP_METHOD, std::string(method));
        params.text(RESEAL_KEY_HTTP_URL, std::string(url));
        params.integer(RESEAL_KEY_HTTP_MAX_BYTES, maxBytes_);
        if (!type.empty())
            params.text(RESEAL_KEY_HTTP_HEADER + std::string("content-type"), std::string(type));
        for (const auto& [key, value] : params_)
            params.text(key, value);
        for (const auto& [key, value] : secrets_)
            params.secret(key, value);
        return params;
    }
    static HttpReply reply(const Answers& answers) {
        constexpr std::string_view prefix = RESEAL_KEY_HTTP_HEADER;
        HttpReply out;
        out.status = static_cast<int>(answers.integer(RESEAL_KEY_HTTP_STATUS).value_or(0));
        out.url = answers.text(RESEAL_KEY_HTTP_URL);
        for (const Answers::Item& item : answers.all()) {
            const std::string_view key = item.key;
            if (key == RESEAL_KEY_HTTP_BODY)
                out.body.insert(out.body.end(), item.value.data(), item.value.data() + item.value.size());
            else if (key.substr(0, prefix.size()) == prefix)
                out.headers.emplace_back(key.substr(prefix.size()), item.value.view());
        }
        return out;
    }

    const Call& call_;
    const reseal_http_1* table_;
    std::vector<std::pair<std::string, std::string>> params_;
    std::vector<std::pair<std::string, Secret>> secrets_;
    std::int64_t maxBytes_ = 1 << 20;
};

// One line for the agent's log: no secret, no PIN, no name of a person.
inline void log(const Call& call, std::uint32_t level, std::string_view line) {
    const auto* table = service<reseal_log_1>(call.work().host, RESEAL_HOST_LOG_1);
    if (table == nullptr || table->write == nullptr)
        return;
    const std::string text = cut(asText(line), 4096);
    const reseal_bytes bytes{text.data(), static_cast<std::uint32_t>(text.size()), 0};
    table->write(call.work().host->ctx, level, &bytes);
}
inline void logInfo(const Call& call, std::string_view line) { log(call, RESEAL_LOG_INFO, line); }
inline void logWarning(const Call& call, std::string_view line) { log(call, RESEAL_LOG_WARNING, line); }

// `done` of `total` (0: not known), with a line for the person.
inline void progress(const Call& call, std::uint32_t done, std::uint32_t total, const Text& text = {}) {
    const auto* table = service<reseal_progress_1>(call.work().host, RESEAL_HOST_PROGRESS_1);
    if (table == nullptr || table->report == nullptr)
        return;
    const std::string line = asText(text.in(call.language()));
    const reseal_bytes bytes{line.data(), static_cast<std::uint32_t>(line.size()), 0};
    table->report(call.work().host->ctx, call.raw().operation_id, done, total, line.empty() ? nullptr : &bytes);
}

// A question in the middle of a call: "answer.<field>" or "action". Mostly Demand::input is the better way.
inline Answers prompt(const Call& call, const Form& form) {
    const auto* table = service<reseal_prompt_1>(call.work().host, RESEAL_HOST_PROMPT_1);
    ServiceParams params;
    params.text(RESEAL_KEY_FORM, form.json());
    const auto began = std::chrono::steady_clock::now();
    struct Standing { // the deadline stood still meanwhile, also where the answer was no
        Work& work;
        std::chrono::steady_clock::time_point began;
        ~Standing() { work.waited += std::chrono::steady_clock::now() - began; }
    } standing{call.work(), began};
    return ask(call, table != nullptr ? table->ask : nullptr, params, RESEAL_HOST_PROMPT_1);
}

// The next piece of the document that a reseal.token-cms/1 call works on; empty at its end.
inline Secret readSource(const Call& call, std::int64_t maxBytes = 1 << 18) {
    const auto* table = service<reseal_source_1>(call.work().host, RESEAL_HOST_SOURCE_1);
    ServiceParams params;
    params.integer(RESEAL_KEY_SOURCE, call.integer(RESEAL_KEY_SOURCE));
    params.integer(RESEAL_KEY_MAX_BYTES, maxBytes);
    return ask(call, table != nullptr ? table->read : nullptr, params, RESEAL_HOST_SOURCE_1).secret(RESEAL_KEY_DATA);
}

} // namespace reseal::sdk

#endif
