// SPDX-License-Identifier: Apache-2.0
#include "agent/enrolment/own_questions.hpp"

namespace reseal::enrolment {
namespace {

using plugins::FieldType;
using plugins::Form;
using plugins::FormField;

LocalizedText english(std::string text) { return {{"en", std::move(text)}}; }

FormField field(const char* id, FieldType type, const char* label, std::string value, bool required) {
    FormField made;
    made.id = id;
    made.type = type;
    made.label = english(label);
    made.value = std::move(value);
    made.required = required;
    return made;
}

Form titled(const char* title, const char* text = "") {
    Form form;
    form.title = english(title);
    if (*text != '\0') {
        form.text = english(text);
    }
    return form;
}

Form mediumForm(const Renewal& renewal, const QuestionFacts& facts) {
    Form form = titled(N_("Where should the new key be kept?"),
                       N_("A key in the archive or in a file can be copied later. A key that is made on a token stays "
                          "there for good."));
    const bool beside = facts.fileFirst && !facts.oldFolder.empty(); // as the old one was kept
    const std::string first = facts.media.empty() ? "vault" : facts.media.front().id;
    FormField medium = field("medium", FieldType::choice, N_("Medium"), beside ? "file" : first, true);
    for (const Medium& one : facts.media) {
        const std::string label = one.id == "vault"       ? N_("This computer: the archive of Reseal")
                                  : one.id == "file"      ? N_("A key file (PKCS#12) in a folder")
                                  : one.id == kLaterToken ? N_("A token that I plug in later")
                                                          : one.label;
        medium.choices.push_back({one.id, english(label)});
    }
    form.fields.push_back(std::move(medium));
    form.fields.push_back(field("folder", FieldType::folder, N_("Folder of the key file"),
                                renewal.folder.empty() ? facts.oldFolder : renewal.folder, false));
    int number = 0;
    for (const Medium& token : facts.unfit) {
        form.fields.push_back(field("", FieldType::review, N_("This token cannot hold a new key"), token.label, false));
        form.fields.back().id = "unfit-" + std::to_string(++number);
    }
    return form;
}

Form newFileForm(const Renewal& renewal, const QuestionFacts& facts) {
    Form form = titled(N_("The new key file"), N_("Its password cannot be recovered: without it the file is lost."));
    form.fields.push_back(field("folder", FieldType::folder, N_("Folder of the key file"), renewal.folder, true));
    const bool free = facts.rules == PasswordRules::none;
    FormField password = field("password", FieldType::password, N_("Password of the new key file"), "", !free);
    password.rules = facts.rules;
    if (facts.rules != PasswordRules::none) {
        password.hint = english(textOf(facts.rules));
    }
    form.fields.push_back(std::move(password));
    if (free) {
        form.fields.push_back(field(kNoPassword, FieldType::consent,
                                    N_("No password: whoever gets hold of the file can sign in my name"), "", false));
    }
    return form;
}

Form secretForm(const char* title, const char* id, const char* label, const std::string& subject) {
    Form form = titled(title);
    if (!subject.empty()) {
        form.text = english(subject);
    }
    form.fields.push_back(field(id, FieldType::password, label, "", true));
    return form;
}

Form oldTokenForm(const QuestionFacts& facts) {
    Form form = titled(N_("The token of the old key is not there"));
    form.text = english(facts.subject);
    form.actions.push_back({"without", english(N_("Go on without it: the old key stays on its token"))});
    return form;
}

Form oldKeyForm(const Renewal& renewal, const QuestionFacts& facts) {
    if (renewal.reason == kOldTokenAway) {
        return oldTokenForm(facts);
    }
    const bool away = renewal.reason == kOldKeyAway;
    Form form = secretForm(away ? N_("The file of the old key is not there") : N_("The password of the old key"),
                           "password", N_("Password of the old key file"), facts.subject);
    form.fields.front().required = !away;
    if (renewal.asked == State::archivingOld) { // the new certificate is there, and must not wait for ever
        form.actions.push_back({"without", english(N_("Go on without it: the old file stays where it is"))});
    }
    return form;
}

const char* triesText(const PinFacts& pin, bool last) {
    return last                 ? N_("One try is left. After another wrong PIN the token locks itself.")
           : pin.triesLeft == 2 ? N_("Two tries are left.")
           : pin.triesLeft == 3 ? N_("Three tries are left.")
           : pin.few            ? N_("A wrong PIN was typed before: few tries are left.")
                                : "";
}

bool wasLast(const Renewal& renewal) {
    return renewal.reason == "pin_last_try" || renewal.reason == "pin_wrong_one_try_left";
}

FormField lastTry() {
    return field(kLastTry, FieldType::consent, N_("I am sure of the PIN: use the last try"), "", true);
}

Form pinForm(const Renewal& renewal, const PinFacts& facts) {
    const bool last = facts.last || facts.triesLeft == 1 || wasLast(renewal);
    const bool archiving = renewal.asked == State::archivingOld;
    const char* const title = archiving ? N_("The PIN of the token, so that the old key goes into the archive")
                              : renewal.asked == State::makingKey
                                  ? N_("The PIN of the token: no copy can be made of its new key")
                                  : N_("The PIN of the token");
    Form form = secretForm(title, "pin", N_("PIN"), facts.token);
    if (archiving) { // the new certificate is there, and must not wait for ever
        form.actions.push_back({"without", english(N_("Go on without it: the old key stays on its token"))});
    }
    const bool told = renewal.reason.starts_with("pin_wrong"); // and counted: what was known before is stale
    if (const char* tries = told && !last ? "" : triesText(facts, last); *tries != '\0') {
        form.fields.front().hint = english(tries);
    }
    if (!facts.factory.empty() && !last) {
        form.fields.front().required = false;
        form.fields.push_back(field(kFactoryPin, FieldType::consent,
                                    N_("I know of no PIN: try the one that such tokens are delivered with, once"), "",
                                    false));
    }
    if (last) {
        form.fields.push_back(lastTry());
    }
    return form;
}

Form newPinForm(const PinFacts& facts) {
    Form form =
        titled(N_("The token still has the PIN that it was delivered with"),
               N_("Everybody can look that PIN up. Choose another one now, or leave the field empty to keep it. "
                  "A forgotten PIN cannot be recovered."));
    FormField pin = field(kNewPin, FieldType::password, N_("New PIN"), "", false);
    if (!facts.token.empty()) {
        pin.hint = english(facts.token);
    }
    form.fields.push_back(std::move(pin));
    return form;
}

Form workplaceForm(const QuestionFacts& facts) {
    Form form = titled(N_("Something is missing at this workplace"),
                       N_("Mend it and look again, or go on all the same: what does not concern your renewal does no "
                          "harm."));
    int number = 0;
    for (const auto& [what, mend] : facts.missing) {
        FormField review = field("", FieldType::review, "", mend, false);
        review.id = "missing-" + std::to_string(++number);
        review.label = english(what);
        form.fields.push_back(std::move(review));
    }
    form.actions.push_back({"again", english(N_("Look again"))});
    return form;
}

Form repeatForm() {
    Form form = titled(N_("Did the last step arrive at the CA?"),
                       N_("Reseal was interrupted, and the CA's plugin cannot tell. Ask the CA whether your request is "
                          "there before you send it again."));
    FormField repeat = field("repeat", FieldType::choice, N_("Send it again"), "no", true);
    repeat.choices = {{"no", english(N_("No, not yet"))}, {"yes", english(N_("Yes, it did not arrive"))}};
    form.fields.push_back(std::move(repeat));
    return form;
}

Form backupForm(const Renewal& renewal, const QuestionFacts& facts) {
    Form form = titled(N_("A backup copy of the new key?"),
                       N_("The new certificate is installed. A copy on another medium helps when this one is lost."));
    FormField backup = field("backup", FieldType::choice, N_("Backup"), "none", true);
    backup.choices = {{"none", english(N_("No backup"))}, {"folder", english(N_("A key file in a folder"))}};
    bool tokens = false;
    for (const Medium& one : facts.media) {
        const bool vault = one.id == "vault";
        tokens = tokens || !vault;
        backup.choices.push_back({one.id, english(vault ? N_("This computer: the archive of Reseal") : one.label)});
    }
    form.fields.push_back(std::move(backup));
    form.fields.push_back(field("folder", FieldType::folder, N_("Folder of the copy"), "", false));
    FormField password = field("password", FieldType::password, N_("Password of the copy"), "", false);
    password.rules = facts.rules;
    password.hint = english(N_("It cannot be recovered: without it the copy is lost."));
    form.fields.push_back(std::move(password));
    if (tokens) {
        form.fields.push_back(field("pin", FieldType::password, N_("PIN of the token"), "", false));
        if (wasLast(renewal)) {
            form.fields.push_back(lastTry());
            form.fields.back().required = false; // another medium needs none
        }
    }
    form.fields.push_back(field("vault-password", FieldType::password, N_("Password of the archive"), "", false));
    return form;
}

} // namespace

Form formOf(const Renewal& renewal, const QuestionFacts& facts) {
    switch (renewal.question) {
    case Question::medium:
        return mediumForm(renewal, facts);
    case Question::newFile:
        return newFileForm(renewal, facts);
    case Question::oldKey:
        return oldKeyForm(renewal, facts);
    case Question::pin:
        return pinForm(renewal, facts.pin);
    case Question::workplace:
        return workplaceForm(facts);
    case Question::newPin:
        return newPinForm(facts.pin);
    case Question::vault:
        return secretForm(N_("The password of the archive"), "vault-password", N_("Password of the archive"), "");
    case Question::repeat:
        return repeatForm();
    case Question::backup:
        return backupForm(renewal, facts);
    case Question::none:
        break;
    }
    return {};
}

} // namespace reseal::enrolment
