// SPDX-License-Identifier: Apache-2.0
// The forms that the engine itself asks: where the new key goes, passwords and PINs, whether a step is repeated, a
// backup. Texts are English and of the message catalogue. Every required field that is no secret has a value that will
// do. Any thread.
//
//   medium    medium (choice: "vault", a token's URI, "file", "token": one that is plugged in later), folder;
//             a review of each token in a reader that cannot take the key
//   new_file  folder, password            of the new key file; no-password (consent) where the CA allows none
//   old_key   password                    of the file with the old key; action "without" once only the archive needs it
//   pin       pin, last-try (consent)     of the token; the second only where one try is left; action as above;
//             factory-pin (consent)       instead of a PIN, where it is known and did not turn out to be wrong
//   new_pin   new-pin                     of a token that took its factory PIN; left empty, it keeps that
//   vault     vault-password              of the archive
//   workplace a review of each thing that is missing for this renewal, and how to mend it, before anything is sent, and
//             once more for the new key; action "again" looks once more, an answer goes on all the same
//   repeat    repeat (choice: "no", "yes") nobody can tell whether the last step arrived at the CA
//   backup    backup (choice: "none", "folder", "vault", a token's URI), folder, password, pin, last-try (as above),
//             vault-password
#pragma once

#include "agent/enrolment/renewal.hpp"
#include "agent/plugins/conversation/form.hpp"

#include <map>

namespace reseal::enrolment {

struct Medium {
    std::string id;
    std::string label; // of a token: as people name it; empty for the others
};

inline constexpr const char* kLaterToken = "token"; // the medium: the next fitting token that is plugged in

// Of Renewal::params: by itself, that one is waited for; before a URI, a token that was there then.
inline constexpr const char* kSeenToken = "token ";

inline constexpr const char* kLastTry = "last-try"; // the field, and the means that it gives

inline constexpr const char* kFactoryPin = "factory-pin";   // the field; the means: the PIN is the one of the factory
inline constexpr const char* kFactoryTried = "factory PIN"; // of the log
inline constexpr const char* kNewPin = "new-pin";           // the field, and the means: the token is to get this one
inline constexpr const char* kNoPassword = "no-password";   // the field, and the means: the new file is to have none

inline constexpr const char* kCopyTo = "copy-to";         // the means that says what a copy goes to
inline constexpr const char* kCopyFolder = "copy-folder"; // and into which folder

// Reasons of the question: looked for again each time it is run.
inline constexpr const char* kOldKeyAway = "old_key_away";
inline constexpr const char* kOldTokenAway = "old_token_away"; // also when a token comes
inline constexpr const char* kWithoutOld = "without-old";      // the means: the old key stays where it is
inline constexpr const char* kPinOf = "pin-of";                // the means that says which token the PIN is of: its URI

struct PinFacts {
    std::string token = {}; // as people name it
    std::optional<int> triesLeft = {};
    bool few = false; // a wrong one was typed before
    bool last = false;
    std::string uri = {};     // empty: the token is not there
    std::string factory = {}; // its PIN as delivered, known to everybody; empty: not known, or it was wrong
};

struct QuestionFacts {
    std::vector<Medium> media = {}; // fitting ones, best first; of a backup: besides a folder
    std::string subject = {};       // the file that the secret is of
    PinFacts pin = {};
    std::string oldFolder = {};                      // of the old key's file; empty: it is in none
    bool fileFirst = false;                          // the CA would rather have a key file
    PasswordRules rules = PasswordRules::none;       // of a new key file
    std::map<std::string, std::string> missing = {}; // at this workplace: what, and how to mend it; in words
    std::vector<Medium> unfit = {};                  // tokens that cannot take the new key
};

[[nodiscard]] plugins::Form formOf(const Renewal& renewal, const QuestionFacts& facts);

} // namespace reseal::enrolment
