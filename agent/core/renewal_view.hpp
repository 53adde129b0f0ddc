// SPDX-License-Identifier: Apache-2.0
// A renewal as a window shows it. All texts are in the person's language and harmless to display. Values; any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/certificate_facts.hpp"
#include "agent/base/password_rules.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reseal::core {

struct RenewalChoice {
    std::string id;
    std::string label;
};

struct RenewalField {
    std::string id;
    std::string type;  // "text", "phone", "code", "link", "password", "choice", "consent", "review", "file", "folder"
    std::string label; // and "new-password": typed twice
    std::string hint = {};
    std::string error = {}; // of the answer before
    std::string value = {};
    bool required = false;
    std::vector<RenewalChoice> choices = {};
    std::optional<TimePoint> expires = {};
    PasswordRules rules = PasswordRules::none; // of a new password
};

struct RenewalForm {
    std::string title;
    std::string text;
    std::vector<RenewalField> fields;
    std::vector<RenewalChoice> actions; // instead of an answer: "send again"
    int refusals = 0;                   // of answers to it, so far
};

struct RenewalView {
    enum class NewKey : std::uint8_t { none, beingMade, made };
    enum class OldKey : std::uint8_t {
        none,
        archived,
        elsewhere
    }; // none: there is no old one, or it is not put away yet
    std::string id;
    std::string certificate;        // id; empty: a new one is asked for
    std::vector<std::string> along; // ids: renewed with it
    std::string ca;
    std::string caName;
    std::string state;    // "asking", "waiting_for_ca" ... (enrolment/renewal.hpp)
    std::string pausedIn; // the state that asks for something of the person's and then goes on; empty: none does
    bool ended = false;
    bool stuck = false;
    bool atWork = false;
    NewKey newKey = NewKey::none;
    std::string waitsFor; // "person", "token", "ca", "retry"; empty: nothing
    std::string reason;   // snake_case; empty: nothing is wrong
    std::string text;     // why it stands still or how it ended, in words
    std::string mend;
    std::string step; // of the CA: where it is, and what comes then
    std::string next;
    std::string place; // of the new certificate, once it is installed
    OldKey oldKey = OldKey::none;
    std::string oldKeyPlace; // elsewhere: token or file, for people; empty: nobody knows
    std::string folder;      // where the CA's answer is waited for
    std::string print;       // a page that the person is to print, with line ends
    std::string backup;
    std::optional<RenewalForm> form;
    bool mayResume = false; // somebody may say that waiting is over
    bool mayCancel = false;
    TimePoint started{};
    TimePoint changed{};
    std::optional<TimePoint> deadline;
    std::optional<TimePoint> nextAttempt;
};

// The one that renews the certificate, alone or along with another, and has not ended; or null.
[[nodiscard]] const RenewalView* renewalUnderWay(const std::vector<RenewalView>& renewals,
                                                 const std::string& certificateId);

// New keys of a renewal that ended otherwise than well: nothing needs them unless the CA issues for them after all.
struct LeftOverKeys {
    std::string renewal;
    std::vector<std::string> algorithms = {}; // as in reseal/keys.h; those that are known
    TimePoint ended{};
    std::string token = {};     // its URI; empty: they are in the archive
    std::string tokenName = {}; // empty: it is not here
};

// A plugin that a renewal can be begun with.
struct RenewalCa {
    std::string id;
    std::string name;
    std::vector<std::string> missing;           // labels of settings that have to be set first
    bool otherIssuers = true;                   // offered for certificates of issuers that it does not name, too
    std::vector<std::string> certificates = {}; // ids of the person's whose issuer it names
};

// Secrets wherever they are: by field, or "action" alone.
using RenewalAnswers = std::map<std::string, std::shared_ptr<const Secret>>;

} // namespace reseal::core
