// SPDX-License-Identifier: Apache-2.0
#include "replies.hpp"

#include "../../ca_file/src/der.hpp"
#include "../../ca_file/src/encoding.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ca_kontur {

using Json = nlohmann::json;

namespace {

constexpr int kDeepest = 8;
constexpr std::size_t kLongestText = 1000;
constexpr std::size_t kLongestName = 8192; // all values together: the name has to fit into a cookie

struct TooDeep {};

// An object, or null.
Json parse(std::string_view text) {
    if (text.size() > kLongestReply)
        return nullptr;
    try {
        Json json = Json::parse(
            text.begin(), text.end(),
            [](int depth, Json::parse_event_t, Json&) {
                if (depth > kDeepest)
                    throw TooDeep();
                return true;
            },
            false);
        return json.is_object() ? json : Json(nullptr);
    } catch (const TooDeep&) {
        return nullptr;
    }
}

// Absent: `otherwise`. Another type, too long, with control characters: nothing.
std::optional<std::string> text(const Json& json, const char* name, std::optional<std::string> otherwise = {}) {
    const auto at = json.find(name);
    if (at == json.end())
        return otherwise;
    if (!at->is_string())
        return std::nullopt;
    const auto& value = at->get_ref<const std::string&>();
    const bool plain = std::none_of(value.begin(), value.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    return value.size() <= kLongestText && plain && reseal::sdk::isText(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::string> token(const Json& json, const char* name) {
    auto value = text(json, name);
    return value && isToken(*value) ? value : std::nullopt;
}

std::optional<std::int64_t> number(const Json& json, const char* name, std::int64_t least, std::int64_t most,
                                   std::optional<std::int64_t> otherwise = {}) {
    const auto at = json.find(name);
    if (at == json.end())
        return otherwise;
    if (!at->is_number_integer() || (at->is_number_unsigned() && at->get<std::uint64_t>() > INT64_MAX))
        return std::nullopt;
    const auto value = at->get<std::int64_t>();
    return value >= least && value <= most ? std::optional(value) : std::nullopt;
}

std::optional<Sent> sentOf(const Json& json) {
    const auto to = text(json, "to", "");
    const auto length = number(json, "code_length", 4, 12, 6);
    const auto expires = number(json, "expires_in_seconds", 0, kLongestSeconds);
    const auto again = number(json, "send_again_in_seconds", 0, kLongestSeconds, 0);
    if (!to || to->size() > 64 || !length || !expires || !again)
        return std::nullopt;
    return Sent{*to, static_cast<int>(*length), *expires, *again};
}

std::optional<std::vector<NamePart>> subjectOf(const Json& json) {
    if (!json.is_array() || json.empty() || json.size() > kMostParts)
        return std::nullopt;
    std::vector<NamePart> parts;
    std::size_t size = 0;
    for (const Json& one : json) {
        const auto type = one.is_object() ? text(one, "type") : std::nullopt;
        const auto value = one.is_object() ? text(one, "value") : std::nullopt;
        if (!type || !isOid(*type) || !value || value->empty() || (size += value->size()) > kLongestName)
            return std::nullopt;
        parts.push_back({*type, *value});
    }
    return parts;
}

std::optional<std::vector<std::string>> textsOf(const Json& json, const char* name, std::size_t most) {
    const auto at = json.find(name);
    std::vector<std::string> out;
    if (at == json.end())
        return out;
    if (!at->is_array() || at->size() > most)
        return std::nullopt;
    for (const Json& one : *at) {
        if (!one.is_string() || one.get_ref<const std::string&>().size() > 64)
            return std::nullopt;
        out.push_back(one.get<std::string>());
    }
    return out;
}

std::optional<Application> applicationOf(const Json& json) {
    static constexpr std::string_view known[] = {"gost-2012-256", "gost-2012-512", "rsa-2048", "rsa-3072",
                                                 "rsa-4096",      "ec-p256",       "ec-p384"};
    if (!json.is_object() || !json.contains("subject"))
        return std::nullopt;
    const auto id = token(json, "id"), title = text(json, "title", ""), state = text(json, "state");
    auto subject = subjectOf(json["subject"]);
    auto algorithms = textsOf(json, "algorithms", 20), policies = textsOf(json, "policies", 10);
    const auto tool = text(json, "sign_tool", "");
    const auto kind = number(json, "identification_kind", 0, 127, -1);
    if (!id || !title || !state || !subject || !algorithms || !policies || !tool || !kind ||
        tool->size() > 2 * kLongestSignTool || !std::all_of(policies->begin(), policies->end(), isOid))
        return std::nullopt;
    algorithms->erase(std::remove_if(algorithms->begin(), algorithms->end(),
                                     [](const std::string& one) {
                                         return std::find(std::begin(known), std::end(known), one) == std::end(known);
                                     }),
                      algorithms->end());
    if (algorithms->empty())
        return std::nullopt;
    return Application{*id,      *title,      *state == "ready",
                       *subject, *algorithms, {*policies, *tool, static_cast<int>(*kind)}};
}

// Lines of plain text.
bool isPage(std::string_view text) {
    return !text.empty() && text.size() <= kLongestStatement && reseal::sdk::isText(text) &&
           std::none_of(text.begin(), text.end(), [](char c) {
               return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || static_cast<unsigned char>(c) == 0x7F;
           });
}

std::optional<Statement> statementOf(const Json& json) {
    const auto page = json.find("statement"), documents = json.find("documents"), centre = json.find("centre");
    if (page == json.end() || !page->is_string() || !isPage(page->get_ref<const std::string&>()))
        return std::nullopt;
    Statement out{page->get<std::string>(), {}, {}, {}, {}};
    if (documents != json.end() && (!documents->is_array() || documents->size() > kMostDocuments))
        return std::nullopt;
    for (const Json& one : documents == json.end() ? Json::array() : *documents) {
        const auto name = text(Json{{"name", one}}, "name");
        if (!name || name->empty())
            return std::nullopt;
        out.documents.push_back(*name);
    }
    if (centre == json.end())
        return out;
    const auto name = centre->is_object() ? text(*centre, "name", "") : std::nullopt;
    const auto address = name ? text(*centre, "address", "") : std::nullopt,
               hours = name ? text(*centre, "hours", "") : std::nullopt;
    if (!address || !hours)
        return std::nullopt;
    out.centre = *name;
    out.address = *address;
    out.hours = *hours;
    return out;
}

std::optional<Order> orderOf(const Json& json) {
    static constexpr std::string_view states[] = {"applying", "issuing",   "issued", "confirmed",
                                                  "rejected", "withdrawn", "expired"};
    if (!json.is_object())
        return std::nullopt;
    const auto key = token(json, "key"), state = text(json, "state");
    const auto id = text(json, "id", ""), application = text(json, "application_id", ""),
               reason = text(json, "reason", "");
    const auto deadline = number(json, "deadline_in_seconds", 0, kLongestSeconds, 0);
    const auto* const at = state ? std::find(std::begin(states), std::end(states), *state) : std::end(states);
    if (!key || !id || !application || !reason || !deadline || at == std::end(states))
        return std::nullopt;
    Order order{*key, *id, *application, *reason, static_cast<OrderState>(at - std::begin(states)), *deadline, {}, {}};
    if (order.state == OrderState::applying) {
        const auto statement = json.find("application");
        auto read = statement != json.end() && statement->is_object() ? statementOf(*statement) : std::nullopt;
        if (!read)
            return std::nullopt;
        order.statement = std::move(*read);
    }
    if (order.state == OrderState::issued) {
        const auto confirmation = json.find("confirmation");
        const auto sent =
            confirmation != json.end() && confirmation->is_object() ? sentOf(*confirmation) : std::nullopt;
        if (!sent)
            return std::nullopt;
        order.confirmation = *sent;
    }
    return order;
}

std::optional<std::string> certificateOf(const Json& json) {
    if (!json.is_string())
        return std::nullopt;
    auto der = ca_file::fromBase64(json.get_ref<const std::string&>());
    return der && ca_file::readCertificate(*der) ? der : std::nullopt;
}

template <class Item, class Read>
std::optional<std::vector<Item>> listOf(std::string_view text, const char* name, std::size_t most, Read read) {
    const Json json = parse(text);
    const auto at = json.is_object() ? json.find(name) : json.end();
    if (at == json.end() || !at->is_array() || at->size() > most)
        return std::nullopt;
    std::vector<Item> out;
    for (const Json& one : *at) {
        auto item = read(one);
        if (!item)
            return std::nullopt;
        out.push_back(std::move(*item));
    }
    return out;
}

} // namespace

bool isToken(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    });
}

std::optional<bool> readReadiness(std::string_view json) {
    const Json read = parse(json);
    const auto state = read.is_object() ? text(read, "state") : std::nullopt;
    return state == "ready" ? std::optional(true) : state == "not_ready" ? std::optional(false) : std::nullopt;
}

std::optional<Challenge> readChallenge(std::string_view json) {
    const Json read = parse(json);
    const auto id = read.is_object() ? token(read, "challenge_id") : std::nullopt;
    const auto sent = id ? sentOf(read) : std::nullopt;
    return sent ? std::optional(Challenge{*id, *sent}) : std::nullopt;
}

std::optional<Session> readSession(std::string_view json) {
    const Json read = parse(json);
    const auto session = read.is_object() ? token(read, "session") : std::nullopt;
    return session ? std::optional(Session{*session}) : std::nullopt;
}

std::optional<std::vector<Application>> readApplications(std::string_view json) {
    return listOf<Application>(json, "applications", kMostApplications, applicationOf);
}

std::optional<Order> readOrder(std::string_view json) { return orderOf(parse(json)); }

std::optional<std::vector<Order>> readOrders(std::string_view json) {
    return listOf<Order>(json, "orders", kMostOrders, orderOf);
}

std::optional<Issued> readIssued(std::string_view json) {
    const Json read = parse(json);
    const auto own =
        read.is_object() && read.contains("certificate") ? certificateOf(read["certificate"]) : std::nullopt;
    if (!own)
        return std::nullopt;
    Issued issued{*own, {}};
    const auto chain = read.find("chain");
    if (chain == read.end())
        return issued;
    if (!chain->is_array() || chain->size() > kLongestChain)
        return std::nullopt;
    for (const Json& one : *chain) {
        auto der = certificateOf(one);
        if (!der)
            return std::nullopt;
        issued.chain.push_back(std::move(*der));
    }
    return issued;
}

ProblemDetails readProblem(std::string_view json) {
    const Json read = parse(json);
    if (!read.is_object())
        return {};
    const auto code = text(read, "code", ""), detail = text(read, "detail", "");
    const auto tries = number(read, "tries_left", 0, 100, -1);
    return {code && isToken(*code) ? *code : "", detail.value_or(""), static_cast<int>(tries.value_or(-1))};
}

} // namespace ca_kontur
