// SPDX-License-Identifier: Apache-2.0
// A whole CA plugin, for a CA that speaks plain HTTPS:
//
//   PUT    <base_url>/requests/<id>   body: PKCS#10    202 taken, 200 issued (body: certificate), 4xx refused (body:
//   why) GET    <base_url>/requests/<id>                    202 not yet (Retry-After: seconds), 200 issued, 404 unknown
//   DELETE <base_url>/requests/<id>                    the person gave up
//
// <id> is the conversation's, so a PUT that is sent again is the same order again, and no crash orders twice.
// The conversation: begin -> form (e-mail) -> key -> order -> wait ... -> done, or failed with the CA's own words.
#include <reseal/cxx/plugin.hpp>

#include <algorithm>

namespace {

using namespace reseal::sdk;

constexpr std::uint8_t kCookieVersion = 1; // a change that old cookies do not fit takes the next number
constexpr std::int64_t kMinute = 60000, kDay = 24 * 60 * kMinute;

class OurCa : public CaPlugin {
public:
    std::vector<Profile> describe(const CaCall&) override {
        return {{"person", {"Person", "Сотрудник", "Қызметкер"}, {"common-name", "email"}, algorithms(), 3}};
    }

    Demand begin(const CaCall& call) override { return form(call, {}); }

    // What comes next stands in the cookie; nothing is kept anywhere else.
    Demand resume(const CaCall& call) override {
        const Cookie cookie = Cookie::read(call.cookie(), kCookieVersion, kCookieVersion);
        const std::string state = cookie.require("state");
        if (state == "form")
            return afterForm(call);
        if (state == "key")
            return order(call, cookie);
        if (state == "wait")
            return look(call, cookie);
        throw Failure(RESEAL_E_INVALID, "a cookie with an unknown state");
    }

    // Did the step arrive before the crash? Steps may be repeated here, so the answer is the step itself.
    Demand recover(const CaCall& call) override {
        if (call.cookie().empty())
            return begin(call);
        const Cookie cookie = Cookie::read(call.cookie(), kCookieVersion, kCookieVersion);
        if (cookie.get("state") == "key" && call.request().empty())
            return look(call, cookie);
        return resume(call);
    }

    void withdraw(const CaCall& call) override {
        if (!call.cookie().empty())
            http(call).request("DELETE", url(call), {}, {});
    }

private:
    static std::vector<std::string> algorithms() { return {"rsa-3072", "ec-p256"}; }

    static std::string url(const CaCall& call) {
        return call.setting("base_url", "https://ca.example.com/api") + "/requests/" + call.conversation();
    }

    static Http http(const CaCall& call) {
        Http out(call);
        out.caFile(call.setting("ca_file")).header("accept", "application/pkix-cert, text/plain");
        return out;
    }

    static Demand form(const CaCall& call, const Text& error) {
        Form form({"Example CA", "УЦ «Пример»", "«Мысал» КО"},
                  {"The CA writes to this address.", "УЦ пишет на этот адрес.", "КО осы мекенжайға жазады."});
        form.field("email", "text", {"E-mail", "Электронная почта", "Электрондық пошта"})
            .required()
            .pattern(".+@.+")
            .value(call.answered("email") ? call.answer("email") : call.holder("email"))
            .error(error);
        return Demand::input(form, Cookie(kCookieVersion).set("state", "form"))
            .step({"Details", "Данные", "Деректер"})
            .next({"A new key is made.", "Будет создан новый ключ.", "Жаңа кілт жасалады."});
    }

    static Demand afterForm(const CaCall& call) {
        if (call.answer("email").find('@') == std::string::npos)
            return form(call, {"An address has an @.", "В адресе должен быть знак @.", "Мекенжайда @ болуы керек."});
        return keyDemand(Cookie(kCookieVersion).set("state", "key").set("email", call.answer("email")));
    }

    static Demand keyDemand(const Cookie& cookie) {
        KeyRequest request;
        request.algorithms = algorithms();
        return Demand::key({request}, cookie).step({"New key", "Новый ключ", "Жаңа кілт"});
    }

    static Demand order(const CaCall& call, const Cookie& cookie) {
        if (call.request().empty())
            throw Failure(RESEAL_E_INVALID, "the request is missing");
        Http server = http(call);
        server.header("x-email", cookie.require("email"));
        return read(call, cookie, server.request("PUT", url(call), call.request(), "application/pkcs10"));
    }

    static Demand look(const CaCall& call, const Cookie& cookie) {
        return read(call, cookie, http(call).get(url(call)));
    }

    static Demand read(const CaCall& call, Cookie cookie, const HttpReply& reply) {
        if (reply.status == 200 && !reply.body.empty())
            return Demand::done({reply.body}).step({"Certificate", "Сертификат", "Сертификат"});
        if (reply.status == 404 && cookie.get("state") == "key")
            return keyDemand(cookie); // asked after a crash: the order never arrived
        if (reply.status == 202) {
            Wait wait;
            wait.untilMs = call.now() + pause(reply.header("retry-after"));
            wait.text = {"The CA checks the request.", "УЦ проверяет запрос.", "КО сұранымды тексеруде."};
            return Demand::wait(wait, cookie.set("state", "wait")).step({"CA's answer", "Ответ УЦ", "КО жауабы"});
        }
        if (reply.status >= 400 && reply.status < 500 && reply.status != 429) {
            logWarning(call, "the CA refused: " + std::to_string(reply.status));
            const std::string why = cut(reply.text(), 500);
            return Demand::failed(Text{"The CA refused: {}", "УЦ отказал: {}", "КО бас тартты: {}"}.with(why),
                                  {"Ask your IT department.", "Обратитесь в ИТ-отдел.", "АТ бөліміне хабарласыңыз."},
                                  "rejected");
        }
        throw Failure(RESEAL_E_UNREACHABLE, "unexpected status " + std::to_string(reply.status),
                      {"The CA does not answer as it should. Reseal tries again.",
                       "УЦ отвечает с ошибкой. Reseal повторит попытку.",
                       "КО қатемен жауап береді. Reseal қайталап көреді."})
            .native("http", reply.status);
    }

    static std::int64_t pause(const std::string& retryAfter) {
        const std::int64_t seconds = std::atoll(retryAfter.c_str());
        return seconds > 0 ? std::min(seconds, kDay / 1000) * 1000 : 10 * kMinute;
    }
};

} // namespace

RESEAL_CA_PLUGIN(OurCa, "our-ca", "1.0.0")
