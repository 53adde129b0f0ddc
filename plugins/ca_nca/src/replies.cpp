// SPDX-License-Identifier: Apache-2.0
#include "replies.hpp"

#include "../../ca_file/src/der.hpp"
#include "../../ca_file/src/encoding.hpp"

#include <nlohmann/json.hpp>
#include <reseal/cxx/values.hpp>

#include <algorithm>

namespace ca_nca {

using Json = nlohmann::json;

namespace {

constexpr int kDeepest = 8;
constexpr std::size_t kLongestText = 1000;
constexpr std::size_t kLongestToken = 128;
constexpr std::size_t kLongestCertificate = 32 * 1024;
constexpr std::size_t kMostKeys = 2;

struct TooDeep {};

// Anything but an object is an empty one.
Json objectIn(std::string_view text) {
    Json read;
    if (text.size() <= kLongestReply)
        try {
            read = Json::parse(
                text.begin(), text.end(),
                [](int depth, Json::parse_event_t, Json&) {
                    if (depth > kDeepest)
                        throw TooDeep();
                    return true;
                },
                false);
        } catch (const TooDeep&) {
        }
    return read.is_object() ? read : Json::object();
}

// Reads members one after the other and remembers whether all of them fitted.
class Members {
public:
    explicit Members(const Json& json) : json_(json) {}

    std::string text(const char* name, bool needed = true, std::size_t most = kLongestText, bool lines = false) {
        const Json* const value = find(name, needed);
        if (value == nullptr || !check(value->is_string()))
            return {};
        const auto& text = value->get_ref<const std::string&>();
        const bool plain = std::none_of(text.begin(), text.end(), [lines](char c) {
            return (static_cast<unsigned char>(c) < 0x20 && !(lines && (c == '\n' || c == '\r' || c == '\t'))) ||
                   c == 0x7F;
        });
        return check(text.size() <= most && plain && reseal::sdk::isText(text)) ? text : std::string();
    }
    std::string token(const char* name) {
        std::string value = text(name);
        check(isToken(value));
        return value;
    }
    std::int64_t number(const char* name, std::int64_t least, std::int64_t most, std::int64_t otherwise,
                        bool needed = false) {
        const Json* const value = find(name, needed);
        if (value == nullptr)
            return otherwise;
        const bool fits =
            value->is_number_integer() && !(value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX);
        if (!check(fits))
            return otherwise;
        const auto number = value->get<std::int64_t>();
        return check(number >= least && number <= most) ? number : otherwise;
    }
    bool flag(const char* name) {
        const Json* const value = find(name, false);
        return value != nullptr && check(value->is_boolean()) && value->get<bool>();
    }
    const Json* object(const char* name, bool needed) {
        const Json* const value = find(name, needed);
        return value != nullptr && check(value->is_object()) ? value : nullptr;
    }
    const Json* list(const char* name, bool needed, std::size_t most) {
        const Json* const value = find(name, needed);
        return value != nullptr && check(value->is_array() && value->size() <= most) ? value : nullptr;
    }
    bool check(bool fits) {
        fits_ = fits_ && fits;
        return fits;
    }
    bool fit() const { return fits_; }

private:
    const Json* find(const char* name, bool needed) {
        const auto at = json_.find(name);
        check(at != json_.end() || !needed);
        return at == json_.end() ? nullptr : &*at;
    }

    const Json& json_;
    bool fits_ = true;
};

template <class T>
std::optional<T> whole(const Members& members, T value) {
    return members.fit() ? std::optional<T>(std::move(value)) : std::nullopt;
}

std::vector<std::string> kindsOf(Members& members) {
    std::vector<std::string> kinds;
    if (const Json* const list = members.list("kinds", true, 10))
        for (const Json& one : *list)
            if (members.check(one.is_string()) && (one == kRsaPair || one == kGost2015))
                kinds.push_back(one.get<std::string>());
    members.check(!kinds.empty());
    return kinds;
}

Code codeOf(const Json& json, Members& outer) {
    Members members(json);
    Code code;
    const std::string channel = members.text("channel");
    members.check(channel == "sms" || channel == "egov_mobile");
    code.eGov = channel == "egov_mobile";
    code.to = members.text("to", false, 64);
    code.length = static_cast<int>(members.number("code_length", 4, 12, 6));
    code.expiresIn = members.number("expires_in_seconds", 0, kLongestSeconds, 0, true);
    code.sendAgainIn = members.number("send_again_in_seconds", 0, kLongestSeconds, 0);
    outer.check(members.fit());
    return code;
}

std::string certificateOf(const Json& json, Members& members) {
    if (!members.check(json.is_string()))
        return {};
    const auto der = ca_file::fromBase64(json.get_ref<const std::string&>());
    const bool fits = der && der->size() <= kLongestCertificate && ca_file::readCertificate(*der);
    return members.check(fits) ? *der : std::string();
}

OrderState stateOf(Members& members) {
    static constexpr struct {
        std::string_view name;
        OrderState state;
    } states[] = {{"code_required", OrderState::codeRequired},
                  {"processing", OrderState::processing},
                  {"visit", OrderState::visit},
                  {"ready", OrderState::ready},
                  {"issued", OrderState::issued},
                  {"rejected", OrderState::rejected},
                  {"withdrawn", OrderState::withdrawn},
                  {"expired", OrderState::expired}};
    const std::string name = members.text("state");
    for (const auto& one : states)
        if (one.name == name)
            return one.state;
    members.check(false);
    return OrderState::processing;
}

} // namespace

bool isToken(std::string_view text) {
    return !text.empty() && text.size() <= kLongestToken && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    });
}

std::optional<About> readAbout(std::string_view json) {
    const Json read = objectIn(json);
    Members members(read);
    members.check(members.text("profile") == "reseal-nca/1");
    About about{kindsOf(members), members.text("service_centre", false)};
    return whole(members, std::move(about));
}

std::optional<Agreement> readAgreement(std::string_view json) {
    const Json read = objectIn(json);
    Members members(read);
    Agreement agreement{members.token("version"), members.text("text", true, kLongestAgreement, true)};
    members.check(!agreement.text.empty());
    return whole(members, std::move(agreement));
}

std::optional<Challenge> readChallenge(std::string_view json) {
    const Json read = objectIn(json);
    Members members(read);
    Challenge challenge{members.token("challenge_id"), members.token("challenge")};
    members.check(challenge.challenge.size() >= 16);
    return whole(members, std::move(challenge));
}

std::optional<Session> readSession(std::string_view json) {
    const Json read = objectIn(json);
    Members members(read);
    Session session{members.token("session")};
    return whole(members, std::move(session));
}

std::optional<Offer> readOffer(std::string_view json) {
    const Json read = objectIn(json);
    Members members(read);
    Offer offer{members.token("reissue_id"), kindsOf(members), members.flag("phone_needed")};
    return whole(members, std::move(offer));
}

std::optional<Order> readOrder(std::string_view json) {
    const Json read = objectIn(json);
    Members members(read);
    Order order;
    order.key = members.token("key");
    order.state = stateOf(members);
    order.reason = members.text("reason", false);
    order.place = members.text("place", false);
    order.deadlineIn = members.number("deadline_in_seconds", 0, kLongestSeconds, 0);
    if (const Json* const code = members.object("code", order.state == OrderState::codeRequired))
        order.code = codeOf(*code, members);
    if (const Json* const sent = members.object("letter", order.state == OrderState::ready)) {
        Members letter(*sent);
        order.letter = {letter.text("to", false, 254), letter.text("sender", true, 254), letter.text("subject")};
        members.check(letter.fit());
    }
    return whole(members, std::move(order));
}

std::optional<Issued> readIssued(std::string_view json) {
    const Json read = objectIn(json);
    Members members(read);
    Issued issued;
    const Json* const own = members.list("certificates", true, kMostKeys);
    for (std::size_t i = 0; own != nullptr && i < own->size(); ++i) {
        const Json& one = (*own)[i];
        Members parts(one);
        if (!members.check(one.is_object() && one.contains("certificate") && parts.text("id") == std::to_string(i + 1)))
            break;
        issued.certificates.push_back(certificateOf(one["certificate"], members));
    }
    members.check(!issued.certificates.empty());
    if (const Json* const chain = members.list("chain", false, kLongestChain))
        for (const Json& one : *chain)
            issued.chain.push_back(certificateOf(one, members));
    return whole(members, std::move(issued));
}

ProblemDetails readProblem(std::string_view json) {
    const Json read = objectIn(json);
    Members members(read);
    ProblemDetails problem{members.text("code", false), members.text("detail", false),
                           static_cast<int>(members.number("tries_left", 0, 100, -1))};
    if (!isToken(problem.code))
        problem.code.clear();
    return problem;
}

} // namespace ca_nca
