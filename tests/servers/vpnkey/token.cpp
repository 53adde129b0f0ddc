// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/vpnkey/token.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace reseal::test::vpnkey {
namespace {

constexpr std::string_view kPath = "/vpnkeylocal/";
constexpr std::size_t kMostContexts = 8;
constexpr std::size_t kMostData = std::size_t{64} << 20U; // this peer keeps documents in memory
constexpr std::size_t kSentBy399 = 6144;
constexpr std::size_t kBytesBy500 = 15360;
constexpr std::size_t kBytesOfMode1 = 16777216;

std::string randomId(std::size_t size) {
    static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string id(size, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(id.data()), static_cast<int>(size)) != 1) {
        throw std::runtime_error("no random numbers");
    }
    for (char& c : id) {
        c = kLetters[static_cast<unsigned char>(c) % kLetters.size()];
    }
    return id;
}

const std::string* find(const Form& form, std::string_view name) {
    const auto at = form.find(name);
    return at == form.end() ? nullptr : &at->second.value;
}

std::optional<long long> number(const Form& form, std::string_view name) {
    const std::string* const text = find(form, name);
    long long value = 0;
    if (text == nullptr) {
        return std::nullopt;
    }
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), value);
    return problem == std::errc() && end == text->data() + text->size() ? std::optional(value) : std::nullopt;
}

} // namespace

Token::Token(const Signer& signer, TokenOptions options)
    : signer_(signer), options_(std::move(options)), first_(randomId(34)) {
    if (!has("dead-session") && !has("dead-session-404")) {
        sessions_[first_] = options_.now();
    }
}

Response Token::answer(const Request& request) {
    if (request.method != "POST") {
        return {405, ""};
    }
    if (!request.target.starts_with(kPath)) {
        return {404, ""};
    }
    forgetOld();
    std::string session = request.target.substr(kPath.size());
    if (session.ends_with('/')) {
        session.pop_back(); // the guide has it, clients are met without
    }
    const auto form = readForm(request.body);
    const std::string* const id = form ? find(*form, "id") : nullptr;
    const std::string command = id == nullptr ? "" : *id;
    Outcome outcome{kBadField};
    if (command == "LOGIN" && session.empty()) {
        outcome = login(*form);
    } else if (!alive(session)) {
        if (has("dead-session-404")) {
            return {404, ""};
        }
        outcome = {kNoSession};
    } else if (!command.empty()) {
        outcome = run(command, session, *form);
    }
    if (options_.log) {
        options_.log(command, outcome.code);
    }
    return written(command, outcome);
}

bool Token::alive(const std::string& session) {
    const auto at = sessions_.find(session);
    if (at != sessions_.end()) {
        at->second = options_.now();
    }
    return at != sessions_.end();
}

void Token::forgetOld() {
    const Time now = options_.now();
    std::erase_if(sessions_, [&](const auto& one) { return now - one.second > options_.sessionLife; });
    std::erase_if(contexts_, [&](const auto& one) {
        return now - one.second.begun > options_.contextLife || !sessions_.contains(one.second.session);
    });
}

Token::Outcome Token::run(const std::string& command, const std::string& session, const Form& form) {
    if (command == "GET_BS_LIST") {
        return {kDone, {{"data", "1;2;"}}};
    }
    if (command == "SET_BS_USE") {
        const auto system = number(form, "bsid");
        return {system == 1 || system == 2 ? kDone : kBadField};
    }
    if (command == "GET_OBJ_LIST_ID") {
        return list(form);
    }
    if (command == "INIT_SIGN_H_ID") {
        return begin(session, form);
    }
    if (command == "CALC_SIGN_H_ID" && has("session-ends")) {
        sessions_.erase(session);
        return {kNoSession};
    }
    return withContext(command, session, form);
}

Token::Outcome Token::login(const Form& form) {
    const std::string* const pin = find(form, "pin");
    if (number(form, "user") != 1 || pin == nullptr || *pin != options_.pin || has("login-refused")) {
        return {kNotLetIn};
    }
    const std::string session = randomId(34);
    sessions_[session] = options_.now();
    return {kDone, {{"sid2", session}}};
}

Token::Outcome Token::list(const Form& form) const {
    const auto type = number(form, "obj_type");
    if (!type || *type < 0 || *type > 7) {
        return {kBadField};
    }
    const auto ids = signer_.objects(static_cast<int>(*type), options_.faults);
    const std::string separator = has("comma-separator") ? "," : has("blank-separator") ? " \n" : ";";
    std::string data;
    for (const std::string& id : ids) {
        data += (data.empty() ? "" : separator) + id;
    }
    return {kDone, {{"data", data + (has("trailing-separator") && !data.empty() ? ";" : "")}}};
}

Token::Outcome Token::begin(const std::string& session, const Form& form) {
    const std::string* const object = find(form, "obj_id");
    const auto size = number(form, "datasize");
    const auto attached = number(form, "hasdata");
    const long long mode = find(form, "mode") == nullptr ? 2 : number(form, "mode").value_or(0);
    if (!size || *size < 1 || (attached != 0 && attached != 1) || (mode != 1 && mode != 2)) {
        return {kBadField};
    }
    if (object != nullptr) {
        auto known = signer_.objects(0, options_.faults);
        std::ranges::copy(signer_.objects(7, options_.faults), std::back_inserter(known));
        if (std::ranges::find(known, *object) == known.end()) {
            return {kNoSuchObject};
        }
    }
    if (contexts_.size() == kMostContexts) {
        return {kTooMany};
    }
    Context context;
    context.session = session;
    context.object = object == nullptr ? "" : *object;
    context.size = static_cast<std::size_t>(*size);
    context.attached = attached == 1;
    context.mode = static_cast<int>(mode);
    context.chain = static_cast<int>(number(form, "hascert").value_or(-1));
    context.begun = options_.now();
    const std::string handle = randomId(8);
    contexts_[handle] = context;
    return {kDone, {{"ctx_handle", handle}}};
}

Token::Outcome Token::withContext(const std::string& command, const std::string& session, const Form& form) {
    const std::string* const handle = find(form, "ctx_handle");
    const auto at = handle == nullptr ? contexts_.end() : contexts_.find(*handle);
    if (command == "CALC_SIGN_H_ID" && has("handle-ends")) {
        contexts_.clear();
        return {kNoSuchContext};
    }
    Outcome outcome{kUnknownCommand};
    if (at == contexts_.end() || at->second.session != session) {
        const bool known =
            command == "SET_SIGN_DATA_H_ID" || command == "CALC_SIGN_H_ID" || command == "GET_SIGN_CMS_H_ID";
        return {known ? kNoSuchContext : kUnknownCommand};
    }
    if (command == "SET_SIGN_DATA_H_ID") {
        outcome = take(at->second, form);
    } else if (command == "CALC_SIGN_H_ID") {
        outcome = calculate(at->second, form);
    } else if (command == "GET_SIGN_CMS_H_ID") {
        outcome = message(at->second);
        contexts_.erase(at);
        return outcome;
    }
    if (outcome.code != kDone) {
        contexts_.erase(at);
    }
    return outcome;
}

Token::Outcome Token::take(Context& context, const Form& form) const {
    const auto field = form.find("data");
    const auto bytes = field == form.end() ? std::nullopt : fromBase64(field->second.value, has("form-decoding"));
    const auto block = number(form, "blocknum");
    if (context.calculated) {
        return {kOutOfOrder};
    }
    if (!bytes || bytes->empty()) {
        return {kBadField};
    }
    const bool fits = context.mode == 1          ? bytes->size() <= kBytesOfMode1
                      : options_.firmware >= 500 ? bytes->size() <= kBytesBy500
                                                 : field->second.sent <= kSentBy399;
    // Only the last block may be of any size.
    if (!fits || !context.lastWasWhole || (block && *block != static_cast<long long>(context.blocks) + 1)) {
        return {kBadBlock};
    }
    if (context.data.size() + bytes->size() > (context.attached ? context.size : kMostData)) {
        return {kBadSize};
    }
    if (has("retcode-73")) {
        return {73};
    }
    context.lastWasWhole = bytes->size() % 8 == 0;
    context.data += *bytes;
    ++context.blocks;
    const std::size_t taken = has("total-length") ? context.data.size() : bytes->size();
    return {kDone, {{"data_length", std::to_string(taken - (has("lost-bytes") ? 5 : 0))}}};
}

Token::Outcome Token::calculate(Context& context, const Form& form) const {
    const std::string* const object = find(form, "obj_id");
    if (object != nullptr && *object != context.object) {
        return {kNoSuchObject};
    }
    if (context.object.empty()) {
        return {kNoSuchObject}; // GOST R 34.11-94 it would be, and no certificate here goes with that
    }
    if (context.calculated || context.data.empty()) {
        return {kOutOfOrder};
    }
    if (context.attached && context.data.size() != context.size) {
        return {kBadSize}; // detached signing with a wrong size is met and works
    }
    context.calculated = true;
    return {};
}

Token::Outcome Token::message(const Context& context) const {
    if (!context.calculated) {
        return {kOutOfOrder};
    }
    const Parts parts = signer_.sign({context.object, context.attached, context.chain}, context.data, options_.faults);
    std::string head = toBase64(parts.head);
    if (has("broken-base64")) {
        head.insert(64, "\n");
    }
    Fields fields{{"head", head}};
    if (!has("missing-part")) {
        fields.emplace_back("suffix", toBase64(parts.suffix));
    }
    return {kDone, fields};
}

Response Token::written(const std::string& command, const Outcome& outcome) const {
    Fields fields = outcome.fields;
    if (has("reordered-fields")) {
        std::ranges::reverse(fields);
        fields.insert(fields.begin(), {{"retcode", std::to_string(outcome.code)}, {"later", "a&b=c"}});
    } else if (!has("no-retcode")) {
        fields.emplace_back("retcode", std::to_string(outcome.code));
    }
    if (has("doubled-field")) {
        fields.emplace_back("retcode", "1");
    }
    Response response;
    for (const auto& [name, value] : fields) {
        response.body += (response.body.empty() ? "" : "&") + name + "=";
        response.body += has("unquoted") ? value : "\"" + value + "\"";
    }
    if (has("huge-answer")) {
        response.body.append(std::size_t{4} << 20U, ' ');
    }
    if (has("web-page")) {
        response.body = "<html><body>It works</body></html>";
    }
    if (has("redirect")) {
        response.status = 307;
        response.headers.emplace_back("Location", "/elsewhere/");
    }
    if (has("packed")) {
        response.headers.emplace_back("Content-Encoding", "gzip");
    }
    if (has("stall") && command == "CALC_SIGN_H_ID") {
        response.fate = Response::Fate::stall;
    }
    if (has("cut") && command == "GET_SIGN_CMS_H_ID") {
        response.fate = Response::Fate::cut;
    }
    return response;
}

} // namespace reseal::test::vpnkey
