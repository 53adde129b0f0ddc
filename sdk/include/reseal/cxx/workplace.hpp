// SPDX-License-Identifier: Apache-2.0
// Two bases that a plugin may have besides: checks of the workplace, and rules between its settings.
#ifndef RESEAL_CXX_WORKPLACE_HPP
#define RESEAL_CXX_WORKPLACE_HPP

#include "../ext/diagnostics.h"
#include "../ext/settings.h"
#include "instance.hpp"

namespace reseal::sdk {

struct Check {
    std::string id;
    std::string state; // "fine", "warning", "broken"
    Text text;
    Text mend; // unless fine: what the person or an administrator does about it
};

struct Problem {
    std::string setting;
    Text text; // what to change
};

// reseal.diagnostics/1. Changes nothing, spends no PIN.
class Diagnostics {
public:
    virtual ~Diagnostics() = default;
    virtual std::vector<Check> examine(const Call& call) = 0;
};

// reseal.settings/1. No problem: the settings fit together.
class SettingsRules {
public:
    virtual ~SettingsRules() = default;
    virtual std::vector<Problem> validate(const Call& call) = 0;
};

struct DiagnosticsTable {
    static reseal_status RESEAL_CALL examine(reseal_instance* self, const reseal_call* call, const reseal_sink* sink) {
        return serve<Call>(self, call, sink, {}, [self](const Call& in, Out& out) {
            for (const Check& check : self->diagnostics->examine(in)) {
                const std::string key = RESEAL_KEY_CHECK + check.id;
                const bool fine = check.state == "fine";
                if ((!fine && check.state != "warning" && check.state != "broken") || (!fine && check.mend.empty()))
                    throw Failure(RESEAL_E_INTERNAL, "a check without a state or a mend: " + asText(check.id));
                out.text(key + RESEAL_KEY_CHECK_STATE, check.state);
                out.text(key + RESEAL_KEY_CHECK_TEXT, check.text.in(in.language()));
                if (!fine)
                    out.text(key + RESEAL_KEY_CHECK_MEND, check.mend.in(in.language()));
            }
        });
    }
    static const reseal_diagnostics_1* table() {
        static const reseal_diagnostics_1 table = {examine, cancelWork};
        return &table;
    }
};

struct SettingsTable {
    static reseal_status RESEAL_CALL validate(reseal_instance* self, const reseal_call* call, const reseal_sink* sink) {
        return serve<Call>(self, call, sink, {}, [self](const Call& in, Out& out) {
            for (const Problem& problem : self->settings->validate(in))
                out.text(RESEAL_KEY_PROBLEM + problem.setting, problem.text.in(in.language()));
        });
    }
    static const reseal_settings_1* table() {
        static const reseal_settings_1 table = {validate, cancelWork};
        return &table;
    }
};

} // namespace reseal::sdk

#endif
