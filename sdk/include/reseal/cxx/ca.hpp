// SPDX-License-Identifier: Apache-2.0
// The base of a CA plugin and the table of reseal.ca/1 over it.
#ifndef RESEAL_CXX_CA_HPP
#define RESEAL_CXX_CA_HPP

#include "cookie.hpp"
#include "demand.hpp"
#include "instance.hpp"

namespace reseal::sdk {

class CaCall : public Call {
public:
    using Call::Call;

    bool renews() const { return text(RESEAL_KEY_PURPOSE, "renew") == "renew"; }
    std::string profile() const { return text(RESEAL_KEY_PROFILE); }
    Bytes cookie() const { return bytes(RESEAL_KEY_COOKIE); }
    Bytes oldCertificate() const { return bytes(RESEAL_KEY_OLD_CERTIFICATE); } // DER; empty: there is none
    std::vector<Bytes> oldChain() const { return allBytes(RESEAL_KEY_OLD_CHAIN); }
    std::vector<Bytes> oldPair() const { return allBytes(RESEAL_KEY_OLD_PAIR); } // renewed along
    bool oldKeyReady() const { return text(RESEAL_KEY_OLD_KEY) == "ready"; }     // it can sign
    std::string holder(std::string_view what) const { return text(std::string(RESEAL_KEY_HOLDER).append(what)); }

    bool answered(std::string_view field) const { return has(std::string(RESEAL_KEY_ANSWER).append(field)); }
    std::string answer(std::string_view field) const { return text(std::string(RESEAL_KEY_ANSWER).append(field)); }
    Secret secretAnswer(std::string_view field) const { return secret(std::string(RESEAL_KEY_ANSWER).append(field)); }
    std::string action() const { return text(RESEAL_KEY_ACTION); }
    Bytes request(std::string_view id = "1") const { return bytes(std::string(RESEAL_KEY_REQUEST).append(id)); }
    Bytes signature(std::string_view id = "1") const { return bytes(std::string(RESEAL_KEY_SIGNATURE).append(id)); }
    std::string link() const { return text(RESEAL_KEY_LINK); }
};

// One conversation at a time knows nothing of another: keep everything in the cookie, nothing in members.
class CaPlugin {
public:
    virtual ~CaPlugin() = default;

    virtual std::vector<Profile> describe(const CaCall&) { return {}; }
    virtual Demand begin(const CaCall& call) = 0;
    virtual Demand resume(const CaCall& call) = 0; // call.cookie() is there
    // Did the step under this operation id arrive? A plugin that can tell answers as resume would have.
    virtual Demand recover(const CaCall&) {
        throw Failure(RESEAL_E_UNSUPPORTED, "this plugin cannot tell whether the step arrived");
    }
    virtual void withdraw(const CaCall&) {}
};

struct CaTable {
    static constexpr std::string_view kAbout[] = {RESEAL_KEY_PURPOSE,   RESEAL_KEY_PROFILE,  RESEAL_KEY_OLD_CERTIFICATE,
                                                  RESEAL_KEY_OLD_CHAIN, RESEAL_KEY_OLD_PAIR, RESEAL_KEY_OLD_KEY,
                                                  RESEAL_KEY_HOLDER};
    static constexpr std::string_view kStep[] = {RESEAL_KEY_PURPOSE,   RESEAL_KEY_PROFILE,  RESEAL_KEY_OLD_CERTIFICATE,
                                                 RESEAL_KEY_OLD_CHAIN, RESEAL_KEY_OLD_PAIR, RESEAL_KEY_OLD_KEY,
                                                 RESEAL_KEY_HOLDER,    RESEAL_KEY_COOKIE,   RESEAL_KEY_ANSWER,
                                                 RESEAL_KEY_ACTION,    RESEAL_KEY_REQUEST,  RESEAL_KEY_SIGNATURE,
                                                 RESEAL_KEY_LINK};

    static reseal_status RESEAL_CALL describe(reseal_instance* self, const reseal_call* call, const reseal_sink* sink) {
        return serve<CaCall>(self, call, sink, kAbout, [self](const CaCall& in, Out& out) {
            for (const Profile& profile : self->ca->describe(in)) {
                const std::string key = RESEAL_KEY_PROFILE_ITEM + profile.id;
                out.texts(key + RESEAL_KEY_PROFILE_NAME, profile.name);
                for (const std::string& attribute : profile.attributes)
                    out.text(key + RESEAL_KEY_PROFILE_ATTRIBUTE, attribute);
                for (const std::string& algorithm : profile.algorithms)
                    out.text(key + RESEAL_KEY_PROFILE_ALGORITHM, algorithm);
                if (profile.lastChanceDays >= 0)
                    out.integer(key + RESEAL_KEY_PROFILE_LAST_CHANCE, profile.lastChanceDays);
            }
        });
    }
    static reseal_status RESEAL_CALL begin(reseal_instance* self, const reseal_call* call, const reseal_sink* sink) {
        return serve<CaCall>(self, call, sink, kAbout,
                             [self](const CaCall& in, Out& out) { self->ca->begin(in).emit(out); });
    }
    static reseal_status RESEAL_CALL resume(reseal_instance* self, const reseal_call* call, const reseal_sink* sink) {
        return serve<CaCall>(self, call, sink, kStep, [self](const CaCall& in, Out& out) {
            checkCookie(in, true);
            self->ca->resume(in).emit(out);
        });
    }
    static reseal_status RESEAL_CALL recover(reseal_instance* self, const reseal_call* call, const reseal_sink* sink) {
        return serve<CaCall>(self, call, sink, kStep, [self](const CaCall& in, Out& out) {
            checkCookie(in, false);
            self->ca->recover(in).emit(out);
        });
    }
    static reseal_status RESEAL_CALL withdraw(reseal_instance* self, const reseal_call* call, const reseal_sink* sink) {
        return serve<CaCall>(self, call, sink, kStep, [self](const CaCall& in, Out&) {
            checkCookie(in, false);
            self->ca->withdraw(in);
        });
    }

    static const reseal_ca_1* table() {
        static const reseal_ca_1 table = {describe, begin, resume, recover, withdraw, cancelWork};
        return &table;
    }

private:
    static void checkCookie(const CaCall& call, bool needed) {
        const std::size_t size = call.cookie().size();
        if (size > RESEAL_COOKIE_MAX || (size == 0 && (needed || call.has(RESEAL_KEY_COOKIE))))
            throw Failure(RESEAL_E_INVALID, "a cookie that is missing, empty or past 64 KiB");
    }
};

} // namespace reseal::sdk

#endif
